/// \file The generator beside published and computed numbers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "wirebench/core/units.hpp"
#include "wirebench/validation/comparison.hpp"

namespace wirebench::validation {

struct GeneratorValidationOptions {
  std::filesystem::path folder;  ///< holds nu_xsec_fractions.csv, nu_kinematics_ref.csv and fsi_hA_fates.csv
  int events_per_point = 4000;   ///< generated for each energy or projectile; at least 100
  std::uint64_t seed = 1;
};

/// All rows:
/// - total cross sections over energy, four flavours CC and NC (5 %), and NC/CC (5 %);
/// - (quasi-)elastic cross section on a free neutron, with and without the Fermi-gas factor, and resonance cross
/// section per
///   nucleon, of the models alone (5 %);
/// - channel fractions of charged-current muon neutrino events on argon (0.03): two-nucleon knock-out belongs to QE, as
/// in
///   the reference, which has none of its own;
/// - means of Q2, W and y of quasi-elastic and resonance scattering (5 %) and quantiles of y (0.03) as the reference
/// defines
///   them: on nucleons at rest, the Fermi-gas factor for quasi-elastic scattering only;
/// - shares of isospin 3/2 and of pi+ and pi0 among the single pions of resonances (0.03);
/// - fates of pions and nucleons that interact in the nucleus (0.05).
/// Errors: those of Csv for a table that cannot be read. Deterministic for a given seed.
[[nodiscard]] std::vector<Comparison> validate_generator(const GeneratorValidationOptions& options);

/// How many hadrons leave argon, and how many came out of the primary interaction, per event.
struct MultiplicityRow {
  std::string particle;        ///< "protons above 40 MeV"
  double primary = 0.0;        ///< mean, before final-state interactions
  double final = 0.0;          ///< mean, after them
  std::vector<double> shares;  ///< of events with 0, 1, 2, 3 and 4 or more after them
};

/// For muon neutrinos by the charged current at one energy: protons above 40 MeV (a range of 12 mm in liquid argon),
/// all protons, neutrons above 40 MeV, pi+, pi-, pi0.
[[nodiscard]] std::vector<MultiplicityRow> multiplicities(Energy energy, int events, std::uint64_t seed);

}  // namespace wirebench::validation
