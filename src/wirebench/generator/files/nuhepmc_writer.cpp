#include "wirebench/generator/files/nuhepmc_writer.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>
#include <memory>
#include <string_view>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/version.hpp"
#include "wirebench/generator/files/event_checks.hpp"
#include "wirebench/generator/files/line_reader.hpp"
#include "wirebench/generator/files/nuhepmc_conventions.hpp"

namespace wirebench::generator {
namespace {

using nuclear::FourVector;

constexpr std::string_view k_end_of_events = "HepMC::Asciiv3-END_EVENT_LISTING";

/// Bytes into a file, compressed or not.
class Output {
 public:
  Output(const std::filesystem::path& path, std::string shown_name, bool compressed) : name_{std::move(shown_name)} {
    errno = 0;
    // "T": without compression, as it is. zlib's header has no time in it, so that equal content gives equal bytes.
    file_.reset(gzopen(path.c_str(), compressed ? "wbe6" : "wbeT"));
    if (!file_) throw file_error("cannot write", name_, errno);
    gzbuffer(file_.get(), 1U << 17U);
  }

  void write(std::string_view text) {
    if (text.empty()) return;
    errno = 0;
    if (gzwrite(file_.get(), text.data(), static_cast<unsigned>(text.size())) != static_cast<int>(text.size())) {
      throw file_error("cannot write", name_, errno != 0 ? errno : EIO);
    }
  }

  void close() {
    errno = 0;
    if (gzclose_w(file_.release()) != Z_OK) throw file_error("cannot write", name_, errno != 0 ? errno : EIO);
  }

