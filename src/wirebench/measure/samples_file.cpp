#include "wirebench/measure/samples_file.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench::measure {
namespace {

constexpr std::string_view k_format = "# wirebench latency samples, version 1";
constexpr std::string_view k_system = "# system: ";
constexpr std::string_view k_ending = "# ending: ";
constexpr std::string_view k_header = "round,position,kind,duration_ns";

std::string one_line(std::string_view text) {
  std::string line{text};
  for (char& c : line) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  return line;
}

template <class T>
std::optional<T> whole_number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

template <class E, std::size_t N>
std::optional<E> named(std::string_view text, const std::array<E, N>& all) {
  for (const E value : all) {
    if (to_string(value) == text) return value;
  }
  return std::nullopt;
}

constexpr std::array k_kinds{SampleKind::warmup, SampleKind::settling, SampleKind::timed};
constexpr std::array k_endings{Ending::complete, Ending::cut_off, Ending::failed};

std::optional<Sample> parse_sample(std::string_view line) {
  std::array<std::string_view, 4> fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto comma = line.find(',');
    if ((comma == std::string_view::npos) != (i + 1 == fields.size())) return std::nullopt;
    fields[i] = line.substr(0, comma);
    line.remove_prefix(comma == std::string_view::npos ? line.size() : comma + 1);
  }
  const auto round = whole_number<std::uint32_t>(fields[0]);
  const auto position = whole_number<std::uint32_t>(fields[1]);
  const auto kind = named(fields[2], k_kinds);
  const auto duration = whole_number<std::int64_t>(fields[3]);
  if (!round || !position || !kind || !duration || *duration < 0) return std::nullopt;
  return Sample{*round, *position, *kind, Nanoseconds{*duration}};
}

}  // namespace

std::string samples_file_name(std::string_view network, std::string_view form, std::string_view target) {
  std::string name = fmt::format("{}-{}-{}", network, form, target);
  for (char& c : name) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    if (!plain) c = '_';
  }
  return name + ".csv";
}

void write_samples(const std::filesystem::path& path, const RawSamples& raw) {
  std::string text =
      fmt::format("{}\n{}{}\n{}{}", k_format, k_system, one_line(raw.system), k_ending, to_string(raw.ending));
  if (!raw.reason.empty()) text += ' ' + one_line(raw.reason);
  text += fmt::format("\n{}\n", k_header);
  for (const Sample& sample : raw.samples) {
    text +=
        fmt::format("{},{},{},{}\n", sample.round, sample.position, to_string(sample.kind), sample.duration.count());
  }
  write_text_atomically(path, text);
}

RawSamples read_samples(const std::filesystem::path& path) {
  const std::string text = read_file(path, std::size_t{1} << 30U);
  std::size_t number = 0;
  std::size_t from = 0;
  const auto next = [&]() -> std::optional<std::string_view> {
    if (from >= text.size()) return std::nullopt;
    ++number;
    const auto end = text.find('\n', from);
    if (end == std::string::npos) return std::nullopt;  // a line without an end is a truncated file
    const auto line = std::string_view{text}.substr(from, end - from);
    from = end + 1;
    return line;
  };
  const auto fail = [&](const std::string& why) -> Error {
    return {ErrorKind::failed,
            {"not a file of latency samples", fmt::format("{}:{}", path.string(), number), why,
             "It may be truncated; measure again."}};
  };
  if (next() != k_format) throw fail(fmt::format("the first line must be '{}'", k_format));
  RawSamples raw;
  const auto system = next();
  if (!system || !system->starts_with(k_system)) throw fail("the system's name is missing");
  raw.system = system->substr(k_system.size());
  const auto ending_line = next();
  if (!ending_line || !ending_line->starts_with(k_ending)) throw fail("the ending is missing");
  const auto ending_text = ending_line->substr(k_ending.size());
  const auto space = ending_text.find(' ');
  const auto ending = named(ending_text.substr(0, space), k_endings);
  if (!ending) throw fail(fmt::format("unknown ending '{}'", ending_text));
  raw.ending = *ending;
  if (space != std::string_view::npos) raw.reason = ending_text.substr(space + 1);
  if (next() != k_header) throw fail(fmt::format("the header '{}' is missing", k_header));
  while (from < text.size()) {
    const auto line = next();
    if (!line) throw fail("the line has no end");
    const auto sample = parse_sample(*line);
    if (!sample) throw fail(fmt::format("'{}' is not round,position,kind,duration", *line));
    raw.samples.push_back(*sample);
  }
  return raw;
}

}  // namespace wirebench::measure
