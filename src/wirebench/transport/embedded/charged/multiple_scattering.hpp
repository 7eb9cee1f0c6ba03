/// \file Multiple Coulomb scattering of charged particles.
#pragma once

#include "wirebench/core/random.hpp"
#include "wirebench/core/vector3.hpp"
#include "wirebench/transport/embedded/liquid_argon.hpp"

namespace wirebench::transport::embedded {

/// Multiple scattering over one step of a charged particle.
struct Scatter {
  Vector3 direction;      ///< new direction, in a frame whose z axis is the old one
  Vector3 displacement;   ///< end point minus the point straight ahead at `straight`, mm, same frame
  double straight = 0.0;  ///< distance along the old direction, mm; <= the path length
};

/// Scattering by the screened nuclei and the electrons of argon.
/// Deflections above an angle that is passed about once in a step are drawn one by one from the single-scattering cross
/// section (screened Rutherford, Moliere's screening angle, spin factor and nuclear form factor), all smaller ones as
/// one deflection with their exact mean 1 - cos(theta) (Lewis). Deflections act at a random point of the step, which
/// gives the lateral displacement, its correlation with the angle and the path-length correction their right means; a
/// step longer than a fraction of the transport mean free path is done in pieces. Valid for: 1 keV to 100 GeV, any
/// step; thread-safe: const after construction, no allocation. Sources: Fernandez-Varea et al., Nucl. Instrum. Meth. B
/// 73 (1993) 447 (mixed simulation, cross section); Moliere, Z. Naturforsch. 2a (1947) 133 (screening; for particles
/// heavier than the electron with the factor that Ivanchenko et al., J. Phys. Conf. Ser. 219 (2010) 032045, took from
/// the MuScat measurements); Salvat, PENELOPE (OECD/NEA 2019), sec. 4 (random hinge).
class MultipleScattering {
 public:
  /// `mass` MeV; `charge` e, with its sign; `cut`: energy, MeV, above which collisions with electrons are made one by
  /// one (knock-on electrons whose recoil the caller applies), infinite if none are.
  MultipleScattering(const LiquidArgon& argon, double mass, double charge, double cut) noexcept;

  /// `kinetic` before and `kinetic_end` after the step, MeV; `path` mm along the track.
  [[nodiscard]] Scatter sample(double kinetic, double kinetic_end, double path, RandomStream& random) const noexcept;

  /// Inverse of the first transport mean free path, 1/mm: <cos theta> decays as exp(-path * this). For step limits.
  [[nodiscard]] double transport_per_mm(double kinetic) const noexcept;

 private:
  struct State;  // of the particle in the middle of a step

  [[nodiscard]] State state(double kinetic) const noexcept;
  [[nodiscard]] double acceptance(const State& now, double mu) const noexcept;
  [[nodiscard]] Vector3 deflect(const State& now, double path, RandomStream& random) const noexcept;

  double mass_;
  double cut_;
  double strength_;                  // pi n (z Z alpha hbar c)^2, MeV^2/mm
  double screening_;                 // (hbar / 2 a)^2, MeV^2
  double screening_born_;            // 3.76 (z Z alpha)^2
  double nuclear_size_;              // R^2 / 3, MeV^-2
  double mott_;                      // pi z Z alpha, signed; electrons and positrons only
  double spin_;                      // 1 for spin-half particles of unit charge, else 0
  double nuclear_transfer_squared_;  // q^2 / 4 of the hardest collision with a nucleus, MeV^2
  double transfer_limit_;            // largest energy to an electron as a share of the kinetic energy
};

}  // namespace wirebench::transport::embedded
