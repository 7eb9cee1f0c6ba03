#include "wirebench/generator/files/nuhepmc_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "wirebench/core/error.hpp"
#include "wirebench/generator/files/event_checks.hpp"
#include "wirebench/generator/files/nuhepmc_conventions.hpp"
#include "wirebench/generator/files/words.hpp"

namespace wirebench::generator {
namespace {

constexpr const char* k_processes = "NuHepMC.ProcessIDs";
constexpr const char* k_vertex_statuses = "NuHepMC.VertexStatusIDs";
constexpr const char* k_particle_statuses = "NuHepMC.ParticleStatusIDs";

std::set<std::int64_t> integers(const std::string* text) {
  std::set<std::int64_t> result;
  if (text == nullptr) return result;
  Words words{*text};
  for (std::string_view word = words.next(); !word.empty(); word = words.next()) {
    if (const auto value = to_integer<std::int64_t>(word)) result.insert(*value);
  }
  return result;
}

/// A number an event's attribute holds; nothing when there is none.
std::optional<double> number_of(const HepMCEvent& raw, std::string_view name) {
  const auto found = raw.attributes.find(name);
  if (found == raw.attributes.end()) return std::nullopt;
  Words words{found->second};
  const auto value = to_number(words.next());
  if (!value) throw EventProblem{"line not understood", fmt::format("{} is not a finite number", name)};
  return value;
}

/// The vertices of an event by their numbers.
struct Graph {
  explicit Graph(const HepMCEvent& raw) {
    for (const HepMCVertex& vertex : raw.vertices) by_id.emplace(vertex.id, &vertex);
  }
  [[nodiscard]] const HepMCVertex* origin(const HepMCParticle& particle) const {
    const auto found = by_id.find(particle.origin);
    return found == by_id.end() ? nullptr : found->second;
  }
  std::map<std::int32_t, const HepMCVertex*> by_id;
};

}  // namespace

NuHepMCFile::NuHepMCFile(LineReader lines, EventFileOptions options)
    : EventFile{std::move(lines), std::move(options)}, text_{this->lines()} {
  try {
    run_ = text_.read_run();
    start_run();
  } catch (const EventProblem& problem) {
    throw to_error(problem);
  }
}

const std::string* NuHepMCFile::attribute(std::string_view name) const {
  const auto found = run_.attributes.find(name);
  return found == run_.attributes.end() ? nullptr : &found->second;
}

bool NuHepMCFile::follows(std::string_view convention) const {
  const std::string* const list = attribute("NuHepMC.Conventions");
  if (list == nullptr) return false;
  Words words{*list};
  for (std::string_view word = words.next(); !word.empty(); word = words.next()) {
    if (word == convention) return true;
  }
  return false;
}

std::string NuHepMCFile::form() const {
  const std::string* const major = attribute("NuHepMC.Version.Major");
  const std::string* const minor = attribute("NuHepMC.Version.Minor");
  const std::string* const patch = attribute("NuHepMC.Version.Patch");
  if (major == nullptr || minor == nullptr || patch == nullptr) return "HepMC 3 text";
  return fmt::format("NuHepMC {}.{}.{}", major->substr(0, 8), minor->substr(0, 8), patch->substr(0, 8));
}

void NuHepMCFile::check_identifiers(const char* list, const char* info, std::string_view convention) {
  const std::string* const ids = attribute(list);
  if (ids == nullptr) {
    warn(convention, fmt::format("{} missing", list));
    return;
  }
  for (const std::int64_t id : integers(ids)) {
    for (const char* const part : {"Name", "Description"}) {
      const std::string name = fmt::format("NuHepMC.{}[{}].{}", info, id, part);
      const std::string* const text = attribute(name);
      // The additional particles of G.R.11 need a name only.
      if (convention == "G.R.11" && std::string_view{part} == "Description") continue;
      if (text == nullptr || text->empty()) warn(convention, fmt::format("{}[...].{} missing", info, part), name);
    }
  }
}

void NuHepMCFile::start_run() {
  const auto major = integers(attribute("NuHepMC.Version.Major"));
  if (major.empty() || attribute("NuHepMC.Version.Minor") == nullptr || attribute("NuHepMC.Version.Patch") == nullptr) {
    warn("G.R.2", "NuHepMC version missing", "read as NuHepMC 1.0 as far as it goes");
  } else if (*major.begin() == 0) {
    warn("G.R.2", "NuHepMC version before 1.0", "read as NuHepMC 1.0 as far as it goes");
  } else if (*major.begin() != nuhepmc::k_major) {
    throw EventProblem{"NuHepMC version not known", fmt::format("{}, known is 1", *major.begin()), "G.R.2", true};
  }
  own_ = false;
  if (run_.tools.empty()) warn("G.R.3", "no generator named");
  for (const auto& tool : run_.tools) {
    if (tool[0].empty() || tool[1].empty()) warn("G.R.3", "generator without name or version");
    own_ = own_ || tool[0] == nuhepmc::k_tool;
  }
  if (attribute("NuHepMC.Conventions") == nullptr) warn("G.R.4", "NuHepMC.Conventions missing");
  const std::string* const average = attribute("NuHepMC.FluxAveragedTotalCrossSection");
  if (average == nullptr && !follows("E.C.4")) {
    warn("G.R.5", "flux-averaged total cross section missing", "neither G.C.2 nor E.C.4");
  } else if (average != nullptr && !to_number(*average)) {
    warn("G.R.5", "flux-averaged total cross section is not a number", shown(*average));
  }
  for (const char* const name : {"NuHepMC.Units.CrossSection.Unit", "NuHepMC.Units.CrossSection.TargetScale"}) {
    if (attribute(name) == nullptr) warn("G.R.6", fmt::format("{} missing", name));
  }
  const auto central = std::find(run_.weights.begin(), run_.weights.end(), "CV");
  central_value_ = 0;
  if (central != run_.weights.end()) {
    central_value_ = static_cast<std::size_t>(central - run_.weights.begin());
  } else if (run_.weights.size() > 1) {
    throw EventProblem{"no weight CV among several", fmt::format("{} weights are named", run_.weights.size()), "G.R.7",
                       true};
  } else {
    warn("G.R.7", "no weight CV",
         run_.weights.empty() ? "a single weight is taken for it, none for 1" : "the only weight is taken");
  }
  check_identifiers(k_processes, "ProcessInfo", "G.R.8");
  check_identifiers(k_vertex_statuses, "VertexStatusInfo", "G.R.9");
  check_identifiers(k_particle_statuses, "ParticleStatusInfo", "G.R.10");
  check_identifiers("NuHepMC.AdditionalParticleNumbers", "AdditionalParticleNumber", "G.R.11");
  processes_ = integers(attribute(k_processes));
  vertex_statuses_ = integers(attribute(k_vertex_statuses));
  particle_statuses_ = integers(attribute(k_particle_statuses));
  by_block_ = follows("E.C.1");
  struck_nucleons_ = follows("P.C.1");
  separations_ = follows("V.C.1");
}

void NuHepMCFile::set_weight(const HepMCEvent& raw, NeutrinoEvent& event) {
  if (run_.weights.empty() ? raw.weights.size() > 1 : raw.weights.size() != run_.weights.size()) {
    throw EventProblem{"number of weights differs",
                       fmt::format("{} named, {} in the event", run_.weights.size(), raw.weights.size()), "G.R.7"};
  }
  event.weight = raw.weights.empty() ? 1.0 : raw.weights[central_value_];
}

void NuHepMCFile::set_position(const HepMCEvent& raw, const HepMCVertex& primary, NeutrinoEvent& event) {
  auto found = raw.attributes.find("lab_pos");
  if (found == raw.attributes.end()) {
    found = raw.attributes.find("LabPos");
    if (found != raw.attributes.end()) warn("E.R.5", "lab_pos under its old name");
  }
  if (found != raw.attributes.end()) {
    std::vector<double> values;
    Words words{found->second};
    bool good = true;
    while (good && !words.rest().empty()) {
      const auto value = to_number(words.next());
      good = value && values.size() < 4;
      if (good) values.push_back(*value);
    }
    if (!good || values.size() < 3) {
      throw EventProblem{"lab_pos not understood", shown(found->second) + ": three or four finite numbers expected",
                         "E.R.5"};
    }
    event.vertex = raw.length_unit * Vector3{values[0], values[1], values[2]};
    constexpr double second = 1.0e9;  // ns
    if (values.size() == 4) event.time = second * values[3];
    return;
  }
  constexpr double light_speed = 299.792458;  // mm/ns, exact
  warn("E.R.5", "lab_pos missing", "the position of event or vertex is taken");
  const auto& position = raw.position ? raw.position : primary.position;
  if (!position) return;
  event.vertex = {(*position)[0], (*position)[1], (*position)[2]};
  event.time = (*position)[3] / light_speed;
}

Status NuHepMCFile::status_of(const HepMCParticle& particle) {
  switch (particle.status) {
    case 1: return Status::final_state;
    case 2: return Status::decayed;
    case 3: return Status::documentation;
    case 4: return Status::beam;
    case 20: return Status::target;
    case 21:
      if (struck_nucleons_ || particle_statuses_.contains(21)) return Status::struck_nucleon;
      break;
    default: break;
  }
  if (particle.status <= 0 || (particle.status >= 5 && particle.status <= 19)) {
    warn("P.R.1", "reserved particle status", fmt::format("{}", particle.status));
  } else if (particle.status <= 200 && !particle_statuses_.contains(particle.status)) {
    warn("G.R.10", "particle status not described", fmt::format("{}", particle.status));
  }
  return Status::documentation;
}

NuHepMCFile::Incoming NuHepMCFile::find_incoming(const HepMCEvent& raw, std::vector<Status>& statuses) {
  std::vector<std::size_t> beams, targets;
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    if (statuses[i] == Status::beam) beams.push_back(i);
    if (statuses[i] == Status::target) targets.push_back(i);
  }
  if (beams.size() == 2 && targets.empty()) {
    // HepMC 3 without NuHepMC knows incoming particles only.
    const std::size_t second = is_neutrino(raw.particles[beams[0]].pdg) ? 1 : 0;
    warn("E.R.7", "target has the status of a beam", nuclear::particle_name(raw.particles[beams[second]].pdg));
    targets.push_back(beams[second]);
    statuses[beams[second]] = Status::target;
    beams.erase(beams.begin() + static_cast<std::ptrdiff_t>(second));
  }
  if (beams.size() != 1 || targets.size() != 1) {
    throw EventProblem{"not one beam and one target particle",
                       fmt::format("{} with status 4 and {} with status 20", beams.size(), targets.size()), "E.R.7"};
  }
  return {beams[0], targets[0]};
}