 private:
  struct Close {
    void operator()(gzFile file) const noexcept { gzclose_w(file); }
  };
  std::unique_ptr<std::remove_pointer_t<gzFile>, Close> file_;
  std::string name_;
};

/// The shortest text that is read back as the same number.
void append(std::string& text, double value) {
  std::array<char, 32> digits{};
  const auto [end, failed] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  WIREBENCH_ASSERT(failed == std::errc{});
  text.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

void append_words(std::string& text, const std::vector<double>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) text += ' ';
    append(text, values[i]);
  }
}

std::string escaped(std::string_view value) {
  std::string result;
  for (const char c : value) {
    if (c == '\\') {
      result += "\\\\";
    } else if (c == '\n') {
      result += "\\|";
    } else {
      result += c;
    }
  }
  return result;
}

std::string run_text(const RunDescription& run) {
  WIREBENCH_EXPECT(run.flux_averaged_cross_section > 0.0 && std::isfinite(run.flux_averaged_cross_section));
  std::map<std::string, std::string> attributes;  // HepMC writes them in this order
  attributes["NuHepMC.Version.Major"] = std::to_string(nuhepmc::k_major);
  attributes["NuHepMC.Version.Minor"] = std::to_string(nuhepmc::k_minor);
  attributes["NuHepMC.Version.Patch"] = std::to_string(nuhepmc::k_patch);
  std::string conventions = "G.C.2 E.C.1 E.C.5 V.C.1 P.C.1 P.C.2 G.S.2";
  if (!run.beams.empty()) conventions += " G.C.4";
  if (!run.provenance.empty()) conventions += " G.S.1";
  attributes["NuHepMC.Conventions"] = conventions;
  append(attributes["NuHepMC.FluxAveragedTotalCrossSection"], run.flux_averaged_cross_section);
  attributes["NuHepMC.Units.CrossSection.Unit"] = "10-38 cm2";
  attributes["NuHepMC.Units.CrossSection.TargetScale"] = "PerAtom";
  const auto describe = [&attributes](const char* list, const char* info, int id, std::string_view name,
                                      std::string_view description) {
    std::string& ids = attributes[list];
    ids += fmt::format("{}{}", ids.empty() ? "" : " ", id);
    attributes[fmt::format("NuHepMC.{}[{}].Name", info, id)] = name;
    attributes[fmt::format("NuHepMC.{}[{}].Description", info, id)] = description;
  };
  for (const Channel channel : nuhepmc::channels()) {
    describe("NuHepMC.ProcessIDs", "ProcessInfo", static_cast<int>(channel), channel_name(channel),
             nuhepmc::channel_description(channel));
  }
  for (const auto& status : nuhepmc::vertex_statuses()) {
    describe("NuHepMC.VertexStatusIDs", "VertexStatusInfo", status.id, status.name, status.description);
  }
  for (const auto& status : nuhepmc::particle_statuses()) {
    describe("NuHepMC.ParticleStatusIDs", "ParticleStatusInfo", status.id, status.name, status.description);
  }
  attributes["NuHepMC.AdditionalParticleNumbers"] = std::to_string(k_nuclear_remnant);
  attributes[fmt::format("NuHepMC.AdditionalParticleNumber[{}].Name", k_nuclear_remnant)] = "NuclearRemnant";
  attributes[fmt::format("NuHepMC.AdditionalParticleInfo[{}].Description", k_nuclear_remnant)] =
      "The excited nucleus between the interaction and its de-excitation; never in the final state";
  if (!run.beams.empty()) {
    attributes["NuHepMC.Beam.EnergyUnit"] = "MEV";
    attributes["NuHepMC.Beam.FluxUnit"] = "Arbitrary";
    for (const auto& [pdg, beam] : run.beams) {
      const std::string prefix = fmt::format("NuHepMC.Beam[{}].", pdg);
      if (beam.edges.size() == 1) {
        attributes[prefix + "Type"] = "MonoEnergetic";
        append(attributes[prefix + "MonoEnergetic.Energy"], beam.edges[0]);
        continue;
      }
      WIREBENCH_EXPECT(beam.edges.size() == beam.content.size() + 1);
      attributes[prefix + "Type"] = "Histogram";
      append_words(attributes[prefix + "Histogram.BinEdges"], beam.edges);
      append_words(attributes[prefix + "Histogram.BinContent"], beam.content);
      attributes[prefix + "Histogram.ContentIsPerWidth"] = "1";
    }
  }
  for (const auto& [key, value] : run.provenance) {
    WIREBENCH_EXPECT(!key.empty() && key.find_first_of(" \t\n") == std::string::npos);
    attributes["NuHepMC.Provenance." + key] = value;
  }

  std::string text = "HepMC::Version 3.02.05\nHepMC::Asciiv3-START_EVENT_LISTING\nW CV\n";
  text += fmt::format("T {}\\|{}\\|Neutrino interactions on argon\n", nuhepmc::k_tool, version::number);
  for (const auto& [name, value] : attributes) text += fmt::format("A {} {}\n", name, escaped(value));
  return text;
}

/// The graph of one event, numbered as HepMC numbers.
class EventGraph {
 public:
  explicit EventGraph(const NeutrinoEvent& event) : event_{event} {
    const auto& particles = event.particles;
    WIREBENCH_EXPECT(particles.size() >= 2 && particles[0].status == Status::beam &&
                     particles[1].status == Status::target);
    children_.resize(particles.size());
    nuclear_.resize(particles.size());
    bool from_nucleus = false;
    for (std::size_t i = 2; i < particles.size(); ++i) {
      const std::int32_t parent = particles[i].parent;
      WIREBENCH_EXPECT(parent >= -1 && parent < static_cast<std::int32_t>(i));
      if (particles[i].status == Status::struck_nucleon) {
        struck_.push_back(i);
        continue;
      }
      nuclear_[i] = parent == 1 || (parent >= 2 && nuclear_[static_cast<std::size_t>(parent)]);
      if (parent == 1) {
        from_nucleus = true;
      } else if (parent >= 2 && particles[static_cast<std::size_t>(parent)].status != Status::struck_nucleon) {
        children_[static_cast<std::size_t>(parent)] = true;
      }
    }
    number();
    if (from_nucleus) remnant_ = momentum_of_remnant();
  }

