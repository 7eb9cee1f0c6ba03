/// \file Small files of events for tests.
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "wirebench/generator/files/open_events.hpp"

namespace wirebench::generator::test {

inline const std::filesystem::path k_data = std::filesystem::path{WIREBENCH_SOURCE_DIR} / "tests/data/generator/files";

inline std::string content(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

inline std::filesystem::path write(const std::filesystem::path& path, std::string_view text) {
  std::ofstream out{path, std::ios::binary};
  out << text;
  return path;
}

/// The text with one piece in another's place, which must be there.
inline std::string with(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error{"not in the text: " + std::string{from}};
  return text.replace(at, from.size(), to);
}

inline std::vector<NeutrinoEvent> all_events(EventSource& source) {
  std::vector<NeutrinoEvent> events;
  while (auto event = source.next()) events.push_back(std::move(*event));
  return events;
}

/// Reads a whole file given as text.
inline std::vector<NeutrinoEvent> read(const std::filesystem::path& path, std::string_view text,
                                       const EventFileOptions& options = {}) {
  const auto file = open_events(write(path, text), options);
  return all_events(*file);
}

/// How often a violation was found; -1 when it was not.
inline long times(const EventFile& file, std::string_view convention, std::string_view part) {
  for (const Violation& violation : file.violations()) {
    if (violation.convention == convention && violation.message.find(part) != std::string::npos) {
      return static_cast<long>(violation.count);
    }
  }
  return -1;
}

/// A NuHepMC file with one event of five particles, by hand.
inline std::string small_nuhepmc() {
  std::string text =
      "HepMC::Version 3.02.05\n"
      "HepMC::Asciiv3-START_EVENT_LISTING\n"
      "W CV\n"
      "T hand\\|1.0\\|by hand\n"
      "A NuHepMC.Version.Major 1\n"
      "A NuHepMC.Version.Minor 0\n"
      "A NuHepMC.Version.Patch 0\n"
      "A NuHepMC.Conventions G.C.2 E.C.1 P.C.2\n"
      "A NuHepMC.FluxAveragedTotalCrossSection 3.5\n"
      "A NuHepMC.Units.CrossSection.Unit pb\n"
      "A NuHepMC.Units.CrossSection.TargetScale PerAtom\n"
      "A NuHepMC.ProcessIDs 250\n"
      "A NuHepMC.ProcessInfo[250].Name NCE\n"
      "A NuHepMC.ProcessInfo[250].Description elastic\n"
      "A NuHepMC.VertexStatusIDs 1\n"
      "A NuHepMC.VertexStatusInfo[1].Name primary\n"
      "A NuHepMC.VertexStatusInfo[1].Description primary\n"
      "A NuHepMC.ParticleStatusIDs 1\n"
      "A NuHepMC.ParticleStatusInfo[1].Name final\n"
      "A NuHepMC.ParticleStatusInfo[1].Description final\n"
      "A NuHepMC.AdditionalParticleNumbers \n"
      "E 3 1 5\n"
      "U MEV MM\n"
      "W 1.25\n"
      "A 0 lab_pos 10 20 30\n"
      "A 0 signal_process_id 250\n"
      "P 1 0 12 0 0 1000 1000 0 4\n"
      "P 2 0 1000180400 0 0 0 37215.52 37215.52 20\n"
      "V -1 1 [1,2]\n"
      "P 3 -1 12 0 0 600 600 0 1\n"
      "P 4 -1 2112 0 0 400 1021.15 939.565 1\n"
      "P 5 -1 2009900000 0 0 0 0 0 1\n"
      "HepMC::Asciiv3-END_EVENT_LISTING\n\n";
  return text;
}

}  // namespace wirebench::generator::test
