/// \file Strict TOML configuration: every key must be known, of the right type and in range; messages name the file,
/// the line, the key and the nearest known key.
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wirebench/core/json.hpp"

namespace wirebench {

/// Inclusive bounds of a number.
template <class T>
struct Range {
  T low = std::numeric_limits<T>::lowest();
  T high = std::numeric_limits<T>::max();
};

/// One table of a configuration file. Each read marks its key as known; `finish()` reports what nobody read.
/// Reads without a default throw when the key is missing. All errors are Error(usage).
/// Values are recorded as read (defaults included) and `resolved()` returns them.
class ConfigTable {
 public:
  [[nodiscard]] std::string string(std::string_view key);
  [[nodiscard]] std::string string(std::string_view key, std::string_view fallback);
  /// One of `choices`.
  [[nodiscard]] std::string choice(std::string_view key, std::span<const std::string_view> choices);
  [[nodiscard]] std::string choice(std::string_view key, std::span<const std::string_view> choices,
                                   std::string_view fallback);
  [[nodiscard]] std::string choice(std::string_view key, std::initializer_list<std::string_view> choices,
                                   std::string_view fallback) {
    return choice(key, std::span<const std::string_view>{choices.begin(), choices.size()}, fallback);
  }
  [[nodiscard]] double number(std::string_view key, Range<double> range);
  [[nodiscard]] double number(std::string_view key, Range<double> range, double fallback);
  [[nodiscard]] std::int64_t integer(std::string_view key, Range<std::int64_t> range);
  [[nodiscard]] std::int64_t integer(std::string_view key, Range<std::int64_t> range, std::int64_t fallback);
  [[nodiscard]] bool boolean(std::string_view key, bool fallback);
  [[nodiscard]] std::vector<std::string> strings(std::string_view key, std::span<const std::string> fallback);
  [[nodiscard]] std::vector<double> numbers(std::string_view key, std::span<const double> fallback,
                                            Range<double> range);

  /// `[key]`; an empty table when it is not there.
  [[nodiscard]] ConfigTable table(std::string_view key);
  /// `[[key]]`; empty when it is not there.
  [[nodiscard]] std::vector<ConfigTable> tables(std::string_view key);
  [[nodiscard]] bool has(std::string_view key) const;

  /// File, line and name of `key` (or of the table itself, with an empty key): for errors that are found later.
  [[nodiscard]] std::string where(std::string_view key) const;

  /// An error about `key` (or the table itself, with an empty key), with file and line.
  [[noreturn]] void fail(std::string_view key, const std::string& what, const std::string& why,
                         const std::string& remedy) const;

  /// Throws for the first key nobody asked for, naming the nearest known one. Call once all keys are read.
  /// Sub-tables handed out by table() and tables() are finished too.
  void finish() const;

  /// What was read, with defaults, as JSON: the resolved configuration.
  [[nodiscard]] Json resolved() const;

  /// Lets resolved() say `value` of a key that was read: the whole path of a file that was named relative to another.
  void resolve(std::string_view key, const std::string& value);

 private:
  friend class Config;
  struct Node;
  explicit ConfigTable(std::shared_ptr<Node> node) : node_{std::move(node)} {}
  std::shared_ptr<Node> node_;
};

/// A parsed file (or text), with `--set key=value` overrides applied.
class Config {
 public:
  /// Errors: Error(usage) with file, line and column for a syntax error or an unreadable file.
  /// `overrides`: "training.epochs=3", "network.0.name='x'"; the value is TOML, a bare word is taken as a string.
  [[nodiscard]] static Config read(const std::filesystem::path& path, std::span<const std::string> overrides = {});
  [[nodiscard]] static Config parse(std::string_view text, const std::string& source,
                                    std::span<const std::string> overrides = {});

  /// The top table.
  [[nodiscard]] ConfigTable root() const;

 private:
  explicit Config(std::shared_ptr<ConfigTable::Node> root) : root_{std::move(root)} {}
  std::shared_ptr<ConfigTable::Node> root_;
};

/// JSON object as TOML text (tables, arrays of tables, scalars): writes the resolved study file.
[[nodiscard]] std::string to_toml(const Json& object);

/// The member of `known` closest to `word` by edit distance, if any is near enough to be a likely slip.
[[nodiscard]] std::optional<std::string> nearest(std::string_view word, std::span<const std::string> known);

}  // namespace wirebench
