/// \file Reading NuHepMC 1.0 (arXiv:2310.13211), text form of HepMC 3, plain or gzip.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "wirebench/generator/files/event_file.hpp"
#include "wirebench/generator/files/hepmc_text.hpp"
#include "wirebench/generator/files/nuhepmc_conventions.hpp"

namespace wirebench::generator {

/// Events of a NuHepMC file, as far as possible also of HepMC 3 text that follows NuHepMC in part or in an older
/// version: each departure is a violation with the label of the requirement.
///
/// Errors of an event: no units; not one beam and one target particle; more than one primary vertex, or none that can
/// be found; numbers of weights that differ; what complete_event() refuses. Errors of the file: another major version
/// than 0 and 1, weights without "CV" where there are several. All else that is missing is a warning: run information,
/// process number (the channel is unknown), lab_pos (the position of event or vertex is taken, else 0), statuses out of
/// order.
///
/// Mapping: processes by E.C.1's blocks where the file follows E.C.1, coherent ones by their name; statuses 1, 2, 3, 4,
/// 20 and 21 as they are, others are documentation; a remnant (2009900000) becomes documentation, and what comes from
/// wirebench's own de-excitation vertex is said to come from the target. A particle from a vertex with several incoming
/// ones comes from the primary interaction (-1). lab_pos: the event's length unit, 4th entry seconds (E.C.5).
class NuHepMCFile final : public EventFile {
 public:
  /// Reads the run information. Errors: Error(failed) with file, line and reason.
  NuHepMCFile(LineReader lines, EventFileOptions options);

  [[nodiscard]] std::string form() const override;
  [[nodiscard]] const HepMCRun& run() const noexcept { return run_; }

 private:
  [[nodiscard]] std::optional<NeutrinoEvent> read_event() override;
  void resynchronize() override { text_.skip_to_event(); }
  [[nodiscard]] std::optional<std::int64_t> event_number() const override { return text_.event_number(); }

  /// Places of the particles that come in.
  struct Incoming {
    std::size_t beam;
    std::size_t target;
  };

  void start_run();
  void check_identifiers(const char* list, const char* info, std::string_view convention);
  [[nodiscard]] const std::string* attribute(std::string_view name) const;
  [[nodiscard]] bool follows(std::string_view convention) const;
  [[nodiscard]] NeutrinoEvent interpret(const HepMCEvent& raw);
  /// Corrects the status of a target that has a beam's.
  [[nodiscard]] Incoming find_incoming(const HepMCEvent& raw, std::vector<Status>& statuses);
  void check_status(const HepMCVertex& vertex);
  [[nodiscard]] const HepMCVertex& find_primary(const HepMCEvent& raw, std::size_t beam);
  void take_particles(const HepMCEvent& raw, const std::vector<Status>& statuses, const Incoming& incoming,
                      const HepMCVertex& primary, NeutrinoEvent& event) const;
  [[nodiscard]] nuhepmc::Process process_of(const HepMCEvent& raw);
  void set_weight(const HepMCEvent& raw, NeutrinoEvent& event);
  void set_position(const HepMCEvent& raw, const HepMCVertex& primary, NeutrinoEvent& event);
  [[nodiscard]] Status status_of(const HepMCParticle& particle);

  HepMCText text_;
  HepMCRun run_;
  std::size_t central_value_ = 0;     // index of the weight "CV"
  std::set<std::int64_t> processes_;  // those the run describes
  std::set<std::int64_t> vertex_statuses_;
  std::set<std::int64_t> particle_statuses_;
  bool by_block_ = false;         // E.C.1
  bool struck_nucleons_ = false;  // P.C.1
  bool separations_ = false;      // V.C.1
  bool own_ = false;              // written by wirebench
  std::optional<std::int64_t> last_number_;
};

}  // namespace wirebench::generator
