// The parameter tables of the documentation against what the code reads: keys, ranges, choices and defaults.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "wirebench/core/config.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/detector/detector_preset.hpp"
#include "wirebench/detector/imaging/image_options.hpp"

namespace wirebench::detector {
namespace {

/// A row of a parameter table.
struct Parameter {
  std::string key;  ///< with its section
  std::string range;
  std::string fallback;  ///< empty where the table has no such column or cell
  std::string prose;     ///< range and meaning
};

struct Page {
  const char* file;
  const char* section;  ///< of keys that the page names without one
};

// Pages whose tables have the keys of presets.
constexpr std::array<Page, 8> k_pages{{{"detectors.md", ""},
                                       {"recombination.md", ""},
                                       {"drift.md", "drift."},
                                       {"response.md", "response."},
                                       {"electronics.md", ""},
                                       {"noise.md", "noise."},
                                       {"waveforms.md", "readout."},
                                       {"signal-processing.md", "reconstruction."}}};

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::stringstream rest{line.substr(1)};
  for (std::string cell; std::getline(rest, cell, '|');) cells.push_back(trimmed(cell));
  return cells;
}

/// Texts between backquotes.
std::vector<std::string> quoted(const std::string& text) {
  std::vector<std::string> found;
  for (auto open = text.find('`'); open != std::string::npos;) {
    const auto close = text.find('`', open + 1);
    if (close == std::string::npos) break;
    found.push_back(text.substr(open + 1, close - open - 1));
    open = text.find('`', close + 1);
  }
  return found;
}

/// The rows of all tables of a page whose first column is "key".
std::vector<Parameter> parameters_of(const Page& page) {
  std::ifstream file{std::string{WIREBENCH_SOURCE_DIR} + "/docs/components/" + page.file};
  EXPECT_TRUE(file) << page.file;
  std::vector<Parameter> parameters;
  std::vector<std::string> columns;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with('|')) {
      columns.clear();
      continue;
    }
    const std::vector<std::string> cells = cells_of(line);
    if (columns.empty()) {
      columns = cells;
      continue;
    }
    if (columns.front() != "key" || cells.front().starts_with("---")) continue;
    const auto cell = [&](const char* name) {
      const auto column = std::find(columns.begin(), columns.end(), name);
      const auto index = static_cast<std::size_t>(column - columns.begin());
      return index < cells.size() ? cells[index] : std::string{};
    };
    for (const std::string& key : quoted(cells.front())) {
      parameters.push_back(
          {page.section + key, cell("range"), cell("default"), cell("range") + "; " + cell("meaning")});
    }
  }
  EXPECT_FALSE(parameters.empty()) << page.file;
  return parameters;
}