void NuHepMCFile::check_status(const HepMCVertex& vertex) {
  if (vertex.status <= 0) {
    warn("E.R.6", "vertex status not defined", fmt::format("{}", vertex.status));
  } else if (vertex.status >= 3 && vertex.status <= 20) {
    warn("V.R.1", "reserved vertex status", fmt::format("{}", vertex.status));
  } else if (vertex.status >= 21 && !vertex_statuses_.contains(vertex.status) &&
             !(vertex.status == nuhepmc::vertex::separation && separations_)) {
    warn("G.R.9", "vertex status not described", fmt::format("{}", vertex.status));
  }
}

const HepMCVertex& NuHepMCFile::find_primary(const HepMCEvent& raw, std::size_t beam) {
  const auto number_of_beam = static_cast<std::int32_t>(beam + 1);
  const HepMCVertex* primary = nullptr;
  const HepMCVertex* of_beam = nullptr;
  for (const HepMCVertex& vertex : raw.vertices) {
    const auto& incoming = vertex.incoming;
    if (std::find(incoming.begin(), incoming.end(), number_of_beam) != incoming.end()) of_beam = &vertex;
    if (vertex.status != nuhepmc::vertex::primary) {
      check_status(vertex);
      continue;
    }
    if (primary != nullptr) throw EventProblem{"several primary vertices", "one event has one interaction", "E.R.6"};
    primary = &vertex;
  }
  if (primary != nullptr) return *primary;
  if (of_beam == nullptr) {
    throw EventProblem{"primary vertex missing", "no vertex with status 1, none that the beam enters", "E.R.6"};
  }
  warn("E.R.6", "primary vertex not marked", "the beam's vertex is taken");
  return *of_beam;
}

