/// \file Runs a transport engine as a reference run was made and compares.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "wirebench/transport/engine.hpp"
#include "wirebench/validation/comparison.hpp"
#include "wirebench/validation/single_particle_run.hpp"

namespace wirebench::validation {

struct TransportValidationOptions {
  std::optional<std::uint64_t> events;  ///< absent: as many as the reference run has
  unsigned threads = 1;
  double step_limit = 3.0;  ///< mm, as the engine is set up; tells full steps
};

/// One reference file done.
struct RunValidation {
  SingleParticleRun reference;
  SingleParticleRun engine;      ///< with the wall time per event and thread as seconds_per_event
  std::vector<Comparison> rows;  ///< quantities of the reference, in its order; then what only the engine has
};

/// Files of a folder that hold a run of one particle, sorted by name; or the one file given, unless it is a table
/// (table_validation.hpp).
/// Errors: Error(usage) when there is none.
[[nodiscard]] std::vector<std::filesystem::path> find_runs(const std::filesystem::path& reference);

/// Files of a folder that are named like runs, of a particle that is not known.
[[nodiscard]] std::vector<std::filesystem::path> find_unknown_runs(const std::filesystem::path& reference);

/// Transports `events` primaries of a beam along +z from the origin and sums them up. Event numbers come from the beam,
/// so that runs differ in their random numbers. The result is the same for any number of threads.
[[nodiscard]] SingleParticleRun run_engine(const transport::Engine& engine, const Beam& beam, std::uint64_t events,
                                           const TransportValidationOptions& options);

/// Does the run again with `engine` and compares every number of the reference, and the numbers of particles that only
/// the engine has. Errors of the engine's numbers come
/// from leaving out one of 32 groups of events at a time (jackknife); those of the reference from its spread where the
/// file has one, else from the engine's, scaled to the number of events.
[[nodiscard]] RunValidation validate_run(const SingleParticleRun& reference, const transport::Engine& engine,
                                         const TransportValidationOptions& options);

}  // namespace wirebench::validation
