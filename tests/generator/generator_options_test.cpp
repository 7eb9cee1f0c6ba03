#include "wirebench/generator/generator_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/expect_error.hpp"

namespace wirebench::generator {
namespace {

GeneratorOptions read(const std::string& text) {
  auto table = Config::parse("[generator]\n" + text, "study.toml").root().table("generator");
  const GeneratorOptions options = read_generator_options(table, "folder");
  table.finish();
  return options;
}

TEST(ReadGeneratorOptions, KeepsTheDefaultsOfAnEmptyTable) {
  const GeneratorOptions options = read("");
  EXPECT_EQ(options.classes.size(), 3U);
  EXPECT_EQ(options.flux, FluxKind::dune_far_detector);
  EXPECT_EQ(options.energy_low.value(), 1000.0);
  EXPECT_EQ(options.energy_high.value(), 4000.0);
  EXPECT_EQ(options.direction, (Vector3{0.0, 0.0, 1.0}));
}

TEST(ReadGeneratorOptions, ReadsEveryKey) {
  const GeneratorOptions options = read(R"(
classes = ["nue_cc", "nc"]
mixture = "flux"
flux = "table"
flux_file = "beam.csv"
energy_gev = [0.5, 5.0]
mono_energy_gev = 3.0
flavours = [1.0, 2.0, 3.0, 4.0]
two_nucleon_share = 0.1
final_state_interactions = false
direction = [0.0, 1.0, 0.0]
vertex_mm = [1.0, 2.0, 3.0]
vertex_spread_mm = [4.0, 5.0, 6.0]
time_ns = 7.0
)");
  EXPECT_THAT(options.classes, testing::ElementsAre(EventClass::nue_charged_current, EventClass::neutral_current));
  EXPECT_EQ(options.mixture, Mixture::flux);
  EXPECT_EQ(options.flux, FluxKind::table);
  EXPECT_EQ(options.flux_file, "folder/beam.csv");
  EXPECT_EQ(options.energy_low.value(), 500.0);
  EXPECT_EQ(options.energy_high.value(), 5000.0);
  EXPECT_EQ(options.energy.value(), 3000.0);
  EXPECT_EQ(options.flavours[3], 4.0);
  EXPECT_EQ(options.two_nucleon_share, 0.1);
  EXPECT_FALSE(options.final_state_interactions);
  EXPECT_EQ(options.direction.y, 1.0);
  EXPECT_EQ(options.vertex, (Vector3{1.0, 2.0, 3.0}));
  EXPECT_EQ(options.vertex_spread, (Vector3{4.0, 5.0, 6.0}));
  EXPECT_EQ(options.time.value(), 7.0);
}

TEST(ReadGeneratorOptions, SaysWhatIsWrongAndWhere) {
  const auto expect = [](const std::string& text, std::initializer_list<std::string> parts) {
    test::expect_error([&] { read(text); }, ErrorKind::usage, parts);
  };
  expect("classes = [\"nutau_cc\"]", {"study.toml:2", "nutau_cc"});
  expect("classes = [\"nc\", \"nc\"]", {"study.toml:2", "twice"});
  expect("classes = []", {"study.toml:2", "no classes"});
  expect("energy_gev = [0.1, 4.0]", {"study.toml:2", "energy_gev"});
  expect("energy_gev = [4.0, 1.0]", {"study.toml:2", "empty range"});
  expect("energy_gev = [1.0]", {"study.toml:2", "2 are needed"});
  expect("flux = \"beam\"", {"study.toml:2", "flux"});
  expect("direction = [0.0, 0.0, 0.0]", {"study.toml:2", "direction"});
  expect("flavours = [0.0, 0.0, 0.0, 0.0]", {"study.toml:2", "no neutrinos"});
  expect("vertex_spread_mm = [1.0, -1.0, 0.0]", {"study.toml:2", "vertex_spread_mm"});
  expect("clases = [\"nc\"]", {"study.toml:2", "classes"});
}

}  // namespace
}  // namespace wirebench::generator
