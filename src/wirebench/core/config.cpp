#include "wirebench/core/config.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench {

struct ConfigTable::Node {
  std::shared_ptr<const toml::table> document;  // keeps `table` alive
  const toml::table* table = nullptr;
  std::string source;
  std::string path;  // "training" or "network[1]"; empty at the top
  std::set<std::string, std::less<>> known;
  Json values = Json::object();
  // Sub-tables in reading order, so that resolved() and finish() reach them.
  std::vector<std::pair<std::string, std::shared_ptr<Node>>> tables;
  std::map<std::string, std::vector<std::shared_ptr<Node>>, std::less<>> arrays;

  [[nodiscard]] std::string full_key(std::string_view key) const {
    if (path.empty()) return std::string{key};
    return key.empty() ? path : path + '.' + std::string{key};
  }

  [[nodiscard]] std::string where(std::string_view key) const {
    const toml::node* node = key.empty() ? nullptr : table->get(key);
    const auto line = (node != nullptr ? node->source() : table->source()).begin.line;
    std::string text = source;
    if (line > 0) text += ':' + std::to_string(line);
    const std::string name = full_key(key);
    return name.empty() ? text : text + ": " + name;
  }

  [[nodiscard]] std::shared_ptr<Node> child(const toml::table* sub_table, std::string sub_path) const {
    auto node = std::make_shared<Node>();
    node->document = document;
    node->table = sub_table;
    node->source = source;
    node->path = std::move(sub_path);
    return node;
  }
};

namespace {

const toml::table& empty_table() {
  static const toml::table table;
  return table;
}

std::string type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::string: return "a string";
    case toml::node_type::integer: return "an integer";
    case toml::node_type::floating_point: return "a number";
    case toml::node_type::boolean: return "true or false";
    case toml::node_type::array: return "an array";
    case toml::node_type::table: return "a table";
    default: return "a date or time";
  }
}

template <class T>
std::string bounds_text(Range<T> range) {
  const bool low = range.low > std::numeric_limits<T>::lowest();
  const bool high = range.high < std::numeric_limits<T>::max();
  std::string text = "must be ";
  if constexpr (std::is_integral_v<T>) {
    if (low && high) return text + "from " + std::to_string(range.low) + " to " + std::to_string(range.high);
    return low ? text + "at least " + std::to_string(range.low) : text + "at most " + std::to_string(range.high);
  } else {
    const auto number = [](double value) { return Json(value).dump(); };
    if (low && high) return text + "from " + number(range.low) + " to " + number(range.high);
    return low ? text + "at least " + number(range.low) : text + "at most " + number(range.high);
  }
}

std::string join(std::span<const std::string_view> words) {
  std::string text;
  for (const auto word : words) text += (text.empty() ? "'" : ", '") + std::string{word} + '\'';
  return text;
}

constexpr std::size_t k_most_dots = 200;

/// The library gives every part of a dotted key a table of its own, each inside the one before, and takes them down one
/// within another: a long line of dots would end the program's stack. So such a line is refused before it is parsed;
/// none of ours has so many numbers either.
void refuse_lines_of_dots(std::string_view text, const std::string& source) {
  std::size_t line = 1;
  std::size_t dots = 0;
  for (const char c : text) {
    if (c == '\n') {
      ++line;
      dots = 0;
    }
    if (c != '.' || ++dots <= k_most_dots) continue;
    throw Error{ErrorKind::usage,
                {"too many dots in one line", source + ':' + std::to_string(line),
                 "at most " + std::to_string(k_most_dots) + " are read: keys have few parts",
                 "Correct that line, or divide it."}};
  }
}

/// A TOML value out of the text behind `--set key=`; what does not parse is taken as a bare string.
void set_value(toml::table& table, const std::string& key, const std::string& text) {
  try {
    toml::table parsed = toml::parse("v = " + text);
    table.insert_or_assign(key, std::move(*parsed.get("v")));
  } catch (const toml::parse_error&) {
    table.insert_or_assign(key, text);
  }
}

void apply_override(toml::table& document, const std::string& assignment) {
  const auto fail = [&](const std::string& why) {
    throw Error{ErrorKind::usage,
                {"cannot apply --set", assignment, why,
                 "Write --set section.key=value, for example "
                 "--set training.epochs=3 or --set network.0.name=resnet50v2."}};
  };
  const auto equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0) fail("no 'key=value'");
  refuse_lines_of_dots(assignment, "--set");
  try {
    static_cast<void>(Json(assignment).dump());
  } catch (const Json::type_error&) {
    fail("it is not UTF-8");
  }
  std::vector<std::string> keys;
  std::string_view rest{assignment.data(), equals};
  for (;;) {
    const auto dot = rest.find('.');
    keys.emplace_back(rest.substr(0, dot));
    if (keys.back().empty()) fail("empty part in the key");
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  toml::table* table = &document;
  for (std::size_t i = 0; i + 1 < keys.size(); ++i) {
    toml::node* next = table->get(keys[i]);
    if (next == nullptr) next = &table->insert(keys[i], toml::table{}).first->second;
    if (auto* array = next->as_array(); array != nullptr && i + 2 < keys.size()) {
      const std::string& index = keys[++i];
      if (index.find_first_not_of("0123456789") != std::string::npos || index.size() > 4 ||
          std::stoul(index) >= array->size()) {
        fail("[[" + keys[i - 1] + "]] has " + std::to_string(array->size()) + " entries, numbered from 0");
      }
      next = array->get(std::stoul(index));
    }
    if (!next->is_table()) fail("'" + keys[i] + "' is not a table");
    table = next->as_table();
  }
  set_value(*table, keys.back(), assignment.substr(equals + 1));
}

}  // namespace

