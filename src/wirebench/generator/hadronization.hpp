/// \file From a hadronic system of charge Q and mass W to hadrons.
#pragma once

#include <vector>

#include "wirebench/core/random.hpp"
#include "wirebench/generator/probe.hpp"
#include "wirebench/nuclear/reaction.hpp"

namespace wirebench::generator {

/// Mean number of charged hadrons, at mass `w_gev`: a + b ln W2 (W in GeV) with the constants of T. Yang et al.,
/// Eur. Phys. J. C63 (2009) 1 (AGKY): nu p 0.40, 1.42; nu n -0.20, 1.42; antinu p 0.02, 1.28; antinu n 0.80, 0.95.
/// Not below 0.
[[nodiscard]] double mean_charged_multiplicity(const Probe& probe, Nucleon nucleon, double w_gev) noexcept;

/// Probability that the system becomes n = 2, 3, ... hadrons (index n - 2), the nucleon included: KNO scaling of the
/// total multiplicity (1.5 times the charged one) with the Levy function, c = 7.93 on protons, 5.22 on neutrons, cut
/// where the masses do not fit in W. Precondition: W above nucleon and pion. Source: as above.
[[nodiscard]] std::vector<double> multiplicity_distribution(const Probe& probe, Nucleon nucleon, double w_gev);

/// Share of inelastic scattering at this W that is background to the resonances, see inelastic.hpp. Preconditions and
/// thread-safety as above.
[[nodiscard]] double background_share(const Probe& probe, Nucleon nucleon, double w_gev);

/// Which multiplicities a system is given: those of the background to the resonances, or all.
enum class Region : std::uint8_t { background, inelastic };

/// Makes hadrons of a system of mass `w_mev` (rest frame), `axis` being the direction of the momentum transfer there.
/// Charge, baryon number and strangeness are those of the system; the sum of the momenta is (w_mev, 0).
/// The baryon comes first, with the Feynman-x and transverse momentum distribution of AGKY; the others share the rest
/// by phase space weighted with exp(-3.5 pT / GeV).
/// Precondition: W more than 1 MeV above neutron and charged pion. Thread-safe.
void hadronize(const Probe& probe, Nucleon nucleon, Region region, double w_mev, const Vector3& axis,
               RandomStream& random, nuclear::Products& out);

}  // namespace wirebench::generator
