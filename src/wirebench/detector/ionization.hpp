/// \file From energy deposits to electrons that leave the track.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "wirebench/core/random.hpp"
#include "wirebench/core/units.hpp"
#include "wirebench/detector/point_charge.hpp"
#include "wirebench/detector/recombination.hpp"
#include "wirebench/detector/wire_plane.hpp"
#include "wirebench/transport/deposit.hpp"

namespace wirebench::detector {

/// What ionisation needs beside the recombination model.
struct IonizationOptions {
  Energy w_ion = 23.6 * units::electronvolt;  ///< mean energy for one electron-ion pair, above 0
  Energy w_photon =
      19.5 * units::electronvolt;  ///< mean energy for one quantum, electron or photon; above 0, below w_ion
  StoppingPower least_stopping_power = 1.0 * units::mev_per_centimeter;  ///< floor of dE/dx, above 0
  Axis field = Axis::x;  ///< direction of the field; only the ellipsoid box depends on it
  double fano = 0.0;     ///< variance of the number of pairs in units of its mean, 0 to 1
  /// Electrons from each MeV a nuclear recoil deposits, instead of recombination; absent: recoils are taken as
  /// ionising.
  std::optional<double> recoil_electrons_per_mev;
};

/// Whether a deposit is the kinetic energy of a nucleus that stops at once, most of which goes into heat: nuclei beyond
/// helium, and neutrons, to which sources attribute the recoils they do not track.
[[nodiscard]] bool is_nuclear_recoil(const transport::Deposit& deposit) noexcept;

/// Electrons of a deposit: energy / W x surviving fraction at the deposit's mean dE/dx (energy / step length).
/// The stopping power has a floor: below it, where no model was measured and the box models fall to zero, and for
/// deposits without a step length, the surviving fraction of the floor is taken. Steps without a direction count as one
/// third along the field, as if all directions were alike.
/// Thread-safety: immutable.
class Ionization {
 public:
  Ionization(Recombination recombination, const IonizationOptions& options) noexcept;

  /// Mean number of electrons.
  [[nodiscard]] double operator()(const transport::Deposit& deposit) const noexcept;
  /// With the Fano fluctuation of the number of pairs; the mean where there is none (fano = 0, recoils). Recombination
  /// adds no fluctuation of its own.
  [[nodiscard]] double operator()(const transport::Deposit& deposit, RandomStream& random) const noexcept;
  /// Mean number of scintillation photons of a deposit that left `electrons`: every quantum that is not an electron is
  /// a photon, energy / w_photon - electrons. Not for nuclear recoils, whose quenching is another: 0.
  [[nodiscard]] double photons(const transport::Deposit& deposit, double electrons) const noexcept;

 private:
  [[nodiscard]] double survival(const transport::Deposit& deposit) const noexcept;

  Recombination recombination_;
  IonizationOptions options_;
};

/// Ionisation of an event as point charges: a step longer than `longest_piece` (mm, above 0) is cut along its length
/// into equal pieces no longer than that, each with its share of the electrons in its middle. Mean numbers of
/// electrons.
[[nodiscard]] std::vector<PointCharge> ionize(std::span<const transport::Deposit> deposits,
                                              const Ionization& ionization, double longest_piece);
/// The same with fluctuations.
[[nodiscard]] std::vector<PointCharge> ionize(std::span<const transport::Deposit> deposits,
                                              const Ionization& ionization, double longest_piece, RandomStream& random);

}  // namespace wirebench::detector
