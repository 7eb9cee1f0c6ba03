#include "wirebench/generator/files/hepmc_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "wirebench/generator/files/nuhepmc_conventions.hpp"
#include "wirebench/generator/files/words.hpp"

namespace wirebench::generator {
namespace {

constexpr std::string_view k_head = "HepMC::Asciiv3-START_EVENT_LISTING";
/// Attributes of an event that are kept: NuHepMC's, their names before 1.0, and wirebench's own.
constexpr std::array<std::string_view, 7> k_kept{"signal_process_id",
                                                 "lab_pos",
                                                 "LabPos",
                                                 "ProcID",
                                                 nuhepmc::k_q_squared,
                                                 nuhepmc::k_invariant_mass,
                                                 nuhepmc::k_current_cross_section};

constexpr std::string_view k_tail = "HepMC::Asciiv3-END_EVENT_LISTING";

[[noreturn]] void not_understood(std::string_view line, std::string_view wanted) {
  throw EventProblem{"line not understood", fmt::format("{}: {} expected", shown(line), wanted)};
}

/// "\|" stands for the end of a line, "\\" for a backslash.
std::string unescaped(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      ++i;
      result += text[i] == '|' ? '\n' : text[i];
    } else {
      result += text[i];
    }
  }
  return result;
}

double number(Words& words, std::string_view line, std::string_view wanted) {
  const auto value = to_number(words.next());
  if (!value) not_understood(line, wanted);
  return *value;
}

template <class Integer>
Integer integer(Words& words, std::string_view line, std::string_view wanted) {
  const auto value = to_integer<Integer>(words.next());
  if (!value) not_understood(line, wanted);
  return *value;
}

std::array<double, 4> four(Words& words, std::string_view line) {
  std::array<double, 4> values{};
  for (double& value : values) value = number(words, line, "four finite numbers behind '@'");
  return values;
}

/// The rest of the line behind a '@', when there is one. A blank behind it may be missing.
std::optional<std::array<double, 4>> position(std::string_view rest, std::string_view line) {
  const std::size_t at = rest.find('@');
  if (at == std::string_view::npos) return std::nullopt;
  Words words{rest.substr(at + 1)};
  return four(words, line);
}

void scale(std::optional<std::array<double, 4>>& values, double unit) {
  if (!values) return;
  for (double& value : *values) value *= unit;
}

}  // namespace

void HepMCText::read_run_line(std::string_view line, HepMCRun& run) {
  const std::string_view rest = line.size() > 2 ? line.substr(2) : std::string_view{};
  const auto account = [this](std::size_t bytes, std::size_t records) {
    attribute_bytes_ += bytes;
    if (attribute_bytes_ > k_most_attribute_bytes || records > k_most_attributes) {
      throw EventProblem{"run information too large",
                         fmt::format("more than {} records or {} bytes", k_most_attributes, k_most_attribute_bytes),
                         {},
                         true};
    }
  };
  switch (line.front()) {
    case 'W': {
      account(rest.size(), 0);
      run.weights.clear();
      std::string names = unescaped(rest);
      std::replace(names.begin(), names.end(), '\n', ' ');
      Words words{names};
      for (std::string_view name = words.next(); !name.empty(); name = words.next()) run.weights.emplace_back(name);
      account(0, run.weights.size());
      return;
    }
    case 'T': {
      account(rest.size(), run.tools.size());
      const std::string text = unescaped(rest);
      std::array<std::string, 3> tool;
      std::size_t begin = 0;
      for (std::size_t i = 0; i < tool.size() && begin <= text.size(); ++i) {
        const std::size_t end = i + 1 < tool.size() ? text.find('\n', begin) : std::string::npos;
        tool[i] = text.substr(begin, end == std::string::npos ? end : end - begin);
        begin = end == std::string::npos ? text.size() + 1 : end + 1;
      }
      run.tools.push_back(std::move(tool));
      return;
    }
    case 'A': {
      Words words{rest};
      const std::string_view name = words.next();
      if (name.empty()) not_understood(line, "the name of an attribute");
      if (!name.starts_with("NuHepMC.") || name.starts_with("NuHepMC.Provenance")) return;
      account(rest.size(), run.attributes.size());
      run.attributes[std::string{name}] = unescaped(words.rest());
      return;
    }
    default: not_understood(line, "W, T, A or E");
  }
}

HepMCRun HepMCText::read_run() {
  HepMCRun run;
  bool head = false;
  std::string_view line;
  while (lines_.next(line)) {
    if (line.empty()) continue;
    if (line.starts_with("HepMC::Version")) continue;
    if (line == k_head) {
      head = true;
      continue;
    }
    if (line == k_tail) {
      closed_ = true;
      return run;
    }
    if (!head) {
      throw EventProblem{"not HepMC 3 text",
                         fmt::format("{}; HepMC 2 and other forms have to be converted first", shown(line)),
                         {},
                         true};
    }
    if (line.size() < 2 || line[1] != ' ') not_understood(line, "W, T, A or E and a blank");
    if (line.front() == 'E') {
      lines_.hold();
      return run;
    }
    read_run_line(line, run);
  }
  throw EventProblem{"file ends too early", "no event and no closing line", {}, true};
}

