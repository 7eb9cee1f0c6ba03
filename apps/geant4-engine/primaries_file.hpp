/// \file Reads the file of primaries, event by event.
#pragma once

#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

namespace g4engine {

/// Momentum in MeV, position in mm, time in ns.
struct Primary {
  int pdg = 0;
  double momentum[3] = {};
  double position[3] = {};
  double time = 0.0;
};

struct PrimaryEvent {
  std::uint32_t event_id = 0;
  std::uint64_t random = 0;  ///< number of its random numbers
  int neutrino_pdg = 0;      ///< 0: not known
  int charged_current = -1;  ///< 1, 0; -1: not known
  double vertex[3] = {};
  double time = 0.0;
  std::vector<Primary> primaries;
};

/// A stream of events. Throws Failure with file and line.
class PrimariesFile {
 public:
  explicit PrimariesFile(const std::string& path);
  /// False after the last event.
  bool next(PrimaryEvent& event);

 private:
  [[noreturn]] void fail(const std::string& why) const;
  bool read_line();

  std::string path_;
  std::ifstream stream_;
  std::string line_;  ///< read ahead
  std::size_t number_ = 0;
  bool waiting_ = false;
};

}  // namespace g4engine
