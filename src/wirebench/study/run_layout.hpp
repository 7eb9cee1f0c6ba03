/// \file Where a run directory keeps what. All paths are relative to it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "wirebench/convert/format.hpp"
#include "wirebench/dataset/dataset.hpp"
#include "wirebench/runtime/runtime.hpp"

namespace wirebench::study::layout {

[[nodiscard]] inline std::filesystem::path study_file() {
  return "study.toml";
}
[[nodiscard]] inline std::filesystem::path host_file() {
  return "host.json";
}
[[nodiscard]] inline std::filesystem::path results_file() {
  return "results.jsonl";
}
/// The events' energy deposits, where the study keeps them.
[[nodiscard]] inline std::filesystem::path deposits() {
  return "datasets/deposits.h5";
}
[[nodiscard]] inline std::filesystem::path images() {
  return "datasets/images.h5";
}
/// A few events at the timed input size: what is timed, and the event pictures of the report.
[[nodiscard]] inline std::filesystem::path timed_images() {
  return "datasets/timed.h5";
}
[[nodiscard]] inline std::filesystem::path report() {
  return "report";
}

[[nodiscard]] inline std::filesystem::path network(const std::string& name) {
  return std::filesystem::path{"models"} / name;
}
[[nodiscard]] inline std::filesystem::path weights(const std::string& name) {
  return network(name) / "weights.weights.h5";
}

/// File (or SavedModel folder) of a form at the size the network was trained on.
[[nodiscard]] std::filesystem::path form(const std::string& network_name, convert::Format format);
/// The one file that holds a form's network: the form itself, in a SavedModel folder its `saved_model.pb`.
[[nodiscard]] std::filesystem::path network_file(const std::filesystem::path& form, convert::Format format);
/// The same network for the timed input size.
[[nodiscard]] std::filesystem::path timed_form(const std::string& network_name, convert::Format format,
                                               std::int64_t size);

/// "resnet50v2-tflite-int8-litert-cpu": names the files of one row.
[[nodiscard]] std::string row_name(const std::string& network_name, convert::Format format,
                                   const runtime::Target& target);
[[nodiscard]] std::filesystem::path predictions(const std::string& row);
/// What measure::judge() makes of them.
[[nodiscard]] std::filesystem::path metrics(const std::string& row);
/// The trained network's own predictions of a split, or those of boosted trees.
[[nodiscard]] std::filesystem::path trainer_predictions(const std::string& network_name, dataset::Split split);
[[nodiscard]] std::filesystem::path samples(const std::string& row);

}  // namespace wirebench::study::layout
