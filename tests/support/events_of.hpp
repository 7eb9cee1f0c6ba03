/// \file Simulation options that take the events from a file of deposits.
#pragma once

#include <filesystem>

#include "wirebench/study/simulation_options.hpp"

namespace wirebench::test {

inline study::SimulationOptions events_of(const std::filesystem::path& deposits) {
  study::SimulationOptions options;
  options.engine = study::TransportEngine::file;
  options.deposits = deposits;
  return options;
}

}  // namespace wirebench::test