  void append_to(std::string& text) {
    std::string body;
    // Outside first, then each particle behind the vertex it comes from.
    write_particle(body, 0, 0);
    write_particle(body, 1, 0);
    const bool separated = !struck_.empty();
    if (separated) {
      const int vertex = open(body, nuhepmc::vertex::separation, {id_[1]});
      for (const std::size_t i : struck_) write_particle(body, i, vertex);
      if (remnant_) write_remnant(body, vertex);
    }
    std::vector<int> entering{id_[0]};
    if (!separated) entering.push_back(id_[1]);
    for (const std::size_t i : struck_) entering.push_back(id_[i]);
    const int primary = open(body, nuhepmc::vertex::primary, entering);
    if (!separated && remnant_) write_remnant(body, primary);
    std::map<std::size_t, int> ends;  // vertices of particles that became others
    int deexcitation = 0;
    for (const std::size_t i : order_) {
      const EventParticle& particle = event_.particles[i];
      const auto parent = static_cast<std::size_t>(std::max(particle.parent, 0));
      int vertex = primary;
      if (particle.parent == 1) {
        if (deexcitation == 0) deexcitation = open(body, nuhepmc::vertex::deexcitation, remnant_and_absorbed());
        vertex = deexcitation;
      } else if (particle.parent >= 2 && event_.particles[parent].status != Status::struck_nucleon) {
        int& end = ends[parent];
        if (end == 0) {
          const bool decayed = event_.particles[parent].status == Status::decayed;
          end = open(body, decayed ? nuhepmc::vertex::decay : nuhepmc::vertex::intranuclear, {id_[parent]});
        }
        vertex = end;
      }
      write_particle(body, i, vertex);
    }

    text += fmt::format("E {} {} {}\nU MEV MM\nW ", event_.event_id, vertices_, written_);
    append(text, event_.weight);
    text += "\nA 0 lab_pos ";
    append_words(text, {event_.vertex.x, event_.vertex.y, event_.vertex.z, event_.time / 1e9});
    text += fmt::format("\nA 0 signal_process_id {}\n", static_cast<int>(event_.channel));
    own(text, nuhepmc::k_current_cross_section, event_.cross_section);
    own(text, nuhepmc::k_invariant_mass, event_.invariant_mass);
    own(text, nuhepmc::k_q_squared, event_.q_squared);
    text += body;
  }

 private:
  void number() {
    id_.resize(event_.particles.size());
    id_[0] = 1;
    id_[1] = 2;
    int next = 3;
    for (const std::size_t i : struck_) id_[i] = next++;
    bool remnant = false;
    for (std::size_t i = 2; i < event_.particles.size(); ++i) {
      remnant = remnant || (event_.particles[i].parent == 1 && event_.particles[i].status != Status::struck_nucleon);
    }
    if (remnant) remnant_id_ = next++;
    for (std::size_t i = 2; i < event_.particles.size(); ++i) {
      if (event_.particles[i].status == Status::struck_nucleon) continue;
      order_.push_back(i);
      id_[i] = next++;
    }
  }

  /// Target without the struck nucleons; of a nucleus that stayed whole, what it leaves.
  [[nodiscard]] FourVector momentum_of_remnant() const {
    FourVector sum;
    if (!struck_.empty()) {
      sum = event_.particles[1].momentum;
      for (const std::size_t i : struck_) sum -= event_.particles[i].momentum;
      return sum;
    }
    for (const std::size_t i : order_) {
      if (event_.particles[i].parent == 1) sum += event_.particles[i].momentum;
    }
    return sum;
  }

  /// Hadrons that nothing is said to have come from ended in the nucleus.
  [[nodiscard]] std::vector<int> remnant_and_absorbed() const {
    std::vector<int> ids{remnant_id_};
    for (const std::size_t i : order_) {
      if (event_.particles[i].status == Status::documentation && !children_[i] && !nuclear_[i]) ids.push_back(id_[i]);
    }
    return ids;
  }

