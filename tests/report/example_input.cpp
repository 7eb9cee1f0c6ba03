#include "report/example_input.hpp"

#include <cmath>
#include <limits>

#include "wirebench/core/random.hpp"
#include "wirebench/measure/accuracy.hpp"

namespace wirebench::report {
namespace {

using measure::ResultRow;
using measure::RowStatus;

/// Straight tracks and a shower-like cone from the vertex, different in each view.
EventPicture picture(std::uint32_t label, std::uint64_t stream) {
  EventPicture p;
  p.label = label;
  p.truth = label == 0 ? "NC, 3.1 GeV" : label == 1 ? "nu_mu CC, 2.4 GeV" : "nu_e CC, 1.9 GeV";
  p.event_id = std::to_string(1000 + stream);
  p.height = p.width = 64;
  p.pixel_mm = 20;
  p.view_names = {"U (+35.9 deg)", "V (-35.9 deg)", "W (0 deg)"};
  p.value_unit = "ionisation electrons (1000)";
  p.pixels.assign(3 * p.height * p.width, 0.0F);
  RandomStream random{1, RandomStage::test, stream};
  for (std::size_t view = 0; view < 3; ++view) {
    const auto put = [&](double x, double y, double charge) {
      const double column = 32 + x;
      const double row = 32 + y;
      if (column < 0 || row < 0 || column >= 64 || row >= 64) return;
      p.pixels[(view * 64 + static_cast<std::size_t>(row)) * 64 + static_cast<std::size_t>(column)] +=
          static_cast<float>(charge);
    };
    const double turn = 0.5 * static_cast<double>(view);
    for (int track = 0; track < 3; ++track) {
      const double angle = turn + 0.9 * track + 0.3 * static_cast<double>(stream);
      const double length = 8 + 9 * track;
      for (double s = 0; s < length; s += 0.5) {
        put(s * std::cos(angle), s * std::sin(angle), 40 + 60 / (length - s + 1));
      }
    }
    if (label == 2) {
      for (int i = 0; i < 250; ++i) {
        const double s = 4 + random.exponential(9);
        const double angle = turn - 1.0 + 0.12 * random.normal();
        put(s * std::cos(angle), s * std::sin(angle), random.exponential(35));
      }
    }
  }
  return p;
}

NetworkInput network(const std::string& name, const std::string& display, double final_accuracy) {
  NetworkInput n;
  n.name = name;
  n.display_name = display;
  for (unsigned epoch = 1; epoch <= 12; ++epoch) {
    const double progress = 1 - std::exp(-0.3 * epoch);
    HistoryPoint h;
    h.epoch = epoch;
    h.training_accuracy = 1.0 / 3 + (final_accuracy + 0.12 - 1.0 / 3) * progress;
    h.validation_accuracy = 1.0 / 3 + (final_accuracy - 1.0 / 3) * progress + 0.02 * std::sin(3.0 * epoch);
    h.training_loss = 0.45 + 0.65 * std::exp(-0.3 * epoch);
    h.validation_loss = 0.75 + 0.35 * std::exp(-0.4 * epoch) + 0.01 * epoch;
    h.validation_balanced_accuracy = h.validation_accuracy - 0.01;
    n.history.push_back(h);
  }
  n.trainer_accuracy = measure::summarise_accuracy({{28, 13, 9}, {8, 38, 4}, {11, 6, 33}});
  n.checkpoint_bytes = name == "resnet50v2" ? 283'000'000 : 152'000'000;
  n.training_seconds = 93.4;
  n.training_images = 600;
  n.validation_images = 150;
  n.image_size = 64;
  return n;
}

std::uint64_t model_bytes(const std::string& network, const std::string& form) {
  const double million = network == "resnet50v2" ? 23.6 : 12.6;
  const double bytes = form == "tflite-float32" || form == "tensorflow" ? 4.0 : form == "tflite-float16" ? 2.0 : 1.03;
  return static_cast<std::uint64_t>(million * bytes * 1e6);
}

}  // namespace

ResultRow measured_row(const std::string& network, const std::string& form, const std::string& target,
                       double median_ms) {
  ResultRow row;
  row.network = network;
  row.form = form;
  row.target = target;
  row.scenario = "single-stream";
  row.status = RowStatus::measured;
  row.runtime_version = target.starts_with("litert")   ? "LiteRT 2.3.0"
                        : target.starts_with("native") ? "wirebench 0.1.0"
                                                       : "TensorFlow 2.21.0";
  row.implementation = target.starts_with("litert-plain") ? "plain kernels"
                       : target.starts_with("litert")     ? "XNNPACK delegate"
                       : target.starts_with("native")     ? "plain kernels"
                                                          : "SavedModel signature";
  row.model_file = "models/" + network + "/" + form;
  row.model_sha256 = "ab34";
  row.model_bytes = model_bytes(network, form);
  row.input_shape = "1x224x224x3";
  row.load_ms = 41.7;
  row.first_ms = 1.9 * median_ms;
  row.peak_memory_mb = 312.5;
  measure::LatencySummary latency;
  latency.samples = 64;
  latency.median = {median_ms, 0.991 * median_ms, 1.012 * median_ms};
  latency.mean = {1.01 * median_ms, 1.002 * median_ms, 1.018 * median_ms};
  latency.p90 = {1.06 * median_ms, 1.04 * median_ms, 1.11 * median_ms};
  latency.p99 = {1.21 * median_ms, 1.10 * median_ms, std::numeric_limits<double>::infinity()};
  latency.minimum = 0.98 * median_ms;
  latency.maximum = 1.25 * median_ms;
  latency.standard_deviation = 0.04 * median_ms;
  row.latency = latency;
  row.accuracy = measure::summarise_accuracy({{27, 14, 9}, {8, 38, 4}, {11, 7, 32}});
  row.accuracy->agreement_with_trainer = form == "tflite-int8" ? 0.973 : 1.0;
  row.accuracy_input_shape = "1x64x64x3";
  row.samples_file = "samples/" + network + "-" + form + ".csv";
  return row;
}

ReportInput example_input() {
  ReportInput input;
  input.title = "Neutrino event classification on processing units: quick study";
  input.study_name = "quick";
  input.seed = 20260401;
  input.class_names = {"NC", "numu CC", "nue CC"};
  input.detector_preset = "poster";
  input.published = poster_study();
  input.processing_units = {{"this laptop", 28, 450}};
  input.networks = {network("resnet50v2", "ResNet-50 V2", 0.66), network("densenet169", "DenseNet-169", 0.69)};
  for (const auto* name : {"resnet50v2", "densenet169"}) {
    input.rows.push_back(measured_row(name, "tensorflow", "tensorflow:cpu@2", 44.1));
    input.rows.push_back(measured_row(name, "tensorflow", "tensorflow-predict:cpu@2", 79.4));
    double slow = 1.0;
    for (const auto* form : {"tflite-float32", "tflite-dynamic", "tflite-float16", "tflite-int8"}) {
      input.rows.push_back(measured_row(name, form, "litert:cpu@2", 36.2 / slow));
      input.rows.push_back(measured_row(name, form, "litert-plain:cpu@2", 212.0 * slow));
      auto native = measured_row(name, form, "native:cpu@2", 3051.0 * slow);
      native.latency->samples = 3;
      native.latency->median.low = -std::numeric_limits<double>::infinity();
      native.latency->median.high = std::numeric_limits<double>::infinity();
      native.reason = "cut off after 3 queries and 9.2 s: the minimum of 20 queries and 1 s was not reached within 8 s";
      input.rows.push_back(native);
      slow *= 1.4;
    }
    ResultRow absent;
    absent.network = name;
    absent.form = "tflite-int8";
    absent.target = "edgetpu:usb";
    absent.scenario = "single-stream";
    absent.status = RowStatus::not_measured;
    absent.reason = "no device: no Edge TPU on the USB bus";
    input.rows.push_back(absent);
    absent.form = "tensorflow";
    absent.target = "tensorflow:gpu";
    absent.reason = "no device: TensorFlow sees no GPU";
    input.rows.push_back(absent);
  }
  ResultRow failed = input.rows.front();
  failed.network = "densenet169";
  failed.form = "tflite-dynamic";
  failed.target = "litert-other:cpu";
  failed.latency.reset();
  failed.accuracy.reset();
  failed.status = RowStatus::failed;
  failed.reason = "the worker ended with signal 11 (segmentation fault) in its first inference";
  input.rows.push_back(failed);
  for (std::uint32_t label = 0; label < 3; ++label) input.events.push_back(picture(label, label));
  input.host = Json{{"cpu", "Example CPU @ 2.10GHz"}, {"cores", 2}, {"memory", "16 GB"}, {"governor", "performance"}};
  input.builds = {{"wirebench 0.1.0 (commit 0123456)", {"images", "train resnet50v2", "train densenet169"}}};
  input.provenance = Json{{"program", "wirebench"},
                          {"version", "0.1.0"},
                          {"commit", "0123456"},
                          {"configuration", {{"study", {{"name", "quick"}, {"seed", 20260401}}}}}};
  return input;
}

}  // namespace wirebench::report
