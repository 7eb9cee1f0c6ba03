#include "wirebench/generator/files/open_events.hpp"

#include <utility>

#include "wirebench/core/error.hpp"
#include "wirebench/generator/files/hepmc_text.hpp"
#include "wirebench/generator/files/nuance_file.hpp"
#include "wirebench/generator/files/nuhepmc_file.hpp"
#include "wirebench/generator/files/words.hpp"

namespace wirebench::generator {
namespace {

constexpr std::string_view k_hdf5 = "\x89HDF\r\n\x1a\n";

std::string_view first_bytes(LineReader& lines) {
  try {
    return lines.first_bytes();
  } catch (const EventProblem& problem) {
    throw Error{ErrorKind::failed, {problem.what, lines.name(), problem.why, "Make or copy the file again."}};
  }
}

}  // namespace

EventFileForm form_of_first_bytes(std::string_view first_bytes) noexcept {
  if (first_bytes.starts_with("root")) return EventFileForm::root;
  if (first_bytes.starts_with(k_hdf5)) return EventFileForm::hdf5;
  while (!first_bytes.empty() && (first_bytes.front() == '\n' || first_bytes.front() == '\r'))
    first_bytes.remove_prefix(1);
  if (HepMCText::begins(first_bytes)) return EventFileForm::nuhepmc;
  if (NuanceFile::begins(first_bytes)) return EventFileForm::nuance;
  return EventFileForm::unknown;
}

EventFileForm event_file_form(const std::filesystem::path& path) {
  LineReader lines{path};
  return form_of_first_bytes(first_bytes(lines));
}

std::unique_ptr<EventFile> open_events(const std::filesystem::path& path, EventFileOptions options) {
  LineReader lines{path};
  const std::string_view first = first_bytes(lines);
  const std::string remedy = "Known are NuHepMC (HepMC 3 text) and GENIE's nuance_tracker text, plain or gzip.";
  if (first.empty()) throw Error{ErrorKind::failed, {"no events", path.string(), "the file is empty", remedy}};
  switch (form_of_first_bytes(first)) {
    case EventFileForm::nuhepmc: return std::make_unique<NuHepMCFile>(std::move(lines), std::move(options));
    case EventFileForm::nuance: return std::make_unique<NuanceFile>(std::move(lines), std::move(options));
    case EventFileForm::root:
      throw Error{ErrorKind::failed,
                  {"not text", path.string(), "it is a ROOT file and has to be converted first", ""}};
    case EventFileForm::hdf5:
      throw Error{ErrorKind::failed, {"not a file of neutrino events", path.string(), "it is HDF5", remedy}};
    case EventFileForm::unknown: break;
  }
  throw Error{ErrorKind::failed,
              {"not a file of neutrino events", path.string(), "it begins with " + shown(first), remedy}};
}

}  // namespace wirebench::generator