  [[nodiscard]] int open(std::string& body, int status, std::vector<int> entering) {
    std::sort(entering.begin(), entering.end());
    ++vertices_;
    body += fmt::format("V {} {} [{}]\n", -vertices_, status, fmt::join(entering, ","));
    return -vertices_;
  }

  void write_line(std::string& body, int id, int origin, nuclear::PdgCode pdg, const FourVector& p, double mass,
                  int status) {
    ++written_;
    WIREBENCH_ASSERT(id == written_);
    body += fmt::format("P {} {} {}", id, origin, pdg);
    for (const double value : {p.momentum.x, p.momentum.y, p.momentum.z, p.energy, mass}) {
      body += ' ';
      append(body, value);
    }
    body += fmt::format(" {}\n", status);
  }

  void write_particle(std::string& body, std::size_t i, int origin) {
    const EventParticle& particle = event_.particles[i];
    const bool outside = particle.status == Status::final_state || particle.status == Status::beam;
    const auto data =
        outside ? nuclear::find_particle(particle.pdg) : std::nullopt;  // the others may be off their mass
    write_line(body, id_[i], origin, particle.pdg, particle.momentum, data ? data->mass : particle.momentum.mass(),
               static_cast<int>(particle.status));
  }

  void write_remnant(std::string& body, int origin) {
    write_line(body, remnant_id_, origin, k_nuclear_remnant, *remnant_, remnant_->mass(), 3);
  }

  static void own(std::string& text, std::string_view name, double value) {
    if (value == 0.0) return;  // not known, or without meaning
    text += fmt::format("A 0 {} ", name);
    append(text, value);
    text += '\n';
  }

  const NeutrinoEvent& event_;
  std::vector<int> id_;         // number of each particle
  std::vector<bool> children_;  // whether something came from it
  std::vector<bool> nuclear_;   // whether it came from the remnant, directly or not
  std::vector<std::size_t> struck_;
  std::vector<std::size_t> order_;  // the others, behind beam and target
  std::optional<FourVector> remnant_;
  int remnant_id_ = 0;
  int vertices_ = 0;
  int written_ = 0;
};

std::string_view name_of(FluxKind kind) noexcept {
  switch (kind) {
    case FluxKind::dune_far_detector: return "DUNE far detector, neutrino mode, arXiv:2103.04797";
    case FluxKind::flat: return "flat";
    case FluxKind::single_energy: return "single energy";
    case FluxKind::table: return "table";
  }
  return "";
}

}  // namespace

RunDescription describe_run(const Generator& generator) {
  const GeneratorOptions& options = generator.options();
  const Flux& flux = generator.flux();
  RunDescription run;
  run.flux_averaged_cross_section = generator.flux_averaged_cross_section();
  const double low = options.energy_low.value();
  const double high = options.energy_high.value();
  for (std::size_t flavour = 0; flavour < k_flavours.size(); ++flavour) {
    const auto& bins = flux.bins[flavour];
    BeamDescription beam;
    if (flux.single_energy()) {
      if (bins[0] > 0.0) beam.edges = {flux.edges[0]};
    } else {
      for (std::size_t i = 0; i < bins.size(); ++i) {
        const double from = std::max(low, flux.edges[i]);
        const double to = std::min(high, flux.edges[i + 1]);
        if (!(from < to)) continue;
        if (beam.edges.empty()) beam.edges.push_back(from);
        beam.edges.push_back(to);
        beam.content.push_back(bins[i]);
      }
      if (std::none_of(beam.content.begin(), beam.content.end(), [](double value) { return value > 0.0; })) continue;
    }
    if (!beam.edges.empty()) run.beams[k_flavours[flavour]] = std::move(beam);
  }
  run.provenance["wirebench.commit"] = version::commit;
  run.provenance["wirebench.seed"] = std::to_string(options.seed);
  std::string classes;
  for (const EventClass one : options.classes)
    classes += fmt::format("{}{}", classes.empty() ? "" : " ", class_name(one));
  run.provenance["wirebench.classes"] = classes;
  run.provenance["wirebench.mixture"] = options.mixture == Mixture::balanced ? "balanced" : "flux";
  run.provenance["wirebench.flux"] = name_of(options.flux);
  run.provenance["wirebench.two_nucleon_share"] = fmt::format("{}", options.two_nucleon_share);
  run.provenance["wirebench.final_state_interactions"] = options.final_state_interactions ? "true" : "false";
  return run;
}

