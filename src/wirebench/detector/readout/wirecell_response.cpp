#include "wirebench/detector/readout/wirecell_response.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "wirebench/core/error.hpp"
#include "wirebench/core/json.hpp"
#include "wirebench/detector/readout/compressed_file.hpp"
#include "wirebench/detector/wire_plane.hpp"

namespace wirebench::detector {
namespace {

constexpr std::size_t k_most_bytes = std::size_t{256} << 20U;  // ten times the largest public file
constexpr std::size_t k_most_samples = 100000;
constexpr std::size_t k_most_paths = 2000;
constexpr int k_most_reach = 10;
constexpr Time k_longest = 2.0 * units::millisecond;  // ten times a real one

/// A member of the file with its place, for messages.
class Member {
 public:
  Member(const Json& value, std::string place) : value_{value}, place_{std::move(place)} {}

  [[noreturn]] void fail(const std::string& what, const std::string& why) const {
    throw Error{ErrorKind::usage,
                {what, place_, why, "Give a field response in Wire-Cell's JSON layout (docs/components/response.md)."}};
  }
  [[nodiscard]] Member at(const char* key) const {
    if (!value_.is_object() || !value_.contains(key))
      fail("incomplete field response", fmt::format("\"{}\" is missing", key));
    return {value_.at(key), place_ + "." + key};
  }
  [[nodiscard]] bool has(const char* key) const { return value_.is_object() && value_.contains(key); }
  [[nodiscard]] double number() const {
    if (!value_.is_number()) fail("wrong type", "a number is needed");
    const auto number = value_.get<double>();
    if (!std::isfinite(number)) fail("value out of range", "the number is not finite");
    return number;
  }
  [[nodiscard]] std::vector<Member> list(std::size_t most) const {
    if (!value_.is_array()) fail("wrong type", "a list is needed");
    if (value_.size() > most)
      fail("too large", fmt::format("{} entries, at most {} are accepted", value_.size(), most));
    std::vector<Member> members;
    members.reserve(value_.size());
    for (std::size_t i = 0; i < value_.size(); ++i) members.emplace_back(value_[i], fmt::format("{}[{}]", place_, i));
    return members;
  }
  /// Numbers of a list or of an {"array": {"shape": [n], "elements": [...]}}.
  [[nodiscard]] std::vector<float> numbers(std::size_t most) const {
    if (has("array")) {
      const Member array = at("array");
      std::vector<float> numbers = array.at("elements").numbers(most);
      const std::vector<Member> shape = array.at("shape").list(8);
      if (shape.size() != 1 || shape[0].number() != static_cast<double>(numbers.size())) {
        array.fail("wrong shape",
                   fmt::format("a list of {} numbers is described otherwise by \"shape\"", numbers.size()));
      }
      return numbers;
    }
    if (!value_.is_array()) fail("wrong type", "a list of numbers is needed");
    if (value_.size() > most)
      fail("too large", fmt::format("{} numbers, at most {} are accepted", value_.size(), most));
    std::vector<float> out;
    out.reserve(value_.size());
    for (const Json& one : value_) {
      // A large double can be finite and no float.
      if (!one.is_number() || !std::isfinite(one.get<float>()))
        fail("wrong type", "not all entries are finite numbers");
      out.push_back(one.get<float>());
    }
    return out;
  }

 private:
  const Json& value_;
  std::string place_;
};

/// The paths of a plane by position in steps from the wire that is looked at.
struct PathTable {
  int steps = 0;
  std::map<int, std::vector<float>> currents;
};

PathTable read_paths(const Member& plane, std::size_t samples_expected) {
  const double pitch = plane.at("pitch").number();
  if (!(pitch > 0.1 && pitch < 100.0))
    plane.at("pitch").fail("value out of range", "a pitch lies between 0.1 and 100 mm");
  const std::vector<Member> paths = plane.at("paths").list(k_most_paths);
  if (paths.size() < 3) plane.at("paths").fail("wrong shape", "a response has three paths or more");
  std::vector<double> positions;
  std::vector<std::vector<float>> currents;
  double finest = pitch;
  for (const Member& entry : paths) {
    const Member path = entry.at("PathResponse");
    const double position = path.at("pitchpos").number();
    if (!positions.empty()) {
      if (!(position > positions.back())) {
        path.at("pitchpos")
            .fail("positions out of order", fmt::format("{} mm does not follow {} mm", position, positions.back()));
      }
      finest = std::min(finest, position - positions.back());
    }
    positions.push_back(position);
    currents.push_back(path.at("current").numbers(k_most_samples));
    if (currents.back().empty() || (samples_expected != 0 && currents.back().size() != samples_expected)) {
      path.at("current").fail("wrong shape",
                              fmt::format("{} samples, other paths have {}", currents.back().size(), samples_expected));
    }
    samples_expected = currents.back().size();
  }
  PathTable table;
  table.steps = static_cast<int>(std::lround(pitch / finest));
  if (table.steps < 2 || table.steps > 40 || table.steps % 2 != 0) {
    plane.at("paths").fail(
        "wrong shape",
        fmt::format("{} impact positions in a pitch; an even number from 2 to 40 is accepted", table.steps));
  }
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const double place = positions[i] / pitch * table.steps;
    const auto nearest = static_cast<int>(std::lround(place));
    if (!(std::abs(place - nearest) < 0.02)) {
      paths[i].fail("wrong shape",
                    fmt::format("the position {} mm is not one of {} in a pitch", positions[i], table.steps));
    }
    if (!table.currents.emplace(nearest, std::move(currents[i])).second) {
      paths[i].fail("positions out of order", "two paths begin at the same place");
    }
  }
  return table;
}

/// Paths that start between half a pitch below a wire and the wire, for each wire within reach: the layout's regions.
int find_reach(const PathTable& table, const Member& plane) {
  const int half = table.steps / 2;
  int reach = -1;
  for (int wire = 0; wire <= k_most_reach; ++wire) {
    for (const int side : {wire, -wire}) {
      for (int step = -half; step <= 0; ++step) {
        if (!table.currents.contains(side * table.steps + step)) {
          if (reach < 0) plane.at("paths").fail("wrong shape", "paths beside the wire that is looked at are missing");
          return reach;
        }
      }
    }
    reach = wire;
  }
  return reach;
}

}  // namespace

