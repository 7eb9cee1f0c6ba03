#include "wirebench/report/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "wirebench/report/classifier_tables.hpp"
#include "wirebench/report/file_name.hpp"

namespace wirebench::report {
namespace {

using measure::AccuracySummary;
using measure::Estimate;
using measure::ResultRow;
using measure::RowStatus;

constexpr double k_mebibyte = 1024.0 * 1024.0;
constexpr const char* k_too_few = "\u2013 in an interval: too few samples to bound that side with 95 % confidence.";

Cell published_cell(const std::optional<double>& value) {
  return value ? Cell{*value, fmt::format("{:g}", *value)} : Cell{};
}

Estimate in_percent(const Estimate& e) {
  return {100 * e.value, 100 * e.low, 100 * e.high};
}

Cell percent_cell(const Estimate& share) {
  const Estimate p = in_percent(share);
  return {p, fmt::format("{:.1f} [{:.1f}, {:.1f}]", p.value, p.low, p.high)};
}

Cell positive(double value, int digits) {
  return std::isfinite(value) && value > 0 ? Cell{value, significant(value, digits)} : Cell{};
}

Cell size_cell(std::uint64_t bytes) {
  const double size = static_cast<double>(bytes) / k_mebibyte;
  return bytes == 0 ? Cell{} : Cell{size, fmt::format("{:.1f}", size)};
}

Cell count_cell(std::uint64_t count, const std::string& mark = "") {
  return {static_cast<double>(count), fmt::format("{}{}", count, mark)};
}

std::string status_word(RowStatus status) {
  switch (status) {
    case RowStatus::measured: return "measured";
    case RowStatus::not_measured: return "not measured";
    case RowStatus::failed: return "failed";
  }
  return "failed";
}

Tone tone_of(RowStatus status) {
  switch (status) {
    case RowStatus::measured: return Tone::normal;
    case RowStatus::not_measured: return Tone::absent;
    case RowStatus::failed: return Tone::failed;
  }
  return Tone::failed;
}

std::string reason_text(RowStatus status, const std::string& reason) {
  return status_word(status) + ": " + (reason.empty() ? "no reason was recorded" : reason);
}

/// Forms of this network in table order: the poster's five, then any others in the order of the rows.
std::vector<std::string> forms_of(const ReportInput& input, const NetworkInput& network) {
  std::vector<std::string> forms;
  for (const Form& form : poster_forms()) forms.push_back(form.name);
  for (const ResultRow& row : input.rows) {
    if (row.network == network.name && std::find(forms.begin(), forms.end(), row.form) == forms.end()) {
      forms.push_back(row.form);
    }
  }
  return forms;
}

std::vector<const ResultRow*> rows_of(const ReportInput& input, const NetworkInput& network, const std::string& form) {
  std::vector<const ResultRow*> rows;
  for (const ResultRow& row : input.rows) {
    if (row.network == network.name && row.form == form) rows.push_back(&row);
  }
  return rows;
}

std::string file_kind(const std::string& form) {
  for (const Form& known : poster_forms()) {
    if (known.name == form) return known.file;
  }
  return form;
}

std::string training_images(const NetworkInput& network) {
  return fmt::format("{0} x {0} pixels, trained on {1} images, validated on {2}, judged on the {3} split",
                     network.image_size, network.training_images, network.validation_images, network.judged_split);
}

/// Sorted, joined input shapes of the rows, for captions: all that were timed or evaluated.
template <class Member>
std::string shapes(const ReportInput& input, const NetworkInput& network, Member member) {
  std::set<std::string> all;
  for (const ResultRow& row : input.rows) {
    if (row.network == network.name && !(row.*member).empty()) all.insert(row.*member);
  }
  return all.empty() ? "not recorded" : fmt::format("{}", fmt::join(all, ", "));
}

}  // namespace

std::string display_form(const std::string& form) {
  for (const Form& known : poster_forms()) {
    if (known.name == form) return known.display;
  }
  return form;
}

Table accuracy_table(const ReportInput& input, const NetworkInput& network, std::size_t number) {
  Table table;
  table.id = fmt::format("table-{}-accuracy-{}", number, file_name_part(network.name));
  table.number = fmt::format("Table {}", number);
  table.caption = fmt::format(
      "{}: size and accuracy of each form, published and measured here. Images of {}. Square brackets: 95 % confidence "
      "intervals.",
      network.display_name, training_images(network));
  constexpr auto words = ColumnKind::words;
  constexpr auto value = ColumnKind::number;
  constexpr auto interval = ColumnKind::interval;
  table.columns = {
      {"form", "form", words, Shown::everywhere, true},
      {"file", "file and what ran it", words},
      {"published_size_mb", "published size (MB)", value, Shown::everywhere, true},
      {"published_accuracy_percent", "published accuracy (%)", value, Shown::everywhere, true},
      {"size_mib", "size (MiB)", value},
      {"accuracy_percent", "accuracy (%)", interval},
      {"balanced_accuracy_percent", "balanced accuracy (%)", interval},
      {"agreement_percent", "same class as trainer (%)", value},
      {"images", "images (n)", value},
      {"input_shape", "input", words, Shown::csv_only},
      {"model_sha256", "SHA-256", words, Shown::csv_only},
      {"status", "status", words, Shown::csv_only},
      {"reason", "reason", words, Shown::csv_only},
  };
  constexpr std::size_t k_reason_column = 5;  // from the accuracy on; the size may still be known

  for (const std::string& form : forms_of(input, network)) {
    const PublishedRow* published = input.published.find(network.name, form);
    bool starts = true;
    const auto add = [&](std::string file, std::uint64_t bytes, const AccuracySummary* accuracy, const Cell& agreement,
                         std::string shape, std::string sha256, RowStatus status, const std::string& reason) {
      Row row;
      row.starts_group = starts;
      starts = false;
      row.cells = {Cell{display_form(form)}, Cell{std::move(file)},
                   published_cell(published != nullptr ? published->size_mb : std::nullopt),
                   published_cell(published != nullptr ? published->accuracy_percent : std::nullopt), size_cell(bytes)};
      if (accuracy != nullptr) {
        row.cells.push_back(percent_cell(accuracy->accuracy));
        row.cells.push_back(percent_cell(accuracy->balanced_accuracy));
        row.cells.push_back(agreement);
        row.cells.push_back(count_cell(accuracy->images));
      } else {
        row.cells.resize(row.cells.size() + 4);
        row.tone = tone_of(status);
        row.reason = reason_text(status, reason);
        row.reason_from = k_reason_column;
      }
      row.cells.insert(row.cells.end(),
                       {Cell{std::move(shape)}, Cell{std::move(sha256)}, Cell{status_word(status)}, Cell{reason}});
      table.rows.push_back(std::move(row));
    };

    const std::string trained_shape = fmt::format("1x{0}x{0}x3", network.image_size);
    if (form == "tensorflow") {
      const bool known = network.trainer_accuracy.has_value();
      add("training checkpoint, trainer", network.checkpoint_bytes, known ? &*network.trainer_accuracy : nullptr,
          Cell{"reference"}, trained_shape, "", known ? RowStatus::measured : RowStatus::not_measured,
          known ? "" : "the trainer kept no accuracy");
    }
    const auto rows = rows_of(input, network, form);
    bool any = false;
    for (const ResultRow* row : rows) {
      if (!row->accuracy) continue;
      any = true;
      const double agreement = 100 * row->accuracy->agreement_with_trainer;
      add(file_kind(form) + ", " + row->target, row->model_bytes, &*row->accuracy,
          std::isfinite(agreement) ? Cell{agreement, fmt::format("{:.1f}", agreement)} : Cell{},
          row->accuracy_input_shape, row->model_sha256, RowStatus::measured, "");
    }
    if (any) continue;
    if (rows.empty()) {
      add(file_kind(form), 0, nullptr, {}, "", "", RowStatus::not_measured, "the study has no such row");
    } else {
      const ResultRow& row = *rows.front();
      const bool timed_only = row.status == RowStatus::measured;
      add(file_kind(form) + ", " + row.target, row.model_bytes, nullptr, {}, row.accuracy_input_shape, row.model_sha256,
          timed_only ? RowStatus::not_measured : row.status, timed_only ? "only its latency was measured" : row.reason);
    }
  }
  table.notes = {
      "Sizes here are MiB (1,048,576 bytes), as the published TensorFlow Lite sizes are. The published TensorFlow size "
      "is set beside the training checkpoint (weights and optimiser state); what is deployed is the SavedModel.",
      "Balanced accuracy: mean over the classes of the share recognised; chance is " +
          fmt::format("{:.1f} %. Intervals: bootstrap over the images, each class keeping its number.",
                      100.0 / static_cast<double>(input.class_names.size())),
      "Published accuracies belong to other images and another training: compare down a column, not across.",
  };
  return table;
}

Table latency_table(const ReportInput& input, const NetworkInput& network, std::size_t number) {
  Table table;
  table.id = fmt::format("table-{}-latency-{}", number, file_name_part(network.name));
  table.number = fmt::format("Table {}", number);
  table.caption = fmt::format(
      "{}: latency of one image (single stream), published and measured here. Input measured: {}; the published image "
      "size is not stated. Square brackets: 95 % confidence intervals.",
      network.display_name, shapes(input, network, &ResultRow::input_shape));
  constexpr auto words = ColumnKind::words;
  constexpr auto value = ColumnKind::number;
  constexpr auto interval = ColumnKind::interval;
  table.columns = {
      {"form", "form", words, Shown::everywhere, true},
      {"published_cpu_ms", "published CPU (ms)", value, Shown::everywhere, true},
      {"published_gpu_ms", "published GPU (ms)", value, Shown::everywhere, true},
      {"published_edge_tpu_ms", "published Edge TPU (ms)", value, Shown::everywhere, true},
      {"target", "target here", words},
      {"median_ms", "median (ms)", interval},
      {"mean_ms", "mean (ms)", interval},
      {"p90_ms", "p90 (ms)", interval},
      {"p99_ms", "p99 (ms)", interval},
      {"queries", "queries (n)", value},
      {"first_ms", "first (ms)", value},
      {"load_ms", "load (ms)", value},
      {"peak_memory_mb", "peak memory (MB)", value},
      {"ratio_to_published_cpu", "median / published CPU", interval},
      {"minimum_ms", "minimum (ms)", value, Shown::csv_only},
      {"maximum_ms", "maximum (ms)", value, Shown::csv_only},
      {"standard_deviation_ms", "standard deviation (ms)", value, Shown::csv_only},
      {"runtime_version", "runtime", words, Shown::csv_only},
      {"implementation", "implementation", words, Shown::csv_only},
      {"input_shape", "input", words, Shown::csv_only},
      {"scenario", "scenario", words, Shown::csv_only},
      {"model_sha256", "SHA-256", words, Shown::csv_only},
      {"samples_file", "samples", words, Shown::csv_only},
      {"status", "status", words, Shown::csv_only},
      {"reason", "reason", words, Shown::csv_only},
  };
  constexpr std::size_t k_reason_column = 5;
  std::vector<std::string> marked;
  bool unbounded = false;

  for (const std::string& form : forms_of(input, network)) {
    const PublishedRow* published = input.published.find(network.name, form);
    const auto from_poster = [&](auto member) {
      return published_cell(published != nullptr ? published->*member : std::optional<double>{});
    };
    const auto rows = rows_of(input, network, form);
    bool starts = true;
    const auto add = [&](const ResultRow& result) {
      Row row;
      row.starts_group = starts;
      starts = false;
      row.tone = tone_of(result.status);
      row.cells = {Cell{display_form(form)}, from_poster(&PublishedRow::cpu_ms), from_poster(&PublishedRow::gpu_ms),
                   from_poster(&PublishedRow::edge_tpu_ms), Cell{result.target}};
      const bool measured = result.status == RowStatus::measured && result.latency.has_value();
      if (measured) {
        const auto& latency = *result.latency;
        std::string mark;
        if (!result.reason.empty()) {
          // One note for all rows it is true of.
          const std::string note = fmt::format("{}: {}", result.target, result.reason);
          const auto known = std::find(marked.begin(), marked.end(), note);
          mark = fmt::format(" (*{})", known - marked.begin() + 1);
          if (known == marked.end()) marked.push_back(note);
        }
        unbounded = unbounded || !std::isfinite(latency.median.low) || !std::isfinite(latency.median.high);
        row.cells.emplace_back(latency.median, with_interval(latency.median));
        row.cells.emplace_back(latency.mean, significant(latency.mean.value, 4));
        row.cells.emplace_back(latency.p90, significant(latency.p90.value, 4));
        row.cells.emplace_back(latency.p99, significant(latency.p99.value, 4));
        row.cells.push_back(count_cell(latency.samples, mark));
      } else {
        row.cells.resize(row.cells.size() + 5);
        row.reason =
            reason_text(result.status == RowStatus::measured ? RowStatus::not_measured : result.status,
                        result.status == RowStatus::measured ? "only its accuracy was measured" : result.reason);
        row.reason_from = k_reason_column;
        if (result.status == RowStatus::measured) row.tone = Tone::absent;
      }
      row.cells.push_back(measured ? positive(result.first_ms, 4) : Cell{});
      row.cells.push_back(measured ? positive(result.load_ms, 4) : Cell{});
      row.cells.push_back(measured ? positive(result.peak_memory_mb, 4) : Cell{});
      if (measured && published != nullptr && published->cpu_ms) {
        const double base = *published->cpu_ms;
        const Estimate& median = result.latency->median;
        const Estimate ratio{median.value / base, median.low / base, median.high / base};
        row.cells.emplace_back(ratio, significant(ratio.value, 3));
      } else {
        row.cells.emplace_back();
      }
      if (measured) {
        row.cells.emplace_back(result.latency->minimum, "");
        row.cells.emplace_back(result.latency->maximum, "");
        row.cells.emplace_back(result.latency->standard_deviation, "");
      } else {
        row.cells.resize(row.cells.size() + 3);
      }
      row.cells.insert(row.cells.end(),
                       {Cell{result.runtime_version}, Cell{result.implementation}, Cell{result.input_shape},
                        Cell{result.scenario}, Cell{result.model_sha256}, Cell{result.samples_file},
                        Cell{status_word(result.status)}, Cell{result.reason}});
      table.rows.push_back(std::move(row));
    };
    for (const ResultRow* row : rows) add(*row);
    if (rows.empty()) {
      ResultRow absent;
      absent.status = RowStatus::not_measured;
      absent.reason = "the study has no such row";
      add(absent);
    }
  }

  std::set<std::string> ways;
  for (const ResultRow& row : input.rows) {
    if (row.network != network.name || row.status != RowStatus::measured) continue;
    ways.insert(fmt::format("{}: {}{}{}", row.target, row.runtime_version,
                            row.runtime_version.empty() || row.implementation.empty() ? "" : ", ", row.implementation));
  }
  table.notes.push_back(fmt::format("Published: CPU {} ({:g} W), GPU {} ({:g} W), {} ({:g} W).",
                                    input.published.cpu.name, input.published.cpu.tdp_w, input.published.gpu.name,
                                    input.published.gpu.tdp_w, input.published.edge_tpu.name,
                                    input.published.edge_tpu.tdp_w));
  table.notes.emplace_back(
      "Timed: input in host memory to output in host memory, copies included, one image at a time. First: the first "
      "inference after loading, not among the queries. Peak memory: resident, of the process that ran the model.");
  if (!ways.empty()) table.notes.push_back(fmt::format("Targets: {}.", fmt::join(ways, "; ")));
  for (std::size_t i = 0; i < marked.size(); ++i) table.notes.push_back(fmt::format("(*{}) {}.", i + 1, marked[i]));
  if (unbounded) table.notes.emplace_back(k_too_few);
  return table;
}

Table processing_unit_table(const ReportInput& input, std::size_t number) {
  Table table;
  table.id = fmt::format("table-{}-processing-units", number);
  table.number = fmt::format("Table {}", number);
  table.caption = "Processing units: thermal design power and price, as published and as this study's file names them.";
  table.columns = {{"unit", "processing unit", ColumnKind::words},
                   {"source", "source", ColumnKind::words},
                   {"tdp_w", "power (W)", ColumnKind::number},
                   {"price_usd", "price (USD)", ColumnKind::number}};
  const auto add = [&](const ProcessingUnit& unit, const char* source) {
    Row row;
    row.cells = {Cell{unit.name}, Cell{source},
                 unit.tdp_w > 0 ? Cell{unit.tdp_w, fmt::format("{:g}", unit.tdp_w)} : Cell{},
                 unit.price_usd > 0 ? Cell{unit.price_usd, fmt::format("{:g}", unit.price_usd)} : Cell{}};
    row.starts_group = table.rows.empty();
    table.rows.push_back(std::move(row));
  };
  if (!input.published.rows.empty()) {
    for (const auto* unit : {&input.published.cpu, &input.published.gpu, &input.published.edge_tpu})
      add(*unit, "published");
  }
  for (const ProcessingUnit& unit : input.processing_units) add(unit, "study file");
  return table;
}

std::vector<const NetworkInput*> networks_in_order(const ReportInput& input) {
  std::vector<const NetworkInput*> networks;
  for (const NetworkInput& network : input.networks) networks.push_back(&network);
  const auto place = [&](const NetworkInput* network) {
    const auto& rows = input.published.rows;
    return std::find_if(rows.begin(), rows.end(),
                        [&](const PublishedRow& row) { return row.network == network->name; }) -
           rows.begin();
  };
  std::stable_sort(networks.begin(), networks.end(), [&](const auto* a, const auto* b) { return place(a) < place(b); });
  return networks;
}

std::vector<Table> tables_of(const ReportInput& input) {
  std::vector<Table> tables;
  const auto networks = networks_in_order(input);
  for (const NetworkInput* network : networks) tables.push_back(accuracy_table(input, *network, tables.size() + 1));
  for (const NetworkInput* network : networks) tables.push_back(latency_table(input, *network, tables.size() + 1));
  Table units = processing_unit_table(input, tables.size() + 1);
  if (!units.rows.empty()) tables.push_back(std::move(units));
  if (has_metrics(input)) {
    tables.push_back(accuracy_by_network_table(input, tables.size() + 1));
    tables.push_back(class_table(input, tables.size() + 1));
  }
  return tables;
}

}  // namespace wirebench::report