void NuHepMCFile::take_particles(const HepMCEvent& raw, const std::vector<Status>& statuses, const Incoming& incoming,
                                 const HepMCVertex& primary, NeutrinoEvent& event) const {
  // Beam and target first, then the others in the file's order; remnants' place is taken by the target.
  std::vector<std::int32_t> index(raw.particles.size(), -1);
  event.particles.reserve(raw.particles.size());
  const auto take = [&](std::size_t i) {
    index[i] = static_cast<std::int32_t>(event.particles.size());
    event.particles.push_back({raw.particles[i].pdg, statuses[i], raw.particles[i].momentum, -1});
  };
  take(incoming.beam);
  take(incoming.target);
  for (std::size_t i = 0; i < raw.particles.size(); ++i) {
    const bool own_remnant = own_ && raw.particles[i].pdg == k_nuclear_remnant && statuses[i] == Status::documentation;
    if (index[i] < 0 && !own_remnant) take(i);
  }

  const auto at = [&index](std::int32_t number) { return index[static_cast<std::size_t>(number - 1)]; };
  const Graph graph{raw};
  for (std::size_t i = 0; i < raw.particles.size(); ++i) {
    if (index[i] < 2) continue;
    std::int32_t parent = -1;
    const HepMCVertex* const vertex = graph.origin(raw.particles[i]);
    if (raw.particles[i].origin > 0) {
      parent = at(raw.particles[i].origin);
    } else if (vertex != nullptr && vertex != &primary) {
      if (own_ && vertex->status == nuhepmc::vertex::deexcitation) {
        parent = 1;
      } else if (vertex->incoming.size() == 1) {
        parent = at(vertex->incoming[0]);
      }
    }
    const bool from_beam = parent == 0;               // the interaction
    const bool without_meaning = parent >= index[i];  // parents come first
    event.particles[static_cast<std::size_t>(index[i])].parent = from_beam || without_meaning ? -1 : parent;
  }
}

