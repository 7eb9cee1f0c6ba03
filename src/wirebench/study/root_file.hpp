/// \file ROOT files of other programs, converted into files wirebench reads itself.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "wirebench/core/log.hpp"
#include "wirebench/core/scratch_folder.hpp"
#include "wirebench/generator/event_source.hpp"
#include "wirebench/generator/files/event_file.hpp"
#include "wirebench/runtime/runtime.hpp"

namespace wirebench::study {

enum class RootContent : std::uint8_t {
  neutrino_events,  ///< GENIE's rooTracker, now NuHepMC text: generator::open_events
  energy_deposits,  ///< edep-sim's events, now segments HDF5: transport::open_deposits
};

/// A ROOT file, converted by a Python program with uproot (`wirebench runtimes install uproot`). Form and limits:
/// docs/components/generator-files.md. The converted file is removed with the object, unless a folder was given.
class RootFile {
 public:
  struct Options {
    std::string detector{};  ///< edep-sim's sensitive detector to take; empty: volTPCActive where it is there, else all
    std::filesystem::path folder{};  ///< where the converted file is put, and stays; empty: a temporary one
  };

  /// Errors: Error(usage) when the file is missing; Error(missing) when uproot is not installed, with the command that
  /// installs it; Error(failed) when the file is damaged, has neither tree or lacks a branch.
  RootFile(const std::filesystem::path& path, const runtime::RuntimePaths& paths, Options options, const Log& log);
  RootFile(const std::filesystem::path& path, const runtime::RuntimePaths& paths, const Log& log)
      : RootFile{path, paths, Options{}, log} {}
  RootFile(const RootFile&) = delete;
  RootFile& operator=(const RootFile&) = delete;

  [[nodiscard]] RootContent content() const noexcept { return content_; }
  [[nodiscard]] const std::filesystem::path& converted() const noexcept { return converted_; }
  [[nodiscard]] std::uint64_t events() const noexcept { return events_; }

 private:
  RootContent content_ = RootContent::neutrino_events;
  std::filesystem::path converted_;
  std::optional<ScratchFolder> temporary_;  // of the converted file, unless the user named a folder
  std::uint64_t events_ = 0;
};

/// Opens a file of neutrino events of any form, those in ROOT files too.
/// Errors: those of generator::open_events and RootFile; Error(failed) for a ROOT file without neutrino events.
[[nodiscard]] std::unique_ptr<generator::EventSource> open_event_source(const std::filesystem::path& path,
                                                                        const generator::EventFileOptions& options,
                                                                        const runtime::RuntimePaths& paths);

}  // namespace wirebench::study
