#include "wirebench/graph/keras_archive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <string_view>
#include <vector>

#include "wirebench/core/error.hpp"
#include "wirebench/core/json.hpp"
#include "wirebench/core/scratch_folder.hpp"
#include "wirebench/core/zip_archive.hpp"

namespace wirebench::graph {
namespace {

constexpr std::uint64_t k_largest_configuration = 64U << 20U;

/// keras.applications' model names.
struct Name {
  std::string_view keras;
  std::string_view network;
};
constexpr std::array k_names{Name{"resnet50v2", "resnet50v2"}, Name{"densenet169", "densenet169"},
                             Name{"inception_v3", "inceptionv3"}, Name{"efficientnetv2-b0", "efficientnetv2b0"}};

const ZipArchive::Member& member(const ZipArchive& archive, const std::filesystem::path& path, std::string_view name) {
  const auto found = std::ranges::find(archive.members(), name, &ZipArchive::Member::name);
  if (found != archive.members().end()) return *found;
  throw Error{ErrorKind::failed,
              {"cannot use the Keras file", path.string(), fmt::format("it has no member '{}'", name),
               "Save the model again with model.save(), in Keras 3."}};
}

std::int64_t size_at(const Json& shape, std::size_t axis) {
  return shape.at(axis).is_null() ? 0 : shape.at(axis).get<std::int64_t>();
}

std::optional<KerasModel> model_of(const Json& json) {
  if (json.at("class_name") != "Functional") return std::nullopt;
  const Json& config = json.at("config");
  const auto* const name = std::ranges::find(k_names, config.at("name").get<std::string>(), &Name::keras);
  const Json& layers = config.at("layers");
  if (name == k_names.end() || layers.empty()) return std::nullopt;
  const Json& shape = layers.front().at("config").at("batch_shape");
  const Json& last = layers.back().at("config");
  if (shape.size() != 4 || !last.contains("units")) return std::nullopt;  // without its classifier, for example
  KerasModel model{.network = std::string{name->network},
                   .height = size_at(shape, 1),
                   .width = size_at(shape, 2),
                   .channels = size_at(shape, 3),
                   .classes = last.at("units").get<std::int64_t>()};
  if (model.height <= 0 || model.width <= 0 || model.channels <= 0) return std::nullopt;
  return model;
}

}  // namespace

bool is_keras_archive(const std::filesystem::path& path) {
  return path.extension() == ".keras";
}

std::optional<KerasModel> read_keras_model(const std::filesystem::path& path) {
  const auto archive = ZipArchive::open(path);
  const auto& entry = member(archive, path, "config.json");
  if (entry.size > k_largest_configuration) {
    throw Error{ErrorKind::failed,
                {"cannot use the Keras file", path.string(),
                 fmt::format("its configuration has {} bytes, where a network's has less than a million", entry.size),
                 "Save the model again with model.save()."}};
  }
  const ScratchFolder scratch;
  const auto source = archive.read(entry, scratch.path());
  std::string text(source.size(), '\0');
  source.read(0, std::as_writable_bytes(std::span{text}));
  const auto json = parse_json(text, path.string() + ": config.json");
  try {
    return model_of(json);
  } catch (const Json::exception&) {
    return std::nullopt;  // a configuration of another kind of model
  }
}

std::filesystem::path unpack_keras_weights(const std::filesystem::path& path, const std::filesystem::path& folder) {
  const auto archive = ZipArchive::open(path);
  const auto source = archive.read(member(archive, path, "model.weights.h5"), folder);
  const auto unpacked = folder / "model.weights.h5";
  std::ofstream out{unpacked, std::ios::binary};
  std::vector<std::byte> piece(1U << 20U);
  for (std::uint64_t at = 0; at < source.size();) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), source.size() - at));
    const auto bytes = std::span{piece}.first(count);
    source.read(at, bytes);
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(count));
    at += count;
  }
  out.close();
  if (!out) throw file_error("cannot unpack the Keras file", unpacked.string(), errno);
  return unpacked;
}

}  // namespace wirebench::graph
