#include "wirebench/transport/embedded/charged/heavy_ionization.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "wirebench/transport/embedded/charged/constants.hpp"
#include "wirebench/transport/embedded/charged/gauss_legendre.hpp"

namespace wirebench::transport::embedded {
namespace {

using namespace constants;

constexpr BinaryGrid k_energy_grid{-10, 17};  // 1 keV to 131 GeV
constexpr BinaryGrid k_range_grid{-30, 20};   // 1 pm to 1 km

/// Increase of a muon's close collisions by radiation. Source: Kelner, Kokoulin, Petrukhin, Phys. At. Nucl. 60 (1997)
/// 576.
double radiative_increase(double transfer, double total_energy) noexcept {
  const double first = std::log1p(2.0 * transfer / electron_mass);
  const double second = std::log(4.0 * total_energy * (total_energy - transfer) / (muon_mass * muon_mass));
  return fine_structure / (2.0 * std::numbers::pi) * first * std::fmax(0.0, second - first);
}

/// Value at `x` of the cubic with values y0, y1 and slopes d0, d1 at x0, x0 + width.
double hermite(double x, double x0, double width, double y0, double y1, double d0, double d1) noexcept {
  const double t = (x - x0) / width;
  const double s = 1.0 - t;
  return s * s * ((1.0 + 2.0 * t) * y0 + t * width * d0) + t * t * ((1.0 + 2.0 * s) * y1 - s * width * d1);
}

}  // namespace

HeavyIonization::HeavyIonization(const LiquidArgon& argon, double mass, double charge, bool spin_half, double cut)
    : projectile_{mass, charge, spin_half},
      cut_{cut},
      xi_per_mm_{two_pi_mc2_re2 * argon.electrons_per_mm3() * charge * charge},
      grid_{k_energy_grid},
      nodes_(k_energy_grid.nodes()),
      range_grid_{k_range_grid},
      first_node_(k_range_grid.nodes()) {
  // The knock-on electrons' number and energy, integrated over the logarithm of the energy, one octave at a time.
  const auto knock_on = [&](double kinetic, bool energy) {
    const double largest = largest_transfer(kinetic);
    double sum = 0.0;
    for (double low = cut_; low < largest; low *= 2.0) {
      const double high = std::fmin(2.0 * low, largest);
      sum += integrate(std::log(low), std::log(high), [&](double logarithm) {
        const double transfer = std::exp(logarithm);
        const double shape = knock_on_shape(transfer, kinetic, largest);
        return energy ? shape : shape / transfer;
      });
    }
    const double beta_squared = kinetic * (kinetic + 2.0 * mass) / ((kinetic + mass) * (kinetic + mass));
    return xi_per_mm_ / beta_squared * sum;
  };
  const auto restricted = [&](double kinetic) {
    return electronic_stopping(argon, projectile_, kinetic) - knock_on(kinetic, true);
  };
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const double kinetic = grid_.node(i);
    nodes_[i].loss = restricted(kinetic);
    nodes_[i].deltas = knock_on(kinetic, false);
    if (i == 0) {
      nodes_[i].range = 2.0 * kinetic / nodes_[i].loss;  // loss goes with velocity below
    } else {
      // Simpson's rule: the cells are a few per cent wide.
      const double width = kinetic - grid_.node(i - 1);
      const double middle = restricted(grid_.node(i - 1) + 0.5 * width);
      nodes_[i].range =
          nodes_[i - 1].range + width / 6.0 * (1.0 / nodes_[i - 1].loss + 4.0 / middle + 1.0 / nodes_[i].loss);
    }
  }
  for (std::size_t i = 0, node = 0; i < first_node_.size(); ++i) {
    while (node + 2 < nodes_.size() && nodes_[node + 1].range <= range_grid_.node(i)) ++node;
    first_node_[i] = static_cast<std::uint16_t>(node);
  }
}

