#include "wirebench/runtime/protocol.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>

#include "wirebench/runtime/line_channel.hpp"

namespace wirebench::runtime::protocol {
namespace {

constexpr std::size_t k_longest_text = 4000;
constexpr std::size_t k_most_sizes = 8;

[[noreturn]] void nonsense(const std::string& text) {
  throw ChannelFault{Fault::nonsense, text};
}

/// Exactly these keys: a misspelt or forgotten one is found at once.
void expect_keys(const Json& object, std::string_view name, std::initializer_list<std::string_view> keys) {
  if (!object.is_object()) nonsense("'" + std::string{name} + "' is not an object");
  for (const std::string_view key : keys) {
    if (!object.contains(key)) nonsense("'" + std::string{name} + "' lacks the key '" + std::string{key} + "'");
  }
  for (const auto& item : object.items()) {
    if (std::find(keys.begin(), keys.end(), item.key()) == keys.end()) {
      nonsense("'" + std::string{name} + "' has the unknown key '" + item.key().substr(0, 80) + "'");
    }
  }
}

std::string text(const Json& value, std::string_view name) {
  if (!value.is_string()) nonsense("'" + std::string{name} + "' is not a text");
  auto result = value.get<std::string>();
  if (result.size() > k_longest_text) {
    std::size_t end = k_longest_text;
    while (end > 0 && (static_cast<unsigned char>(result[end]) & 0xC0U) == 0x80U) --end;  // whole UTF-8 characters
    result.resize(end);
  }
  return result;
}

std::int64_t integer(const Json& value, std::string_view name, std::int64_t low, std::int64_t high) {
  // An unsigned value above the signed range would wrap when read as signed.
  const bool fits =
      value.is_number_integer() &&
      !(value.is_number_unsigned() &&
        value.get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
  if (!fits || value.get<std::int64_t>() < low || value.get<std::int64_t>() > high) {
    nonsense("'" + std::string{name} + "' is " + value.dump().substr(0, 80) + ", not an integer from " +
             std::to_string(low) + " to " + std::to_string(high));
  }
  return value.get<std::int64_t>();
}

const Json& array(const Json& value, std::string_view name, std::size_t most) {
  if (!value.is_array() || value.size() > most) {
    nonsense("'" + std::string{name} + "' is not a list of at most " + std::to_string(most) + " values");
  }
  return value;
}

graph::DataType data_type(const Json& value) {
  const std::string word = text(value, "type");
  for (const auto type :
       {graph::DataType::float32, graph::DataType::float16, graph::DataType::int64, graph::DataType::int32,
        graph::DataType::int16, graph::DataType::int8, graph::DataType::uint8}) {
    if (graph::name(type) == word) return type;
  }
  nonsense("'type' is '" + word.substr(0, 80) + "', which is no element type");
}

Port port(const Json& value, std::string_view name) {
  expect_keys(value, name, {"name", "type", "shape", "scale", "zero_point"});
  Port result;
  result.name = text(value["name"], "name");
  result.type = data_type(value["type"]);
  std::size_t bytes = graph::byte_size(result.type);
  for (const Json& size : array(value["shape"], "shape", k_most_sizes)) {
    result.shape.push_back(integer(size, "shape", 1, static_cast<std::int64_t>(k_largest_port)));
    bytes *= static_cast<std::size_t>(result.shape.back());  // both at most 2^30: no overflow before the check
    if (bytes > k_largest_port) nonsense("'" + std::string{name} + "' is larger than 1 GiB");
  }
  for (const Json& scale : array(value["scale"], "scale", 1)) {
    if (!scale.is_number()) nonsense("'scale' is not a number");
    const auto number = scale.get<float>();
    if (!(std::isfinite(number) && number > 0)) nonsense("'scale' is not a positive number");
    result.quantization.scale.push_back(number);
  }
  for (const Json& zero : array(value["zero_point"], "zero_point", 1)) {
    result.quantization.zero_point.push_back(integer(zero, "zero_point", -32768, 65535));
  }
  if (result.quantization.scale.size() != result.quantization.zero_point.size()) {
    nonsense("'scale' and 'zero_point' of '" + std::string{name} + "' differ in number");
  }
  return result;
}

Json request(std::uint64_t id, std::string_view name) {
  Json result;
  result["id"] = id;
  result["request"] = name;
  return result;
}

std::string run_request(std::uint64_t id, std::string_view name, const Region& region) {
  Json result = request(id, name);
  result["count"] = region.count;
  result["input_offset"] = region.input_offset;
  result["output_offset"] = region.output_offset;
  result["memory"] = region.total;
  return result.dump();
}

}  // namespace

Json port_to_json(const Port& port) {
  Json result;
  result["name"] = port.name;
  result["type"] = graph::name(port.type);
  result["shape"] = port.shape;
  result["scale"] = port.quantization.scale;
  result["zero_point"] = port.quantization.zero_point;
  return result;
}

std::string hello_request(std::uint64_t id) {
  Json result = request(id, "hello");
  result["protocol"] = k_version;
  return result.dump();
}

std::string load_request(std::uint64_t id, const std::filesystem::path& model, unsigned threads) {
  Json result = request(id, "load");
  result["model"] = model.string();
  result["threads"] = threads;
  // A file name need not be UTF-8; a damaged name then simply is not found by the worker.
  return result.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string infer_request(std::uint64_t id, const Region& region) {
  return run_request(id, "infer", region);
}
std::string time_request(std::uint64_t id, const Region& region) {
  return run_request(id, "time", region);
}
std::string close_request(std::uint64_t id) {
  return request(id, "close").dump();
}

Outcome<Json> read_answer(std::string_view line, std::uint64_t id) {
  Json answer = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (answer.is_discarded()) nonsense("an answer that is not JSON: '" + std::string{line.substr(0, 80)} + "'");
  if (!answer.is_object() || !answer.contains("id")) nonsense("an answer without 'id'");
  if (!answer["id"].is_number_unsigned() || answer["id"].get<std::uint64_t>() != id) {
    nonsense("an answer to another request: 'id' is " + answer["id"].dump().substr(0, 80) + " instead of " +
             std::to_string(id));
  }
  if (answer.contains("ok")) {
    expect_keys(answer, "answer", {"id", "ok"});
    return std::move(answer["ok"]);
  }
  expect_keys(answer, "answer", {"id", "error"});
  const Json& error = answer["error"];
  expect_keys(error, "error", {"kind", "message"});
  const std::string kind = text(error["kind"], "kind");
  if (kind == "unsupported") return Absent{text(error["message"], "message")};
  if (kind != "failed") nonsense("an error of the unknown kind '" + kind.substr(0, 80) + "'");
  throw ChannelFault{Fault::reported, text(error["message"], "message")};
}

Hello read_hello(const Json& ok) {
  expect_keys(ok, "hello", {"protocol", "version"});
  const std::int64_t version = integer(ok["protocol"], "protocol", 0, 1'000'000);
  if (version != k_version) {
    nonsense("it speaks protocol " + std::to_string(version) + ", this program " + std::to_string(k_version));
  }
  return {text(ok["version"], "version")};
}

Loaded read_loaded(const Json& ok) {
  expect_keys(ok, "load", {"load_ns", "implementation", "input", "output"});
  Loaded result;
  result.load = std::chrono::nanoseconds{integer(ok["load_ns"], "load_ns", 1, std::int64_t{1} << 60U)};
  result.implementation = text(ok["implementation"], "implementation");
  result.input = port(ok["input"], "input");
  result.output = port(ok["output"], "output");
  return result;
}

void check_inferred(const Json& ok, std::size_t count, std::size_t output_bytes) {
  expect_keys(ok, "infer", {"count", "output_bytes"});
  const auto most = static_cast<std::int64_t>(std::numeric_limits<std::int64_t>::max());
  const auto answered = static_cast<std::size_t>(integer(ok["count"], "count", 0, most));
  const auto bytes = static_cast<std::size_t>(integer(ok["output_bytes"], "output_bytes", 0, most));
  if (answered != count || bytes != count * output_bytes) {
    nonsense("it answered " + std::to_string(answered) + " images in " + std::to_string(bytes) + " bytes instead of " +
             std::to_string(count) + " in " + std::to_string(count * output_bytes));
  }
}

std::vector<std::chrono::nanoseconds> read_durations(const Json& ok, std::size_t count,
                                                     std::chrono::nanoseconds elapsed) {
  expect_keys(ok, "time", {"durations_ns"});
  const Json& list = ok["durations_ns"];
  if (!list.is_array() || list.size() != count) {
    nonsense("'durations_ns' is not a list of " + std::to_string(count) + " values");
  }
  std::vector<std::chrono::nanoseconds> durations;
  durations.reserve(count);
  std::chrono::nanoseconds left = elapsed;
  for (const Json& value : list) {
    durations.emplace_back(integer(value, "durations_ns", 1, std::int64_t{1} << 60U));
    if (durations.back() > left) nonsense("its runs took longer than the whole request did");
    left -= durations.back();
  }
  return durations;
}

}  // namespace wirebench::runtime::protocol
