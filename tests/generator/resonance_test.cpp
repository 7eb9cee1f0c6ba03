#include "wirebench/generator/resonance.hpp"

#include <gtest/gtest.h>

#include "wirebench/generator/lepton_kinematics.hpp"
#include "wirebench/generator/weak_constants.hpp"

namespace wirebench::generator {
namespace {

namespace pdg = nuclear::pdg;

double total(const Probe& probe, Nucleon nucleon, double energy, double w_most = 1.7) {
  const LeptonVertex vertex{energy, weak::k_nucleon_mass, probe.lepton_mass_gev()};
  constexpr int steps = 60;
  const double low = 1.078;
  const double high = std::min(w_most, vertex.largest_w());
  double sum = 0.0;
  for (int i = 0; i < steps; ++i) {
    const double w = low + (i + 0.5) * (high - low) / steps;
    const auto limits = vertex.q2_limits(w);
    if (!limits) continue;
    for (int k = 0; k < steps; ++k) {
      const double q2 = limits->low + (k + 0.5) * (limits->high - limits->low) / steps;
      sum += resonance_cross_section(probe, nucleon, energy, w, q2) * (limits->high - limits->low) / steps;
    }
  }
  return sum * (high - low) / steps;
}

TEST(Resonance, AgreesWithAnIndependentCalculation) {
  // Column RES_G2_perNuc of tests/data/generator/nu_xsec_fractions.csv (Rein-Sehgal, axial mass 1.12 GeV, W < 1.7 GeV).
  const Probe probe{pdg::nu_mu, Current::charged};
  for (const auto& [energy, reference] :
       {std::pair{0.75, 0.1886}, std::pair{1.0, 0.3384}, std::pair{2.0, 0.7313}, std::pair{4.0, 0.848}}) {
    const double ours =
        (18.0 * total(probe, Nucleon::proton, energy) + 22.0 * total(probe, Nucleon::neutron, energy)) / 40.0;
    EXPECT_NEAR(ours / reference, 1.0, 0.03) << energy;
  }
}

TEST(Resonance, DeltaHasThreeTimesTheRateAtTheEdgeOfItsMultiplet) {
  const auto on_proton = resonance_cross_sections({pdg::nu_mu, Current::charged}, Nucleon::proton, 1.5, 1.2, 0.3);
  const auto on_neutron = resonance_cross_sections({pdg::nu_mu, Current::charged}, Nucleon::neutron, 1.5, 1.2, 0.3);
  EXPECT_NEAR(on_proton[0] / on_neutron[0], 3.0, 1e-12);
  for (std::size_t i = 0; i < k_resonance_count; ++i) {
    if (resonances()[i].twice_isospin == 1) {
      EXPECT_EQ(on_proton[i], 0.0);
      EXPECT_GE(on_neutron[i], 0.0);
    }
  }
}

TEST(Resonance, IsospinMirrorsAntineutrinos) {
  // The same states, at the edge and in the middle, for antineutrinos on neutrons and on protons.
  const auto edge = resonance_cross_sections({pdg::nu_mu_bar, Current::charged}, Nucleon::neutron, 1.5, 1.25, 0.3);
  const auto middle = resonance_cross_sections({pdg::nu_mu_bar, Current::charged}, Nucleon::proton, 1.5, 1.25, 0.3);
  EXPECT_NEAR(edge[0] / middle[0], 3.0, 1e-12);
  EXPECT_EQ(edge[1], 0.0);
  EXPECT_LT(edge[0], resonance_cross_sections({pdg::nu_mu, Current::charged}, Nucleon::proton, 1.5, 1.25, 0.3)[0]);
}

TEST(Resonance, NeutralCurrentExcitesTheDeltaWithAWeakerVectorPart) {
  // Isovector currents: the axial part of neutrino p -> Delta+ is that of the charged neutrino n -> Delta+, the vector
  // part is 1 - 2 sin2 theta_W = 0.54 of it, so the ratio of the rates is between 0.29 and 1. Both nucleons are alike.
  const double proton = total({pdg::nu_e, Current::neutral}, Nucleon::proton, 2.2, 1.3);
  const double neutron = total({pdg::nu_e, Current::neutral}, Nucleon::neutron, 2.2, 1.3);
  const double charged = total({pdg::nu_e, Current::charged}, Nucleon::neutron, 2.2, 1.3);
  EXPECT_NEAR(proton / neutron, 1.0, 0.05);
  EXPECT_GT(proton / charged, 0.40);
  EXPECT_LT(proton / charged, 0.95);
}

TEST(Resonance, IsNothingOutsideItsLimits) {
  const Probe probe{pdg::nu_mu, Current::charged};
  EXPECT_EQ(resonance_cross_section(probe, Nucleon::proton, 3.0, 1.71, 0.3), 0.0);
  EXPECT_EQ(resonance_cross_section(probe, Nucleon::proton, 3.0, 1.07, 0.3), 0.0);
  EXPECT_EQ(resonance_cross_section(probe, Nucleon::proton, 0.5, 1.232, 2.0), 0.0);
  EXPECT_EQ(resonance_cross_section(probe, Nucleon::proton, 0.3, 1.232, 0.1), 0.0);
}

}  // namespace
}  // namespace wirebench::generator
