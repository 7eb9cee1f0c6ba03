#include "wirebench/study/make_images.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/in_order.hpp"
#include "wirebench/dataset/writer.hpp"
#include "wirebench/detector/imaging/image_maker.hpp"
#include "wirebench/detector/imaging/truth.hpp"
#include "wirebench/detector/waveforms/event_waveforms.hpp"
#include "wirebench/detector/waveforms/waveform_writer.hpp"
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

/// The split of each of this rank's events, labelled or not; absent: it becomes no image.
std::vector<std::optional<dataset::Split>> choose(const ImageJob& job, const EventShare& share, const Ranks& ranks,
                                                  ImageCounts& counts) {
  std::vector<std::uint8_t> labels;  // of the events of all ranks, those that have one
  std::size_t before = 0;            // how many of them are before this rank's
  for (std::size_t event = 0; event < share.labels.size(); ++event) {
    if (event == share.range->first) before = labels.size();
    if (share.labels[event]) labels.push_back(*share.labels[event]);
  }
  if (ranks.is_first()) counts.unlabelled = share.labels.size() - labels.size();
  auto splits = assign(job, labels, dataset::DatasetHeader{}.class_names);
  if (job.keep == Keep::validation_example) keep_examples(splits, labels);
  std::vector<std::optional<dataset::Split>> of_events;
  for (std::uint64_t event = share.range->first, labelled = before; event < share.range->end(); ++event) {
    of_events.push_back(share.labels[event] ? splits[labelled++] : std::nullopt);
  }
  return of_events;
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
  std::optional<detector::EventWaveforms> waveforms;
};

dataset::EventRecord record(const Work& work) {
  const auto& truth = work.event.truth;
  dataset::EventRecord event;
  event.event_id = work.event.event_id;
  event.label = static_cast<std::uint8_t>(truth.label.value());  // images are made of labelled events only
  event.split = work.split;
  event.neutrino_pdg = truth.neutrino_pdg;
  event.neutrino_energy_mev = static_cast<float>(truth.neutrino_energy);
  if (truth.flux_weight) event.flux_weight = *truth.flux_weight;
  if (truth.vertex) {
    event.vertex_x_mm = static_cast<float>((*truth.vertex)[0]);
    event.vertex_y_mm = static_cast<float>((*truth.vertex)[1]);
    event.vertex_z_mm = static_cast<float>((*truth.vertex)[2]);
  }
  double deposited = 0.0;
  for (std::size_t i = 0; i < work.event.own_deposits(); ++i) deposited += work.event.deposits[i].energy;
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

bool is_black(const detector::EventImage& image) {
  return std::visit(
      [](const auto& pixels) {
        return std::all_of(pixels.begin(), pixels.end(), [](auto value) { return value == 0; });
      },
      image.pixels);
}

void write_image(dataset::DatasetWriter& writer, const Work& work, ImageCounts& counts) {
  const dataset::EventRecord event = record(work);
  if (const auto* bytes = std::get_if<std::vector<std::uint8_t>>(&work.image.pixels)) {
    writer.append(std::span<const std::uint8_t>{*bytes}, event, work.image.truth);
  } else {
    const auto values = on_pixel_scale(std::get<std::vector<float>>(work.image.pixels));
    writer.append(std::span<const float>{values}, event, work.image.truth);
  }
  ++counts.images;
  counts.deposits_outside += work.image.deposits_outside;
  counts.without_charge += is_black(work.image) ? 1 : 0;
}

void count(const Work& work, ImageCounts& counts) {
  ++counts.events;
  counts.assumed_steps += work.event.step_lengths == transport::StepLengths::assumed ? 1 : 0;
  counts.without_deposits += work.event.own_deposits() == 0 ? 1 : 0;
  counts.charge += work.image.account;
}

dataset::DatasetHeader header_of(const ImageJob& job) {
  dataset::DatasetHeader header;
  header.shape = {detector::k_planes, job.image.size, job.image.size};
  header.pixel_type =
      job.image.pixel_value == detector::PixelValue::uint8 ? dataset::PixelType::uint8 : dataset::PixelType::float32;
  if (job.image.truth) {
    for (std::size_t i = 0; i < detector::k_pixel_particle_names.size(); ++i) {
      header.truth_names.emplace_back(detector::k_pixel_particle_names[i]);
      header.truth_kinds.emplace_back(detector::pixel_particle_kind(static_cast<detector::PixelParticle>(i)));
    }
  }
  header.configuration = job.configuration;
  return header;
}

/// What the detector makes of events: images, waveforms or both. Thread-safety: immutable.
class EventDetector {
 public:
  EventDetector(const ImageJob& job, bool images)
      : maker_{job.detector, job.image, job.seed}, images_{images}, waveforms_{!job.waveforms.empty()} {
    if (!job.overlay.file.empty()) overlay_.emplace(job.overlay, job.detector, job.seed);
  }

  [[nodiscard]] Work operator()(transport::EventDeposits event, dataset::Split split) const {
    Work work{std::move(event), split, {}, {}};
    if (overlay_) (*overlay_)(work.event);
    if (!waveforms_) {
      work.image = maker_(work.event);
      return work;
    }
    const detector::DetectedEvent detected = (*maker_.chain())(work.event);
    work.waveforms = detector::collect_waveforms(work.event, detected, *maker_.chain());
    if (images_) {
      work.image = maker_(work.event, detected);
    } else {
      work.image.account = detected.account;
    }
    return work;
  }

 private:
  detector::ImageMaker maker_;
  std::optional<detector::Overlay> overlay_;
  bool images_;
  bool waveforms_;
};

void require_readout(const ImageJob& job) {
  if (job.waveforms.empty() || job.detector.mode == detector::DetectorMode::full) return;
  throw Error{ErrorKind::usage,
              {"no waveforms to keep", job.waveforms.string(),
               "the detector '" + job.detector.name + "' projects the charge and has no readout",
               "Take a detector with a readout, such as poster-full, or leave out \"waveforms\"."}};
}

}  // namespace