nuhepmc::Process NuHepMCFile::process_of(const HepMCEvent& raw) {
  auto id = raw.attributes.find("signal_process_id");
  if (id == raw.attributes.end()) id = raw.attributes.find("ProcID");  // its name before 1.0
  if (id == raw.attributes.end()) {
    warn("E.R.3", "signal_process_id missing", "the channel is not known");
    return {};
  }
  Words words{id->second};
  const auto value = to_integer<std::int64_t>(words.next());
  if (!value) throw EventProblem{"signal_process_id is not a number", shown(id->second), "E.R.3"};
  if (!processes_.contains(*value)) warn("G.R.8", "process not described", fmt::format("{}", *value));
  const std::string* const name = attribute(fmt::format("NuHepMC.ProcessInfo[{}].Name", *value));
  return nuhepmc::process(*value, name != nullptr ? *name : std::string{}, by_block_);
}

NeutrinoEvent NuHepMCFile::interpret(const HepMCEvent& raw) {
  if (!raw.has_units) throw EventProblem{"units missing", "no line U", "E.R.4"};
  if (raw.number < 0) throw EventProblem{"event number below zero", fmt::format("{}", raw.number), "E.R.2"};
  if (last_number_ && raw.number <= *last_number_) {
    warn("E.R.2", "event numbers do not rise", fmt::format("{} after {}", raw.number, *last_number_));
  }
  last_number_ = raw.number;

  NeutrinoEvent event;
  event.event_id = static_cast<std::uint64_t>(raw.number);
  set_weight(raw, event);
  std::vector<Status> statuses;
  statuses.reserve(raw.particles.size());
  for (const HepMCParticle& particle : raw.particles) statuses.push_back(status_of(particle));
  const Incoming incoming = find_incoming(raw, statuses);
  const HepMCVertex& primary = find_primary(raw, incoming.beam);
  set_position(raw, primary, event);
  take_particles(raw, statuses, incoming, primary, event);
  const nuhepmc::Process process = process_of(raw);
  event.channel = process.channel;
  event.q_squared = number_of(raw, nuhepmc::k_q_squared).value_or(0.0);
  event.invariant_mass = number_of(raw, nuhepmc::k_invariant_mass).value_or(0.0);
  event.cross_section = own_ ? number_of(raw, nuhepmc::k_current_cross_section).value_or(0.0) : 0.0;
  complete_event(event, process.charged_current,
                 [this](std::string_view convention, std::string_view what, const std::string& detail) {
                   warn(convention, what, detail);
                 });
  return event;
}

std::optional<NeutrinoEvent> NuHepMCFile::read_event() {
  const auto raw = text_.read_event(run_);
  if (text_.take_run_changed()) start_run();
  if (!raw) return std::nullopt;
  return interpret(*raw);
}

}  // namespace wirebench::generator
