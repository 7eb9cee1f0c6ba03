#include "wirebench/nuclear/decay.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <vector>

namespace wirebench::nuclear {
namespace {

Product particle_at(PdgCode code, const Vector3& momentum) {
  return {code, FourVector::on_shell(particle(code).mass, momentum)};
}

/// Products of `count` decays of `code` at rest.
std::vector<Products> decays(PdgCode code, std::size_t count) {
  RandomStream random{11, RandomStage::test, static_cast<std::uint64_t>(code + 10'000)};
  std::vector<Products> all(count);
  for (Products& products : all) decay(particle_at(code, {}), random, products);
  return all;
}

bool has(const Products& products, PdgCode code) {
  return std::ranges::any_of(products, [&](const Product& p) { return p.pdg == code; });
}

const Product& find(const Products& products, PdgCode code) {
  return *std::ranges::find(products, code, &Product::pdg);
}

double fraction_with(const std::vector<Products>& all, std::initializer_list<PdgCode> codes) {
  const auto count = std::ranges::count_if(all, [&](const Products& products) {
    return products.size() == codes.size() &&
           std::ranges::all_of(codes, [&](PdgCode code) { return has(products, code); });
  });
  return static_cast<double>(count) / static_cast<double>(all.size());
}

constexpr PdgCode k_unstable[] = {13,   -13,   15,   -15,   211,  -211,  111,  321,   -321, 130,
                                  310,  311,   -311, 221,   3122, -3122, 3222, -3222, 3212, -3212,
                                  3112, -3112, 3312, -3312, 3322, -3322, 3334, -3334, 2112, -2112};

TEST(Decay, ConservesEverythingInEveryDecay) {
  RandomStream random{1, RandomStage::test, 1};
  Products products;
  for (const PdgCode code : k_unstable) {
    for (const double momentum : {0.0, 250.0, 8000.0}) {
      for (int i = 0; i < 300; ++i) {
        Vector3 axis{random.normal(), random.normal(), random.normal()};
        const Product parent = particle_at(code, momentum * unit(axis));
        decay(parent, random, products);
        // Strangeness is not conserved; K0 mixing has none to conserve.
        const auto problem = violation({{parent}, false}, products, 1e-9);
        ASSERT_EQ(problem, std::nullopt) << particle_name(code) << " at " << momentum
                                         << " MeV: " << problem.value_or("");
        for (const Product& product : products) {
          const double mass = particle(product.pdg).mass;
          ASSERT_NEAR(product.momentum.mass_squared(), mass * mass,
                      1e-8 * (1.0 + product.momentum.energy * product.momentum.energy));
          ASSERT_GT(product.momentum.energy, 0.0);
        }
      }
    }
  }
}

TEST(Decay, BranchingFractions) {
  // Review of Particle Physics 2024. 100,000 decays: five standard errors are 0.0079 at most.
  const std::size_t n = 100'000;
  const auto kaons = decays(pdg::k_plus, n);
  EXPECT_NEAR(fraction_with(kaons, {-13, 14}), 0.6356, 0.0075);
  EXPECT_NEAR(fraction_with(kaons, {211, 111}), 0.2067, 0.0075);
  EXPECT_NEAR(fraction_with(kaons, {111, -11, 12}), 0.0507, 0.0035);
  EXPECT_NEAR(fraction_with(decays(pdg::lambda, n), {2212, -211}), 0.641, 0.0075);
  EXPECT_NEAR(fraction_with(decays(pdg::k_zero_short, n), {111, 111}), 0.3069, 0.0075);
  EXPECT_NEAR(fraction_with(decays(pdg::eta, n), {22, 22}), 0.3936, 0.0075);
  EXPECT_NEAR(fraction_with(decays(pdg::pi_zero, n), {22, 11, -11}), 0.01174, 0.0017);
  EXPECT_NEAR(fraction_with(decays(pdg::tau_minus, n), {11, -12, 16}), 0.1782, 0.0085);
  EXPECT_NEAR(fraction_with(decays(pdg::sigma_plus, n), {2212, 111}), 0.5147, 0.0085);
  const auto long_lived = decays(pdg::k_zero_long, n);
  EXPECT_NEAR(fraction_with(long_lived, {211, 11, -12}) + fraction_with(long_lived, {-211, -11, 12}), 0.4055, 0.0075);
}

TEST(Decay, AntiparticlesMakeTheConjugate) {
  for (const Products& products : decays(-3122, 200)) {
    EXPECT_TRUE((has(products, -2212) && has(products, 211)) || (has(products, -2112) && has(products, 111)));
  }
  for (const Products& products : decays(-13, 50)) {
    EXPECT_TRUE(has(products, -11) && has(products, 12) && has(products, -14));
  }
}

TEST(Decay, MichelSpectrum) {
  // x = E / E_max for the massless electron of V-A: density 2 x^2 (3 - 2 x), so <x> = 7/10 and <x^2> = 8/15
  // (Review of Particle Physics, "Muon decay parameters"); E_max = (m_mu^2 + m_e^2) / 2 m_mu = 52.83 MeV.
  const auto all = decays(pdg::mu_minus, 100'000);
  double sum = 0.0, squares = 0.0, largest = 0.0, neutrino = 0.0;
  for (const Products& products : all) {
    const double energy = find(products, 11).momentum.energy;
    sum += energy;
    squares += energy * energy;
    largest = std::max(largest, energy);
    neutrino += find(products, -12).momentum.energy;
  }
  const auto n = static_cast<double>(all.size());
  EXPECT_NEAR(sum / n, 0.7 * 52.83, 0.12);
  EXPECT_NEAR(squares / n, 8.0 / 15.0 * 52.83 * 52.83, 8.0);
  EXPECT_LT(largest, 52.8305);
  EXPECT_GT(largest, 52.5);
  // The electron antineutrino's density is 12 x^2 (1 - x): <x> = 3/5.
  EXPECT_NEAR(neutrino / n, 0.6 * 52.83, 0.12);
}

TEST(Decay, TwoBodyMomenta) {
  // Review of Particle Physics, p (MeV/c) of the decay modes.
  const auto expect = [](PdgCode parent, PdgCode product, double momentum) {
    RandomStream random{3, RandomStage::test, 3};
    Products products;
    for (int i = 0; i < 2000; ++i) {
      decay(particle_at(parent, {}), random, products);
      if (products.size() == 2 && has(products, product)) {
        EXPECT_NEAR(norm(find(products, product).momentum.momentum), momentum, 0.6) << particle_name(parent);
        return;
      }
    }
    ADD_FAILURE() << "no such decay of " << particle_name(parent);
  };
  expect(211, -13, 29.79);
  expect(321, -13, 235.5);
  expect(321, 211, 205.1);
  expect(310, 211, 206.0);
  expect(3122, 2212, 100.6);
  expect(3222, 2212, 188.6);
  expect(3212, 22, 74.5);
  expect(15, 211 * -1, 882.8);
}

TEST(Decay, NeutralPionPhotonsAreFlatInEnergy) {
  // In flight the photon energies fill m/2 gamma (1 +- beta) uniformly.
  RandomStream random{5, RandomStage::test, 5};
  const Product parent = particle_at(pdg::pi_zero, {0.0, 0.0, 400.0});
  const double low = 0.5 * (parent.momentum.energy - 400.0);
  const double high = 0.5 * (parent.momentum.energy + 400.0);
  std::vector<int> bins(10);
  Products products;
  int photons = 0;
  for (int i = 0; i < 20'000; ++i) {
    decay(parent, random, products);
    if (products.size() != 2) continue;
    for (const Product& photon : products) {
      const double x = (photon.momentum.energy - low) / (high - low);
      ASSERT_GE(x, -1e-9);
      ASSERT_LE(x, 1.0 + 1e-9);
      ++bins[std::min<std::size_t>(9, static_cast<std::size_t>(std::fmax(0.0, 10.0 * x)))];
      ++photons;
    }
  }
  for (const int count : bins) EXPECT_NEAR(count, photons / 10.0, 4.0 * std::sqrt(photons / 10.0));
}

TEST(Decay, DalitzPairsAreLight) {
  const auto all = decays(pdg::pi_zero, 200'000);
  int pairs = 0, light = 0;
  double angle = 0.0;
  for (const Products& products : all) {
    if (products.size() != 3) continue;
    ++pairs;
    const FourVector pair = find(products, 11).momentum + find(products, -11).momentum;
    light += pair.mass() < 10.0 ? 1 : 0;
    angle += find(products, 11).momentum.energy / pair.energy;
  }
  ASSERT_GT(pairs, 2000);
  // Integral of Kroll and Wada's density below 10 MeV over the whole, worked by hand from ln x and the mass terms:
  // (2 ln(10 / 0.511) - 5/3 - 3 (10/135)^2) / (2 ln(135 / 0.511) - 7/2) = 4.264 / 7.653.
  EXPECT_NEAR(static_cast<double>(light) / pairs, 0.557, 0.03);
  EXPECT_NEAR(angle / pairs, 0.5, 0.02);
}

TEST(Decay, KaonToThreePionsFollowsItsSlope) {
  // K+ -> pi+ pi+ pi-: g = -0.211 with u = (s3 - s0)/m_pi^2, which falls with the odd pion's energy: the odd pion is
  // the more energetic.
  const auto kaons = decays(pdg::k_plus, 100'000);
  double odd = 0.0, like = 0.0;
  int count = 0;
  for (const Products& products : kaons) {
    if (products.size() != 3 || !has(products, -211)) continue;
    ++count;
    for (const Product& pion : products) (pion.pdg == -211 ? odd : like) += pion.momentum.energy - 139.57039;
  }
  ASSERT_GT(count, 4000);
  odd /= count;
  like /= 2.0 * count;
  EXPECT_NEAR(odd + 2.0 * like, 75.0, 0.1);  // 493.677 - 3 * 139.570
  EXPECT_GT(odd, like + 0.5);
}

TEST(Decay, SemileptonicKaonElectronSpectrum) {
  // Vector current: the pion spectrum peaks at high energies, p^3; the mean pion energy is well above phase space's
  // third.
  const auto kaons = decays(pdg::k_plus, 200'000);
  double pion = 0.0;
  int count = 0;
  for (const Products& products : kaons) {
    if (!has(products, 111) || !has(products, -11)) continue;
    ++count;
    pion += norm(find(products, 111).momentum.momentum);
  }
  ASSERT_GT(count, 8000);
  // dGamma/dE_pi ~ p^3 (1 + 0.0297 t / m_pi^2)^2 (K_l3 form factors in the Review of Particle Physics), integrated
  // numerically elsewhere: <p> = 183.7 MeV of at most 228.4.
  EXPECT_NEAR(pion / count, 183.7, 1.2);
}

}  // namespace
}  // namespace wirebench::nuclear
