/// \file Where the events of a study come from: the [generator] and [transport] tables.
#pragma once

#include <filesystem>
#include <string>

#include "wirebench/core/config.hpp"
#include "wirebench/generator/generator_options.hpp"
#include "wirebench/transport/embedded/options.hpp"

namespace wirebench::study {

enum class TransportEngine {
  file,      ///< deposits are read: segments or voxels
  embedded,  ///< wirebench's own
  geant4,    ///< Geant4, in a program of its own
};

/// As in the configuration: "file", "embedded", "geant4".
[[nodiscard]] std::string engine_name(TransportEngine engine);

struct SimulationOptions {
  TransportEngine engine = TransportEngine::embedded;
  std::filesystem::path deposits;            ///< of TransportEngine::file
  std::filesystem::path events_file;         ///< a generator's events for the other engines; empty: they are generated
  bool skip_bad_events = false;              ///< of that file: leaves out and counts those that cannot be used
  Length nuance_length = units::centimeter;  ///< of that file: unit of vertices in tracker text
  generator::GeneratorOptions generator;     ///< used without such a file
  transport::embedded::EmbeddedOptions transport;
  std::string physics_list = "no-data";  ///< of TransportEngine::geant4, see transport::geant4::Geant4Options
  bool keep_deposits = false;            ///< writes a segments file before images are made
};

/// True when the number of events is the user's choice, not a file's.
[[nodiscard]] inline bool are_generated(const SimulationOptions& options) noexcept {
  return options.engine != TransportEngine::file && options.events_file.empty();
}

/// Reads both tables. `seed`: of generator and transport. Files are relative to `folder`; they are checked to exist.
/// With the engine "file" there is nothing to generate, and a [generator] table is an error.
/// Errors: Error(usage) with file, line and key.
[[nodiscard]] SimulationOptions read_simulation_options(ConfigTable& root, std::uint64_t seed,
                                                        const std::filesystem::path& folder);

/// A file named in a configuration, relative to `folder`, as a whole path; resolved() says that path too. `key` names
/// it in errors. Errors: Error(usage) when it is not there.
[[nodiscard]] std::filesystem::path existing_file(ConfigTable& table, std::string_view key, const std::string& text,
                                                  const std::filesystem::path& folder);

}  // namespace wirebench::study
