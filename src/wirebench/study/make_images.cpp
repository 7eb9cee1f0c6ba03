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
  Ranks alone;
  const ImageCounts counts = make_images(job, out, log, alone);
  tell(counts, log);
  return counts;
}

void tell(const ImageCounts& counts, const Log& log) {
  if (counts.assumed_steps > 0) {
    log.info("{} of {} events have no step lengths: 5 mm is taken for each voxel, an approximation",
             counts.assumed_steps, counts.images);
  }
  if (counts.without_charge > 0) log.warning("{} images show no charge", counts.without_charge);
}

ImageCounts make_images(const ImageJob& job, const std::filesystem::path& out, const Log& log, Ranks& ranks) {
  const detector::ImageMaker maker{job.detector, job.image, job.seed};
  dataset::DatasetHeader header;
  header.shape = {detector::k_planes, job.image.size, job.image.size};
  header.pixel_type =
      job.image.pixel_value == detector::PixelValue::uint8 ? dataset::PixelType::uint8 : dataset::PixelType::float32;
  header.configuration = job.configuration;

  ImageCounts counts;
  const unsigned threads = job.threads != 0 ? job.threads : std::max(1U, std::thread::hardware_concurrency());
  EventShare share = open_share(
      {.events = job.events, .most = job.most_events, .source = job.source, .with_labels = true, .threads = threads},
      log, ranks);
  std::vector<std::uint8_t> labels;  // of the events of all ranks, those that have one
  std::size_t before = 0;            // how many of them are before this rank's
  for (std::size_t event = 0; event < share.labels.size(); ++event) {
    if (event == share.range->first) before = labels.size();
    if (share.labels[event]) labels.push_back(*share.labels[event]);
  }
  counts.bad_events = share.bad_events;
  if (ranks.is_first()) counts.unlabelled = share.labels.size() - labels.size();
  if (share.labels.empty()) throw no_events(job.events, counts.bad_events);
  auto splits = assign(job, labels, header.class_names);
  if (job.keep == Keep::validation_example) keep_examples(splits, labels);

  std::vector<std::optional<dataset::Split>> of_events;  // of this rank's events, with and without a label
  for (std::uint64_t event = share.range->first, labelled = before; event < share.range->end(); ++event) {
    of_events.push_back(share.labels[event] ? splits[labelled++] : std::nullopt);
  }
  const auto wanted = static_cast<std::uint64_t>(
      std::count_if(of_events.begin(), of_events.end(), [](const auto& split) { return split.has_value(); }));
  if (wanted == 0 && !ranks.alone()) return counts;

  using Extent = dataset::DatasetWriter::Extent;
  dataset::DatasetWriter writer{out, header, ranks.alone() ? Extent::whole : Extent::part};
  Progress progress{log,
                    (job.events.engine == TransportEngine::file ? "making images" : "simulating") + share_name(ranks),
                    wanted, "events"};
  std::size_t event = 0;
  const auto next_wanted = [&]() -> std::optional<Job> {
    ranks.check();
    while (event < of_events.size()) {
      const auto split = of_events[event++];
      if (!split) {
        share.supply->skip();
        continue;
      }
      auto task = share.supply->next();
      if (!task) return std::nullopt;
      return Job{std::move(*task), *split};
    }
    return std::nullopt;
  };
  run_in_order(
      threads, next_wanted,
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
  return counts;
}

}  // namespace wirebench::study
