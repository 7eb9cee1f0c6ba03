#include "wirebench/train/history.hpp"

#include <fmt/format.h>

#include <iterator>
#include <string>

#include "wirebench/core/atomic_file.hpp"

namespace wirebench::train {

void write_history(const std::filesystem::path& path, std::span<const EpochRecord> history) {
  std::string text =
      "epoch,learning_rate,training_loss,training_accuracy,validation_loss,validation_accuracy,"
      "validation_balanced_accuracy,seconds,images_per_second,waiting\n";
  for (const EpochRecord& r : history) {
    fmt::format_to(std::back_inserter(text), "{},{:.9g},{:.9g},{:.9g},{:.9g},{:.9g},{:.9g},{:.3f},{:.2f},{:.5f}\n",
                   r.epoch, r.learning_rate, r.training_loss, r.training_accuracy, r.validation_loss,
                   r.validation_accuracy, r.validation_balanced_accuracy, r.seconds, r.images_per_second, r.waiting);
  }
  write_text_atomically(path, text);
}

Json to_json(const EpochRecord& r) {
  Json json;
  json["epoch"] = r.epoch;
  json["learning_rate"] = r.learning_rate;
  json["training_loss"] = r.training_loss;
  json["training_accuracy"] = r.training_accuracy;
  json["validation_loss"] = r.validation_loss;
  json["validation_accuracy"] = r.validation_accuracy;
  json["validation_balanced_accuracy"] = r.validation_balanced_accuracy;
  json["seconds"] = r.seconds;
  json["images_per_second"] = r.images_per_second;
  json["waiting"] = r.waiting;
  return json;
}

EpochRecord epoch_record(const Json& json) {
  EpochRecord r;
  r.epoch = json.at("epoch").get<std::uint32_t>();
  r.learning_rate = json.at("learning_rate").get<double>();
  r.training_loss = json.at("training_loss").get<double>();
  r.training_accuracy = json.at("training_accuracy").get<double>();
  r.validation_loss = json.at("validation_loss").get<double>();
  r.validation_accuracy = json.at("validation_accuracy").get<double>();
  r.validation_balanced_accuracy = json.at("validation_balanced_accuracy").get<double>();
  r.seconds = json.at("seconds").get<double>();
  r.images_per_second = json.at("images_per_second").get<double>();
  r.waiting = json.at("waiting").get<double>();
  return r;
}

}  // namespace wirebench::train
