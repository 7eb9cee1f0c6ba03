#include "wirebench/detector/ionization.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "wirebench/core/contract.hpp"

namespace wirebench::detector {
namespace {

constexpr std::int32_t k_neutron = 2112;
constexpr std::int32_t k_first_nucleus = 1'000'000'000;

/// Mean square of the cosine to an axis when all directions are alike.
constexpr double k_isotropic = 1.0 / 3.0;

double cosine_squared(const transport::Deposit& deposit, Axis axis) noexcept {
  double square = 0.0;
  for (std::size_t i = 0; i < 3; ++i) {
    const double along = deposit.end[i] - deposit.start[i];
    square += along * along;
  }
  if (!(square > 0.0)) return k_isotropic;
  const auto index = static_cast<std::size_t>(axis);
  const double along = deposit.end[index] - deposit.start[index];
  return std::min(along * along / square, 1.0);
}

template <class Electrons>
std::vector<PointCharge> cut_into_pieces(std::span<const transport::Deposit> deposits, double longest_piece,
                                         Electrons&& electrons_of) {
  WIREBENCH_EXPECT(longest_piece > 0.0);
  std::vector<PointCharge> charges;
  charges.reserve(2 * deposits.size());  // long ones become several
  for (std::size_t index = 0; index < deposits.size(); ++index) {
    const transport::Deposit& deposit = deposits[index];
    const double electrons = electrons_of(deposit);
    if (!(electrons > 0.0)) continue;
    std::array<double, 3> along{};
    double square = 0.0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      along[axis] = deposit.end[axis] - deposit.start[axis];
      square += along[axis] * along[axis];
    }
    // Most deposits are short.
    const auto pieces = square <= longest_piece * longest_piece
                            ? std::size_t{1}
                            : static_cast<std::size_t>(std::ceil(std::sqrt(square) / longest_piece));
    const double share = 1.0 / static_cast<double>(pieces);
    for (std::size_t piece = 0; piece < pieces; ++piece) {
      const double fraction = (static_cast<double>(piece) + 0.5) * share;
      PointCharge charge;
      for (std::size_t axis = 0; axis < 3; ++axis) {
        charge.position[axis] = deposit.start[axis] + fraction * along[axis];
      }
      charge.electrons = electrons * share;
      charge.deposit = static_cast<std::uint32_t>(index);
      charge.time = deposit.time;
      charges.push_back(charge);
    }
  }
  return charges;
}

}  // namespace

bool is_nuclear_recoil(const transport::Deposit& deposit) noexcept {
  if (deposit.pdg == k_neutron) return true;
  if (deposit.pdg < k_first_nucleus) return false;
  const std::int32_t mass_number = deposit.pdg / 10 % 1000;  // 10LZZZAAAI
  return mass_number > 4;
}

Ionization::Ionization(Recombination recombination, const IonizationOptions& options) noexcept
    : recombination_{std::move(recombination)}, options_{options} {
  WIREBENCH_EXPECT(options.w_photon.value() > 0.0 && options.w_ion > options.w_photon);
  WIREBENCH_EXPECT(options.least_stopping_power.value() > 0.0);
  WIREBENCH_EXPECT(options.fano >= 0.0 && options.fano <= 1.0);
  WIREBENCH_EXPECT(!options.recoil_electrons_per_mev || *options.recoil_electrons_per_mev >= 0.0);
}

double Ionization::survival(const transport::Deposit& deposit) const noexcept {
  WIREBENCH_EXPECT(deposit.energy >= 0.0 && deposit.step_length >= 0.0);
  const StoppingPower floor = options_.least_stopping_power;
  const StoppingPower loss =
      deposit.step_length > 0.0 ? std::max(floor, StoppingPower{deposit.energy / deposit.step_length}) : floor;
  const bool needs_angle = std::holds_alternative<EllipsoidBoxRecombination>(recombination_);
  return surviving_fraction(recombination_, loss, needs_angle ? cosine_squared(deposit, options_.field) : 0.0);
}

double Ionization::operator()(const transport::Deposit& deposit) const noexcept {
  if (options_.recoil_electrons_per_mev && is_nuclear_recoil(deposit)) {
    return *options_.recoil_electrons_per_mev * deposit.energy;
  }
  return survival(deposit) * deposit.energy / options_.w_ion.value();
}

double Ionization::operator()(const transport::Deposit& deposit, RandomStream& random) const noexcept {
  if (!(options_.fano > 0.0) || (options_.recoil_electrons_per_mev && is_nuclear_recoil(deposit))) {
    return (*this)(deposit);
  }
  const double pairs = deposit.energy / options_.w_ion.value();
  const double drawn = std::max(pairs + std::sqrt(options_.fano * pairs) * random.normal(), 0.0);
  return survival(deposit) * drawn;
}

double Ionization::photons(const transport::Deposit& deposit, double electrons) const noexcept {
  if (options_.recoil_electrons_per_mev && is_nuclear_recoil(deposit)) return 0.0;
  return std::max(deposit.energy / options_.w_photon.value() - electrons, 0.0);
}

std::vector<PointCharge> ionize(std::span<const transport::Deposit> deposits, const Ionization& ionization,
                                double longest_piece) {
  return cut_into_pieces(deposits, longest_piece,
                         [&](const transport::Deposit& deposit) { return ionization(deposit); });
}

std::vector<PointCharge> ionize(std::span<const transport::Deposit> deposits, const Ionization& ionization,
                                double longest_piece, RandomStream& random) {
  return cut_into_pieces(deposits, longest_piece,
                         [&](const transport::Deposit& deposit) { return ionization(deposit, random); });
}

}  // namespace wirebench::detector
