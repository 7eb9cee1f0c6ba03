#include "wirebench/validation/plots.hpp"

#include "validation/fake_engine.hpp"

namespace wirebench::validation {
namespace {

TEST(OverlayFigure, HasBothSidesInEveryPanel) {
  const Beam beam{"pi+", nuclear::pdg::pi_plus, 100.0};
  test::FakeEngine::Answers answers;
  answers.interaction = 0.0;
  const test::FakeEngine engine{answers};
  const auto run = validate_run(run_engine(engine, beam, 50, {}), engine, {});
  const auto figure = overlay_figure(run, engine.name());
  EXPECT_EQ(figure.stem, "pi+_100");
  ASSERT_EQ(figure.data.size(), 4U);
  EXPECT_EQ(figure.data[0].name, "pi+_100.depth.dat");
  // The same events on both sides: the two columns of the first depth are equal, and near 2 MeV per cm.
  double depth = 0.0;
  double reference = 0.0;
  double made = 0.0;
  const std::string& text = figure.data[0].text;
  ASSERT_EQ(std::sscanf(text.c_str() + text.find('\n'), "%lf %lf %lf", &depth, &reference, &made), 3);
  EXPECT_EQ(depth, 0.5);
  EXPECT_EQ(reference, made);
  EXPECT_NEAR(reference, 1.8, 0.1);  // three steps of 0.6 MeV have their middle in the first cm
  EXPECT_THAT(figure.body, testing::HasSubstr("loss on 3 mm steps"));
}

}  // namespace
}  // namespace wirebench::validation