Config Config::parse(std::string_view text, const std::string& source, std::span<const std::string> overrides) {
  refuse_lines_of_dots(text, source);
  std::shared_ptr<toml::table> document;
  try {
    document = std::make_shared<toml::table>(toml::parse(text, source));
  } catch (const toml::parse_error& error) {
    const auto& at = error.source().begin;
    throw Error{ErrorKind::usage,
                {"not valid TOML", source + ':' + std::to_string(at.line) + ':' + std::to_string(at.column),
                 std::string{error.description()}, "Correct that line."}};
  }
  for (const std::string& assignment : overrides) apply_override(*document, assignment);
  auto root = std::make_shared<ConfigTable::Node>();
  root->table = document.get();
  root->document = std::move(document);
  root->source = source;
  return Config{std::move(root)};
}

Config Config::read(const std::filesystem::path& path, std::span<const std::string> overrides) {
  constexpr std::size_t limit = std::size_t{16} << 20U;
  return parse(read_file(path, limit), path.string(), overrides);
}

ConfigTable Config::root() const {
  return ConfigTable{root_};
}

bool ConfigTable::has(std::string_view key) const {
  return node_->table->get(key) != nullptr;
}

std::string ConfigTable::where(std::string_view key) const {
  return node_->where(key);
}

void ConfigTable::fail(std::string_view key, const std::string& what, const std::string& why,
                       const std::string& remedy) const {
  throw Error{ErrorKind::usage, {what, node_->where(key), why, remedy}};
}

namespace {

[[noreturn]] void wrong_type(const ConfigTable& table, std::string_view key, const toml::node& node,
                             const std::string& wanted) {
  table.fail(key, "wrong type", "it is " + type_name(node) + ", " + wanted + " is needed", "Correct the value.");
}

[[noreturn]] void missing_key(const ConfigTable& table, std::string_view key) {
  table.fail(key, "missing key", "it has no default", "Add '" + std::string{key} + " = ...' to that table.");
}

}  // namespace

std::string ConfigTable::string(std::string_view key) {
  if (!has(key)) {
    node_->known.emplace(key);
    missing_key(*this, key);
  }
  return string(key, "");
}

std::string ConfigTable::string(std::string_view key, std::string_view fallback) {
  node_->known.emplace(key);
  const toml::node* node = node_->table->get(key);
  std::string value{fallback};
  if (node != nullptr) {
    if (!node->is_string()) wrong_type(*this, key, *node, "a string");
    value = **node->as_string();
  }
  node_->values[std::string{key}] = value;
  return value;
}

std::string ConfigTable::choice(std::string_view key, std::span<const std::string_view> choices) {
  if (!has(key)) {
    node_->known.emplace(key);
    missing_key(*this, key);
  }
  return choice(key, choices, "");
}

std::string ConfigTable::choice(std::string_view key, std::span<const std::string_view> choices,
                                std::string_view fallback) {
  std::string value = string(key, fallback);
  if (std::find(choices.begin(), choices.end(), value) == choices.end()) {
    const std::vector<std::string> names(choices.begin(), choices.end());
    const auto near = nearest(value, names);
    fail(key, "unknown value '" + value + "'", "known are " + join(choices),
         near ? "Did you mean '" + *near + "'?" : "Choose one of these.");
  }
  return value;
}

double ConfigTable::number(std::string_view key, Range<double> range) {
  if (!has(key)) {
    node_->known.emplace(key);
    missing_key(*this, key);
  }
  return number(key, range, 0.0);
}

double ConfigTable::number(std::string_view key, Range<double> range, double fallback) {
  node_->known.emplace(key);
  const toml::node* node = node_->table->get(key);
  double value = fallback;
  if (node != nullptr) {
    if (!node->is_number()) wrong_type(*this, key, *node, "a number");
    value = *node->value<double>();
    // Written so that NaN fails too.
    if (!(value >= range.low && value <= range.high)) {
      fail(key, "out of range: " + Json(value).dump(), bounds_text(range), "Correct the value.");
    }
  }
  node_->values[std::string{key}] = value;
  return value;
}

std::int64_t ConfigTable::integer(std::string_view key, Range<std::int64_t> range) {
  if (!has(key)) {
    node_->known.emplace(key);
    missing_key(*this, key);
  }
  return integer(key, range, 0);
}

