/// \file Levels of the nuclei slow neutrons make of argon.
#pragma once

#include "wirebench/transport/embedded/hadronic/gamma_cascade.hpp"

namespace wirebench::transport::embedded {

/// 40Ar, all known levels below 4.35 MeV. Source: ENSDF, J. Chen, Nucl. Data Sheets 140 (2017) 1, as compiled for TALYS
/// (A. Koning, S. Hilaire, M. Duijvestijn).
[[nodiscard]] LevelScheme argon40_levels() noexcept;

/// 41Ar, the levels that thermal capture reaches. Source: as above, A = 41.
[[nodiscard]] LevelScheme argon41_levels() noexcept;

}  // namespace wirebench::transport::embedded
