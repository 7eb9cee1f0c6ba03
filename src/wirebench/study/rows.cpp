#include "wirebench/study/rows.hpp"

namespace wirebench::study {

std::vector<RowPlan> plan_rows(const StudyOptions& options) {
  std::vector<RowPlan> rows;
  for (const convert::Format format : options.formats) {
    for (const runtime::Target& target : options.targets) rows.push_back({format, target});
  }
  return rows;
}

std::string form_name(convert::Format format) {
  return format == convert::Format::savedmodel ? "tensorflow" : std::string{convert::name(format)};
}

std::string why_not_applicable(const RowPlan& plan) {
  const bool reads_saved_models = plan.target.runtime.starts_with("tensorflow");
  const bool is_saved_model = plan.format == convert::Format::savedmodel;
  if (reads_saved_models == is_saved_model) return "";
  return is_saved_model ? plan.target.runtime + " reads .tflite files, not TensorFlow SavedModels"
                        : plan.target.runtime + " reads TensorFlow SavedModels, not .tflite files";
}

std::string availability(const RunContext& run, const runtime::Target& target) {
  const auto version = runtime::make_runtime(target.runtime, run.runtimes)->available();
  return version ? version.value() : "absent: " + version.reason();
}

}  // namespace wirebench::study