std::int64_t ConfigTable::integer(std::string_view key, Range<std::int64_t> range, std::int64_t fallback) {
  node_->known.emplace(key);
  const toml::node* node = node_->table->get(key);
  std::int64_t value = fallback;
  if (node != nullptr) {
    if (!node->is_integer()) wrong_type(*this, key, *node, "an integer");
    value = **node->as_integer();
    if (value < range.low || value > range.high) {
      fail(key, "out of range: " + std::to_string(value), bounds_text(range), "Correct the value.");
    }
  }
  node_->values[std::string{key}] = value;
  return value;
}

bool ConfigTable::boolean(std::string_view key, bool fallback) {
  node_->known.emplace(key);
  const toml::node* node = node_->table->get(key);
  bool value = fallback;
  if (node != nullptr) {
    if (!node->is_boolean()) wrong_type(*this, key, *node, "true or false");
    value = **node->as_boolean();
  }
  node_->values[std::string{key}] = value;
  return value;
}

std::vector<std::string> ConfigTable::strings(std::string_view key, std::span<const std::string> fallback) {
  node_->known.emplace(key);
  const toml::node* node = node_->table->get(key);
  std::vector<std::string> values(fallback.begin(), fallback.end());
  if (node != nullptr) {
    if (!node->is_array()) wrong_type(*this, key, *node, "an array of strings");
    values.clear();
    for (const toml::node& element : *node->as_array()) {
      if (!element.is_string()) wrong_type(*this, key, element, "a string in each place");
      values.push_back(**element.as_string());
    }
  }
  node_->values[std::string{key}] = values;
  return values;
}

std::vector<double> ConfigTable::numbers(std::string_view key, std::span<const double> fallback, Range<double> range) {
  node_->known.emplace(key);
  const toml::node* node = node_->table->get(key);
  std::vector<double> values(fallback.begin(), fallback.end());
  if (node != nullptr) {
    if (!node->is_array()) wrong_type(*this, key, *node, "an array of numbers");
    values.clear();
    for (const toml::node& element : *node->as_array()) {
      if (!element.is_number()) wrong_type(*this, key, element, "a number in each place");
      const double value = *element.value<double>();
      if (!(value >= range.low && value <= range.high)) {
        fail(key, "out of range: " + Json(value).dump(), bounds_text(range), "Correct the value.");
      }
      values.push_back(value);
    }
  }
  node_->values[std::string{key}] = values;
  return values;
}

ConfigTable ConfigTable::table(std::string_view key) {
  node_->known.emplace(key);
  for (const auto& [name, child] : node_->tables) {
    if (name == key) return ConfigTable{child};
  }
  const toml::node* node = node_->table->get(key);
  if (node != nullptr && !node->is_table()) wrong_type(*this, key, *node, "a table");
  auto child = node_->child(node != nullptr ? node->as_table() : &empty_table(), node_->full_key(key));
  node_->tables.emplace_back(std::string{key}, child);
  return ConfigTable{std::move(child)};
}

std::vector<ConfigTable> ConfigTable::tables(std::string_view key) {
  node_->known.emplace(key);
  std::vector<ConfigTable> result;
  if (const auto existing = node_->arrays.find(key); existing != node_->arrays.end()) {
    for (const auto& child : existing->second) result.push_back(ConfigTable{child});
    return result;
  }
  auto& children = node_->arrays[std::string{key}];
  const toml::node* node = node_->table->get(key);
  if (node == nullptr) return result;
  if (!node->is_array()) wrong_type(*this, key, *node, "an array of tables ([[" + std::string{key} + "]])");
  for (const toml::node& element : *node->as_array()) {
    if (!element.is_table()) wrong_type(*this, key, element, "a table in each place");
    children.push_back(
        node_->child(element.as_table(), node_->full_key(key) + '[' + std::to_string(children.size()) + ']'));
    result.push_back(ConfigTable{children.back()});
  }
  return result;
}

void ConfigTable::finish() const {
  const std::vector<std::string> known(node_->known.begin(), node_->known.end());
  for (const auto& [key, value] : *node_->table) {
    if (node_->known.contains(key.str())) continue;
    const auto near = nearest(key.str(), known);
    std::string all;
    for (const std::string& name : known) all += (all.empty() ? "" : ", ") + name;
    fail(key.str(), "unknown key", all.empty() ? "this table has no keys" : "known here are " + all,
         near ? "Did you mean '" + *near + "'?" : "Remove it or choose one of these.");
  }
  for (const auto& [name, child] : node_->tables) ConfigTable{child}.finish();
  for (const auto& [name, children] : node_->arrays) {
    for (const auto& child : children) ConfigTable{child}.finish();
  }
}

Json ConfigTable::resolved() const {
  Json values = node_->values;
  for (const auto& [name, child] : node_->tables) values[name] = ConfigTable{child}.resolved();
  for (const auto& [name, children] : node_->arrays) {
    Json list = Json::array();
    for (const auto& child : children) list.push_back(ConfigTable{child}.resolved());
    values[name] = std::move(list);
  }
  return values;
}

void ConfigTable::resolve(std::string_view key, const std::string& value) {
  WIREBENCH_EXPECT(node_->values.contains(key));
  node_->values[std::string{key}] = value;
}

}  // namespace wirebench
