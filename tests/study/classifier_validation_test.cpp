#include "wirebench/study/classifier_validation.hpp"

#include <gtest/gtest.h>

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"
#include "validation/fake_engine.hpp"
#include "validation/reference_file.hpp"

namespace wirebench::study {
namespace {

using test::FakeEngine;
using validation::Verdict;

/// Pions whose class is their energy, 60, 120 or 180 MeV, so that there is something to learn from their length.
class ValidateClassifier : public testing::Test {
 protected:
  std::vector<validation::Comparison> validate(const FakeEngine& reference, const FakeEngine& engine,
                                               std::array<float, 3> momentum = {142.65F, 218.85F, 287.48F}) {
    test::write_reference(folder_ / "events.h5", reference, {.first_random = 0, .momentum = momentum});
    detector::ImageOptions image;
    image.size = 32;
    image.pixel = 35.0 * units::millimeter;
    const PairedImagesJob job{.reference = folder_ / "events.h5",
                              .most_events = {},
                              .detector = detector::read_detector_preset("poster"),
                              .image = image};
    ClassifierChoice choice;
    choice.width = 0.125;
    choice.training.epochs = 8;
    choice.training.batch_size = 16;
    choice.training.threads = 1;
    return validate_classifier(job, engine, choice, folder_ / "out", Log::silent());
  }

  test::TemporaryFolder folder_;
  FakeEngine::Answers answers_{.energy_scale = 1.0, .interaction = 0.0, .seed = 1};
};

TEST_F(ValidateClassifier, FindsNoDifferenceBetweenEqualImages) {
  const auto rows = validate(FakeEngine{answers_}, FakeEngine{answers_});
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_GT(rows[0].value, 0.8) << "the classes are easily told by their length";
  EXPECT_EQ(rows[0].difference(), 0.0);
  EXPECT_EQ(rows[0].error(), 0.0);
  EXPECT_EQ(rows[1].value, 0.5);
  EXPECT_EQ(rows[1].error(), 0.0);
  EXPECT_TRUE(validation::tally(rows).all_passed());
}

TEST_F(ValidateClassifier, TellsAnEngineWithAWrongEnergyScale) {
  FakeEngine::Answers wrong = answers_;
  wrong.energy_scale = 3.0;
  const auto rows = validate(FakeEngine{answers_}, FakeEngine{wrong});
  EXPECT_GT(rows[1].value, 0.8);
  EXPECT_EQ(rows[1].verdict(), Verdict::fail);
}

TEST_F(ValidateClassifier, DoesNotJudgeByGuessing) {
  test::expect_error(
      [&] {
        (void)validate(FakeEngine{answers_}, FakeEngine{answers_}, {194.76F, 194.76F, 194.76F});
      },
      ErrorKind::failed, {"has not learnt enough"});
}

}  // namespace
}  // namespace wirebench::study