HepMCEvent HepMCText::begin_event(std::string_view line, std::int64_t& vertices, std::int64_t& particles) {
  HepMCEvent event;
  incoming_ = 0;
  Words words{line.substr(1)};
  constexpr std::string_view wanted = "E, event number, number of vertices and of particles";
  event.number = integer<std::int64_t>(words, line, wanted);
  number_ = event.number;
  vertices = integer<std::int64_t>(words, line, wanted);
  particles = integer<std::int64_t>(words, line, wanted);
  if (vertices < 0 || particles < 0 || std::max(vertices, particles) > static_cast<std::int64_t>(k_most_particles)) {
    throw EventProblem{"impossible number of particles or vertices",
                       fmt::format("{} and {}, at most {}", particles, vertices, k_most_particles)};
  }
  event.position = position(words.rest(), line);
  return event;
}

void HepMCText::read_units(std::string_view line, HepMCEvent& event) {
  Words words{line.substr(1)};
  const std::string_view energy = words.next();
  const std::string_view length = words.next();
  if ((energy != "MEV" && energy != "GEV") || (length != "MM" && length != "CM")) {
    not_understood(line, "U, MEV or GEV, MM or CM");
  }
  if (!event.particles.empty()) throw EventProblem{"units behind particles", ""};
  event.has_units = true;
  event.energy_unit = energy == "MEV" ? 1.0 : 1000.0;
  event.length_unit = length == "MM" ? 1.0 : 10.0;
}

void HepMCText::read_weights(std::string_view line, HepMCEvent& event) {
  Words words{line.substr(1)};
  event.weights.clear();
  while (!words.rest().empty()) {
    event.weights.push_back(number(words, line, "finite weights"));
    if (event.weights.size() > k_most_attributes) throw EventProblem{"too many weights", ""};
  }
}

void HepMCText::read_attribute(std::string_view line, HepMCEvent& event) {
  Words words{line.substr(1)};
  const auto owner = integer<std::int64_t>(words, line, "A, number of the particle or vertex, name and value");
  const std::string_view name = words.next();
  if (name.empty()) not_understood(line, "the name of an attribute");
  // Those of particles and vertices say nothing that is used here; keeping all would let a file fill the memory.
  if (owner != 0 || std::find(k_kept.begin(), k_kept.end(), name) == k_kept.end()) return;
  event.attributes[std::string{name}] = unescaped(words.rest());
}

void HepMCText::read_particle(std::string_view line, HepMCEvent& event) {
  Words words{line.substr(1)};
  constexpr std::string_view wanted = "P, number, origin, code, px, py, pz, E, mass and status, all finite";
  const auto id = integer<std::int64_t>(words, line, wanted);
  if (id != static_cast<std::int64_t>(event.particles.size()) + 1) {
    throw EventProblem{"particles not in their order", fmt::format("{} after {}", id, event.particles.size())};
  }
  if (event.particles.size() >= k_most_particles) {
    throw EventProblem{"impossible number of particles or vertices", fmt::format("more than {}", k_most_particles)};
  }
  HepMCParticle particle;
  particle.origin = integer<std::int32_t>(words, line, wanted);
  particle.pdg = integer<std::int32_t>(words, line, wanted);
  auto& p = particle.momentum;
  for (double* const value : {&p.momentum.x, &p.momentum.y, &p.momentum.z, &p.energy}) {
    *value = event.energy_unit * number(words, line, wanted);
  }
  static_cast<void>(number(words, line, wanted));  // the mass: follows from the above
  particle.status = integer<std::int32_t>(words, line, wanted);
  event.particles.push_back(particle);
}

void HepMCText::read_vertex(std::string_view line, HepMCEvent& event) {
  constexpr std::string_view wanted = "V, number below 0, status, [particles] and perhaps @ x y z t";
  Words words{line.substr(1)};
  HepMCVertex vertex;
  vertex.id = integer<std::int32_t>(words, line, wanted);
  vertex.status = integer<std::int32_t>(words, line, wanted);
  if (vertex.id >= 0) not_understood(line, wanted);
  if (event.vertices.size() >= k_most_particles) {
    throw EventProblem{"impossible number of particles or vertices", fmt::format("more than {}", k_most_particles)};
  }
  std::string_view rest = words.rest();
  const std::size_t close = rest.find(']');
  if (!rest.starts_with('[') || close == std::string_view::npos) not_understood(line, wanted);
  std::string_view list = rest.substr(1, close - 1);
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    Words one{list.substr(0, comma)};
    const auto incoming = integer<std::int32_t>(one, line, wanted);
    if (!one.rest().empty() || incoming <= 0) not_understood(line, wanted);
    vertex.incoming.push_back(incoming);
    if (++incoming_ > k_most_particles) {
      throw EventProblem{"impossible number of particles or vertices",
                         fmt::format("more than {} enter vertices", k_most_particles)};
    }
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
  }
  vertex.position = position(rest.substr(close + 1), line);
  event.vertices.push_back(std::move(vertex));
}

