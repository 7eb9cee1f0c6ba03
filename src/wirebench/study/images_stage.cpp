#include "wirebench/study/images_stage.hpp"

#include <string>

#include "wirebench/study/make_images.hpp"
#include "wirebench/study/run_layout.hpp"

namespace wirebench::study {
namespace {

Json configuration(const RunContext& run, const detector::ImageOptions& image) {
  return {{"deposits", run.options.deposits.filename().string()},
          {"detector", run.options.detector.resolved},
          {"image",
           {{"size", image.size},
            {"pixel_mm", image.pixel.in(units::millimeter)},
            {"crop", static_cast<int>(image.crop)},
            {"vertex_fraction", image.vertex_fraction},
            {"scaling", static_cast<int>(image.scaling)},
            {"full_scale_electrons", image.full_scale_electrons},
            {"log_reference_electrons", image.log_reference_electrons},
            {"pixel_type", static_cast<int>(image.pixel_value)}}},
          {"dataset",
           {{"training", run.options.counts.training},
            {"validation", run.options.counts.validation},
            {"test", run.options.counts.test}}},
          {"seed", run.options.seed}};
}

Json counts_json(const ImageCounts& counts) {
  return {{"images", counts.images},
          {"unlabelled", counts.unlabelled},
          {"without_charge", counts.without_charge},
          {"deposits_outside", counts.deposits_outside},
          {"assumed_steps", counts.assumed_steps}};
}

void make(RunContext& run, const std::string& stage, const std::filesystem::path& out,
          const detector::ImageOptions& image, Keep keep) {
  const Json settings = configuration(run, image);
  const std::string key = std::move(stage_key(stage).add(settings.dump()).add_file(run.options.deposits)).hexadecimal();
  if (run.cache.done(stage, key)) {
    run.log.info("{}: done before", stage);
    return;
  }
  const ImageJob job{.deposits = run.options.deposits,
                     .detector = run.options.detector,
                     .image = image,
                     .splits = run.options.counts,
                     .keep = keep,
                     .most_events = 0,
                     .seed = run.options.seed,
                     .threads = 0,
                     .configuration = settings};
  const ImageCounts made = make_images(job, run.at(out), run.log);
  const std::vector<std::filesystem::path> outputs{out};
  run.cache.record(stage, key, outputs, counts_json(made));
}

}  // namespace

void run_images_stage(RunContext& run) {
  make(run, "images", layout::images(), run.options.image, Keep::all);

  // The same stretch of the detector in finer (or coarser) pixels. What is timed is an event of the validation part, so
  // that no network is timed on what it was trained on.
  detector::ImageOptions timed = run.options.image;
  timed.size = static_cast<std::uint32_t>(run.options.latency_size);
  timed.pixel = (static_cast<double>(run.options.image.size) / timed.size) * run.options.image.pixel;
  timed.pixel_value = detector::PixelValue::uint8;
  make(run, "timed images", layout::timed_images(), timed, Keep::validation_example);
}

}  // namespace wirebench::study