double HeavyIonization::knock_on_shape(double transfer, double kinetic, double largest) const noexcept {
  const double total = kinetic + projectile_.mass;
  const double beta_squared = kinetic * (kinetic + 2.0 * projectile_.mass) / (total * total);
  double shape = 1.0 - beta_squared * transfer / largest;
  if (projectile_.spin_half) shape += 0.5 * transfer * transfer / (total * total);
  if (std::abs(projectile_.mass - muon_mass) < 0.1) shape *= 1.0 + radiative_increase(transfer, total);
  return shape;
}

double HeavyIonization::restricted_loss(double kinetic) const noexcept {
  if (kinetic <= grid_.front()) return nodes_.front().loss * std::sqrt(std::fmax(0.0, kinetic) / grid_.front());
  const std::size_t i = grid_.cell(kinetic);
  const double low = grid_.node(i);
  const double t = (std::fmin(kinetic, grid_.back()) - low) / (grid_.node(i + 1) - low);
  return nodes_[i].loss + t * (nodes_[i + 1].loss - nodes_[i].loss);
}

double HeavyIonization::range(double kinetic) const noexcept {
  if (kinetic <= grid_.front()) return nodes_.front().range * std::sqrt(std::fmax(0.0, kinetic) / grid_.front());
  if (kinetic >= grid_.back()) return nodes_.back().range + (kinetic - grid_.back()) / nodes_.back().loss;
  const std::size_t i = grid_.cell(kinetic);
  const Node& low = nodes_[i];
  const Node& high = nodes_[i + 1];
  return hermite(kinetic, grid_.node(i), grid_.node(i + 1) - grid_.node(i), low.range, high.range, 1.0 / low.loss,
                 1.0 / high.loss);
}

double HeavyIonization::kinetic_at_range(double range) const noexcept {
  const Node& first = nodes_.front();
  if (range <= first.range) {
    const double share = std::fmax(0.0, range) / first.range;
    return grid_.front() * share * share;
  }
  if (range >= nodes_.back().range) return grid_.back() + (range - nodes_.back().range) * nodes_.back().loss;
  std::size_t i = first_node_[range_grid_.cell(range)];
  while (nodes_[i + 1].range < range) ++i;
  const Node& low = nodes_[i];
  const Node& high = nodes_[i + 1];
  return hermite(range, low.range, high.range - low.range, grid_.node(i), grid_.node(i + 1), low.loss, high.loss);
}

double HeavyIonization::delta_per_mm(double kinetic) const noexcept {
  if (largest_transfer(kinetic) <= cut_) return 0.0;
  const std::size_t i = grid_.cell(kinetic);
  const double low = grid_.node(i);
  const double t = (std::fmin(kinetic, grid_.back()) - low) / (grid_.node(i + 1) - low);
  return nodes_[i].deltas + t * (nodes_[i + 1].deltas - nodes_[i].deltas);
}

double HeavyIonization::sample_delta(double kinetic, RandomStream& random) const noexcept {
  const double largest = largest_transfer(kinetic);
  const double total = kinetic + projectile_.mass;
  double bound = 1.0;
  if (projectile_.spin_half) bound += 0.5 * largest * largest / (total * total);
  if (std::abs(projectile_.mass - muon_mass) < 0.1) {
    // Both logarithms' largest values: above the product anywhere.
    const double first = std::log1p(2.0 * largest / electron_mass);
    bound *= 1.0 + fine_structure / (2.0 * std::numbers::pi) * first * 2.0 * std::log(2.0 * total / muon_mass);
  }
  const double inverse_cut = 1.0 / cut_;
  const double inverse_span = inverse_cut - 1.0 / largest;
  double transfer = 0.0;
  do {
    transfer = 1.0 / (inverse_cut - random.uniform() * inverse_span);
  } while (random.uniform() * bound > knock_on_shape(transfer, kinetic, largest));
  return std::fmin(transfer, largest);
}

double HeavyIonization::largest_transfer(double kinetic) const noexcept {
  return embedded::largest_transfer(projectile_.mass, kinetic);
}

}  // namespace wirebench::transport::embedded
