#include "wirebench/generator/quasi_elastic.hpp"

#include <gtest/gtest.h>

#include <array>

#include "wirebench/generator/lepton_kinematics.hpp"
#include "wirebench/generator/weak_constants.hpp"

namespace wirebench::generator {
namespace {

namespace pdg = nuclear::pdg;

double integral(const Probe& probe, Nucleon nucleon, double energy, double low, double high) {
  constexpr int steps = 2000;
  double sum = 0.0;
  for (int i = 0; i < steps; ++i) {
    sum += quasi_elastic_cross_section(probe, nucleon, energy, low + (i + 0.5) * (high - low) / steps);
  }
  return sum * (high - low) / steps;
}

double total(const Probe& probe, Nucleon nucleon, double energy) {
  const LeptonVertex vertex{energy, weak::k_nucleon_mass, probe.lepton_mass_gev()};
  const auto limits = vertex.q2_limits(weak::k_nucleon_mass);
  return limits ? integral(probe, nucleon, energy, limits->low, limits->high) : 0.0;
}

TEST(QuasiElastic, AgreesWithAnIndependentCalculationOnFreeNeutrons) {
  // Column QE_free_n_MA099 of tests/data/generator/nu_xsec_fractions.csv.
  const Probe probe{pdg::nu_mu, Current::charged};
  for (const auto& [energy, reference] :
       {std::pair{0.5, 0.8065}, std::pair{1.0, 1.029}, std::pair{2.0, 1.015}, std::pair{5.0, 0.9491}}) {
    EXPECT_NEAR(total(probe, Nucleon::neutron, energy) / reference, 1.0, 0.002) << energy;
  }
}

TEST(QuasiElastic, NeutralCurrentRatiosAgreeWithBrookhaven734) {
  // Brookhaven experiment 734, L. A. Ahrens et al., Phys. Rev. D35 (1987) 785: ratios for 0.5 < Q2 < 1 GeV2 in a beam
  // of mean energy 1.3 GeV (antineutrinos 1.2 GeV): 0.153 +- 0.018, 0.218 +- 0.023, 0.302 +- 0.042. Two standard
  // deviations.
  const double nc = integral({pdg::nu_mu, Current::neutral}, Nucleon::proton, 1.3, 0.5, 1.0);
  const double cc = integral({pdg::nu_mu, Current::charged}, Nucleon::neutron, 1.3, 0.5, 1.0);
  const double anti_nc = integral({pdg::nu_mu_bar, Current::neutral}, Nucleon::proton, 1.2, 0.5, 1.0);
  const double anti_cc = integral({pdg::nu_mu_bar, Current::charged}, Nucleon::proton, 1.2, 0.5, 1.0);
  EXPECT_NEAR(nc / cc, 0.153, 0.036);
  EXPECT_NEAR(anti_nc / anti_cc, 0.218, 0.046);
  EXPECT_NEAR(anti_nc / nc, 0.302, 0.084);
}

TEST(QuasiElastic, NeutrinosNeedNeutronsAndAntineutrinosProtons) {
  EXPECT_EQ(quasi_elastic_cross_section({pdg::nu_mu, Current::charged}, Nucleon::proton, 1.0, 0.3), 0.0);
  EXPECT_EQ(quasi_elastic_cross_section({pdg::nu_e_bar, Current::charged}, Nucleon::neutron, 1.0, 0.3), 0.0);
  EXPECT_GT(quasi_elastic_cross_section({pdg::nu_e_bar, Current::charged}, Nucleon::proton, 1.0, 0.3), 0.0);
  EXPECT_GT(quasi_elastic_cross_section({pdg::nu_e, Current::neutral}, Nucleon::neutron, 1.0, 0.3), 0.0);
}

TEST(QuasiElastic, InterferenceMakesAntineutrinosRarerAndTheDifferenceGoesAwayAtZeroTransfer) {
  const Probe neutrino{pdg::nu_mu, Current::charged}, anti{pdg::nu_mu_bar, Current::charged};
  EXPECT_LT(total(anti, Nucleon::proton, 1.0), 0.5 * total(neutrino, Nucleon::neutron, 1.0));
  // At Q2 = 0 only F1 and F_A act: d sigma / d Q2 is the same for both.
  const double a = quasi_elastic_cross_section({pdg::nu_e, Current::charged}, Nucleon::neutron, 3.0, 1e-4);
  const double b = quasi_elastic_cross_section({pdg::nu_e_bar, Current::charged}, Nucleon::proton, 3.0, 1e-4);
  EXPECT_NEAR(a / b, 1.0, 0.002);
}

TEST(QuasiElastic, MuonsNeedTheirMassInEnergy) {
  // Threshold ((M + m)^2 - M^2) / 2M = 111.6 MeV with the muon mass 105.66 MeV.
  EXPECT_EQ(total({pdg::nu_mu, Current::charged}, Nucleon::neutron, 0.1110), 0.0);
  EXPECT_GT(total({pdg::nu_mu, Current::charged}, Nucleon::neutron, 0.1120), 0.0);
  EXPECT_GT(total({pdg::nu_e, Current::charged}, Nucleon::neutron, 0.1110), 0.0);
}

TEST(FermiGasFactor, IsLinearAtSmallTransferAndOneAboveTwiceTheFermiMomentum) {
  EXPECT_EQ(fermi_gas_factor(0.0, 0.26), 0.0);
  EXPECT_NEAR(fermi_gas_factor(0.26, 0.26), 0.6875, 1e-12);  // x = 1/2: 0.75 - 0.0625
  EXPECT_EQ(fermi_gas_factor(0.53, 0.26), 1.0);
}

}  // namespace
}  // namespace wirebench::generator
