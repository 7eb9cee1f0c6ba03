#include "wirebench/generator/files/nuance_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "wirebench/generator/files/event_checks.hpp"
#include "wirebench/generator/files/words.hpp"

namespace wirebench::generator {
namespace {

using nuclear::PdgCode;

struct Code {
  Channel channel = Channel::unknown;
  std::optional<bool> charged;
};

/// NUANCE's reaction codes, as GENIE writes them. 3 to 90 are resonances; GENIE does not always keep their current, so
/// it is taken from the particles. 0: nothing said.
std::optional<Code> nuance_code(std::int64_t code) noexcept {
  if (code == 0) return Code{};
  if (code == 1 || code == 95) return Code{Channel::cc_quasi_elastic, true};
  if (code == 2) return Code{Channel::nc_elastic, false};
  if (code >= 3 && code <= 90) return Code{Channel::cc_resonance, std::nullopt};
  if (code == 91) return Code{Channel::cc_deep_inelastic, true};
  if (code == 92) return Code{Channel::nc_deep_inelastic, false};
  if (code == 96) return Code{Channel::nc_coherent_pion, false};
  if (code == 97) return Code{Channel::cc_coherent_pion, true};
  if (code == 98 || code == 99) return Code{};
  return std::nullopt;
}

/// NEUT's modes; antineutrinos have them negative.
std::optional<Code> neut_code(std::int64_t code) noexcept {
  switch (code < 0 ? -code : code) {
    case 0: return Code{};
    case 1: return Code{Channel::cc_quasi_elastic, true};
    case 2: return Code{Channel::cc_two_nucleon, true};
    case 11:
    case 12:
    case 13:
    case 17:
    case 22:
    case 23: return Code{Channel::cc_resonance, true};
    case 15:
    case 35: return Code{};  // diffractive
    case 16: return Code{Channel::cc_coherent_pion, true};
    case 21: return Code{Channel::cc_shallow_inelastic, true};
    case 26: return Code{Channel::cc_deep_inelastic, true};
    case 31:
    case 32:
    case 33:
    case 34:
    case 38:
    case 39:
    case 42:
    case 43:
    case 44:
    case 45: return Code{Channel::nc_resonance, false};
    case 36: return Code{Channel::nc_coherent_pion, false};
    case 41: return Code{Channel::nc_shallow_inelastic, false};
    case 46: return Code{Channel::nc_deep_inelastic, false};
    case 51:
    case 52: return Code{Channel::nc_elastic, false};
    default: return std::nullopt;
  }
}

/// NUANCE writes nuclei as 1000 Z + A. Codes of particles that are known, and those no nucleus can have, stay.
PdgCode standard_code(PdgCode code) noexcept {
  if (code < 1000 || code > 118'300 || nuclear::find_particle(code)) return code;
  const int z = code / 1000;
  const int a = code % 1000;
  return a >= z && a <= 3 * z ? nuclear::nucleus_code(z, a) : code;
}

/// The words of a line, the keyword without its '$' first.
std::string_view keyword_of(Words& words) noexcept {
  std::string_view word = words.next();
  if (word == "$") return words.next();
  if (!word.empty() && word.front() == '$') word.remove_prefix(1);
  return word;
}

[[noreturn]] void not_understood(std::string_view line, std::string_view wanted) {
  throw EventProblem{"line not understood", fmt::format("{}: {} expected", shown(line), wanted)};
}

}  // namespace

bool NuanceFile::begins(std::string_view first_bytes) noexcept {
  Words words{first_bytes.substr(0, first_bytes.find_first_of("\r\n"))};
  const std::string_view keyword = keyword_of(words);
  return keyword == "begin" || keyword == "stop";
}

std::optional<std::int64_t> NuanceFile::event_number() const {
  if (!in_event_) return std::nullopt;
  return count_ - 1;
}

void NuanceFile::resynchronize() {
  in_event_ = false;
  inside_ = false;
  std::string_view line;
  while (lines().next(line)) {
    Words words{line};
    const std::string_view keyword = keyword_of(words);
    if (keyword == "begin" || keyword == "stop") {
      lines().hold();
      return;
    }
  }
  stopped_ = true;  // that the end is missing was part of the problem
}

void NuanceFile::read_code(std::string_view keyword, std::string_view word, NeutrinoEvent& event,
                           std::optional<bool>& charged) {
  if (word.empty()) {
    warn("", "reaction code missing");
    return;
  }
  const auto value = to_integer<std::int64_t>(word);
  if (!value) throw EventProblem{"reaction code is not a number", shown(word)};
  const auto code = keyword == "nuance" ? nuance_code(*value) : neut_code(*value);
  if (!code) {
    warn("", "reaction code not known", fmt::format("{}", *value));
    return;
  }
  event.channel = code->channel;
  charged = code->charged;
}

void NuanceFile::read_vertex(std::string_view rest, NeutrinoEvent& event) const {
  Words words{rest};
  double values[4] = {};
  for (double& value : values) {
    const auto read = to_number(words.next());
    if (!read) not_understood(rest, "vertex: x, y, z and t, finite");
    value = *read;
  }
  event.vertex = options().nuance_length.value() * Vector3{values[0], values[1], values[2]};
  event.time = values[3];
}

std::optional<EventParticle> NuanceFile::read_track(std::string_view rest) {
  constexpr std::string_view wanted = "track: code, energy, three direction cosines and status, all finite";
  Words words{rest};
  const auto code = to_integer<PdgCode>(words.next());
  if (!code) not_understood(rest, wanted);
  double values[4] = {};
  for (double& value : values) {
    const auto read = to_number(words.next());
    if (!read) not_understood(rest, wanted);
    value = *read;
  }
  const auto status = to_integer<std::int32_t>(words.next());
  if (!status) not_understood(rest, wanted);

  EventParticle particle;
  particle.pdg = standard_code(*code);
  switch (*status) {
    case -1: particle.status = Status::beam; break;
    case 0: particle.status = Status::final_state; break;
    case -2: particle.status = Status::documentation; break;
    default: return std::nullopt;
  }
  const double energy = values[0];
  const auto data = nuclear::find_particle(particle.pdg);
  if (!data && particle.status == Status::final_state && particle.pdg < k_first_pseudo_particle) {
    throw EventProblem{"unknown particle in the final state", fmt::format("code {}", *code)};
  }
  const double mass = data ? data->mass : 0.0;
  // Energies have some six digits. One more below the mass than that is a mistake, except for bound particles.
  if (particle.status == Status::final_state && energy < mass * (1.0 - 1e-4) - 1e-2) {
    throw EventProblem{
        "energy of a particle below its mass",
        fmt::format("{} with {:.6g} MeV; energies are total ones", nuclear::particle_name(particle.pdg), energy)};
  }
  particle.momentum.energy = energy;
  const Vector3 axis{values[1], values[2], values[3]};
  const double square = energy * energy - mass * mass;
  if (axis == Vector3{-999.0, -999.0, -999.0} || !(square > 0.0)) return particle;  // at rest, or bound
  const double length = norm(axis);
  if (!(length > 0.5 && length < 2.0)) {
    throw EventProblem{"direction that is none", fmt::format("its length is {:.4g}, not 1", length)};
  }
  if (std::fabs(length - 1.0) > 0.01) warn("", "direction not of length 1", fmt::format("{:.4g}", length));
  particle.momentum.momentum = (std::sqrt(square) / length) * axis;
  return particle;
}

NeutrinoEvent NuanceFile::finish(NeutrinoEvent event, std::vector<EventParticle> particles,
                                 std::optional<bool> charged) {
  // Initial particles: the neutrino, a nucleus, nucleons.
  std::vector<EventParticle> beams, nuclei, nucleons;
  for (const EventParticle& particle : particles) {
    if (particle.status != Status::beam) continue;
    auto& kind = is_neutrino(particle.pdg) ? beams : (nuclear::is_nucleus(particle.pdg) ? nuclei : nucleons);
    kind.push_back(particle);
  }
  if (beams.size() != 1) {
    throw EventProblem{"not one neutrino comes in", fmt::format("{} tracks of neutrinos have status -1", beams.size())};
  }
  if (nuclei.empty() && !nucleons.empty()) {
    nuclei.push_back(nucleons.front());
    nucleons.erase(nucleons.begin());
  }
  if (nuclei.size() != 1) {
    throw EventProblem{"not one target", fmt::format("{} tracks with status -1 can be one", nuclei.size())};
  }
  event.particles.push_back(beams[0]);
  event.particles.push_back(nuclei[0]);
  event.particles[1].status = Status::target;
  for (EventParticle& nucleon : nucleons) {
    nucleon.status = Status::struck_nucleon;
    nucleon.parent = 1;
    event.particles.push_back(nucleon);
  }
  for (const EventParticle& particle : particles) {
    if (particle.status != Status::beam) event.particles.push_back(particle);
  }
  complete_event(event, charged, [this](std::string_view convention, std::string_view what, const std::string& detail) {
    warn(convention, what, detail);
  });
  if (event.channel == Channel::cc_resonance && !event.charged_current) event.channel = Channel::nc_resonance;
  return event;
}

std::optional<NeutrinoEvent> NuanceFile::read_event() {
  in_event_ = false;
  NeutrinoEvent event;
  std::optional<bool> charged;
  std::vector<EventParticle> particles;
  bool vertex = false;
  std::string_view line;
  const auto finished = [&] {
    if (!vertex) throw EventProblem{"vertex missing", "no line \"vertex\" in the event"};
    return finish(std::move(event), std::move(particles), charged);
  };
  while (!stopped_) {
    if (!lines().next(line)) {
      stopped_ = true;
      if (inside_) throw EventProblem{"file ends too early", "in the middle of an event", {}, true};
      warn("", "line \"stop\" missing at the end");
      break;
    }
    Words words{line};
    const std::string_view keyword = keyword_of(words);
    if (keyword.empty() || keyword.front() == '#' || keyword == "info") continue;
    if (keyword == "stop") {
      if (inside_) throw EventProblem{"event without its end", "\"stop\" before \"end\""};
      stopped_ = true;
    } else if (keyword == "begin") {
      if (inside_) {
        lines().hold();
        inside_ = false;
        throw EventProblem{"event without its end", "\"begin\" before \"end\""};
      }
      inside_ = true;
    } else if (!inside_) {
      not_understood(line, "begin or stop");
    } else if (keyword == "nuance" || keyword == "genie" || keyword == "neut") {
      if (in_event_) {  // another vertex of the same begin and end
        lines().hold();
        return finished();
      }
      in_event_ = true;
      event.event_id = static_cast<std::uint64_t>(count_++);
      read_code(keyword, words.next(), event, charged);
    } else if (keyword == "end") {
      inside_ = false;
      if (!in_event_) {
        in_event_ = true;
        ++count_;
        throw EventProblem{"event without a reaction code", "no line \"nuance\""};
      }
      return finished();
    } else if (!in_event_) {
      not_understood(line, "nuance");
    } else if (keyword == "vertex") {
      read_vertex(words.rest(), event);
      vertex = true;
    } else if (keyword == "track") {
      if (particles.size() >= k_most_tracks) {
        throw EventProblem{"too many tracks in an event", fmt::format("more than {}", k_most_tracks)};
      }
      if (const auto particle = read_track(words.rest())) particles.push_back(*particle);
    } else {
      warn("", "line not known", shown(line));
    }
  }
  return std::nullopt;
}

}  // namespace wirebench::generator
