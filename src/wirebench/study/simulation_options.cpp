#include "wirebench/study/simulation_options.hpp"

#include <system_error>

#include "wirebench/transport/embedded/read_options.hpp"

namespace wirebench::study {

std::filesystem::path existing_file(ConfigTable& table, std::string_view key, const std::string& text,
                                    const std::filesystem::path& folder) {
  const auto path = std::filesystem::absolute(folder / text).lexically_normal();
  std::error_code code;  // of a name too long for the system, say: no such file either
  if (!std::filesystem::exists(path, code)) {
    table.fail(key, "no such file: " + path.string(), "paths in a study file are relative to the study file",
               "Correct the path.");
  }
  table.resolve(key, path.string());
  return path;
}

std::string engine_name(TransportEngine engine) {
  switch (engine) {
    case TransportEngine::file: return "file";
    case TransportEngine::embedded: return "embedded";
    case TransportEngine::geant4: return "geant4";
  }
  return "";
}

SimulationOptions read_simulation_options(ConfigTable& root, std::uint64_t seed, const std::filesystem::path& folder) {
  SimulationOptions options;
  ConfigTable transport = root.table("transport");
  // A file of deposits needs no engine to be named.
  const std::string_view fallback = transport.has("input") ? "file" : "embedded";
  const std::string engine = transport.choice("engine", {"embedded", "geant4", "file"}, fallback);
  if (engine == "file") {
    if (root.has("generator")) {
      root.fail("generator", "nothing to generate", "[transport] engine = \"file\" takes the events from a file",
                "Remove [generator], or choose the engine \"embedded\".");
    }
    options.engine = TransportEngine::file;
    options.deposits = existing_file(transport, "input", transport.string("input"), folder);
    return options;
  }
  ConfigTable generator = root.table("generator");
  const std::string_view source = generator.has("input") ? "file" : "embedded";
  if (generator.choice("source", {"embedded", "file"}, source) == "file") {
    options.events_file = existing_file(generator, "input", generator.string("input"), folder);
    options.skip_bad_events = generator.boolean("skip_bad_events", false);
    if (generator.choice("nuance_length", {"cm", "m"}, "cm") == "m") options.nuance_length = units::meter;
  } else {
    options.generator = generator::read_generator_options(generator, folder);
    options.generator.seed = seed;
  }
  options.transport = transport::embedded::read_embedded_options(transport);
  options.transport.seed = seed;
  if (engine == "geant4") {
    options.engine = TransportEngine::geant4;
    options.physics_list = transport.string("physics_list", options.physics_list);
  }
  // Geant4 takes many events at a time: they are kept, so that no later stage runs it again for a few of them.
  options.keep_deposits = transport.boolean("keep_deposits", options.engine == TransportEngine::geant4);
  return options;
}

}  // namespace wirebench::study
