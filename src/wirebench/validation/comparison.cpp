#include "wirebench/validation/comparison.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace wirebench::validation {
namespace {

constexpr double k_standard_errors = 2.0;

const char* verdict_name(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::pass: return "pass";
    case Verdict::fail: return "fail";
    case Verdict::too_few: return "too few";
    case Verdict::shown: break;
  }
  return "-";
}

std::string number(double value) {
  if (std::isnan(value)) return "none";
  return fmt::format("{:.5g}", value);
}

/// A difference in the unit of its bound: percent of the reference, or the quantity's own.
std::string in_bound_unit(const Comparison& row, double value) {
  const bool is_relative = !row.bound || row.bound->kind == Bound::Kind::relative;
  if (std::isnan(value)) return "none";
  if (!is_relative) return fmt::format("{:.3f}", value);
  if (row.reference == 0.0) return number(value);
  return fmt::format("{:.2f} %", 100.0 * value / std::abs(row.reference));
}

Json json_number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

}  // namespace

double Comparison::error() const noexcept {
  return std::hypot(reference_error, value_error);
}

double Comparison::allowed() const noexcept {
  if (!bound) return std::numeric_limits<double>::infinity();
  const double scale = bound->kind == Bound::Kind::relative ? std::abs(reference) : 1.0;
  return bound->value * scale + k_standard_errors * error();
}

Verdict Comparison::verdict() const noexcept {
  if (!bound) return Verdict::shown;
  if (too_few) return Verdict::too_few;
  // Rounding: equal values must pass with a bound and errors of zero.
  const double rounding = 1e-12 * std::abs(reference);
  return std::abs(difference()) <= allowed() + rounding && std::isfinite(error()) ? Verdict::pass : Verdict::fail;
}

Tally tally(const std::vector<Comparison>& rows) {
  Tally tally;
  for (const Comparison& row : rows) {
    const Verdict verdict = row.verdict();
    if (verdict == Verdict::shown) continue;
    if (verdict == Verdict::too_few) {
      ++tally.too_few;
      continue;
    }
    ++tally.bounded;
    if (verdict == Verdict::pass) ++tally.passed;
  }
  return tally;
}

std::string comparison_table(const std::vector<Comparison>& rows, bool failures_only) {
  std::string text = fmt::format("{:<18} {:<44} {:>11} {:>11} {:>10} {:>9} {:>8}  {}\n", "run", "quantity", "reference",
                                 "engine", "difference", "error", "bound", "verdict");
  for (const Comparison& row : rows) {
    const Verdict verdict = row.verdict();
    if (failures_only && verdict != Verdict::fail) continue;
    const double bound = !row.bound                                 ? std::numeric_limits<double>::quiet_NaN()
                         : row.bound->kind == Bound::Kind::relative ? row.bound->value * std::abs(row.reference)
                                                                    : row.bound->value;
    text += fmt::format("{:<18} {:<44} {:>11} {:>11} {:>10} {:>9} {:>8}  {}\n", row.subject, row.quantity,
                        number(row.reference), number(row.value), in_bound_unit(row, row.difference()),
                        in_bound_unit(row, row.error()), row.bound ? in_bound_unit(row, bound) : "-",
                        verdict_name(verdict));
  }
  return text;
}

std::string tally_line(const Tally& tally) {
  return fmt::format("{} of {} within bounds", tally.passed, tally.bounded);
}

std::string too_few_line(const Tally& tally) {
  if (tally.too_few == 0) return "";
  return fmt::format("{} more {} too few entries to be judged", tally.too_few, tally.too_few == 1 ? "has" : "have");
}

Json comparison_json(const std::vector<Comparison>& rows) {
  Json list = Json::array();
  for (const Comparison& row : rows) {
    Json entry{{"run", row.subject},
               {"quantity", row.quantity},
               {"reference", json_number(row.reference)},
               {"engine", json_number(row.value)},
               {"difference", json_number(row.difference())},
               {"standard_error", json_number(row.error())},
               {"bound", nullptr},
               {"bound_is_relative", nullptr},
               {"verdict", verdict_name(row.verdict())}};
    if (row.bound) {
      entry["bound"] = row.bound->value;
      entry["bound_is_relative"] = row.bound->kind == Bound::Kind::relative;
    }
    list.push_back(std::move(entry));
  }
  const Tally total = tally(rows);
  return {{"rows", std::move(list)}, {"passed", total.passed}, {"bounded", total.bounded}, {"too_few", total.too_few}};
}

}  // namespace wirebench::validation
