#include "wirebench/study/images_stage.hpp"

#include <string>

#include "wirebench/study/detector_choice.hpp"
#include "wirebench/study/make_deposits.hpp"
#include "wirebench/study/make_images.hpp"
#include "wirebench/study/run_layout.hpp"

namespace wirebench::study {
namespace {

/// Where the events come from. Files by their names only: their content is in the key.
Json events_json(const StudyOptions& options) {
  if (options.events.engine == TransportEngine::file) return options.events.deposits.filename().string();
  Json events{{"generator", options.resolved.at("generator")}, {"transport", options.resolved.at("transport")}};
  for (const char* key : {"flux_file", "input"}) {
    Json& generator = events["generator"];
    if (!generator.contains(key)) continue;
    generator[key] = std::filesystem::path{generator[key].get<std::string>()}.filename().string();
  }
  return events;
}

/// The start of a stage's key: what its events are made from.
Digest events_key(const std::string& stage, const SimulationOptions& events, const Json& settings) {
  Digest digest = stage_key(stage);
  digest.add(settings.dump());
  if (events.engine == TransportEngine::file) digest.add_file(events.deposits);
  if (!events.events_file.empty()) digest.add_file(events.events_file);
  if (!events.generator.flux_file.empty()) digest.add_file(events.generator.flux_file);
  return digest;
}

/// Side of a pixel, in mm or in what is read out.
Json pixel_json(const detector::ImageOptions& image) {
  if (image.readout_pixel) return {{"wires", image.readout_pixel->wires}, {"ticks", image.readout_pixel->ticks}};
  return image.pixel.in(units::millimeter);
}

Json image_json(const detector::ImageOptions& image) {
  Json options{{"size", image.size},
               {image.readout_pixel ? "pixel" : "pixel_mm", pixel_json(image)},
               {"crop", static_cast<int>(image.crop)},
               {"vertex_fraction", image.vertex_fraction},
               {"scaling", static_cast<int>(image.scaling)},
               {"full_scale_electrons", image.full_scale_electrons},
               {"log_reference_electrons", image.log_reference_electrons},
               {"pixel_type", static_cast<int>(image.pixel_value)}};
  if (image.truth) options["truth"] = true;
  return options;
}

Json configuration(const RunContext& run, const detector::ImageOptions& image) {
  Json settings{{"events", events_json(run.options)},
                {"image", image_json(image)},
                {"dataset",
                 {{"training", run.options.counts.training},
                  {"validation", run.options.counts.validation},
                  {"test", run.options.counts.test}}},
                {"seed", run.options.seed}};
  describe_detector(settings, run.options.detector, run.options.overlay);
  return settings;
}

/// Where the images take their events from: the study's source, or the deposits kept of it.
SimulationOptions keep_deposits(RunContext& run) {
  const SimulationOptions& events = run.options.events;
  if (events.engine == TransportEngine::file || !events.keep_deposits) return events;
  const std::string stage = "deposits";
  const std::uint64_t count = are_generated(events) ? run.options.counts.total() : 0;
  const Json settings{{"events", events_json(run.options)}, {"count", count}, {"seed", run.options.seed}};
  const std::string key = events_key(stage, events, settings).hexadecimal();
  if (run.cache.done(stage, key)) {
    run.log.info("{}: done before", stage);
  } else {
    const DepositJob job{
        .events = events, .count = count, .trajectories = true, .threads = 0, .configuration = settings};
    const DepositCounts made = make_deposits(job, run.at(layout::deposits()), run.log);
    const std::vector<std::filesystem::path> outputs{layout::deposits()};
    run.cache.record(stage, key, outputs, {{"events", made.events}, {"segments", made.segments}});
  }
  SimulationOptions kept = events;
  kept.engine = TransportEngine::file;
  kept.deposits = run.at(layout::deposits());
  return kept;
}

void make(RunContext& run, const std::string& stage, const SimulationOptions& events, const std::filesystem::path& out,
          const detector::ImageOptions& image, Keep keep) {
  const Json settings = configuration(run, image);
  Digest digest = events_key(stage, events, settings);
  add_to_key(digest, run.options.detector, run.options.overlay);
  const std::string key = std::move(digest).hexadecimal();
  if (run.cache.done(stage, key)) {
    run.log.info("{}: done before", stage);
    return;
  }
  const ImageJob job{.events = events,
                     .detector = run.options.detector,
                     .overlay = run.options.overlay,
                     .image = image,
                     .splits = run.options.counts,
                     .keep = keep,
                     .most_events = are_generated(events) ? run.options.counts.total() : 0,
                     .seed = run.options.seed,
                     .threads = 0,
                     .configuration = settings};
  const ImageCounts made = make_images(job, run.at(out), run.log);
  const std::vector<std::filesystem::path> outputs{out};
  run.cache.record(stage, key, outputs, to_json(made));
}

}  // namespace

void run_images_stage(RunContext& run) {
  const SimulationOptions events = keep_deposits(run);
  make(run, "images", events, layout::images(), run.options.image, Keep::all);

  // The same stretch of the detector in finer (or coarser) pixels. What is timed is an event of the validation part, so
  // that no network is timed on what it was trained on.
  detector::ImageOptions timed = run.options.image;
  timed.size = static_cast<std::uint32_t>(run.options.latency_size);
  timed.truth = false;
  const double finer = static_cast<double>(run.options.image.size) / timed.size;
  timed.pixel = finer * run.options.image.pixel;
  if (timed.readout_pixel) {
    timed.readout_pixel->wires *= finer;
    timed.readout_pixel->ticks *= finer;
  }
  timed.pixel_value = detector::PixelValue::uint8;
  make(run, "timed images", events, layout::timed_images(), timed, Keep::validation_example);
}

}  // namespace wirebench::study
