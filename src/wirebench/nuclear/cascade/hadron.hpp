/// \file The hadrons that move about in a nucleus, numbered for tables.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/vector3.hpp"
#include "wirebench/nuclear/four_vector.hpp"
#include "wirebench/nuclear/particle.hpp"

namespace wirebench::nuclear::cascade {

/// The letters are the PDG's names; pip, pim, kp, km, sp, sm: of charge +1 and -1; k0b, pbar, nbar: antiparticles.
enum class Hadron : std::uint8_t { p, n, pip, pi0, pim, kp, k0, k0b, km, lam, sp, s0, sm, xi0, xim, om, pbar, nbar };
inline constexpr std::size_t k_hadrons = 18;

/// What the tables need to know of a hadron.
struct HadronData {
  Hadron hadron;
  PdgCode pdg;
  Hadron mirror;  ///< with u and d quarks exchanged
};

inline constexpr std::array<HadronData, k_hadrons> k_hadron_data{{
    {Hadron::p, pdg::proton, Hadron::n},
    {Hadron::n, pdg::neutron, Hadron::p},
    {Hadron::pip, pdg::pi_plus, Hadron::pim},
    {Hadron::pi0, pdg::pi_zero, Hadron::pi0},
    {Hadron::pim, pdg::pi_minus, Hadron::pip},
    {Hadron::kp, pdg::k_plus, Hadron::k0},
    {Hadron::k0, pdg::k_zero, Hadron::kp},
    {Hadron::k0b, pdg::k_zero_bar, Hadron::km},
    {Hadron::km, pdg::k_minus, Hadron::k0b},
    {Hadron::lam, pdg::lambda, Hadron::lam},
    {Hadron::sp, pdg::sigma_plus, Hadron::sm},
    {Hadron::s0, pdg::sigma_zero, Hadron::s0},
    {Hadron::sm, pdg::sigma_minus, Hadron::sp},
    {Hadron::xi0, pdg::xi_zero, Hadron::xim},
    {Hadron::xim, pdg::xi_minus, Hadron::xi0},
    {Hadron::om, pdg::omega_minus, Hadron::om},
    {Hadron::pbar, pdg::antiproton, Hadron::nbar},
    {Hadron::nbar, pdg::antineutron, Hadron::pbar},
}};

[[nodiscard]] constexpr std::size_t index(Hadron h) noexcept {
  return static_cast<std::size_t>(h);
}
[[nodiscard]] constexpr PdgCode pdg_code(Hadron h) noexcept {
  return k_hadron_data[index(h)].pdg;
}
[[nodiscard]] constexpr Hadron mirror(Hadron h) noexcept {
  return k_hadron_data[index(h)].mirror;
}
[[nodiscard]] constexpr std::optional<Hadron> find_hadron(PdgCode code) noexcept {
  for (const HadronData& d : k_hadron_data) {
    if (d.pdg == code) return d.hadron;
  }
  return std::nullopt;
}

[[nodiscard]] constexpr bool is_nucleon(Hadron h) noexcept {
  return h == Hadron::p || h == Hadron::n;
}
[[nodiscard]] constexpr bool is_pion(Hadron h) noexcept {
  return h == Hadron::pip || h == Hadron::pi0 || h == Hadron::pim;
}
[[nodiscard]] constexpr bool is_kaon(Hadron h) noexcept {
  return h >= Hadron::kp && h <= Hadron::km;
}
[[nodiscard]] constexpr bool is_hyperon(Hadron h) noexcept {
  return h >= Hadron::lam && h <= Hadron::om;
}
[[nodiscard]] constexpr bool is_antinucleon(Hadron h) noexcept {
  return h == Hadron::pbar || h == Hadron::nbar;
}

/// Mass, MeV (particle.hpp).
[[nodiscard]] double mass(Hadron h) noexcept;
/// Charge, e.
[[nodiscard]] int charge(Hadron h) noexcept;
[[nodiscard]] int baryon_number(Hadron h) noexcept;

/// A hadron with its four-momentum, MeV.
struct Body {
  Hadron hadron = Hadron::p;
  FourVector momentum;

  [[nodiscard]] double kinetic_energy() const noexcept { return momentum.energy - mass(hadron); }
};

/// At most `k_most` bodies, without allocation: more than any collision makes.
class Bodies {
 public:
  static constexpr std::size_t k_most = 16;

  void clear() noexcept { size_ = 0; }
  void push_back(const Body& body) noexcept {
    WIREBENCH_EXPECT(size_ < k_most);
    bodies_[size_++] = body;
  }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] Body* begin() noexcept { return bodies_.data(); }
  [[nodiscard]] Body* end() noexcept { return bodies_.data() + size_; }
  [[nodiscard]] const Body* begin() const noexcept { return bodies_.data(); }
  [[nodiscard]] const Body* end() const noexcept { return bodies_.data() + size_; }
  [[nodiscard]] Body& operator[](std::size_t i) noexcept { return bodies_[i]; }
  [[nodiscard]] const Body& operator[](std::size_t i) const noexcept { return bodies_[i]; }

 private:
  std::array<Body, k_most> bodies_{};
  std::size_t size_ = 0;
};

}  // namespace wirebench::nuclear::cascade
