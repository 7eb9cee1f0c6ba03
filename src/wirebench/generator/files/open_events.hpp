/// \file Opening a file of neutrino events, whatever its form.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "wirebench/generator/files/event_file.hpp"

namespace wirebench::generator {

/// What the first bytes of a file say.
enum class EventFileForm { unknown, nuhepmc, nuance, root, hdf5 };
[[nodiscard]] EventFileForm form_of_first_bytes(std::string_view first_bytes) noexcept;
/// The same for a file. Errors: Error(usage) when missing; Error(failed) when it cannot be read or unpacked.
[[nodiscard]] EventFileForm event_file_form(const std::filesystem::path& path);

/// Opens a file of events, plain or gzip, and finds out by its content which form it has: NuHepMC or other HepMC 3 text
/// (nuhepmc_file.hpp), tracker text (nuance_file.hpp). ROOT files are converted by study/root_file.hpp first.
/// Errors: Error(usage) when the file is missing; Error(failed) when it has none of these forms, is empty or its head
/// is wrong.
[[nodiscard]] std::unique_ptr<EventFile> open_events(const std::filesystem::path& path, EventFileOptions options = {});

}  // namespace wirebench::generator
