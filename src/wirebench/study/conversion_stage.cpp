#include "wirebench/study/conversion_stage.hpp"

#include "wirebench/dataset/reader.hpp"
#include "wirebench/graph/weights_file.hpp"
#include "wirebench/study/convert_network.hpp"
#include "wirebench/study/run_layout.hpp"

namespace wirebench::study {
namespace {

void convert_one(RunContext& run, const graph::Graph& network, const dataset::DatasetReader& images,
                 const std::string& network_name, convert::Format format, const std::filesystem::path& out) {
  const std::string stage = "convert " + out.string();
  const Json configuration{{"calibration_images", run.options.calibration_images}, {"seed", run.options.seed}};
  Digest key_digest = stage_key("convert");
  key_digest.add_file(run.at(layout::weights(network_name))).add(convert::name(format));
  key_digest.add(graph::to_string(network.tensor(network.inputs()[0]).shape));
  if (format == convert::Format::tflite_int8) {
    key_digest.add(configuration.dump()).add_file(run.at(layout::images()));
  }
  const std::string key = std::move(key_digest).hexadecimal();
  if (run.cache.done(stage, key)) return;
  run.log.info("writing {}", out.string());
  const auto report = convert_network(network, format, run.at(out),
                                      {.io = convert::IoType::uint8,
                                       .calibration = &images,
                                       .calibration_images = run.options.calibration_images,
                                       .seed = run.options.seed,
                                       .threads = 0,
                                       .configuration = configuration});
  Json facts = report.to_json();
  facts["path"] = out.string();
  const std::vector<std::filesystem::path> outputs{out};
  run.cache.record(stage, key, outputs, std::move(facts));
}

}  // namespace

void run_conversion_stage(RunContext& run, const NetworkChoice& network) {
  const graph::Graph trained = graph::load_network(run.at(layout::weights(network.name)));
  const dataset::DatasetReader images{run.at(layout::images())};
  const auto& shape = images.header().shape;
  const graph::Graph judged = graph::with_input_size(trained, shape.height, shape.width);
  const graph::Graph timed = graph::with_input_size(trained, run.options.latency_size, run.options.latency_size);
  for (const convert::Format format : run.options.formats) {
    convert_one(run, judged, images, network.name, format, layout::form(network.name, format));
    convert_one(run, timed, images, network.name, format,
                layout::timed_form(network.name, format, run.options.latency_size));
  }
}

}  // namespace wirebench::study
