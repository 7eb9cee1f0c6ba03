#include "wirebench/measure/result.hpp"

#include <cmath>
#include <limits>

#include "wirebench/core/error.hpp"

namespace wirebench::measure {
namespace {

constexpr double k_infinity = std::numeric_limits<double>::infinity();
constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();

/// JSON has no NaN and no infinities: null, read back as what the place means (unknown, unbounded below or above).
Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

const char* to_text(RowStatus status) {
  switch (status) {
    case RowStatus::measured: return "measured";
    case RowStatus::not_measured: return "not_measured";
    case RowStatus::failed: return "failed";
  }
  return "failed";
}

[[noreturn]] void bad(const std::string& key, const std::string& why) {
  throw Error{ErrorKind::failed,
              {"result row cannot be read", "key '" + key + "'", why,
               "The file was changed, or written by another version; delete it and measure again."}};
}

/// Reads the keys of one object, naming the one that is missing or wrong with its path.
class Reader {
 public:
  Reader(const Json& object, std::string path) : object_{object}, path_{std::move(path)} {
    if (!object_.is_object()) bad(path_.empty() ? "(row)" : path_, "not an object");
  }

  [[nodiscard]] const Json& at(const char* key) const {
    const auto found = object_.find(key);
    if (found == object_.end()) bad(name(key), "it is missing");
    return *found;
  }
  [[nodiscard]] std::string name(const char* key) const { return path_.empty() ? key : path_ + '.' + key; }

  [[nodiscard]] std::string text(const char* key) const {
    const Json& value = at(key);
    if (!value.is_string()) bad(name(key), "not a string");
    return value.get<std::string>();
  }
  [[nodiscard]] double real(const char* key, double for_null) const {
    const Json& value = at(key);
    if (value.is_null()) return for_null;
    if (!value.is_number()) bad(name(key), "not a number");
    return value.get<double>();
  }
  [[nodiscard]] std::uint64_t count(const char* key) const {
    const Json& value = at(key);
    if (!value.is_number_unsigned()) bad(name(key), "not a count");
    return value.get<std::uint64_t>();
  }
  [[nodiscard]] Estimate estimate(const char* key) const {
    const Reader inner{at(key), name(key)};
    return {inner.real("value", k_nan), inner.real("low", -k_infinity), inner.real("high", k_infinity)};
  }

 private:
  const Json& object_;
  std::string path_;
};

LatencySummary read_latency(const Reader& in) {
  LatencySummary s;
  s.samples = in.count("samples");
  s.median = in.estimate("median_ms");
  s.mean = in.estimate("mean_ms");
  s.p90 = in.estimate("p90_ms");
  s.p99 = in.estimate("p99_ms");
  s.minimum = in.real("minimum_ms", k_nan);
  s.maximum = in.real("maximum_ms", k_nan);
  s.standard_deviation = in.real("standard_deviation_ms", k_nan);
  return s;
}

AccuracySummary read_accuracy(const Reader& in) {
  AccuracySummary s;
  s.images = in.count("images");
  s.accuracy = in.estimate("accuracy");
  s.balanced_accuracy = in.estimate("balanced_accuracy");
  s.agreement_with_trainer = in.real("agreement_with_trainer", k_nan);
  const Json& confusion = in.at("confusion");
  if (!confusion.is_array()) bad(in.name("confusion"), "not a matrix");
  for (const Json& line : confusion) {
    if (!line.is_array() || line.size() != confusion.size()) bad(in.name("confusion"), "not a square matrix");
    std::vector<std::uint64_t> counts;
    for (const Json& value : line) {
      if (!value.is_number_unsigned()) bad(in.name("confusion"), "not a matrix of counts");
      counts.push_back(value.get<std::uint64_t>());
    }
    s.confusion.push_back(std::move(counts));
  }
  return s;
}

Json latency_json(const LatencySummary& s) {
  return Json{{"samples", s.samples},
              {"median_ms", to_json(s.median)},
              {"mean_ms", to_json(s.mean)},
              {"p90_ms", to_json(s.p90)},
              {"p99_ms", to_json(s.p99)},
              {"minimum_ms", number(s.minimum)},
              {"maximum_ms", number(s.maximum)},
              {"standard_deviation_ms", number(s.standard_deviation)}};
}

Json accuracy_json(const AccuracySummary& s) {
  return Json{{"images", s.images},
              {"accuracy", to_json(s.accuracy)},
              {"balanced_accuracy", to_json(s.balanced_accuracy)},
              {"agreement_with_trainer", number(s.agreement_with_trainer)},
              {"confusion", s.confusion}};
}

}  // namespace

Json to_json(const Estimate& e) {
  return Json{{"value", number(e.value)}, {"low", number(e.low)}, {"high", number(e.high)}};
}

Json accuracy_to_json(const AccuracySummary& summary) {
  return accuracy_json(summary);
}

AccuracySummary accuracy_from_json(const Json& object) {
  return read_accuracy(Reader{object, ""});
}

Json to_json(const ResultRow& row) {
  return Json{{"network", row.network},
              {"form", row.form},
              {"target", row.target},
              {"scenario", row.scenario},
              {"status", to_text(row.status)},
              {"reason", row.reason},
              {"runtime_version", row.runtime_version},
              {"implementation", row.implementation},
              {"model_file", row.model_file},
              {"model_sha256", row.model_sha256},
              {"model_bytes", row.model_bytes},
              {"input_shape", row.input_shape},
              {"load_ms", number(row.load_ms)},
              {"first_ms", number(row.first_ms)},
              {"peak_memory_mb", number(row.peak_memory_mb)},
              {"latency", row.latency ? latency_json(*row.latency) : Json(nullptr)},
              {"accuracy", row.accuracy ? accuracy_json(*row.accuracy) : Json(nullptr)},
              {"accuracy_input_shape", row.accuracy_input_shape},
              {"samples_file", row.samples_file}};
}

ResultRow result_row_from_json(const Json& object) {
  const Reader in{object, ""};
  ResultRow row;
  row.network = in.text("network");
  row.form = in.text("form");
  row.target = in.text("target");
  row.scenario = in.text("scenario");
  const std::string status = in.text("status");
  if (status == "measured")
    row.status = RowStatus::measured;
  else if (status == "not_measured")
    row.status = RowStatus::not_measured;
  else if (status == "failed")
    row.status = RowStatus::failed;
  else
    bad("status", "'" + status + "' is none of measured, not_measured, failed");
  row.reason = in.text("reason");
  row.runtime_version = in.text("runtime_version");
  row.implementation = in.text("implementation");
  row.model_file = in.text("model_file");
  row.model_sha256 = in.text("model_sha256");
  row.model_bytes = in.count("model_bytes");
  row.input_shape = in.text("input_shape");
  row.load_ms = in.real("load_ms", k_nan);
  row.first_ms = in.real("first_ms", k_nan);
  row.peak_memory_mb = in.real("peak_memory_mb", k_nan);
  if (!in.at("latency").is_null()) row.latency = read_latency(Reader{in.at("latency"), "latency"});
  if (!in.at("accuracy").is_null()) row.accuracy = read_accuracy(Reader{in.at("accuracy"), "accuracy"});
  row.accuracy_input_shape = in.text("accuracy_input_shape");
  row.samples_file = in.text("samples_file");
  return row;
}

}  // namespace wirebench::measure
