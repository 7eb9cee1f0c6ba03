#include "wirebench/study/make_images.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "wirebench/core/error.hpp"
#include "wirebench/dataset/writer.hpp"
#include "wirebench/detector/image_maker.hpp"
#include "wirebench/transport/deposit_source.hpp"

namespace wirebench::study {
namespace {

/// First pass: the label of each labelled event, in file order.
std::vector<std::uint8_t> read_labels(const ImageJob& job, ImageCounts& counts, const Log& log) {
  const auto source = transport::open_deposits(job.deposits);
  Progress progress{log, "reading labels", source->count(), "events"};
  std::vector<std::uint8_t> labels;
  while (const auto event = source->next()) {
    progress.advance();
    if (!event->truth.label) {
      ++counts.unlabelled;
      continue;
    }
    labels.push_back(static_cast<std::uint8_t>(*event->truth.label));
    if (job.most_events != 0 && labels.size() == job.most_events) break;
  }
  return labels;
}

std::vector<std::optional<dataset::Split>> assign(const ImageJob& job, std::span<const std::uint8_t> labels,
                                                  std::span<const std::string> class_names) {
  if (const auto* counts = std::get_if<dataset::SplitCounts>(&job.splits)) {
    return dataset::assign_splits(labels, class_names, *counts, dataset::ClassParts::balanced, job.seed);
  }
  const auto splits =
      dataset::assign_splits(labels, class_names, std::get<dataset::SplitFractions>(job.splits), job.seed);
  return {splits.begin(), splits.end()};
}

/// Leaves the first validation event of each class.
void keep_examples(std::vector<std::optional<dataset::Split>>& splits, std::span<const std::uint8_t> labels) {
  std::set<std::uint8_t> seen;
  for (std::size_t i = 0; i < splits.size(); ++i) {
    if (splits[i] != dataset::Split::validation || !seen.insert(labels[i]).second) splits[i].reset();
  }
}

/// One event on its way: read, imaged by some thread, written in file order.
struct Work {
  transport::EventDeposits event;
  dataset::Split split = dataset::Split::training;
  detector::EventImage image;
};

void make_all(std::vector<Work>& batch, const detector::ImageMaker& maker, unsigned threads) {
  std::atomic<std::size_t> next{0};
  std::vector<std::exception_ptr> problems(batch.size());
  const auto work = [&] {
    for (std::size_t i = next++; i < batch.size(); i = next++) {
      try {
        batch[i].image = maker(batch[i].event);
      } catch (...) {
        problems[i] = std::current_exception();
      }
    }
  };
  {
    std::vector<std::jthread> helpers;
    for (unsigned t = 1; t < threads; ++t) helpers.emplace_back(work);
    work();
  }
  // The first event's error, whatever the order the threads met them in.
  for (const auto& problem : problems) {
    if (problem) std::rethrow_exception(problem);
  }
}

dataset::EventRecord record(const Work& work) {
  const auto& truth = work.event.truth;
  dataset::EventRecord event;
  event.event_id = work.event.event_id;
  event.label = static_cast<std::uint8_t>(truth.label.value());
  event.split = work.split;
  event.neutrino_pdg = truth.neutrino_pdg;
  if (truth.vertex) {
    event.vertex_x_mm = static_cast<float>((*truth.vertex)[0]);
    event.vertex_y_mm = static_cast<float>((*truth.vertex)[1]);
    event.vertex_z_mm = static_cast<float>((*truth.vertex)[2]);
  }
  double deposited = 0.0;
  for (const auto& deposit : work.event.deposits) deposited += deposit.energy;
  event.deposited_mev = static_cast<float>(deposited);
  double inside = 0.0;
  for (const double electrons : work.image.electrons_in_image) inside += electrons;
  event.charge_in_image = static_cast<float>(inside / detector::k_planes);
  return event;
}

/// Float images keep the range of uint8 ones, 0 to 255, so that networks see the same numbers.
std::vector<float> on_pixel_scale(std::vector<float> values) {
  for (float& value : values) value *= 255.0F;
  return values;
}

void write(dataset::DatasetWriter& writer, const Work& work, ImageCounts& counts) {
  const dataset::EventRecord event = record(work);
  if (const auto* bytes = std::get_if<std::vector<std::uint8_t>>(&work.image.pixels)) {
    writer.append(std::span<const std::uint8_t>{*bytes}, event);
  } else {
    const auto values = on_pixel_scale(std::get<std::vector<float>>(work.image.pixels));
    writer.append(std::span<const float>{values}, event);
  }
  ++counts.images;
  counts.deposits_outside += work.image.deposits_outside;
  counts.without_charge += event.charge_in_image > 0.0F ? 0 : 1;
  counts.assumed_steps += work.event.step_lengths == transport::StepLengths::assumed ? 1 : 0;
}

}  // namespace

ImageCounts make_images(const ImageJob& job, const std::filesystem::path& out, const Log& log) {
  const detector::ImageMaker maker{job.detector, job.image};
  dataset::DatasetHeader header;
  header.shape = {detector::k_planes, job.image.size, job.image.size};
  header.pixel_type =
      job.image.pixel_value == detector::PixelValue::uint8 ? dataset::PixelType::uint8 : dataset::PixelType::float32;
  header.configuration = job.configuration;

  ImageCounts counts;
  const auto labels = read_labels(job, counts, log);
  auto splits = assign(job, labels, header.class_names);
  if (job.keep == Keep::validation_example) keep_examples(splits, labels);
  const auto wanted = static_cast<std::uint64_t>(
      std::count_if(splits.begin(), splits.end(), [](const auto& split) { return split.has_value(); }));

  const unsigned threads = job.threads != 0 ? job.threads : std::max(1U, std::thread::hardware_concurrency());
  const std::size_t batch_size = std::size_t{8} * threads;
  dataset::DatasetWriter writer{out, header};
  const auto source = transport::open_deposits(job.deposits);
  Progress progress{log, "making images", wanted, "events"};
  std::vector<Work> batch;
  const auto flush = [&] {
    make_all(batch, maker, threads);
    for (const Work& work : batch) write(writer, work, counts);
    progress.advance(batch.size());
    batch.clear();
  };
  std::size_t labelled = 0;
  while (labelled < splits.size()) {
    auto event = source->next();
    if (!event) break;
    if (!event->truth.label) continue;
    const auto split = splits[labelled++];
    if (!split) continue;
    batch.push_back({std::move(*event), *split, {}});
    if (batch.size() == batch_size) flush();
  }
  if (!batch.empty()) flush();
  writer.close();
  if (counts.assumed_steps > 0) {
    log.info("{} of {} events have no step lengths: 5 mm is taken for each voxel, an approximation",
             counts.assumed_steps, counts.images);
  }
  if (counts.without_charge > 0) log.warning("{} images show no charge", counts.without_charge);
  return counts;
}

}  // namespace wirebench::study
