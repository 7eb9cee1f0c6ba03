#include "wirebench/study/make_images.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "wirebench/core/in_order.hpp"
#include "wirebench/dataset/writer.hpp"
#include "wirebench/detector/imaging/image_maker.hpp"
#include "wirebench/study/event_supply.hpp"

namespace wirebench::study {
namespace {

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

/// One event on its way: supplied and imaged by some thread, written in order.
struct Job {
  EventSupply::Task task;
  dataset::Split split = dataset::Split::training;
};
struct Work {
  transport::EventDeposits event;
  dataset::Split split = dataset::Split::training;
  detector::EventImage image;
};

dataset::EventRecord record(const Work& work) {
  const auto& truth = work.event.truth;
  dataset::EventRecord event;
  event.event_id = work.event.event_id;
  event.label = static_cast<std::uint8_t>(truth.label.value());
  event.split = work.split;
  event.neutrino_pdg = truth.neutrino_pdg;
  event.neutrino_energy_mev = static_cast<float>(truth.neutrino_energy);
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
  const detector::ImageMaker maker{job.detector, job.image, job.seed};
  dataset::DatasetHeader header;
  header.shape = {detector::k_planes, job.image.size, job.image.size};
  header.pixel_type =
      job.image.pixel_value == detector::PixelValue::uint8 ? dataset::PixelType::uint8 : dataset::PixelType::float32;
  header.configuration = job.configuration;

  ImageCounts counts;
  const auto supply = open_supply(job.events, job.most_events, {}, log);
  const auto found = supply->labels(job.most_events, log);
  std::vector<std::uint8_t> labels;
  for (const auto& label : found) {
    if (label) labels.push_back(*label);
  }
  counts.unlabelled = found.size() - labels.size();
  counts.bad_events = supply->bad_events();
  if (found.empty()) throw no_events(job.events, counts.bad_events);
  auto splits = assign(job, labels, header.class_names);
  if (job.keep == Keep::validation_example) keep_examples(splits, labels);
  const auto wanted = static_cast<std::uint64_t>(
      std::count_if(splits.begin(), splits.end(), [](const auto& split) { return split.has_value(); }));

  dataset::DatasetWriter writer{out, header};
  Progress progress{log, job.events.engine == TransportEngine::file ? "making images" : "simulating", wanted, "events"};
  std::size_t event = 0;
  std::size_t labelled = 0;
  const auto next_wanted = [&]() -> std::optional<Job> {
    while (event < found.size()) {
      const auto split = found[event++] ? splits[labelled++] : std::nullopt;
      if (!split) {
        supply->skip();
        continue;
      }
      auto task = supply->next();
      if (!task) return std::nullopt;
      return Job{std::move(*task), *split};
    }
    return std::nullopt;
  };
  run_in_order(
      job.threads != 0 ? job.threads : std::max(1U, std::thread::hardware_concurrency()), next_wanted,
      [&](Job&& one) {
        Work work{one.task().event.deposits, one.split, {}};
        work.image = maker(work.event);
        return work;
      },
      [&](const Work& work) {
        write(writer, work, counts);
        progress.advance();
      });
  writer.close();
  if (counts.assumed_steps > 0) {
    log.info("{} of {} events have no step lengths: 5 mm is taken for each voxel, an approximation",
             counts.assumed_steps, counts.images);
  }
  if (counts.without_charge > 0) log.warning("{} images show no charge", counts.without_charge);
  return counts;
}

}  // namespace wirebench::study