void write_nuhepmc(const std::filesystem::path& path, const RunDescription& run,
                   const std::function<void(const EventSink&)>& produce) {
  write_atomically(path, [&](const std::filesystem::path& temporary) {
    Output output{temporary, path.string(), path.extension() == ".gz"};
    output.write(run_text(run));
    std::string text;
    produce([&](const NeutrinoEvent& event) {
      if (event.event_id > static_cast<std::uint64_t>(std::numeric_limits<std::int32_t>::max())) {
        throw Error{ErrorKind::failed,
                    {"event number too large for HepMC", std::to_string(event.event_id), "at most 2147483647", ""}};
      }
      text.clear();
      EventGraph{event}.append_to(text);
      output.write(text);
    });
    output.write(std::string{k_end_of_events} + "\n\n");
    output.close();
  });
}

std::uint64_t write_nuhepmc(const std::filesystem::path& path, const RunDescription& run, EventSource& events) {
  std::uint64_t count = 0;
  write_nuhepmc(path, run, [&](const EventSink& sink) {
    while (const auto event = events.next()) {
      sink(*event);
      ++count;
    }
  });
  return count;
}

namespace {

/// A file of write_nuhepmc() in the pieces in which it was written.
class WrittenFile {
 public:
  explicit WrittenFile(const std::filesystem::path& path) : lines_{path} { head_ = piece(); }

  [[nodiscard]] const std::string& head() const noexcept { return head_; }

  /// The text of the next event; empty behind the last one.
  [[nodiscard]] std::string next() { return ended_ ? std::string{} : piece(); }

  [[noreturn]] void refuse(const std::string& what, const std::string& why) const {
    throw Error{ErrorKind::failed,
                {what, lines_.name(), why, "Merge the shards of one simulation, whole and unchanged."}};
  }

 private:
  /// All lines up to the next event, or the end of the events.
  std::string piece() {
    std::string text = std::move(first_line_);
    first_line_.clear();
    try {
      std::string_view line;
      while (lines_.next(line)) {
        ended_ = line == k_end_of_events;
        if (ended_) return text;
        if (line.starts_with("E ")) {
          first_line_.append(line).append(1, '\n');
          return text;
        }
        text.append(line).append(1, '\n');
      }
    } catch (const EventProblem& problem) {
      refuse("damaged shard of neutrino events", problem.what + ": " + problem.why);
    }
    refuse("cut shard of neutrino events", "its last line is missing");
  }

  LineReader lines_;
  std::string head_;
  std::string first_line_;  // of the next piece
  bool ended_ = false;
};

}  // namespace

std::uint64_t merge_nuhepmc(std::span<const std::filesystem::path> parts, const std::filesystem::path& out) {
  WIREBENCH_EXPECT(!parts.empty());
  std::uint64_t count = 0;
  write_atomically(out, [&](const std::filesystem::path& temporary) {
    Output output{temporary, out.string(), out.extension() == ".gz"};
    const std::string head = WrittenFile{parts.front()}.head();
    // Compressed bytes may depend on the pieces they are given in: these are the writer's own.
    output.write(head);
    for (const auto& path : parts) {
      WrittenFile part{path};
      if (part.head() != head) {
        part.refuse("shards that do not belong together",
                    "the run description differs from that of " + parts.front().string());
      }
      for (std::string event = part.next(); !event.empty(); event = part.next()) {
        output.write(event);
        ++count;
      }
    }
    output.write(std::string{k_end_of_events} + "\n\n");
    output.close();
  });
  return count;
}

}  // namespace wirebench::generator
