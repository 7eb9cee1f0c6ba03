#include "wirebench/study/run_layout.hpp"

#include <algorithm>

namespace wirebench::study::layout {
namespace {

std::string file_name(convert::Format format) {
  const std::string form{convert::name(format)};
  return format == convert::Format::savedmodel ? form : form + ".tflite";
}

}  // namespace

std::filesystem::path form(const std::string& network_name, convert::Format format) {
  return network(network_name) / file_name(format);
}

std::filesystem::path timed_form(const std::string& network_name, convert::Format format, std::int64_t size) {
  return network(network_name) / ("timed-" + std::to_string(size)) / file_name(format);
}

std::filesystem::path network_file(const std::filesystem::path& form, convert::Format format) {
  return format == convert::Format::savedmodel ? form / "saved_model.pb" : form;
}

std::string row_name(const std::string& network_name, convert::Format format, const runtime::Target& target) {
  std::string target_name = runtime::to_string(target);
  std::replace_if(
      target_name.begin(), target_name.end(), [](char c) { return c == ':' || c == '@'; }, '-');
  return network_name + '-' + std::string{convert::name(format)} + '-' + target_name;
}

std::filesystem::path predictions(const std::string& row) {
  return std::filesystem::path{"predictions"} / (row + ".csv");
}

std::filesystem::path metrics(const std::string& row) {
  return std::filesystem::path{"predictions"} / (row + ".metrics.json");
}

std::filesystem::path trainer_predictions(const std::string& network_name, dataset::Split split) {
  // That of the validation split is the trainer's own file (train/trainer.hpp).
  return network(network_name) / (split == dataset::Split::validation
                                      ? std::string{"predictions.csv"}
                                      : "predictions-" + std::string{dataset::name(split)} + ".csv");
}

std::filesystem::path samples(const std::string& row) {
  return std::filesystem::path{"samples"} / (row + ".csv");
}

}  // namespace wirebench::study::layout
