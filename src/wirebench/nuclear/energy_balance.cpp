#include "wirebench/nuclear/energy_balance.hpp"

#include <cmath>

namespace wirebench::nuclear {

bool balance_energy(const FourVector& total, Products& products) {
  const double energy = total.mass();
  double masses = 0.0;
  for (const Product& p : products) masses += particle(p.pdg).mass;
  if (products.size() < 2 || !(masses < energy)) return false;

  const Vector3 frame = velocity(total);
  Vector3 sum;
  double energies = 0.0;
  for (Product& p : products) {
    p.momentum = boosted(p.momentum, -frame);
    sum += p.momentum.momentum;
    energies += p.momentum.energy;
  }
  for (Product& p : products) p.momentum.momentum -= (p.momentum.energy / energies) * sum;

  // Newton's method for the factor: the sum of the energies is convex and rising in it.
  double factor = 1.0;
  constexpr int most_steps = 200;
  for (int step = 0; step < most_steps; ++step) {
    double value = -energy;
    double slope = 0.0;
    for (const Product& p : products) {
      const double squared = dot(p.momentum.momentum, p.momentum.momentum);
      const double e = std::hypot(particle(p.pdg).mass, factor * std::sqrt(squared));
      value += e;
      slope += factor * squared / e;
    }
    if (!(slope > 0.0)) break;
    const double next = factor - value / slope;
    factor = next > 0.0 ? next : 0.5 * factor;
    if (std::fabs(value) < 1.0e-10 * energy) break;
  }
  FourVector left = total;
  for (Product& p : products) {
    p.momentum = boosted(FourVector::on_shell(particle(p.pdg).mass, factor * p.momentum.momentum), frame);
    left -= p.momentum;
  }
  return std::fabs(left.energy) + norm(left.momentum) < 1.0e-6;
}

}  // namespace wirebench::nuclear
