/// \file Tables of photon interactions with the argon atom. Energies in MeV, cross sections in barn an atom.
#pragma once

#include <span>

namespace wirebench::transport::embedded {

/// A tabulated point; which quantities is said at each table.
struct TablePoint {
  double x;
  double y;
};

/// Source: M. J. Berger, J. H. Hubbell et al., XCOM: Photon Cross Sections Database (NIST SRD 8), element 18, thinned
/// so that log-log interpolation is within 0.4 %. x: photon energy, MeV.
namespace xcom_argon {
/// Photoelectric effect, barn an atom; the K edge is listed twice, below and above.
[[nodiscard]] std::span<const TablePoint> photoelectric() noexcept;
/// Incoherent scattering with electron binding, radiative corrections and double Compton scattering, barn an atom.
[[nodiscard]] std::span<const TablePoint> compton() noexcept;
/// Coherent scattering, barn an atom.
[[nodiscard]] std::span<const TablePoint> rayleigh() noexcept;
/// Pair production in the field of the nucleus, barn an atom, divided by (1 - 2 m / E)^3.
[[nodiscard]] std::span<const TablePoint> pair() noexcept;
/// Pair production in the field of the electrons, barn an atom, divided by (1 - 4 m / E)^3.
[[nodiscard]] std::span<const TablePoint> triplet() noexcept;
}  // namespace xcom_argon

/// x = sin(theta / 2) / wavelength in 1/angstrom; y: coherent form factor F(x), 18 at 0.
/// Source: Hubbell et al., J. Phys. Chem. Ref. Data 4 (1975) 471, as in EPDL97.
[[nodiscard]] std::span<const TablePoint> argon_form_factor() noexcept;

/// x as there; y: incoherent scattering function S(x), 18 at large x. Source: the same.
[[nodiscard]] std::span<const TablePoint> argon_scattering_function() noexcept;

}  // namespace wirebench::transport::embedded
