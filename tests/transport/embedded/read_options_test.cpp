#include "wirebench/transport/embedded/read_options.hpp"

#include <gtest/gtest.h>

#include "support/expect_error.hpp"

namespace wirebench::transport::embedded {
namespace {

EmbeddedOptions read(const std::string& text) {
  const Config config = Config::parse("[transport]\n" + text, "t.toml");
  ConfigTable root = config.root();
  ConfigTable table = root.table("transport");
  const EmbeddedOptions options = read_embedded_options(table);
  root.finish();
  return options;
}

TEST(ReadEmbeddedOptions, NothingGivenIsTheDefault) {
  const EmbeddedOptions options = read("");
  EXPECT_DOUBLE_EQ(options.production_cut.in(units::millimeter), 0.7);
  EXPECT_DOUBLE_EQ(options.step_limit.in(units::millimeter), 3.0);
  EXPECT_DOUBLE_EQ(options.argon.density, 1.396e-3);
  EXPECT_DOUBLE_EQ(options.half_size.x, 15000.0);
  EXPECT_EQ(options.step_displacement, StepDisplacement::along);
  EXPECT_DOUBLE_EQ(options.bremsstrahlung_from.value(), 0.0);
  EXPECT_EQ(options.slow_neutrons, SlowNeutrons::evaluated);
  EXPECT_EQ(options.elastic_scattering, ElasticScattering::all_hadrons);
  EXPECT_TRUE(options.processes.rayleigh);
}

TEST(ReadEmbeddedOptions, TakesWhatIsGiven) {
  const EmbeddedOptions options = read(
      "step_limit_mm = 1.5\nbox_mm = [2000, 3000, 4000]\ntemperature_k = 87.0\ntime_limit_ms = 2.5\n"
      "step_displacement = 'lateral'\nbremsstrahlung_from_mev = 5\nslow_neutrons = 'extrapolated'\n"
      "elastic_scattering = 'pions_and_nucleons'\n"
      "without = ['rayleigh', 'neutron_capture']\n");
  EXPECT_DOUBLE_EQ(options.step_limit.value(), 1.5);
  EXPECT_DOUBLE_EQ(options.half_size.z, 2000.0);
  // LArSoft's rho(T) at 87 K: 1.393 g/cm3 (fact sheet of the detector properties service).
  EXPECT_NEAR(options.argon.density, 1.393e-3, 1e-6);
  EXPECT_DOUBLE_EQ(options.time_limit.in(units::millisecond), 2.5);
  EXPECT_EQ(options.step_displacement, StepDisplacement::lateral);
  EXPECT_DOUBLE_EQ(options.bremsstrahlung_from.in(units::megaelectronvolt), 5.0);
  EXPECT_EQ(options.slow_neutrons, SlowNeutrons::extrapolated);
  EXPECT_EQ(options.elastic_scattering, ElasticScattering::pions_and_nucleons);
  EXPECT_FALSE(options.processes.rayleigh);
  EXPECT_FALSE(options.processes.neutron_capture);
  EXPECT_TRUE(options.processes.compton);
}

TEST(ReadEmbeddedOptions, MistakesNameFileAndKey) {
  test::expect_error([] { (void)read("without = ['reyleigh']\n"); }, ErrorKind::usage,
                     {"t.toml:2", "transport.without", "'rayleigh'"});
  test::expect_error([] { (void)read("step_limit_mm = -3.0\n"); }, ErrorKind::usage, {"t.toml:2", "step_limit_mm"});
  test::expect_error([] { (void)read("box_mm = [1000.0]\n"); }, ErrorKind::usage, {"box_mm", "three sides"});
  test::expect_error([] { (void)read("temperature_k = 87.0\ndensity_g_cm3 = 1.39\n"); }, ErrorKind::usage,
                     {"temperature_k", "Give one"});
  test::expect_error([] { (void)read("step_limit = 3.0\n"); }, ErrorKind::usage, {"'step_limit_mm'"});
}

}  // namespace
}  // namespace wirebench::transport::embedded
