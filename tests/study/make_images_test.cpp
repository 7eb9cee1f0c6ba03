#include "wirebench/study/make_images.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "support/events_of.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/dataset/reader.hpp"
#include "wirebench/detector/waveforms/waveform_reader.hpp"
#include "wirebench/study/make_deposits.hpp"

namespace wirebench::study {
namespace {

ImageJob small_job() {
  detector::ImageOptions image;
  image.size = 32;
  image.pixel = 70.0 * units::millimeter;
  return {.events = test::events_of(WIREBENCH_SOURCE_DIR "/data/events_sample.h5"),
          .detector = detector::read_detector_preset("poster"),
          .image = image,
          .splits = dataset::SplitCounts{.training = 30, .validation = 12, .test = 0},
          .keep = Keep::all,
          .most_events = 0,
          .seed = 3,
          .threads = 1,
          .configuration = Json::object()};
}

TEST(MakeImages, BytesDoNotDependOnTheNumberOfThreads) {
  const test::TemporaryFolder folder;
  ImageJob job = small_job();
  EXPECT_EQ(make_images(job, folder / "one.h5", Log::silent()).images, 42U);
  job.threads = 3;
  EXPECT_EQ(make_images(job, folder / "three.h5", Log::silent()).images, 42U);
  EXPECT_EQ(read_file(folder / "one.h5"), read_file(folder / "three.h5"));
}

TEST(MakeImages, ClassesInEqualPartsInEverySplit) {
  const test::TemporaryFolder folder;
  (void)make_images(small_job(), folder / "a.h5", Log::silent());
  const dataset::DatasetReader reader{folder / "a.h5"};
  for (const auto& [split, share] : {std::pair{dataset::Split::training, 10}, {dataset::Split::validation, 4}}) {
    std::array<int, 3> counts{};
    for (const auto position : reader.positions(split)) ++counts.at(reader.events()[position].label);
    EXPECT_EQ(counts, (std::array<int, 3>{share, share, share}));
  }
}

TEST(MakeImages, ExamplesAreValidationEventsOfEachClass) {
  const test::TemporaryFolder folder;
  ImageJob job = small_job();
  (void)make_images(job, folder / "all.h5", Log::silent());
  job.keep = Keep::validation_example;
  EXPECT_EQ(make_images(job, folder / "few.h5", Log::silent()).images, 3U);
  const dataset::DatasetReader all{folder / "all.h5"};
  const dataset::DatasetReader few{folder / "few.h5"};
  std::set<int> labels;
  for (const auto& example : few.events()) {
    labels.insert(example.label);
    const auto same = std::find_if(all.events().begin(), all.events().end(),
                                   [&](const auto& event) { return event.event_id == example.event_id; });
    ASSERT_NE(same, all.events().end());
    EXPECT_EQ(same->split, dataset::Split::validation);
  }
  EXPECT_EQ(labels.size(), 3U);
}

TEST(MakeImages, FloatImagesAreOnThePixelScaleOfIntegerOnes) {
  const test::TemporaryFolder folder;
  ImageJob job = small_job();
  (void)make_images(job, folder / "u8.h5", Log::silent());
  job.image.pixel_value = detector::PixelValue::float32;
  (void)make_images(job, folder / "f32.h5", Log::silent());
  const dataset::DatasetReader integers{folder / "u8.h5"};
  const dataset::DatasetReader floats{folder / "f32.h5"};
  std::vector<float> a(integers.header().shape.pixels());
  std::vector<float> b(a.size());
  float brightest = 0.0F;
  for (std::uint64_t position = 0; position < 10; ++position) {
    integers.read(position, a);
    floats.read(position, b);
    for (std::size_t i = 0; i < a.size(); ++i) ASSERT_NEAR(a[i], b[i], 0.5001) << position << ' ' << i;
    brightest = std::max(brightest, *std::max_element(b.begin(), b.end()));
  }
  EXPECT_GT(brightest, 50.0F);
}

/// A detector with a readout, and few events.
ImageJob full_job() {
  ImageJob job = small_job();
  job.detector = detector::read_detector_preset("poster-full");
  job.splits = dataset::SplitCounts{.training = 6, .validation = 3, .test = 0};
  return job;
}

TEST(MakeImages, TruthImagesLieBesideTheImages) {
  const test::TemporaryFolder folder;
  ImageJob job = small_job();
  job.image.truth = true;
  (void)make_images(job, folder / "a.h5", Log::silent());
  const dataset::DatasetReader reader{folder / "a.h5"};
  ASSERT_EQ(reader.header().truth_names.size(), 9U);
  EXPECT_EQ(reader.header().truth_names[2], "muon");
  EXPECT_EQ(reader.header().truth_kinds[1], "shower");
  std::vector<float> pixels(reader.header().shape.pixels());
  std::vector<std::uint8_t> truth(pixels.size());
  std::size_t filled = 0;
  for (std::uint64_t position = 0; position < reader.events().size(); ++position) {
    reader.read(position, pixels);
    reader.read_truth(position, truth);
    for (std::size_t i = 0; i < pixels.size(); ++i) {
      // Every pixel that is not black has a particle; the faintest charge rounds to black.
      if (pixels[i] > 0.0F) {
        EXPECT_NE(truth[i], 0) << position << ' ' << i;
      }
      filled += truth[i] != 0 ? 1 : 0;
    }
  }
  EXPECT_GT(filled, 1000U);
}

TEST(MakeImages, KeepsWaveformsOfTheSameEvents) {
  const test::TemporaryFolder folder;
  ImageJob job = full_job();
  job.waveforms = folder / "w1.h5";
  const ImageCounts counts = make_images(job, folder / "one.h5", Log::silent());
  EXPECT_EQ(counts.images, 9U);
  EXPECT_EQ(counts.events, 9U);
  EXPECT_GT(counts.charge.ionized, 1.0e6);
  EXPECT_GT(counts.charge.photons, 0.5 * counts.charge.ionized);
  EXPECT_LT(counts.charge.photons, counts.charge.ionized);
  EXPECT_EQ(to_json(counts)["charge"]["photons"], counts.charge.photons);
  EXPECT_GT(counts.charge.lost, 0.0);
  EXPECT_LT(counts.charge.lost, counts.charge.ionized);
  job.threads = 3;
  job.waveforms = folder / "w3.h5";
  (void)make_images(job, folder / "three.h5", Log::silent());
  EXPECT_EQ(read_file(folder / "one.h5"), read_file(folder / "three.h5"));
  EXPECT_EQ(read_file(folder / "w1.h5"), read_file(folder / "w3.h5"));
  const dataset::DatasetReader images{folder / "one.h5"};
  const detector::WaveformReader waveforms{folder / "w1.h5"};
  ASSERT_EQ(waveforms.events().size(), images.events().size());
  for (std::size_t i = 0; i < images.events().size(); ++i) {
    EXPECT_EQ(waveforms.events()[i].event_id, images.events()[i].event_id);
    EXPECT_EQ(waveforms.events()[i].label, images.events()[i].label);
  }
  EXPECT_EQ(waveforms.samples(), counts.samples);
}

TEST(MakeImages, WaveformsAloneNeedNoClassesAndNoSplits) {
  const test::TemporaryFolder folder;
  ImageJob job = full_job();
  job.most_events = 2;
  job.waveforms = folder / "w.h5";
  EXPECT_EQ(make_images(job, "", Log::silent()).events, 2U);
  EXPECT_EQ(detector::WaveformReader{folder / "w.h5"}.events().size(), 2U);
  job.detector = detector::read_detector_preset("poster");
  test::expect_error([&] { (void)make_images(job, "", Log::silent()); }, ErrorKind::usage, {"no waveforms", "poster"});
}

TEST(MakeImages, KeptDepositsKnowTheFluxOfTheirEvents) {
  const test::TemporaryFolder folder;
  ImageJob job = small_job();
  job.events = {};
  job.most_events = 9;
  job.splits = dataset::SplitCounts{.training = 6, .validation = 3, .test = 0};
  (void)make_images(job, folder / "straight.h5", Log::silent());
  (void)make_deposits({.events = job.events, .count = 9, .threads = 1}, folder / "deposits.h5", Log::silent());
  job.events = test::events_of(folder / "deposits.h5");
  (void)make_images(job, folder / "remade.h5", Log::silent());
  const dataset::DatasetReader straight{folder / "straight.h5"};
  const dataset::DatasetReader remade{folder / "remade.h5"};
  ASSERT_EQ(remade.events().size(), 9U);
  std::set<double> weights;
  for (std::size_t i = 0; i < 9; ++i) {
    EXPECT_EQ(remade.events()[i].event_id, straight.events()[i].event_id);
    EXPECT_EQ(remade.events()[i].flux_weight, straight.events()[i].flux_weight);
    weights.insert(remade.events()[i].flux_weight);
  }
  EXPECT_GE(weights.size(), 3U);  // another for each class at least
}

TEST(MakeImages, CountsImagesThatAreBlack) {
  const test::TemporaryFolder folder;
  ImageJob job = small_job();
  job.image.scaling = detector::Scaling::linear;
  job.image.full_scale_electrons = 1.0e12;  // the brightest pixel rounds to 0
  EXPECT_EQ(make_images(job, folder / "black.h5", Log::silent()).without_charge, 42U);
}

TEST(MakeImages, AnOverlayIsInTheTruthAndNotInTheDeposits) {
  const test::TemporaryFolder folder;
  ImageJob job = full_job();
  job.image.truth = true;
  (void)make_images(job, folder / "without.h5", Log::silent());
  job.overlay = {.file = WIREBENCH_SOURCE_DIR "/data/events_sample.h5", .events = 4};
  job.overlay.times = detector::OverlayTimes::kept;
  (void)make_images(job, folder / "with.h5", Log::silent());
  const dataset::DatasetReader without{folder / "without.h5"};
  const dataset::DatasetReader with{folder / "with.h5"};
  std::vector<std::uint8_t> truth(with.header().shape.pixels());
  std::size_t overlaid = 0;
  for (std::uint64_t position = 0; position < with.events().size(); ++position) {
    EXPECT_EQ(with.events()[position].deposited_mev, without.events()[position].deposited_mev);
    with.read_truth(position, truth);
    overlaid += static_cast<std::size_t>(std::count(truth.begin(), truth.end(), 8));
    without.read_truth(position, truth);
    EXPECT_EQ(std::count(truth.begin(), truth.end(), 8), 0);
  }
  EXPECT_GT(overlaid, 100U);
}

TEST(MakeImages, TooFewEventsOfAClassIsAnErrorAndLeavesNothing) {
  const test::TemporaryFolder folder;
  ImageJob job = small_job();
  job.splits = dataset::SplitCounts{.training = 3000, .validation = 12, .test = 0};
  test::expect_error([&] { (void)make_images(job, folder / "a.h5", Log::silent()); }, ErrorKind::usage, {"1000"});
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace wirebench::study
