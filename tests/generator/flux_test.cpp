#include "wirebench/generator/flux.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <string_view>

#include "support/damage.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

namespace wirebench::generator {
namespace {

namespace pdg = nuclear::pdg;

TEST(DuneFlux, IsThatOfTheTechnicalDesignReport) {
  // arXiv:2103.04797: peak near 2.9 GeV, 4.56e-11 / m2 / POT / GeV; 75.9 % of the muon neutrinos between 1 and 4
  // GeV, 37.7 % below 2 GeV.
  const Flux flux = dune_far_detector_flux();
  EXPECT_NEAR(flux.density(pdg::nu_mu, 2875.0), 4.558e-11, 0.01e-11);
  double all = 0.0, below = 0.0, window = 0.0, electron = 0.0, anti = 0.0;
  for (double energy = 5.0; energy < 20'000.0; energy += 10.0) {
    const double muon = flux.density(pdg::nu_mu, energy);
    all += muon;
    if (energy < 2000.0) below += muon;
    if (energy < 1000.0 || energy > 4000.0) continue;
    window += muon;
    electron += flux.density(pdg::nu_e, energy);
    anti += flux.density(pdg::nu_mu_bar, energy);
  }
  EXPECT_NEAR(window / all, 0.759, 0.01);
  EXPECT_NEAR(below / all, 0.377, 0.006);
  EXPECT_NEAR(electron / window, 0.006, 0.001);
  EXPECT_NEAR(anti / window, 0.049, 0.003);
  EXPECT_EQ(flux.density(pdg::nu_mu, 25'000.0), 0.0);
}

TEST(ReadFlux, NamesFileAndLineOfWhatItCannotRead) {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "flux.csv";
  const auto write = [&](const std::string& text) { std::ofstream{file} << text; };
  write("# comment\nE,a,b,c,d\n1,1,2,3,4\n2,1,2,3\n");
  test::expect_error([&] { (void)read_flux(file); }, ErrorKind::failed, {"flux.csv:4", "five numbers"});
  write("1,1,2,3,4\n2,1,2,-3,4\n");
  test::expect_error([&] { (void)read_flux(file); }, ErrorKind::failed, {"flux.csv:2", "negative"});
  write("1,1,2,3,4\n2,1,2,3,4\n2.5,1,2,3,4\n");
  test::expect_error([&] { (void)read_flux(file); }, ErrorKind::failed, {"flux.csv:3", "unequal"});
  write("1,1,2,nan,4\n2,1,2,3,4\n");
  test::expect_error([&] { (void)read_flux(file); }, ErrorKind::failed, {"flux.csv:1"});
  write("");
  test::expect_error([&] { (void)read_flux(file); }, ErrorKind::failed, {"flux.csv", "fewer than two"});
  test::expect_error([&] { (void)read_flux(folder.path() / "none.csv"); }, ErrorKind::usage, {"none.csv"});
}

TEST(ReadFlux, RefusesNumbersWhoseProductsAreNotFinite) {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "flux.csv";
  for (const char* text : {"1e306,1,2,3,4\n2e306,1,2,3,4\n", "1,1,1e308,3,4\n2,1,2,3,4\n"}) {
    std::ofstream{file} << text;
    test::expect_error([&] { (void)read_flux(file); }, ErrorKind::failed, {"flux.csv:1", "1e100"});
  }
}

TEST(ReadFlux, SurvivesDamage) {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "flux.csv";
  const std::string whole =
      "# GeV, per bin\nE,nue,numu,nuebar,numubar\n0.5,1,2,3,4\n1.0,5,6.5e-3,7,8\n1.5,1,2,3,4\n2.0,5,6,7,8\n";
  int read = 0;
  int refused = 0;
  for (std::uint64_t round = 0; round < 400; ++round) {
    test::write_bytes_to(file, test::damaged_text(whole, round, "0123456789-+.,eE# \n\r\tinfa"));
    try {
      const Flux flux = read_flux(file);
      ASSERT_GE(flux.edges.size(), 3U);
      EXPECT_TRUE(std::is_sorted(flux.edges.begin(), flux.edges.end()));
      for (const auto& bins : flux.bins) {
        EXPECT_EQ(bins.size() + 1, flux.edges.size());
        for (const double value : bins) EXPECT_TRUE(value >= 0.0 && std::isfinite(1e6 * value));
      }
      ++read;
    } catch (const Error& error) {
      EXPECT_NE(std::string_view{error.what()}.find(file.string() + ":"), std::string_view::npos) << error.what();
      ++refused;
    }
    if (HasFailure()) FAIL() << "round " << round;
  }
  EXPECT_GT(read, 10);
  EXPECT_GT(refused, 10);
}

TEST(ReadFlux, TakesBinsAroundTheCentres) {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "flux.txt";
  std::ofstream{file} << "0.5 1 2 3 4\n1.5 5 6 7 8\n";
  const Flux flux = read_flux(file);
  EXPECT_EQ(flux.edges, (std::vector<double>{0.0, 1000.0, 2000.0}));
  EXPECT_EQ(flux.density(pdg::nu_e, 1.0), 1.0);
  EXPECT_EQ(flux.density(pdg::nu_mu_bar, 1999.0), 8.0);
}

}  // namespace
}  // namespace wirebench::generator
