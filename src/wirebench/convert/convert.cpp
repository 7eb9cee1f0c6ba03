#include "wirebench/convert/convert.hpp"

#include <string>
#include <utility>
#include <vector>

#include "wirebench/convert/graph_draft.hpp"
#include "wirebench/convert/inference_graph.hpp"
#include "wirebench/convert/input_coding.hpp"
#include "wirebench/convert/passes/shift_input.hpp"
#include "wirebench/convert/quant_params.hpp"
#include "wirebench/convert/reduced_weights.hpp"
#include "wirebench/convert/savedmodel_writer.hpp"
#include "wirebench/convert/tflite_writer.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/provenance.hpp"
#include "wirebench/graph/network_metadata.hpp"

namespace wirebench::convert {
namespace {

void require_simple(const graph::Graph& network) {
  const bool simple = network.inputs().size() == 1 && network.outputs().size() == 1;
  if (simple && !network.tensor(network.inputs()[0]).shape.empty()) return;
  throw Error{ErrorKind::usage,
              {"cannot convert this model", network.name(),
               "it has " + std::to_string(network.inputs().size()) + " inputs and " +
                   std::to_string(network.outputs().size()) + " outputs",
               "Only networks with one input and one output can be converted."}};
}

std::size_t channels_of(const graph::Graph& network) {
  return static_cast<std::size_t>(network.tensor(network.inputs()[0]).shape.back());
}

ModelText model_text(const graph::Graph& network, Format format, const ConvertOptions& options,
                     const InputCoding* coding) {
  Json facts;
  facts["format"] = name(format);
  if (coding != nullptr) facts["pixel_codes"] = coding->pixel_codes;
  facts["provenance"] = provenance(options.configuration);
  ModelText text{.description = options.description.empty() ? network.name() : options.description, .metadata = {}};
  if (network.tensor(network.inputs()[0]).shape.size() == 4) {
    text.metadata.emplace_back(graph::k_network_metadata, graph::network_metadata(network).dump());
  }
  text.metadata.emplace_back("wirebench", facts.dump());
  return text;
}

struct IntegerForm {
  QuantizedNetwork quantized;
  InputCoding coding;
};

/// Two inference graphs of one network at two sizes: what ranges of one can be used for the other.
void require_same_structure(const graph::Graph& a, const graph::Graph& b) {
  bool same = a.tensors().size() == b.tensors().size() && a.operators().size() == b.operators().size();
  for (std::size_t i = 0; same && i < a.operators().size(); ++i) {
    const graph::Operator& left = a.operators()[i];
    const graph::Operator& right = b.operators()[i];
    same = left.attributes.index() == right.attributes.index() && left.inputs == right.inputs &&
           left.outputs == right.outputs;
  }
  if (same) return;
  throw Error{ErrorKind::usage,
              {"calibration does not fit the network", a.name() + " and " + b.name(),
               "the two sizes do not give the same operators",
               "Use calibration images of the size the model is converted for."}};
}

ValueRange observed_inputs(const CalibrationImages& images, const graph::Graph& network) {
  ValueRange range;
  const auto count = graph::element_count(network.tensor(network.inputs()[0]).shape);
  std::vector<float> values(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < images.count; ++i) {
    images.read(i, values);
    for (const float value : values) range.include(value);
  }
  return range;
}

/// The depthwise inference graph, its input moved by `shift` where the network allows it.
std::pair<graph::Graph, Shifted> integer_ready(const graph::Graph& network, double shift) {
  GraphDraft draft{inference_graph(network, LoneBatchNorm::depthwise)};
  const Shifted shifted = shift == 0.0 ? Shifted::no : shift_input(draft, shift);
  return {draft.finish(), shifted};
}

IntegerForm integer_form(const graph::Graph& network, const ConvertOptions& options) {
  const graph::Graph& sample = options.calibration_network ? *options.calibration_network : network;
  require_simple(sample);
  ValueRange observed;
  if (options.calibration.read) observed = observed_inputs(options.calibration, sample);
  const std::size_t channels = channels_of(network);
  InputCoding coding;
  if (channels <= 3) {
    coding = input_coding(network.preprocessing(), channels, observed);
  } else if (!observed.empty()) {
    coding.params = activation_params(observed);
  }
  // Pixels given as codes lie off their true value by the shift, which the first bias takes back. Float input is
  // rounded to the nearest code by the model itself and has no such offset.
  const double shift = options.io == IoType::float32 ? 0.0 : coding.shift;
  const auto [inference, shifted] = integer_ready(network, shift);
  graph::Graph calibrated = inference;
  if (options.calibration_network) {
    calibrated = integer_ready(sample, shift).first;
    require_same_structure(inference, calibrated);
  }

  CalibrationImages images = options.calibration;
  if (shifted == Shifted::yes) {
    images.read = [&options, shift](std::size_t index, std::span<float> values) {
      options.calibration.read(index, values);
      for (float& value : values) value = static_cast<float>(double{value} - shift);
    };
  }
  const Ranges ranges = calibrate(calibrated, images, options.executor);
  QuantizeOptions quantize_options{.io = options.io, .input = std::nullopt};
  if (coding.params.quantized()) quantize_options.input = coding.params;
  return {quantize(inference, ranges, quantize_options), coding};
}

}  // namespace

Json ConversionReport::to_json() const {
  Json json;
  json["format"] = name(format);
  json["path"] = path.string();
  json["bytes"] = bytes;
  json["operators"] = operators;
  if (quantization) {
    json["quantization"] = {
        {"weight_channels", quantization->weight_channels}, {"zero_channels", quantization->zero_channels},
        {"raised_channels", quantization->raised_channels}, {"widened_outputs", quantization->widened_outputs},
        {"requantizations", quantization->requantizations}, {"pixel_codes", pixel_codes}};
  }
  return json;
}

ConversionReport convert(const graph::Graph& network, Format format, const std::filesystem::path& out,
                         const ConvertOptions& options) {
  require_simple(network);
  ConversionReport report;
  report.format = format;
  report.path = out;
  const auto count_operators = [&](const graph::Graph& written) {
    for (const graph::Operator& op : written.operators()) {
      ++report.operators[std::string{graph::kind_name(op.attributes)}];
    }
  };
  const auto write = [&](const graph::Graph& written, const InputCoding* coding) {
    count_operators(written);
    report.bytes = write_tflite(written, model_text(network, format, options, coding), out);
  };
  switch (format) {
    case Format::tflite_float32: write(inference_graph(network, LoneBatchNorm::multiply_add), nullptr); break;
    case Format::tflite_dynamic:
      write(dynamic_range(inference_graph(network, LoneBatchNorm::multiply_add)), nullptr);
      break;
    case Format::tflite_float16:
      write(float16_weights(inference_graph(network, LoneBatchNorm::multiply_add)), nullptr);
      break;
    case Format::tflite_int8: {
      const IntegerForm form = integer_form(network, options);
      report.quantization = form.quantized.report;
      report.pixel_codes = form.coding.pixel_codes;
      write(form.quantized.graph, &form.coding);
      break;
    }
    case Format::savedmodel:
      count_operators(network);
      report.bytes = write_saved_model(network, model_text(network, format, options, nullptr), out);
      break;
  }
  return report;
}

}  // namespace wirebench::convert
