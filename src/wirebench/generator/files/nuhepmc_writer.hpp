/// \file Writing NuHepMC 1.0 (arXiv:2310.13211), text form of HepMC 3, plain or gzip.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "wirebench/generator/event.hpp"
#include "wirebench/generator/event_source.hpp"
#include "wirebench/generator/generator.hpp"

namespace wirebench::generator {

/// Energy distribution of one kind of beam particle (G.C.4).
struct BeamDescription {
  std::vector<double> edges;    ///< MeV, rising; one: a single energy
  std::vector<double> content;  ///< neutrinos per MeV in any common unit, one less than edges
};

/// What a file says once for all its events.
struct RunDescription {
  /// Cross section on one target nucleus averaged over the flux, 1e-38 cm2 (G.C.2). With the event weights it turns
  /// counts into cross sections: sigma(selected) = this x sum of selected weights / sum of all weights. Above 0.
  double flux_averaged_cross_section = 0.0;
  std::map<nuclear::PdgCode, BeamDescription> beams;  ///< may be empty: G.C.4 is then not followed
  /// Configuration and other facts to make the events again, one line each (G.S.1): written as
  /// NuHepMC.Provenance.<key>. Keys without blanks.
  std::map<std::string, std::string> provenance;
};

/// The description of what the embedded generator makes: its cross section, its flux within the energy range, its
/// options.
[[nodiscard]] RunDescription describe_run(const Generator& generator);

/// Takes one event after the other.
using EventSink = std::function<void(const NeutrinoEvent&)>;

/// Writes a file: calls `produce` with the sink that adds an event. Compressed where the name ends in ".gz". Written
/// aside and renamed when `produce` has returned; if it throws, nothing is left. Equal events give equal bytes.
///
/// Events: beam and target first, parents before children; event_id at most 2^31 - 1 (HepMC's numbers) and rising.
/// Units MEV and MM, weight CV, lab_pos with the time in s (E.C.5), numbers so that they are read back exactly.
/// Vertices: 21 target -> struck nucleons and excited remnant (2009900000, documentation; V.C.1), 1 neutrino and struck
/// nucleons (or target) -> what the interaction makes, 22 a hadron's interaction on its way out, 23 decay, 24 the
/// remnant and the hadrons it absorbed -> what the nucleus leaves. The final state has nuclei with their own codes and
/// momenta, so P.C.2 is about the documentation line only. Followed conventions: G.C.2, G.C.4, E.C.1, E.C.5, V.C.1,
/// P.C.1, P.C.2, G.S.1, G.S.2. Errors: Error(failed) when the file cannot be written or an event number is too large.
void write_nuhepmc(const std::filesystem::path& path, const RunDescription& run,
                   const std::function<void(const EventSink&)>& produce);

/// Writes all events of a source; returns how many.
std::uint64_t write_nuhepmc(const std::filesystem::path& path, const RunDescription& run, EventSource& events);

/// Writes the events of `parts`, which are files of write_nuhepmc() with one run description, one behind the other into
/// `out`: the bytes are those of one call with all events. Returns their number. Precondition: at least one part.
/// Errors: Error(usage) when a part is missing; Error(failed) when it is cut or damaged, its run description is another
/// than the first part's, or the file cannot be written.
std::uint64_t merge_nuhepmc(std::span<const std::filesystem::path> parts, const std::filesystem::path& out);

}  // namespace wirebench::generator