FieldResponse read_wirecell_response(const std::filesystem::path& path) {
  const Json file = parse_json(read_compressed_text(path, k_most_bytes), path.string());
  const Member root = Member{file, path.string()}.at("FieldResponse");
  FieldResponse response;
  response.period = Time{root.at("period").number()};
  if (!(response.period.value() > 0.0 && response.period.value() <= 10000.0)) {
    root.at("period").fail("value out of range", "a sampling period lies between 0 and 10 us");
  }
  std::vector<Member> planes = root.at("planes").list(16);
  if (planes.size() != k_planes)
    root.at("planes").fail("wrong shape", fmt::format("{} planes instead of {}", planes.size(), k_planes));
  std::map<int, Member> ordered;
  for (const Member& entry : planes) {
    const Member plane = entry.at("PlaneResponse");
    const double number = plane.at("planeid").number();
    if (!(std::abs(number) < 1000.0)) plane.at("planeid").fail("value out of range", "planes are numbered 0, 1, 2");
    if (!ordered.emplace(static_cast<int>(number), plane).second) {
      plane.at("planeid").fail("planes out of order", "two planes have the same number");
    }
  }
  std::size_t samples = 0;
  for (const auto& [id, plane] : ordered) {
    const PathTable table = read_paths(plane, samples);
    samples = table.currents.begin()->second.size();
    if (static_cast<double>(samples) * response.period > k_longest) {
      plane.at("paths").fail("value out of range", fmt::format("{} samples of {} us; a response lasts 2 ms at most",
                                                               samples, response.period.in(units::microsecond)));
    }
    const int half = table.steps / 2;
    const int reach = find_reach(table, plane);
    PlaneFieldResponse out;
    out.steps = static_cast<std::size_t>(table.steps);
    out.reach = static_cast<std::size_t>(reach);
    out.samples = samples;
    out.current.assign(out.impacts() * out.wires() * samples, 0.0F);
    const auto add = [&](float* row, int place, float weight) {
      const auto found = table.currents.find(place);
      if (found == table.currents.end()) return;
      for (std::size_t i = 0; i < samples; ++i) row[i] -= weight * found->second[i];
    };
    for (int impact = -half; impact <= half; ++impact) {
      for (int wire = -reach; wire <= reach; ++wire) {
        float* const row = out.row(static_cast<std::size_t>(impact + half), static_cast<std::size_t>(wire + reach));
        // An electron at `impact` is that far, less the wires in between, from the wire that is looked at. Beyond the
        // wire the table goes on as its mirror image; an electron on the edge goes to either wire, half each.
        const int below = -std::abs(impact);
        const int seen = impact <= 0 ? wire : -wire;
        add(row, below - seen * table.steps, impact == -half || impact == half ? 0.5F : 1.0F);
        if (impact == -half || impact == half) add(row, below + (seen + 1) * table.steps, 0.5F);
      }
    }
    response.planes.push_back(std::move(out));
  }

  const PlaneFieldResponse& last = response.planes.back();
  std::vector<double> mean(samples, 0.0);
  for (std::size_t impact = 0; impact < last.impacts(); ++impact) {
    const float* const row = last.row(impact, last.reach);
    for (std::size_t i = 0; i < samples; ++i) mean[i] += static_cast<double>(row[i]);
  }
  const auto peak = std::max_element(mean.begin(), mean.end()) - mean.begin();
  if (!(mean[static_cast<std::size_t>(peak)] > 0.0)) {
    root.at("planes").fail("no collection plane", "the last plane collects no electrons (negative currents)");
  }
  response.start = Time{-(static_cast<double>(peak) + 0.5) * response.period.value()};
  return response;
}

}  // namespace wirebench::detector
