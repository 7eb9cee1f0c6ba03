#include "wirebench/measure/predictions.hpp"

#include <array>
#include <charconv>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/measure/accuracy.hpp"

namespace wirebench::measure {
namespace {

constexpr std::size_t k_first_score = 3;  // event, label, prediction come before

/// Fields of a CSV line (RFC 4180); quotes are taken off, doubled ones inside are left as they are.
std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  std::size_t start = 0;
  bool quoted = false;
  for (std::size_t i = 0; i <= line.size(); ++i) {
    if (i < line.size() && line[i] == '"') quoted = !quoted;
    if (i < line.size() && (quoted || line[i] != ',')) continue;
    std::string_view field = line.substr(start, i - start);
    if (field.size() >= 2 && field.front() == '"' && field.back() == '"') field = field.substr(1, field.size() - 2);
    fields.push_back(field);
    start = i + 1;
  }
  return fields;
}

class Table {
 public:
  explicit Table(const std::filesystem::path& path) : path_{path} {}

  Predictions read() {
    const std::string text = read_file(path_);
    std::string_view rest = text;
    while (!rest.empty()) {
      const auto end = rest.find('\n');
      const auto fields = fields_of(rest.substr(0, end));
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
      ++line_;
      if (line_ == 1) {
        read_header(fields);
      } else {
        read_row(fields);
      }
    }
    if (line_ == 0) fail("it is empty");
    return std::move(predictions_);
  }

 private:
  static constexpr std::array<std::string_view, 3> k_behind{k_energy_column, k_charge_column, k_weight_column};

  [[noreturn]] void fail(const std::string& why) const {
    throw Error{ErrorKind::failed,
                {"not a predictions table", path_.string() + ':' + std::to_string(line_), why,
                 "Remove the file; the same command makes it again."}};
  }

  void read_header(const std::vector<std::string_view>& fields) {
    if (fields.size() < k_first_score + 1 || fields[0] != "event" || fields[1] != "label" ||
        fields[2] != "prediction") {
      fail("its first line is not the header");
    }
    has_behind_ = fields.size() > k_first_score + k_behind.size();
    for (std::size_t i = 0; has_behind_ && i < k_behind.size(); ++i) {
      has_behind_ = fields[fields.size() - k_behind.size() + i] == k_behind[i];
    }
    columns_ = fields.size();
    predictions_.classes = columns_ - k_first_score - (has_behind_ ? k_behind.size() : 0);
  }

  void read_row(const std::vector<std::string_view>& fields) {
    if (fields.size() != columns_) {
      fail(std::to_string(fields.size()) + " columns, the header has " + std::to_string(columns_));
    }
    read_number(fields[0], predictions_.event_ids.emplace_back());
    read_number(fields[1], predictions_.labels.emplace_back());
    for (std::size_t c = 0; c < predictions_.classes; ++c) {
      read_number(fields[k_first_score + c], predictions_.scores.emplace_back());
    }
    const std::array lists{&predictions_.true_energy_mev, &predictions_.visible_charge, &predictions_.flux_weight};
    for (std::size_t i = 0; i < lists.size(); ++i) {
      double& value = lists[i]->emplace_back(std::numeric_limits<double>::quiet_NaN());
      const std::string_view field = has_behind_ ? fields[columns_ - k_behind.size() + i] : "";
      if (!field.empty()) read_number(field, value);
    }
  }

  template <class Number>
  void read_number(std::string_view field, Number& value) const {
    const auto [last, code] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (code != std::errc{} || last != field.data() + field.size()) {
      fail("'" + std::string{field} + "' is not a number");
    }
  }

  std::filesystem::path path_;
  std::size_t line_ = 0;
  std::size_t columns_ = 0;
  bool has_behind_ = false;
  Predictions predictions_;
};

}  // namespace

std::vector<std::uint32_t> Predictions::classes_predicted() const {
  return best_classes(scores, classes);
}

Predictions read_predictions(const std::filesystem::path& path) {
  return Table{path}.read();
}

}  // namespace wirebench::measure
