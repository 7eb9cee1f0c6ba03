/// \file How fast images come out of a dataset, and how much a consumer of a given speed waits for them.
///
///   loader_rate --size 224 --workers 2 --consume 2500 [--augment]
///
/// Makes a dataset of sparse images (tracks on an empty background, as the detector's), then reads one epoch after the
/// other in batches: once as fast as it comes, once with a pause a batch that stands for the training. Prints medians.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <iostream>
#include <thread>
#include <vector>

#include "wirebench/core/random.hpp"
#include "wirebench/core/scratch_folder.hpp"
#include "wirebench/dataset/reader.hpp"
#include "wirebench/dataset/writer.hpp"
#include "wirebench/train/augmentation.hpp"

namespace {

using namespace wirebench;
using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

struct Choice {
  std::uint32_t size = 224;
  std::size_t batch = 32;
  std::uint64_t images = 2000;
  unsigned workers = 1;
  double consume = 0.0;
  int rounds = 3;
  bool augment = false;
};

void write_images(const std::filesystem::path& path, const Choice& choice) {
  dataset::DatasetHeader header;
  header.shape = {3, choice.size, choice.size};
  header.configuration = {
      {"image", {{"scaling", "log"}, {"full_scale_electrons", 1e6}, {"log_reference_electrons", 1e4}}}};
  dataset::DatasetWriter writer{path, header};
  std::vector<std::uint8_t> image(header.shape.pixels());
  const double size = choice.size;
  for (std::uint64_t i = 0; i < choice.images; ++i) {
    RandomStream random{1, RandomStage::test, i};
    std::fill(image.begin(), image.end(), std::uint8_t{0});
    for (std::size_t plane = 0; plane < 3; ++plane) {
      for (int track = 0; track < 5; ++track) {
        const double angle = random.uniform(0.0, 6.283185307);
        const double length = random.uniform(0.1, 0.8) * size;
        for (double along = 0.0; along < length; along += 0.5) {
          const auto row = static_cast<std::int64_t>(size / 2 + along * std::sin(angle));
          const auto column = static_cast<std::int64_t>(size / 10 + along * std::abs(std::cos(angle)));
          if (row < 0 || column < 0 || row >= choice.size || column >= choice.size) continue;
          image[(plane * choice.size + static_cast<std::size_t>(row)) * choice.size +
                static_cast<std::size_t>(column)] = static_cast<std::uint8_t>(40 + random.below(160));
        }
      }
    }
    dataset::EventRecord event;
    event.event_id = i;
    event.label = static_cast<std::uint8_t>(i % 3);
    writer.append(std::span<const std::uint8_t>{image}, event);
  }
  writer.close();
}

struct Round {
  double rate = 0.0;
  double waiting = 0.0;
};

Round read_epoch(const dataset::DatasetReader& reader, const Choice& choice, double consume, std::uint64_t epoch) {
  train::AugmentationOptions options;
  if (choice.augment) {
    options.shift_drift = options.shift_wires = choice.size / 20;
    options.charge_scale = options.gain_jitter = 0.05;
    options.noise_electrons = 500.0;
    options.wire_dropout = 0.01;
  }
  const train::Augmenter augment{options, reader.header(), 1};
  dataset::StreamOptions stream_options;
  stream_options.batch_size = choice.batch;
  stream_options.workers = choice.workers;
  stream_options.ahead = std::max<std::size_t>(4, 2 * std::size_t{choice.workers});
  stream_options.change = [&augment, epoch](std::span<float> image, std::uint64_t position) {
    augment(image, epoch, position);
  };
  const auto start = Clock::now();
  dataset::BatchStream stream{reader, reader.positions(dataset::Split::training), stream_options, epoch};
  std::size_t images = 0;
  while (const auto batch = stream.next()) {
    images += batch->size();
    if (consume > 0.0) std::this_thread::sleep_for(Seconds{static_cast<double>(batch->size()) / consume});
  }
  const double seconds = Seconds{Clock::now() - start}.count();
  return {static_cast<double>(images) / seconds, stream.waited().count() / seconds};
}

void measure(const dataset::DatasetReader& reader, const Choice& choice, double consume) {
  std::vector<Round> rounds;
  for (int i = 0; i < choice.rounds; ++i) {
    rounds.push_back(read_epoch(reader, choice, consume, static_cast<std::uint64_t>(i)));
  }
  std::sort(rounds.begin(), rounds.end(), [](const Round& a, const Round& b) { return a.rate < b.rate; });
  const Round& median = rounds[rounds.size() / 2];
  std::cout << fmt::format(
      "{} x {}, {} workers, {}: {:.0f} images/s, {:.2f} % of the time waiting\n", choice.size, choice.size,
      choice.workers,
      consume > 0.0 ? fmt::format("consumed at {:.0f} images/s", consume) : std::string{"as fast as they come"},
      median.rate, 100.0 * median.waiting);
}

int run(const Choice& choice) {
  const ScratchFolder folder;
  const auto path = folder.path() / "images.h5";
  write_images(path, choice);
  const dataset::DatasetReader reader{path};
  measure(reader, choice, 0.0);
  if (choice.consume > 0.0) measure(reader, choice, choice.consume);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Choice choice;
  CLI::App app{"Images a second out of a dataset, and the waiting of who uses them"};
  app.add_option("--size", choice.size, "height and width of the images")->capture_default_str();
  app.add_option("--batch", choice.batch)->capture_default_str();
  app.add_option("--images", choice.images)->capture_default_str();
  app.add_option("--workers", choice.workers, "reading threads")->capture_default_str();
  app.add_option("--consume", choice.consume, "images/s of the training they are for; 0: only as fast as they come");
  app.add_option("--rounds", choice.rounds)->capture_default_str();
  app.add_flag("--augment", choice.augment, "all augmentations on");
  CLI11_PARSE(app, argc, argv);
  try {
    return run(choice);
  } catch (const std::exception& error) {
    std::cerr << "loader_rate: " << error.what() << '\n';
    return 1;
  }
}
