/// \file The command line of the Geant4 program.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace g4engine {

/// A message for the user; ends the program with exit code 2 (usage) or 1.
struct Failure : std::runtime_error {
  Failure(int code, const std::string& text) : std::runtime_error{text}, exit_code{code} {}
  int exit_code;
};

/// Lengths in mm, times in ns, density in g/cm3.
struct Options {
  std::string primaries;
  std::string out;
  std::string physics = "no-data";
  double half_size[3] = {15000.0, 15000.0, 15000.0};
  double density = 1.396;
  double production_cut = 0.7;
  double step_limit = 3.0;
  double time_limit = 1.0e7;
  std::uint64_t seed = 1;
  bool trajectories = true;
  bool primary_steps = false;
};

/// Throws Failure with what is wrong; `--help` is handled by the caller.
Options parse_options(int argc, char** argv);
extern const char* const k_help;

}  // namespace g4engine
