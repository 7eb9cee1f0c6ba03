/// \file What becomes of a negative muon that has come to rest in argon.
#pragma once

#include "wirebench/core/random.hpp"
#include "wirebench/nuclear/reaction.hpp"

namespace wirebench::transport::embedded {

/// Rates of a muon in the 1s orbit of argon, 1/ns.
/// Capture: (1.273 +- 0.065) per microsecond, Klinskikh et al., Bull. Russ. Acad. Sci. Phys. 72 (2008) 735, the value
/// Geant4 11.4 takes; Suzuki, Measday, Roalsvig, Phys. Rev. C 35 (1987) 2212 list 1.20 +- 0.08. Decay: that of the free
/// muon times the Huff factor 0.988 (Suzuki et al., between 0.989 of chlorine and 0.987 of potassium).
/// So 26 % decay, and the mean life is 580 ns.
inline constexpr double k_muon_capture_rate = 1.2727e-3;
inline constexpr double k_muon_decay_rate = 0.988 / 2196.9811;

/// Binding energy of the 1s orbit of muonic argon, MeV: the 2p orbit's 0.2272 (point nucleus) and the measured 2p-1s
/// line of 0.644 (Fricke et al., Phys. Rev. C 45 (1992) 80).
inline constexpr double k_muonic_binding = 0.8712;

enum class MuonFate : unsigned char { decay_in_orbit, capture };

/// The fate and all that comes of it: X rays of the muonic atom, then either electron and neutrinos, or neutrino,
/// neutrons, gammas and the like. mu- and 40Ar at rest = products, which replace what `out` held. `delay`: ns until
/// then (the X rays come at once in truth; they are not told apart).
///
/// Decay in orbit: the muon has the momentum distribution of the hydrogen-like 1s orbit and, its nucleus taking the
/// opposite momentum, the energy that is left; it decays with the Michel spectrum at that reduced mass. The electron's
/// spectrum is so smeared about the Michel edge at 52.8 MeV. Left out: the distortion of the electron's wave by the
/// nucleus, the energies beyond about 70 MeV (1e-4 of the decays).
///
/// Capture: on one proton of a Fermi gas, mu- p -> nu n with the neutron inside the well above the Fermi sea; the
/// neutron and the hole leave 40Cl excited, which emits nucleons and gammas (nuclear::deexcite). Half are captured by a
/// pair, mu- p N -> nu n N, with the energy of the neutrino by phase space.
MuonFate stop_muon(RandomStream& random, nuclear::Products& out, double& delay);

}  // namespace wirebench::transport::embedded