std::optional<double> number_in(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), ','), text.end());
  std::size_t read = 0;
  try {
    const double value = std::stod(text, &read);
    return value;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

struct Bounds {
  double low;
  double high;
};

/// "0.1 to 10,000, three" and the like.
std::optional<Bounds> bounds_of(const std::string& range) {
  const auto to = range.find(" to ");
  if (to == std::string::npos || range.find('`') != std::string::npos) return std::nullopt;
  const auto low = number_in(range.substr(0, to));
  const auto high = number_in(range.substr(to + 4));
  if (!low || !high) return std::nullopt;
  return Bounds{*low, *high};
}

/// Keys and values, tables of a list under one name.
void flatten(const Json& json, const std::string& prefix, std::map<std::string, Json>& out) {
  for (const auto& [key, value] : json.items()) {
    const bool is_list = value.is_array() && !value.empty() && value.front().is_object();
    if (value.is_object()) {
      flatten(value, prefix + key + '.', out);
    } else if (is_list) {
      for (const Json& element : value) flatten(element, prefix + key + '.', out);
    } else {
      out[prefix + key] = value;
    }
  }
}

const std::string& data() {
  static const std::string folder = std::string{WIREBENCH_SOURCE_DIR} + "/data";
  return folder;
}

std::map<std::string, Json> keys_of(const std::string& preset) {
  std::map<std::string, Json> keys;
  flatten(read_detector_preset(preset, data()).resolved, "", keys);
  return keys;
}

/// What reading poster-full says to `key = value` (TOML); empty when it takes it.
std::string complaint(std::string key, const std::string& value) {
  std::vector<std::string> overrides;
  if (key == "drift.velocity_mm_per_us") overrides.emplace_back("drift.velocity_model='fixed'");
  if (key == "response.file") overrides.emplace_back("response.model='tabulated'");
  if (key == "anode.copy_step_mm") overrides.emplace_back("anode.0.copies=2");
  for (const char* list : {"plane", "anode"}) {
    if (key.starts_with(std::string{list} + '.')) key.insert(std::string{list}.size(), ".0");
  }
  overrides.push_back(key + '=' + value);
  try {
    (void)read_detector_preset("poster-full", data(), overrides);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

/// `value` in the form the key has: a whole number, or a list of the preset's length.
std::string in_form(double value, const Json& as) {
  const bool whole = as.is_number_integer() || (as.is_array() && !as.empty() && as.front().is_number_integer());
  const std::string text = whole ? std::to_string(static_cast<long long>(value)) : Json(value).dump();
  if (!as.is_array()) return text;
  std::string list = "[" + text;
  for (std::size_t i = 1; i < std::max<std::size_t>(as.size(), 1); ++i) list += ", " + as[i].dump();
  return list + "]";
}

std::vector<Parameter> all_parameters() {
  std::vector<Parameter> all;
  for (const Page& page : k_pages) {
    const auto of_page = parameters_of(page);
    all.insert(all.end(), of_page.begin(), of_page.end());
  }
  return all;
}

bool is_out_of_range(const std::string& text, const std::string& key) {
  const std::string last = key.substr(key.rfind('.') + 1);
  return text.find("out of range") != std::string::npos && text.find(last + " (") != std::string::npos;
}

TEST(ParameterPages, NameEveryKeyOfTheShippedPresetsOnce) {
  std::map<std::string, int> named;
  for (const Parameter& parameter : all_parameters()) ++named[parameter.key];
  for (const auto& [key, times] : named) EXPECT_EQ(times, 1) << key;
  for (const char* preset : {"poster", "poster-full", "microboone", "sbnd", "dune-fd-hd"}) {
    for (const auto& [key, value] : keys_of(preset)) EXPECT_TRUE(named.contains(key)) << preset << ": " << key;
  }
}

TEST(ParameterPages, NameOnlyKeysThatAreRead) {
  for (const Parameter& parameter : all_parameters()) {
    const std::string text = complaint(parameter.key, "'no value of any key'");
    // Another key may not fit any more (with a tabulated response those of the computed one), but this one is known.
    const std::string last = parameter.key.substr(parameter.key.rfind('.') + 1);
    const std::string unknown = text.substr(0, std::min(text.find("(known here"), text.size()));
    EXPECT_FALSE(text.starts_with("unknown key") && unknown.find('.' + last + ' ') != std::string::npos)
        << parameter.key << ": " << text;
  }
}

TEST(ParameterPages, SayTheRangesTheCodeAccepts) {
  const auto keys = keys_of("poster-full");
  std::size_t checked = 0;
  for (const Parameter& parameter : all_parameters()) {
    const auto bounds = bounds_of(parameter.range);
    if (!bounds) continue;
    ++checked;
    const auto known = keys.find(parameter.key);
    const bool counted = parameter.key == "plane.wires";
    const Json as = known != keys.end() ? known->second : counted ? Json(1) : Json(1.5);
    const bool whole = as.is_number_integer();
    for (const double edge : {bounds->low, bounds->high}) {
      EXPECT_FALSE(is_out_of_range(complaint(parameter.key, in_form(edge, as)), parameter.key))
          << parameter.key << " = " << edge;
    }
    const auto beyond = [&](double edge, double sign) {
      return whole ? edge + sign : edge + sign * std::max(1.0e-3 * std::abs(edge), 1.0e-9);
    };
    for (const double outside : {beyond(bounds->low, -1.0), beyond(bounds->high, 1.0)}) {
      const std::string text = complaint(parameter.key, in_form(outside, as));
      EXPECT_TRUE(is_out_of_range(text, parameter.key)) << parameter.key << " = " << outside << ": " << text;
    }
  }
  EXPECT_GT(checked, 50U);
}

TEST(ParameterPages, SayTheChoicesTheCodeKnows) {
  std::size_t checked = 0;
  for (const Parameter& parameter : all_parameters()) {
    const std::vector<std::string> choices = quoted(parameter.range);
    if (choices.empty()) continue;
    ++checked;
    const std::string text = complaint(parameter.key, "'nonsense'");
    const auto known = text.find("known are ");
    ASSERT_NE(known, std::string::npos) << parameter.key << ": " << text;
    const std::string list = text.substr(known, text.find(')', known) - known);
    EXPECT_EQ(std::count(list.begin(), list.end(), ',') + 1, static_cast<long>(choices.size()))
        << parameter.key << ": " << list;
    for (const std::string& choice : choices) EXPECT_NE(list.find(choice), std::string::npos) << parameter.key;
  }
  EXPECT_GT(checked, 8U);
}

/// "0.423, 0.423, 1.693" against [0.423, 0.423, 1.693]; numbers to four digits.
void expect_same(const std::string& text, const Json& value, const std::string& key) {
  if (value.is_string()) {
    EXPECT_EQ(quoted(text), std::vector<std::string>{value.get<std::string>()}) << key;
    return;
  }
  std::vector<double> values;
  if (value.is_array()) {
    values = value.get<std::vector<double>>();
  } else {
    values.push_back(value.get<double>());
  }
  std::stringstream rest{text};
  std::size_t i = 0;
  for (std::string part; std::getline(rest, part, ','); ++i) {
    const auto number = number_in(part);
    ASSERT_TRUE(number && i < values.size()) << key << ": " << text;
    EXPECT_NEAR(*number, values[i], 6.0e-4 * std::abs(values[i])) << key;
  }
  EXPECT_EQ(i, values.size()) << key;
}

/// What a page says is taken where a key is left out, in its words: "`top` where it is left out", "0 by default".
std::string said_in_prose(const std::string& prose) {
  for (const char* ending : {" where it is left out", " by default"}) {
    const auto end = prose.find(ending);
    if (end == std::string::npos) continue;
    const auto before = prose.find_last_of(";,", end);
    return trimmed(prose.substr(before == std::string::npos ? 0 : before + 1, end - before - 1));
  }
  return {};
}

std::string said_default(const Parameter& parameter) {
  return parameter.fallback.empty() ? said_in_prose(parameter.prose) : parameter.fallback;
}

/// Whether the words for a default are those for `value`.
void expect_said(const std::string& words, const Json& value, const std::string& key) {
  ASSERT_FALSE(words.empty()) << key << " has a default the page does not say: " << value;
  if (value.is_boolean()) {
    EXPECT_EQ(words, value.get<bool>() ? "on" : "off") << key;
  } else if (value.is_array() || value.is_string()) {
    const bool is_empty = value.is_string() ? value.get<std::string>().empty() : value.empty();
    if (is_empty) {
      EXPECT_EQ(words, "none") << key;
    } else if (value.is_array() && words == "zeros") {
      for (const Json& element : value) EXPECT_EQ(element.get<double>(), 0.0) << key;
    } else {
      expect_same(words, value, key);
    }
  } else {
    expect_same(words, value, key);
  }
}

std::string text_of(const std::string& preset) {
  std::ifstream file{data() + "/detectors/" + preset + ".toml"};
  EXPECT_TRUE(file) << preset;
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// A preset's text without the line of a key; of a list of tables the first one's. As it is where it has no such line.
std::string without(const std::string& text, const std::string& key) {
  const auto dot = key.rfind('.');
  const std::string section = dot == std::string::npos ? "" : key.substr(0, dot);
  const std::string start = key.substr(dot == std::string::npos ? 0 : dot + 1) + " = ";
  std::string kept;
  std::string here;
  bool is_found = false;
  std::stringstream lines{text};
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('['))
      here = line.substr(line.find_first_not_of('['), line.find(']') - line.find_last_of('[') - 1);
    const bool is_it = !is_found && here == section && line.starts_with(start);
    is_found |= is_it;
    if (!is_it) kept += line + '\n';
  }
  return kept;
}

/// The value of a key in what was read, of a list of tables the first one's; null where there is none.
Json value_of(const Json& resolved, const std::string& key) {
  const Json* at = &resolved;
  std::stringstream names{key};
  for (std::string name; std::getline(names, name, '.');) {
    if (at->is_array()) at = &at->front();
    if (!at->contains(name)) return {};
    at = &(*at)[name];
  }
  return *at;
}

/// What is taken for a key that poster-full does not give; null where nothing is, absent where it must be given.
std::optional<Json> default_of(const std::string& key) {
  const Config config = Config::parse(without(text_of("poster-full"), key), "preset");
  ConfigTable root = config.root();
  try {
    return value_of(read_detector_preset(root, data() + "/detectors").resolved, key);
  } catch (const Error& error) {
    const std::string text = error.what();
    const std::string name = key.substr(key.rfind('.') + 1);
    EXPECT_TRUE(text.find("missing") != std::string::npos || text.find(name) != std::string::npos)
        << key << ": " << text;
    return std::nullopt;
  }
}

// Pages call the default what poster-full has, where a preset must say it.
TEST(ParameterPages, SayTheValuesOfThePreset) {
  const auto keys = keys_of("poster-full");
  std::size_t checked = 0;
  for (const Parameter& parameter : all_parameters()) {
    const auto known = keys.find(parameter.key);
    if (parameter.fallback.empty() || known == keys.end()) continue;
    if (const auto taken = default_of(parameter.key); taken && !taken->is_null()) continue;  // below
    ++checked;
    expect_same(parameter.fallback, known->second, parameter.key);
  }
  EXPECT_GT(checked, 20U);
}

// Each default is said, in its column or in words, and what is said is what the code takes.
TEST(ParameterPages, SayWhatIsTakenForKeysThatAreLeftOut) {
  std::set<std::string> checked;
  for (const Parameter& parameter : all_parameters()) {
    // Without its mode poster-full is not read at all; poster has none.
    if (parameter.key == "mode") {
      EXPECT_EQ(said_default(parameter), "`projection`");
      ASSERT_EQ(without(text_of("poster"), "mode"), text_of("poster"));
      EXPECT_EQ(read_detector_preset("poster", data()).mode, DetectorMode::projection);
      continue;
    }
    const auto taken = default_of(parameter.key);
    if (taken && !taken->is_null()) {
      expect_said(said_default(parameter), *taken, parameter.key);
      checked.insert(parameter.key);
    } else if (parameter.key == "plane.wires") {
      // 5 m of wires at a pitch of 5 mm.
      EXPECT_EQ(said_default(parameter), "as many as there is room for");
      EXPECT_EQ(read_detector_preset("poster-full", data()).geometry->faces()[0].planes[2].wires(), 1000U);
    } else {
      EXPECT_EQ(said_in_prose(parameter.prose), "") << parameter.key;
    }
  }
  for (const char* key : {"drift.survival", "drift.space_charge_map", "noise.enabled", "noise.dead_channels",
                          "readout.least_electrons", "geometry.input_origin_mm", "anode.readout_end", "anode.copies",
                          "plane.winding", "recombination.ellipsoid_box.alpha", "recombination.ellipsoid_box.beta_90",
                          "recombination.ellipsoid_box.ratio"}) {
    EXPECT_TRUE(checked.contains(key)) << key;
  }
}

TEST(ParameterPages, ImageOptionsAreThoseOfTheCode) {
  const auto read = [](const std::string& text) {
    const Config config = Config::parse(text, "test");
    ConfigTable root = config.root();
    (void)read_image_options(root);
    root.finish();
    return root.resolved();
  };
  const auto complaint_of = [&](const std::string& text) -> std::string {
    try {
      (void)read(text);
    } catch (const Error& error) {
      return error.what();
    }
    return {};
  };
  const Json defaults = read("");
  std::set<std::string> named;
  for (const Parameter& parameter : parameters_of({"imaging.md", ""})) {
    named.insert(parameter.key);
    std::string before;
    if (parameter.key == "pixel_wires") before = "pixel_ticks = 4.0\n";
    if (parameter.key == "pixel_ticks") before = "pixel_wires = 1.0\n";
    if (defaults.contains(parameter.key)) {
      expect_said(said_default(parameter), defaults[parameter.key], parameter.key);
    } else {
      EXPECT_EQ(said_default(parameter), "") << parameter.key;
    }
    if (const auto bounds = bounds_of(parameter.range)) {
      const bool whole = defaults.contains(parameter.key) && defaults[parameter.key].is_number_integer();
      const Json as = whole ? Json(1) : Json(1.5);
      for (const double edge : {bounds->low, bounds->high}) {
        EXPECT_EQ(complaint_of(before + parameter.key + " = " + in_form(edge, as)), "") << parameter.key;
      }
      for (const double outside : {bounds->low - (whole ? 1.0 : 0.001), bounds->high + (whole ? 1.0 : 1.0)}) {
        EXPECT_TRUE(is_out_of_range(complaint_of(before + parameter.key + " = " + in_form(outside, as)), parameter.key))
            << parameter.key;
      }
    }
    const std::vector<std::string> choices = quoted(parameter.range);
    for (const std::string& choice : choices) {
      const bool is_flag = choice == "true" || choice == "false";
      EXPECT_EQ(complaint_of(parameter.key + " = " + (is_flag ? choice : '\'' + choice + '\'')), "") << parameter.key;
    }
    if (!choices.empty()) {
      EXPECT_NE(complaint_of(parameter.key + " = 'nonsense'"), "") << parameter.key;
    }
  }
  for (const auto& [key, value] : defaults.items()) EXPECT_TRUE(named.contains(key)) << key;
  EXPECT_TRUE(named.contains("pixel_wires") && named.contains("pixel_ticks"));
}

}  // namespace
}  // namespace wirebench::detector
