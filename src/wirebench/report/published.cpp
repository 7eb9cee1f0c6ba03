#include "wirebench/report/published.hpp"

#include <algorithm>

namespace wirebench::report {

const PublishedRow* PublishedStudy::find(std::string_view network, std::string_view form) const noexcept {
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [&](const PublishedRow& row) { return row.network == network && row.form == form; });
  return found == rows.end() ? nullptr : &*found;
}

PublishedStudy poster_study() {
  PublishedStudy study;
  study.citation =
      "contributed poster on benchmarking the Edge TPU with simulated LArTPC images, abstract at "
      "https://indico.fnal.gov/event/19348/contributions/186205/";
  study.cpu = {"Intel Core i7-8550U", 15, 99};
  study.gpu = {"NVIDIA Tesla P100", 250, 7500};
  study.edge_tpu = {"Google Edge TPU", 2, 80};
  constexpr auto none = std::nullopt;
  study.rows = {
      {"resnet50v2", "tensorflow", 274, 64.15, 40.88, 4.91, none},
      {"resnet50v2", "tflite-float32", 90, 64.15, 89.36, 94.4, none},
      {"resnet50v2", "tflite-dynamic", 23, 54.35, 548.54, 314.76, none},
      {"resnet50v2", "tflite-float16", 45, 64.15, 114.16, 64.05, none},
      {"resnet50v2", "tflite-int8", 24, none, 6100, 9300, 42.41},
      {"densenet169", "tensorflow", 157, 68.6, 48.04, 1.83, none},
      {"densenet169", "tflite-float32", 48, 68.6, 81.02, 112.14, none},
      {"densenet169", "tflite-dynamic", 13, 63.65, 530.95, 296.88, none},
      {"densenet169", "tflite-float16", 25, 68.6, 81.92, 114.21, none},
      {"densenet169", "tflite-int8", 13, none, 7600, 7200, 23.67},
  };
  study.caveats = {
      "The published TensorFlow Lite sizes are MiB: 23.57 million weights of 4 bytes are 89.9 MiB.",
      "The published TensorFlow sizes (274 and 157) fit the weights, two optimiser moments and the graph. Much of the "
      "saving of 70 % is optimiser state that is dropped, so the training checkpoint and the inference SavedModel are "
      "listed apart here.",
      "The published TensorFlow Lite figures for the GPU were probably taken on the host processor of the GPU node "
      "(inferred from their values).",
      "The published 6 to 9 s of the integer form on CPUs are plain kernels without x86 optimisation. Rows without "
      "XNNPACK, where there are any, show what plain kernels cost here.",
      "The published image size is not stated.",
      "The published integer accuracy is given as not available, for a known issue of the quantisation that made the "
      "accuracy on the Edge TPU not representative.",
      "Published images, training and detector differ from those of this run: compare accuracies between forms, not "
      "with the published column.",
  };
  return study;
}

const std::vector<Form>& poster_forms() {
  static const std::vector<Form> forms{
      {"tensorflow", "TensorFlow", "SavedModel"},
      {"tflite-float32", "TF Lite, not optimised", ".tflite float32"},
      {"tflite-dynamic", "TF Lite, dynamic range", ".tflite int8 weights"},
      {"tflite-float16", "TF Lite, float16", ".tflite float16 weights"},
      {"tflite-int8", "TF Lite, integer", ".tflite int8"},
  };
  return forms;
}

}  // namespace wirebench::report
