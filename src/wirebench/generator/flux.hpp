/// \file Which neutrinos come, and with which energies.
#pragma once

#include <array>
#include <filesystem>
#include <vector>

#include "wirebench/generator/probe.hpp"

namespace wirebench::generator {

/// The neutrinos of a beam in this order, as in the flux tables.
inline constexpr std::array<nuclear::PdgCode, 4> k_flavours{nuclear::pdg::nu_e, nuclear::pdg::nu_mu,
                                                            nuclear::pdg::nu_e_bar, nuclear::pdg::nu_mu_bar};
[[nodiscard]] std::size_t flavour_index(nuclear::PdgCode neutrino) noexcept;

/// Neutrinos per energy, constant within bins. A single energy is a flux of two equal edges.
struct Flux {
  std::vector<double> edges;  ///< MeV, rising
  std::array<std::vector<double>, k_flavours.size()>
      bins;  ///< per MeV, any common unit, not negative; one less than edges

  [[nodiscard]] bool single_energy() const noexcept { return edges.size() == 2 && edges[0] == edges[1]; }
  /// 0 outside the edges.
  [[nodiscard]] double density(nuclear::PdgCode neutrino, double energy_mev) const noexcept;
};

/// The same density at all energies between the limits, `fractions` for each flavour.
[[nodiscard]] Flux flat_flux(double low_mev, double high_mev, const std::array<double, 4>& fractions);
[[nodiscard]] Flux single_energy_flux(double energy_mev, const std::array<double, 4>& fractions);

/// Reads a table of text: lines of energy (GeV, centre of a bin of equal width), nue, numu, nuebar, numubar, separated
/// by commas or blanks; `#` comments and one line of column names are skipped. Errors: Error(failed) naming file and
/// line: not five numbers, negative or not finite ones, unequal steps, fewer than two lines. Error(usage): no such
/// file.
[[nodiscard]] Flux read_flux(const std::filesystem::path& file);

/// The flux of DUNE's far detector, neutrino mode, without oscillation (120 GeV, optimised engineered design of
/// November 2017; arXiv:2103.04797), up to 20 GeV: `generator/dune_flux_fd_fhc.csv` of the data folder. Errors: as
/// read_flux().
[[nodiscard]] Flux dune_far_detector_flux();

}  // namespace wirebench::generator
