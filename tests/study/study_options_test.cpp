#include "wirebench/study/study_options.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/damage.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/config.hpp"

namespace wirebench::study {
namespace {

using test::expect_error;

std::string minimal() {
  const auto sample = std::filesystem::absolute(WIREBENCH_SOURCE_DIR) / "data/events_sample.h5";
  return "[transport]\ninput = '" + sample.string() +
         "'\n"
         "[dataset]\ntraining = 30\nvalidation = 12\n"
         "[[network]]\nname = 'resnet50v2'\n"
         "[[target]]\nname = 'native:cpu'\n";
}

StudyOptions read(const std::string& text, std::vector<std::string> sets = {}) {
  const test::TemporaryFolder folder;
  write_text_atomically(folder / "s.toml", text);
  return read_study(folder / "s.toml", sets);
}

TEST(StudyOptions, DefaultsAreFilledIn) {
  const StudyOptions options = read(minimal());
  EXPECT_EQ(options.name, "s");
  EXPECT_EQ(options.latency_size, 224);
  EXPECT_EQ(options.formats.size(), convert::formats().size());
  EXPECT_EQ(options.targets.front().runtime, "native");
  EXPECT_EQ(options.detector.name, "poster");
}

TEST(StudyOptions, EvaluationIsReadAndChecked) {
  EXPECT_EQ(read(minimal()).evaluation.min_visible_charge, 0.0);
  EXPECT_FALSE(read(minimal()).evaluation.boosted_trees);
  const auto options =
      read("[evaluation]\nmin_visible_charge = 2e5\nresamples = 500\nboosted_trees = true\n" + minimal());
  EXPECT_EQ(options.evaluation.min_visible_charge, 2e5);
  EXPECT_TRUE(options.evaluation.boosted_trees);
  const auto judging = options.evaluation.judging(7);
  EXPECT_EQ(judging.bootstrap.resamples, 500U);
  EXPECT_EQ(judging.bootstrap.seed, 7U);
  EXPECT_EQ(judging.min_visible_charge, 2e5);
  expect_error([] { (void)read("[evaluation]\nresamples = 5\n" + minimal()); }, ErrorKind::usage, {"resamples", "100"});
}

TEST(StudyOptions, TheResolvedStudyReadsBackToTheSame) {
  const StudyOptions options = read(minimal());
  const StudyOptions again = read(to_toml(options.resolved));
  EXPECT_EQ(again.resolved.dump(), options.resolved.dump());
}

TEST(StudyOptions, TheResolvedStudyNamesWholePathsAndReadsFromAnyFolder) {
  const test::TemporaryFolder folder;
  const std::filesystem::path source = std::filesystem::absolute(WIREBENCH_SOURCE_DIR);
  std::filesystem::create_directory(folder / "studies");
  std::filesystem::create_directory(folder / "elsewhere");
  std::filesystem::copy_file(source / "data/events_sample.h5", folder / "deposits.h5");
  std::filesystem::copy_file(source / "data/detectors/poster.toml", folder / "studies/mine.toml");
  write_text_atomically(folder / "studies/given.weights.h5", "weights");
  write_text_atomically(folder / "studies/s.toml",
                        "[transport]\ninput = '../deposits.h5'\n[detector]\npreset = 'mine.toml'\n"
                        "[dataset]\ntraining = 30\nvalidation = 12\n"
                        "[[network]]\nname = 'resnet50v2'\nweights = 'given.weights.h5'\n"
                        "[[target]]\nname = 'native:cpu'\n");
  const StudyOptions options = read_study(folder / "studies/s.toml");
  write_text_atomically(folder / "elsewhere/study.toml", to_toml(options.resolved));
  const StudyOptions again = read_study(folder / "elsewhere/study.toml");
  EXPECT_EQ(again.resolved["transport"]["input"], (folder / "deposits.h5").string());
  EXPECT_EQ(again.resolved["detector"]["preset"], (folder / "studies/mine.toml").string());
  EXPECT_EQ(again.resolved["network"][0]["weights"], (folder / "studies/given.weights.h5").string());
  EXPECT_EQ(again.resolved.dump(), options.resolved.dump());
}

TEST(StudyOptions, SingleKeysOfTheDetectorAreOverridden) {
  const StudyOptions options = read(
      minimal() + "[detector]\npreset = 'poster-full'\noverrides = ['drift.lifetime_ms=3.5', 'noise.enabled=false']\n");
  EXPECT_EQ(options.detector.drift.lifetime.value(), 3.5e6);
  EXPECT_FALSE(options.detector.readout.noise.enabled);
  EXPECT_EQ(options.detector.resolved["drift"]["lifetime_ms"], 3.5);
  expect_error([] { read(minimal() + "[detector]\noverrides = ['drift.lifetime_ms=3.5']\n"); }, ErrorKind::usage,
               {"drift"});
  expect_error([] { read(minimal() + "[detector]\npreset = 'sbnd'\noverrides = ['drift.lifetime_ms=-1']\n"); },
               ErrorKind::usage, {"out of range", "lifetime_ms"});
}

TEST(StudyOptions, AnOverlayNeedsAFileAndAReadout) {
  const std::string file =
      (std::filesystem::absolute(WIREBENCH_SOURCE_DIR) / "data/events_sample.h5").lexically_normal().string();
  const std::string overlay = "overlay = '" + file + "'\noverlay_events = 3\noverlay_times = 'kept'\n";
  const StudyOptions options = read(minimal() + "[detector]\npreset = 'microboone'\n" + overlay);
  EXPECT_EQ(options.overlay.file, file);
  EXPECT_EQ(options.overlay.events, 3U);
  EXPECT_EQ(options.overlay.times, detector::OverlayTimes::kept);
  EXPECT_TRUE(read(minimal()).overlay.file.empty());
  expect_error([&] { read(minimal() + "[detector]\n" + overlay); }, ErrorKind::usage,
               {"overlay needs a readout", "poster"});
  expect_error([] { read(minimal() + "[detector]\npreset = 'sbnd'\noverlay = 'none.h5'\n"); }, ErrorKind::usage,
               {"no such file", "none.h5"});
}

TEST(StudyOptions, ANetworkMayOverrideTraining) {
  const StudyOptions options =
      read(minimal() + "[training]\nepochs = 5\n[[network]]\nname = 'densenet169'\n[network.training]\nepochs = 9\n");
  EXPECT_EQ(options.networks[0].training.epochs, 5U);
  EXPECT_EQ(options.networks[1].training.epochs, 9U);
}

TEST(StudyOptions, TrainingTakesTheStudysSeedUnlessItHasItsOwn) {
  const std::string study = "[study]\nseed = 7\n" + minimal();
  EXPECT_EQ(read(study).networks[0].training.seed, 7U);
  const StudyOptions options =
      read(study + "[training]\nseed = 8\n[[network]]\nname = 'densenet169'\n[network.training]\nseed = 9\n");
  EXPECT_EQ(options.seed, 7U);
  EXPECT_EQ(options.networks[0].training.seed, 8U);
  EXPECT_EQ(options.networks[1].training.seed, 9U);
}

TEST(StudyOptions, ShippedStudiesAreValid) {
  for (const char* name : {"quick.toml", "poster.toml", "sequel.toml"}) {
    EXPECT_NO_THROW((void)read_study(std::filesystem::path{WIREBENCH_SOURCE_DIR} / "studies" / name)) << name;
  }
}

TEST(StudyOptions, MeasurementOptionsAtOddsAreNamedWithFileLineAndKey) {
  expect_error([] { (void)read(minimal() + "[measurement]\nmin_duration_s = 60\nmax_duration_s = 10\n"); },
               ErrorKind::usage, {"s.toml:12: measurement.max_duration_s", "10 s is below min_duration, 60 s"});
  expect_error([] { (void)read(minimal() + "[measurement]\nmin_count = 50\nmax_count = 40\n"); }, ErrorKind::usage,
               {"s.toml:12: measurement.max_count", "40 is below min_count, 50"});
  // The maximum of the defaults is no reason to refuse a longer minimum.
  EXPECT_EQ(read(minimal() + "[measurement]\nmin_duration_s = 100\n").measurement.max_duration,
            std::chrono::seconds{100});
}

TEST(StudyOptions, MistakesNameFileKeyAndRemedy) {
  expect_error([] { (void)read(minimal() + "[trainig]\nepochs = 1\n"); }, ErrorKind::usage,
               {"s.toml", "trainig", "'training'"});
  expect_error([] { (void)read(minimal() + "[training]\nepoch = 1\n"); }, ErrorKind::usage,
               {"training.epoch", "'epochs'"});
  expect_error([] { (void)read(minimal(), {"dataset.training=-5"}); }, ErrorKind::usage, {"dataset.training", "-5"});
  expect_error([] { (void)read(minimal(), {"network.0.name=resnet50"}); }, ErrorKind::usage, {"'resnet50v2'"});
  expect_error([] { (void)read(minimal(), {"target.0.name=nativ:cpu"}); }, ErrorKind::usage,
               {"target[0].name", "native"});
  expect_error([] { (void)read(minimal(), {"conversion.formats=['tflite-int9']"}); }, ErrorKind::usage,
               {"tflite-int8"});
  expect_error([] { (void)read(minimal(), {"transport.input=nowhere.h5"}); }, ErrorKind::usage,
               {"transport.input", "nowhere.h5"});
  expect_error([] { (void)read(minimal() + "[generator]\nflux = 'flat'\n"); }, ErrorKind::usage,
               {"generator", "engine = \"file\""});
  expect_error([] { (void)read(minimal(), {"transport.engine=embeded"}); }, ErrorKind::usage, {"'embedded'"});
  expect_error([] { (void)read(minimal() + "[[target]]\nname = 'native:cpu'\n"); }, ErrorKind::usage, {"twice"});
  expect_error([] { (void)read(minimal() + "[[network]]\nname = 'resnet50v2'\n"); }, ErrorKind::usage, {"twice"});
  expect_error([] { (void)read("[transport]\nengine = 'file'\n"); }, ErrorKind::usage, {"transport.input"});
}

// A damaged study file is read, or refused with its name: nothing else comes out.
TEST(StudyOptions, SurviveDamage) {
  const test::TemporaryFolder folder;
  const auto path = folder / "s.toml";
  const std::string whole =
      test::bytes_in("studies/quick.toml") + "[[processing_unit]]\nname = 'a'\ntdp_w = 65\nprice_usd = 2.5e2\n";
  int read = 0;
  int refused = 0;
  const auto survive = [&](const std::string& text) {
    test::write_bytes_to(path, text);
    try {
      EXPECT_FALSE(read_study(path).resolved.dump().empty());
      ++read;
    } catch (const Error& error) {
      EXPECT_NE(std::string_view{error.what()}.find(path.string()), std::string_view::npos) << error.what();
      ++refused;
    }
  };
  for (std::size_t size = 0; size < whole.size(); size += 29) {
    survive(whole.substr(0, size));
    if (HasFailure()) FAIL() << "cut at " << size;
  }
  for (std::uint64_t round = 0; round < 300; ++round) {
    survive(test::damaged_text(whole, round, "0123456789-+.eE\"'[]={}#,_ \n\ttrue"));
    if (HasFailure()) FAIL() << "round " << round;
  }
  EXPECT_GT(read, 10);
  EXPECT_GT(refused, 10);
}

}  // namespace
}  // namespace wirebench::study
