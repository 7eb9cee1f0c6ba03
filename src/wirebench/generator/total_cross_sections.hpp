/// \file Total neutrino cross sections on argon.
#pragma once

#include "wirebench/generator/probe.hpp"

namespace wirebench::generator {

/// Range of the table, GeV.
inline constexpr double k_table_low = 0.5;
inline constexpr double k_table_high = 5.0;

/// Cross section over energy, per nucleon of argon, 1e-38 cm2 / GeV, all channels of this current. Between the table's
/// points a cubic in the logarithm of the energy; below 0.5 GeV the value there, above 5 GeV the value there (cross
/// sections proportional to the energy). The generator replaces the lower end by its own energy dependence
/// (channels.hpp). Source: GENIE 2.12.10 on argon, DUNE TDR GLoBES ancillary files (arXiv:2103.04797), smoothed over
/// the 5-10 % scatter of neighbouring points; the same for both neutrino flavours in the neutral current. Thread-safe.
[[nodiscard]] double cross_section_over_energy(const Probe& probe, double energy_gev) noexcept;

}  // namespace wirebench::generator
