#include "model_argument.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cerrno>
#include <charconv>

#include "wirebench/core/error.hpp"
#include "wirebench/dataset/reader.hpp"
#include "wirebench/graph/networks.hpp"
#include "wirebench/graph/tflite_reader.hpp"
#include "wirebench/graph/weights_file.hpp"
#include "wirebench/study/convert_network.hpp"

namespace wirebench::cli {
namespace {

constexpr std::string_view k_fresh = "new:";

template <class Number>
Number number_after(std::string_view part, const std::string& text, Number low, Number high) {
  Number value{};
  const auto [end, code] = std::from_chars(part.data(), part.data() + part.size(), value);
  if (code != std::errc{} || end != part.data() + part.size() || value < low || value > high) {
    throw Error{
        ErrorKind::usage,
        {"not a model", text,
         "'" + std::string{part} + "' is not a number from " + std::to_string(low) + " to " + std::to_string(high),
         "Write new:NETWORK[@SIZE][#SEED], for example new:resnet50v2@224#1."}};
  }
  return value;
}

graph::Graph fresh_network(const std::string& text) {
  std::string_view rest{text};
  rest.remove_prefix(k_fresh.size());
  graph::NetworkOptions options;
  if (const auto hash = rest.find('#'); hash != std::string_view::npos) {
    options.seed = number_after<std::uint64_t>(rest.substr(hash + 1), text, 0, UINT64_MAX);
    rest = rest.substr(0, hash);
  }
  if (const auto at = rest.find('@'); at != std::string_view::npos) {
    options.height = options.width = number_after<std::int64_t>(rest.substr(at + 1), text, 32, 4096);
    rest = rest.substr(0, at);
  }
  return graph::make_network(rest, options);
}

graph::Graph network_from_weights(const std::filesystem::path& path, const std::string& network) {
  const std::string known = fmt::format("{}", fmt::join(graph::network_names(), ", "));
  if (graph::says_its_network(path)) {
    graph::Graph loaded = graph::load_network(path);
    if (!network.empty() && loaded.name() != graph::network_label(network).name) {
      throw Error{ErrorKind::usage,
                  {"weights of another network", path.string(), "they are of " + loaded.name() + ", not " + network,
                   "Leave --network out."}};
    }
    return loaded;
  }
  if (network.empty()) {
    throw Error{ErrorKind::usage,
                {"weights of an unknown network", path.string(),
                 "the file does not say which; those saved by Keras do not", "Add --network NAME (" + known + ")."}};
  }
  graph::Graph named = graph::make_network(network, {.classes = graph::class_count(path, network)});
  graph::load_weights(named, path);
  return named;
}

bool ends_with(const std::filesystem::path& path, std::string_view ending) {
  return path.string().ends_with(ending);
}

}  // namespace

void add_network_option(CLI::App& verb, std::string& network) {
  verb.add_option("--network", network,
                  "of weights that do not say it (saved by Keras): " +
                      fmt::format("{}", fmt::join(graph::network_names(), ", ")) +
                      ", or a .toml file that describes a network")
      ->type_name("NAME");
}

Model read_model(const std::string& text, const std::string& network, std::int64_t size) {
  Model model{text, {}, std::nullopt};
  if (!network.empty() && !text.ends_with(".h5") && !text.ends_with(".keras")) {
    throw Error{
        ErrorKind::usage,
        {"--network does not apply", text, "it tells the network of a .weights.h5 or .keras file", "Leave it out."}};
  }
  if (text.starts_with(k_fresh)) {
    model.network = fresh_network(text);
  } else {
    const std::filesystem::path path{text};
    if (!std::filesystem::exists(path)) throw file_error("cannot read the model", text, ENOENT);
    if (ends_with(path, ".h5") || ends_with(path, ".keras")) {
      model.network = network_from_weights(path, network);
    } else if (ends_with(path, ".tflite") || std::filesystem::exists(path / "saved_model.pb")) {
      model.file = path;
    } else {
      throw Error{ErrorKind::usage,
                  {"not a model", text,
                   "its name ends in none of .weights.h5, .keras and .tflite, and it is no SavedModel folder",
                   "Give such a file, or new:NETWORK[@SIZE][#SEED] for a fresh network."}};
    }
  }
  if (model.network && size > 0) model.network = graph::with_input_size(*model.network, size, size);
  return model;
}

const graph::Graph& require_network(const Model& model, const std::string& purpose) {
  if (model.network) return *model.network;
  throw Error{ErrorKind::usage,
              {"cannot " + purpose, model.text, "a converted file has no trainable network in it",
               "Give the .weights.h5 file it was made from, or new:NETWORK."}};
}

convert::Format default_form(const runtime::Target& target) {
  return target.runtime.starts_with("tensorflow") ? convert::Format::savedmodel : convert::Format::tflite_float32;
}

std::filesystem::path runnable_file(const Model& model, const runtime::Target& target, const std::string& form,
                                    const std::string& calibration, const ScratchFolder& scratch) {
  if (!model.network) return model.file;
  const convert::Format format = form.empty() ? default_form(target) : convert::parse_format(form);
  const std::filesystem::path out =
      scratch.path() / (std::string{convert::name(format)} + (format == convert::Format::savedmodel ? "" : ".tflite"));
  if (std::filesystem::exists(out)) return out;
  std::optional<dataset::DatasetReader> images;
  if (!calibration.empty()) images.emplace(calibration);
  study::ConversionSettings settings;
  settings.calibration = images ? &*images : nullptr;
  study::convert_network(*model.network, format, out, settings);
  return out;
}

}  // namespace wirebench::cli
