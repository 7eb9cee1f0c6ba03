/// \file DUNE-CVN pixel maps: one compressed `.gz` and one `.info` text an event.
///
/// `.gz`: 3 x S x S bytes in one zlib (or gzip) stream, S = 500 (beam) or 300 (atmospherics); value of view v, wire w,
/// time t at t + S (w + S v); 255 stands for 1000 units of charge or more. It becomes an image of 3 channels (views
/// U, V, Z), height = wires, width = time.
///
/// `.info`, one value a line, as CVNZlibMaker writes it:
///   1 interaction: 0-3 numu CC (QE, resonant, DIS, other), 4-7 nue CC, 8-11 nutau CC, 12 neutrino on electron,
///     13 NC, 14 cosmic, 15 other
///   2 neutrino energy (GeV)   3 lepton energy (GeV)   4-6 reconstructed nue, numu, nutau energy   7 event weight
///   8 flavour: 12, 14, 16 with the sign of the neutrino for charged currents, +-1 for neutral currents
///   9-12 protons, charged pions, neutral pions, neutrons   13, 14 topology, alternative topology   15 hits
///   16 lepton angle (newer files only)
/// Lines 1, 2 and 8 are used. Source: DUNE/dunereco, dunereco/CVN/art/CVNZlibMaker_module.cc and
/// CVN/func/InteractionType.h, CVNImageUtils.cxx; B. Abi et al. (DUNE), Phys. Rev. D 102, 092003 (arXiv:2006.15052).
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "wirebench/dataset/image_source.hpp"

namespace wirebench::dataset {

/// What is used of one `.info` file.
struct CvnInfo {
  int interaction = 0;
  double neutrino_energy_gev = 0.0;
  int flavour = 0;  ///< 12, 14, 16 or 1, negative for antineutrinos
};

/// Errors: Error(failed) when lines are missing, not numbers, out of range, or lines 1 and 8 contradict each other.
/// `source` names it in errors.
[[nodiscard]] CvnInfo parse_cvn_info(std::string_view text, const std::string& source);

/// "NC", "numu CC", "nue CC" or "nutau CC" (neutrinos and antineutrinos together); nothing for cosmic and other.
[[nodiscard]] std::optional<std::string_view> cvn_class(const CvnInfo& info) noexcept;

/// Opens maps. `inputs`: `.gz` files, or folders that are searched with their sub-folders; taken in the order of their
/// paths. `class_names`: empty = NC, numu CC, nue CC; also nutau CC may be named. Events of other classes are left out
/// and counted.
/// Errors: Error(usage) when there are no maps or a class is not one of these four; Error(failed) when a file is
/// damaged or its `.info` is missing.
[[nodiscard]] std::unique_ptr<ImageSource> open_cvn(std::span<const std::filesystem::path> inputs,
                                                    std::span<const std::string> class_names);

}  // namespace wirebench::dataset
