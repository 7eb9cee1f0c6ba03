#include "wirebench/transport/geant4/primaries_text.hpp"

#include <fmt/format.h>

#include <cmath>

#include "wirebench/core/error.hpp"

namespace wirebench::transport::geant4 {
namespace {

void check(const PrimaryEvent& event, const Primary& primary) {
  const auto refuse = [&](const std::string& what, const std::string& why) {
    throw Error{ErrorKind::usage, {what, fmt::format("event {}", event.event_id), why, ""}};
  };
  if (!nuclear::find_particle(primary.pdg)) refuse("unknown particle code", std::to_string(primary.pdg));
  for (const double number : {primary.momentum.x, primary.momentum.y, primary.momentum.z, primary.position.x,
                              primary.position.y, primary.position.z, primary.time}) {
    if (!std::isfinite(number)) refuse("not a finite number", nuclear::particle_name(primary.pdg));
  }
}

}  // namespace

std::string primaries_text(std::span<const PrimaryEvent> events) {
  std::string text = "# wirebench primaries\n";
  for (std::size_t i = 0; i < events.size(); ++i) {
    const PrimaryEvent& event = events[i];
    const Position vertex = event.truth.vertex.value_or(
        event.primaries.empty() ? Position{}
                                : Position{event.primaries.front().position.x, event.primaries.front().position.y,
                                           event.primaries.front().position.z});
    const int current = !event.truth.is_charged_current ? -1 : *event.truth.is_charged_current ? 1 : 0;
    text += fmt::format("event {} {} {} {} {} {} {} 0\n", i, event.event_id, event.truth.neutrino_pdg, current,
                        vertex[0], vertex[1], vertex[2]);
    for (const Primary& primary : event.primaries) {
      check(event, primary);
      text += fmt::format("particle {} {} {} {} {} {} {} {}\n", primary.pdg, primary.momentum.x, primary.momentum.y,
                          primary.momentum.z, primary.position.x, primary.position.y, primary.position.z, primary.time);
    }
  }
  return text;
}

}  // namespace wirebench::transport::geant4
