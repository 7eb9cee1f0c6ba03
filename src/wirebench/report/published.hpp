/// \file The published figures this study is set beside.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wirebench::report {

struct ProcessingUnit {
  std::string name;
  double tdp_w = 0.0;
  double price_usd = 0.0;
};

/// One published line. Absent values were not published (or not given a number).
struct PublishedRow {
  std::string network;
  std::string form;
  std::optional<double> size_mb;
  std::optional<double> accuracy_percent;
  std::optional<double> cpu_ms, gpu_ms, edge_tpu_ms;
};

struct PublishedStudy {
  std::string citation;
  ProcessingUnit cpu, gpu, edge_tpu;
  std::vector<PublishedRow> rows;
  std::vector<std::string> caveats;  ///< how to read the figures, a sentence each

  /// Null when nothing was published for this network and form.
  [[nodiscard]] const PublishedRow* find(std::string_view network, std::string_view form) const noexcept;
};

/// Figures of the poster study: 10,000 training and 2,000 validation images of three classes in equal parts.
/// Units: as printed there (MB of the sizes are MiB for the TensorFlow Lite files, see caveats).
[[nodiscard]] PublishedStudy poster_study();

/// A form of a network file, as the tables list it.
struct Form {
  std::string name;     ///< as in result rows
  std::string display;  ///< as in tables
  std::string file;     ///< what kind of file it is
};

/// The five forms of the poster's tables, in their order.
[[nodiscard]] const std::vector<Form>& poster_forms();

}  // namespace wirebench::report
