#include "wirebench/report/report_input.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "wirebench/core/error.hpp"

namespace wirebench::report {
namespace {

[[noreturn]] void fail(const std::string& what, const std::string& where, const std::string& why) {
  throw Error{ErrorKind::failed, {what, where, why, "Make the run directory again with 'wirebench run'."}};
}

void validate(const EventPicture& picture, std::size_t number, std::size_t classes) {
  const std::string where = fmt::format("event picture {}", number);
  if (picture.label >= classes) fail("label without a class name", where, fmt::format("label {}", picture.label));
  if (picture.height == 0 || picture.width == 0 || picture.pixels.size() != 3 * picture.height * picture.width) {
    fail("picture of the wrong size", where,
         fmt::format("{} values for [3, {}, {}]", picture.pixels.size(), picture.height, picture.width));
  }
  if (picture.view_names.size() != 3)
    fail("three view names are needed", where, fmt::format("{} are there", picture.view_names.size()));
  if (!(picture.pixel_mm > 0) || !std::isfinite(picture.pixel_mm)) {
    fail("pixel size must be positive", where, fmt::format("{} mm", picture.pixel_mm));
  }
  if (!std::all_of(picture.pixels.begin(), picture.pixels.end(), [](float v) { return std::isfinite(v); })) {
    fail("pixel value is not finite", where, "NaN or infinity");
  }
}

void validate_confusion(const measure::AccuracySummary& accuracy, const std::string& where, std::size_t classes) {
  const bool square = accuracy.confusion.size() == classes &&
                      std::all_of(accuracy.confusion.begin(), accuracy.confusion.end(),
                                  [classes](const auto& line) { return line.size() == classes; });
  if (!square) {
    fail("confusion matrix of the wrong size", where,
         fmt::format("{} rows for {} classes", accuracy.confusion.size(), classes));
  }
}

void validate_classes(const measure::ClassifierMetrics& metrics, const std::string& where, std::size_t classes) {
  const bool fits = metrics.classes.size() == classes && metrics.curves.size() == classes &&
                    std::all_of(metrics.by_energy.begin(), metrics.by_energy.end(),
                                [classes](const auto& bin) { return bin.classes.size() == classes; });
  if (!fits) {
    fail("a classifier of other classes", where,
         fmt::format("it has {}, the run has {}", metrics.classes.size(), classes));
  }
}

}  // namespace

void validate(const ReportInput& input) {
  if (input.networks.empty()) fail("a report needs at least one network", input.study_name, "none was trained");
  if (input.class_names.empty()) fail("a report needs class names", input.study_name, "there are none");
  for (std::size_t i = 0; i < input.networks.size(); ++i) {
    const auto& name = input.networks[i].name;
    for (std::size_t j = 0; j < i; ++j) {
      if (input.networks[j].name == name) fail("network listed twice", name, "names must differ");
    }
    if (input.networks[i].trainer_accuracy) {
      validate_confusion(*input.networks[i].trainer_accuracy, name, input.class_names.size());
    }
    if (input.networks[i].metrics) validate_classes(*input.networks[i].metrics, name, input.class_names.size());
  }
  if (input.baseline && input.baseline->metrics) {
    validate_classes(*input.baseline->metrics, input.baseline->name, input.class_names.size());
  }
  for (const auto& row : input.rows) {
    const std::string where = fmt::format("{} {} {}", row.network, row.form, row.target);
    const bool known = std::any_of(input.networks.begin(), input.networks.end(),
                                   [&](const NetworkInput& network) { return network.name == row.network; });
    if (!known) fail("result row of a network the study does not have", where, "the names differ");
    if (row.accuracy) validate_confusion(*row.accuracy, where, input.class_names.size());
  }
  for (std::size_t i = 0; i < input.events.size(); ++i) validate(input.events[i], i + 1, input.class_names.size());
}

}  // namespace wirebench::report