Json to_json(const ImageCounts& counts) {
  const detector::ChargeAccount& charge = counts.charge;
  return {{"images", counts.images},
          {"unlabelled", counts.unlabelled},
          {"without_charge", counts.without_charge},
          {"without_deposits", counts.without_deposits},
          {"deposits_outside", counts.deposits_outside},
          {"assumed_steps", counts.assumed_steps},
          {"charge",
           {{"electrons_ionized", charge.ionized},
            {"photons", charge.photons},
            {"electrons_outside_volumes", charge.outside},
            {"electrons_lost_to_impurities", charge.lost},
            {"electrons_beside_wires", charge.beside_wires},
            {"electrons_ambiguous", charge.ambiguous},
            {"deposits_outside_volumes", charge.deposits},
            {"saturated_samples", charge.saturated}}}};
}

ImageCounts sum(const ImageCounts& own, Ranks& ranks) {
  const auto whole = [](double electrons) {
    return static_cast<std::uint64_t>(std::llround(std::max(0.0, electrons)));
  };
  const detector::ChargeAccount& charge = own.charge;
  const auto all =
      ranks.sums({own.events, own.images, own.bad_events, own.unlabelled, own.without_charge, own.deposits_outside,
                  own.assumed_steps, own.without_deposits, own.samples, whole(charge.ionized), whole(charge.outside),
                  whole(charge.lost), whole(charge.beside_wires), whole(charge.ambiguous), charge.deposits,
                  charge.saturated, whole(charge.photons)});
  const auto electrons = [&](std::size_t i) { return static_cast<double>(all[i]); };
  return {.events = all[0],
          .images = all[1],
          .bad_events = all[2],
          .unlabelled = all[3],
          .without_charge = all[4],
          .deposits_outside = all[5],
          .assumed_steps = all[6],
          .without_deposits = all[7],
          .samples = all[8],
          .charge = {.ionized = electrons(9),
                     .outside = electrons(10),
                     .lost = electrons(11),
                     .beside_wires = electrons(12),
                     .ambiguous = electrons(13),
                     .photons = electrons(16),
                     .deposits = all[14],
                     .saturated = all[15]}};
}

ImageCounts make_images(const ImageJob& job, const std::filesystem::path& out, const Log& log) {
  Ranks alone;
  const ImageCounts counts = make_images(job, out, log, alone);
  tell(counts, log);
  return counts;
}

void tell(const ImageCounts& counts, const Log& log) {
  if (counts.assumed_steps > 0) {
    log.info("{} of {} events have no step lengths: 5 mm is taken for each voxel, an approximation",
             counts.assumed_steps, counts.events);
  }
  if (counts.without_deposits > 0) log.warning("{} events left nothing in the argon", counts.without_deposits);
  if (counts.without_charge > 0) log.warning("{} images show no charge", counts.without_charge);
}

ImageCounts make_images(const ImageJob& job, const std::filesystem::path& out, const Log& log, Ranks& ranks) {
  WIREBENCH_EXPECT(!out.empty() || !job.waveforms.empty());
  require_readout(job);
  const bool images = !out.empty();
  const EventDetector detect{job, images};

  ImageCounts counts;
  const unsigned threads = job.threads != 0 ? job.threads : std::max(1U, std::thread::hardware_concurrency());
  EventShare share = open_share(
      {.events = job.events, .most = job.most_events, .source = job.source, .with_labels = true, .threads = threads},
      log, ranks);
  counts.bad_events = share.bad_events;
  if (share.labels.empty()) throw no_events(job.events, counts.bad_events);
  // Without images there are no splits: every event is kept.
  const auto of_events = images
                             ? choose(job, share, ranks, counts)
                             : std::vector<std::optional<dataset::Split>>(share.range->count, dataset::Split::training);
  const auto wanted = static_cast<std::uint64_t>(
      std::count_if(of_events.begin(), of_events.end(), [](const auto& split) { return split.has_value(); }));
  if (wanted == 0 && !ranks.alone()) return counts;

  using Extent = dataset::DatasetWriter::Extent;
  std::optional<dataset::DatasetWriter> writer;
  if (images) writer.emplace(out, header_of(job), ranks.alone() ? Extent::whole : Extent::part);
  std::optional<detector::WaveformWriter> waveforms;
  if (!job.waveforms.empty()) {
    waveforms.emplace(job.waveforms, detector::waveform_header(job.detector, job.configuration), threads);
  }
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
        SuppliedEvent supplied = one.task();
        return detect(std::move(supplied.event.deposits), one.split);
      },
      [&](const Work& work) {
        if (writer) write_image(*writer, work, counts);
        if (waveforms) waveforms->append(*work.waveforms);
        count(work, counts);
        progress.advance();
      });
  if (waveforms) {
    counts.samples = waveforms->samples();
    waveforms->finish();
  }
  if (writer) writer->close();
  return counts;
}

}  // namespace wirebench::study
