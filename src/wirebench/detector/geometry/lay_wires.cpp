#include "wirebench/detector/geometry/lay_wires.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench::detector {
namespace {

constexpr double k_most_pitch_change = 0.005;
constexpr double k_most_wires = 1.0e5;  // of a layer on a face; the largest anode planned has a thirtieth

Error impossible(const std::string& where, const std::string& why, const std::string& remedy) {
  return Error{ErrorKind::usage, {"impossible geometry", where, why, remedy}};
}

void require_few(double wires, const std::string& where) {
  if (wires <= k_most_wires) return;
  throw impossible(where, fmt::format("{:.0f} wires on one face", wires), "Give a larger pitch or a smaller face.");
}

/// `number` modulo `count`, 0 or larger.
std::uint32_t wrapped_number(std::int64_t number, std::int64_t count) {
  return static_cast<std::uint32_t>(((number % count) + count) % count);
}

double distance_to(double vertical, const WireEnds& ends) {
  return std::min(std::abs(ends.low.vertical - vertical), std::abs(ends.high.vertical - vertical));
}

}  // namespace

LaidWires lay_flat(const Rectangle& rectangle, Angle angle, double pitch, std::optional<std::uint32_t> wires,
                   const std::string& where) {
  WIREBENCH_EXPECT(pitch > 0.0);
  const WireDirection direction{angle};
  const Interval extent = extent_across(direction, rectangle);
  const double room = extent.size() / pitch;
  require_few(room, where);
  const double count = wires ? static_cast<double>(*wires) : std::floor(room + 1.0e-6);
  if (!(count >= 1.0 && count <= room + 1.0)) {
    throw impossible(where, fmt::format("{:.0f} wires at {} mm on a face that has room for {:.1f}", count, pitch, room),
                     "Give fewer wires, a smaller pitch or a larger face.");
  }
  if (!(count >= 0.9 * room)) {
    throw impossible(
        where, fmt::format("{:.0f} wires at {} mm leave a face bare that has room for {:.1f}", count, pitch, room),
        "Give more wires, a larger pitch or a smaller face.");
  }
  LaidWires laid;
  laid.pitch = pitch;
  laid.channels = static_cast<std::uint32_t>(count);
  LaidFace& face = laid.faces.emplace_back();
  face.first_wire = 0.5 * (extent.low + extent.high) - 0.5 * (count - 1.0) * pitch;
  for (std::uint32_t wire = 0; wire < laid.channels; ++wire) {
    const auto ends = cut_wire(direction, face.first_wire + wire * pitch, rectangle);
    if (!ends) {
      throw impossible(where, fmt::format("wire {} of {} is beyond the corner of the face", wire, count),
                       "Give fewer wires.");
    }
    face.lengths.push_back(ends->length());
    face.channels.push_back(wire);
    face.from_readout.push_back(0.0);
  }
  return laid;
}

LaidWires lay_wrapped(const Rectangle& rectangle, Angle angle, double pitch, std::optional<std::uint32_t> channels,
                      double readout, const std::string& where) {
  WIREBENCH_EXPECT(pitch > 0.0);
  const double cosine = std::cos(angle.value());
  const double sine = std::sin(angle.value());
  const double way_round = 2.0 * rectangle.beam.size();
  // Wires cut the readout edge every pitch / cosine; all of them go once round the frame without a gap.
  const double room = way_round * cosine / pitch;
  require_few(room, where);
  const double count = channels ? static_cast<double>(*channels) : std::round(room);
  if (!(count >= 2.0 && std::abs(room / count - 1.0) <= k_most_pitch_change)) {
    throw impossible(where,
                     fmt::format("{:.0f} wrapped wires at {} mm do not close round the frame: there is room for {:.2f}",
                                 count, pitch, room),
                     "Change the width of the anode (beam_mm), the pitch or the number of wires.");
  }
  LaidWires laid;
  laid.pitch = way_round * cosine / count;
  laid.channels = static_cast<std::uint32_t>(count);
  const auto number_of_channels = static_cast<std::int64_t>(laid.channels);
  // Unrolled, the way round begins at the low-beam edge of the first face and comes back along the second one. Channel
  // k starts at u = (k + 0.5) spacings: on the first face at beam = low + u, on the second one at beam = low +
  // way_round - u.
  for (const bool is_second : {false, true}) {
    const WireDirection direction{is_second ? Angle{-angle.value()} : angle};
    const double corner = rectangle.beam.low * cosine + readout * (is_second ? -sine : sine);
    const Interval extent = extent_across(direction, rectangle);
    const auto first = static_cast<std::int64_t>(std::floor((extent.low - corner) / laid.pitch - 0.5)) - 1;
    const auto last = static_cast<std::int64_t>(std::ceil((extent.high - corner) / laid.pitch - 0.5)) + 1;
    LaidFace& face = laid.faces.emplace_back();
    for (std::int64_t number = first; number <= last; ++number) {
      const double across = corner + (static_cast<double>(number) + 0.5) * laid.pitch;
      const auto ends = cut_wire(direction, across, rectangle);
      if (!ends) continue;
      if (face.lengths.empty()) face.first_wire = across;
      face.lengths.push_back(ends->length());
      face.channels.push_back(wrapped_number(is_second ? number_of_channels - 1 - number : number, number_of_channels));
      face.from_readout.push_back(distance_to(readout, *ends));
    }
  }
  return laid;
}

}  // namespace wirebench::detector