void HepMCText::check(const HepMCEvent& event, std::int64_t vertices, std::int64_t particles) {
  const auto count = static_cast<std::int64_t>(event.particles.size());
  if (count != particles) {
    throw EventProblem{"number of particles differs", fmt::format("{} announced, {} there", particles, count)};
  }
  std::set<std::int32_t> explicit_vertices;
  std::set<std::int32_t> used;  // particles that enter a vertex
  for (const HepMCVertex& vertex : event.vertices) {
    if (!explicit_vertices.insert(vertex.id).second) {
      throw EventProblem{"vertex written twice", fmt::format("number {}", vertex.id)};
    }
    for (const std::int32_t incoming : vertex.incoming) {
      if (incoming > count)
        throw EventProblem{"vertex of a particle that is not there", fmt::format("particle {}", incoming)};
      if (!used.insert(incoming).second) {
        throw EventProblem{"particle enters two vertices", fmt::format("particle {}", incoming)};
      }
    }
  }
  std::set<std::int32_t> implicit_vertices;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int32_t origin = event.particles[static_cast<std::size_t>(i)].origin;
    if (origin > count || origin == i + 1) {
      throw EventProblem{"origin that is not there", fmt::format("particle {} comes from {}", i + 1, origin)};
    }
    if (origin < 0 && !explicit_vertices.contains(origin)) {
      throw EventProblem{"origin that is not there", fmt::format("particle {} comes from vertex {}", i + 1, origin)};
    }
    if (origin > 0) {
      implicit_vertices.insert(origin);
      if (used.contains(origin)) {
        throw EventProblem{"particle enters two vertices", fmt::format("particle {}", origin)};
      }
    }
  }
  const auto all = static_cast<std::int64_t>(explicit_vertices.size() + implicit_vertices.size());
  if (all != vertices) {
    throw EventProblem{"number of vertices differs", fmt::format("{} announced, {} there", vertices, all)};
  }
}

std::optional<HepMCEvent> HepMCText::read_event(HepMCRun& run) {
  number_.reset();
  std::string_view line;
  for (;;) {
    if (!lines_.next(line)) {
      if (closed_) return std::nullopt;
      closed_ = true;
      throw EventProblem{"file ends too early", fmt::format("the closing line {} is missing", k_tail), {}, true};
    }
    if (line.empty()) continue;
    if (line == k_tail) {
      closed_ = true;
      continue;
    }
    if (line.starts_with("HepMC::Version") || line == k_head) {  // another file behind this one
      lines_.hold();
      attribute_bytes_ = 0;
      closed_ = false;
      run = read_run();
      run_changed_ = true;
      continue;
    }
    if (line.size() < 2 || line.front() != 'E' || line[1] != ' ') not_understood(line, "an event or the closing line");
    break;
  }
  closed_ = false;
  std::int64_t vertices = 0;
  std::int64_t particles = 0;
  HepMCEvent event = begin_event(line, vertices, particles);
  for (;;) {
    if (!lines_.next(line)) {
      closed_ = true;
      throw EventProblem{"file ends too early", "in the middle of an event or without its closing line", {}, true};
    }
    if (line.empty()) continue;
    if (line.starts_with("HepMC::") || line.starts_with("E ")) {
      lines_.hold();
      break;
    }
    if (line.size() < 2 || line[1] != ' ') not_understood(line, "U, W, A, P, V or E and a blank");
    switch (line.front()) {
      case 'U': read_units(line, event); break;
      case 'W': read_weights(line, event); break;
      case 'A': read_attribute(line, event); break;
      case 'P': read_particle(line, event); break;
      case 'V': read_vertex(line, event); break;
      default: not_understood(line, "U, W, A, P, V or E");
    }
  }
  check(event, vertices, particles);
  scale(event.position, event.length_unit);
  for (HepMCVertex& vertex : event.vertices) scale(vertex.position, event.length_unit);
  return event;
}

void HepMCText::skip_to_event() {
  number_.reset();
  std::string_view line;
  while (lines_.next(line)) {
    if (line.starts_with("E ") || line.starts_with("HepMC::")) {
      lines_.hold();
      return;
    }
  }
  closed_ = true;  // that the end is missing was part of the problem
}

}  // namespace wirebench::generator
