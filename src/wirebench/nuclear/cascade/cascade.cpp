#include "wirebench/nuclear/cascade/cascade.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "wirebench/nuclear/cascade/annihilation.hpp"
#include "wirebench/nuclear/cascade/collision.hpp"
#include "wirebench/nuclear/cascade/collision_tables.hpp"
#include "wirebench/nuclear/phase_space.hpp"

namespace wirebench::nuclear::cascade {
namespace {

constexpr double k_square_fm_per_mb = 0.1;
constexpr double k_formation_length = 0.25;  // fm
constexpr double k_small_path = 1.0e-9;      // fm
constexpr int k_most_reflections = 50;
constexpr int k_most_steps = 20'000;

/// Height (MeV) of the Coulomb barrier for a unit charge. Source of this and the next: G4IntraNucleiCascader.
double barrier_height(Nuclide n) noexcept {
  return 1.26 * n.protons / (1.0 + std::cbrt(n.nucleons));
}

/// Chance to tunnel through it with `kinetic` MeV, less than its height.
double tunnelling(Nuclide n, double hadron_mass, double kinetic) noexcept {
  const double barrier = barrier_height(n);
  constexpr double least = 0.1;  // MeV
  if (kinetic <= least) return 0.0;
  constexpr double strength = 0.00905;
  return std::exp(-strength * n.protons * (1.0 / kinetic - 1.0 / barrier) *
                  std::sqrt(hadron_mass * (barrier - kinetic)));
}

}  // namespace

void Cascade::reset() noexcept {
  travellers_.clear();
  outgoing_.clear();
  excitons_ = {};
  collisions_ = 0;
  const Nuclide n = nucleus_->nuclide();
  left_ = {n.protons, n.nucleons - n.protons};
}

void Cascade::remove_nucleon(Hadron nucleon) noexcept {
  --left_[index(nucleon)];
  ++(nucleon == Hadron::p ? excitons_.proton_holes : excitons_.neutron_holes);
}

double Cascade::share_left(Hadron nucleon) const noexcept {
  const Nuclide n = nucleus_->nuclide();
  const int all = nucleon == Hadron::p ? n.protons : n.nucleons - n.protons;
  return static_cast<double>(left(nucleon)) / all;
}

FourVector Cascade::nucleon_momentum(Hadron nucleon, int zone, RandomStream& random) const noexcept {
  return FourVector::on_shell(mass(nucleon), nucleus_->fermi_momentum(nucleon, zone) * point_in_ball(random));
}

bool Cascade::pauli_allows(int zone) const noexcept {
  return std::ranges::all_of(products_, [&](const Body& b) {
    if (!is_nucleon(b.hadron)) return true;
    const double fermi = nucleus_->fermi_momentum(b.hadron, zone);
    return dot(b.momentum.momentum, b.momentum.momentum) >= fermi * fermi;
  });
}

double Cascade::path_to_boundary(Traveller& t) const noexcept {
  const int outside = nucleus_->count();
  const double inner = t.zone == outside ? nucleus_->outer_radius() : t.zone == 0 ? 0.0 : nucleus_->radius(t.zone - 1);
  const double outer = t.zone == outside ? 0.0 : nucleus_->radius(t.zone);
  const double p = norm(t.body.momentum.momentum);
  if (p < 1.0e-6) {
    if (t.zone == 0) t.moving_in = false;
    return 0.0;
  }
  const double along = dot(t.body.momentum.momentum, t.position) / p;
  const double closest_squared = dot(t.position, t.position) - along * along;
  const auto reach = [&](double radius) { return radius * radius - closest_squared; };
  double squared = 0.0;
  if (t.zone == 0 || along > 0.0) {
    squared = reach(outer);
    t.moving_in = !(squared > 0.0);
    if (t.moving_in) squared = reach(inner);
  } else {
    squared = reach(inner);
    t.moving_in = squared > 0.0;
    if (!t.moving_in) squared = reach(outer);
  }
  return std::fmax(0.0, (t.moving_in ? -1.0 : 1.0) * std::sqrt(std::fmax(0.0, squared)) - along);
}

void Cascade::offer(const Traveller& t, double path, double inverse_mean_free_path, const Partner& partner,
                    RandomStream& random) noexcept {
  if (!(inverse_mean_free_path > 0.0)) return;
  const double distance = random.exponential(1.0) / inverse_mean_free_path;
  if (distance >= path || (t.fresh && distance < k_formation_length)) return;
  partners_[partner_count_] = partner;
  partners_[partner_count_++].path = distance;
}

void Cascade::find_partners(const Traveller& t, double path, RandomStream& random) noexcept {
  partner_count_ = 0;
  if (path < k_small_path || t.zone >= nucleus_->count()) return;
  const Hadron h = t.body.hadron;
  for (const Hadron nucleon : {Hadron::p, Hadron::n}) {
    if (left(nucleon) < 1) continue;
    const Partner partner{0.0, nucleon, nucleon, false, nucleon_momentum(nucleon, t.zone, random)};
    const double kinetic = kinetic_energy_at_rest_of(partner.momentum, t.body.momentum, mass(h));
    const double cross_section =
        is_antinucleon(h) ? antinucleon_cross_section(kinetic) : total_cross_section(h, nucleon, kinetic);
    offer(t, path, k_square_fm_per_mb * cross_section * nucleus_->density(nucleon, t.zone) * share_left(nucleon),
          partner, random);
  }
  if (!is_pion(h)) return;
  struct Pair {
    Hadron first, second;
    std::optional<Hadron> forbidden;  // pion that the charge keeps from it
  };
  constexpr std::array<Pair, 3> pairs{
      {{Hadron::p, Hadron::p, Hadron::pip}, {Hadron::p, Hadron::n, std::nullopt}, {Hadron::n, Hadron::n, Hadron::pim}}};
  std::array<double, 3> inverse{};
  std::array<FourVector, 3> momenta;
  double sum = 0.0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto [first, second, forbidden] = pairs[i];
    if (h == forbidden || left(first) < 1 || left(second) < (first == second ? 2 : 1)) continue;
    const FourVector both = nucleon_momentum(first, t.zone, random) + nucleon_momentum(second, t.zone, random);
    momenta[i] = FourVector::on_shell(mass(first) + mass(second), both.momentum);
    const double kinetic = kinetic_energy_at_rest_of(momenta[i], t.body.momentum, mass(h));
    inverse[i] = k_square_fm_per_mb * absorption_cross_section(kinetic) *
                 nucleus_->pair_density(first, second, t.zone) * share_left(first) * share_left(second);
    sum += inverse[i];
  }
  if (!(sum > 0.0)) return;
  double pick = sum * random.uniform();
  std::size_t i = 0;
  while (i + 1 < pairs.size() && (inverse[i] == 0.0 || pick >= inverse[i])) pick -= inverse[i++];
  if (inverse[i] == 0.0) return;
  offer(t, path, sum, {0.0, pairs[i].first, pairs[i].second, true, momenta[i]}, random);
}

void Cascade::cross_boundary(Traveller& t) const noexcept {
  const int next = t.moving_in ? t.zone - 1 : t.zone + 1;
  if (next < 0) return;
  const double r = norm(t.position);
  const Vector3 radial = (1.0 / r) * t.position;
  Vector3& momentum = t.body.momentum.momentum;
  const double along = dot(momentum, radial);
  const double across_squared = std::fmax(0.0, dot(momentum, momentum) - along * along);
  const double step = nucleus_->potential(t.body.hadron, next) - nucleus_->potential(t.body.hadron, t.zone);
  const double squared = step * step + 2.0 * step * t.body.momentum.energy + along * along;
  // Over a surface of finite thickness some of the transverse motion becomes radial.
  constexpr double thickness = 0.3162;  // fm
  const double helped = squared + 2.0 * across_squared * thickness / r;
  if (squared <= 0.0 && helped <= 0.0) {
    momentum += -2.0 * along * radial;
    ++t.reflections;
    t.reflected = true;
  } else {
    t.zone = next;
    t.reflected = false;
    if (squared > 0.0) {
      const double changed = std::copysign(std::sqrt(squared), along);
      momentum += (changed - along) * radial;
    } else {
      constexpr double hardly = 0.001;
      const double changed = hardly * along;
      const double across = std::sqrt(std::fmax(0.0, across_squared + squared - changed * changed));
      momentum = (across / std::sqrt(across_squared)) * (momentum - along * radial) + changed * radial;
    }
  }
  t.body.momentum = FourVector::on_shell(mass(t.body.hadron), momentum);
}

void Cascade::catch_hadron(const Body& body) {
  if (body.hadron == Hadron::p) {
    ++excitons_.proton_particles;
  } else if (body.hadron == Hadron::n) {
    ++excitons_.neutron_particles;
  } else {
    outgoing_.push_back(body);  // what is not a nucleon cannot stay
  }
}

void Cascade::leave_nucleus(const Body& body, RandomStream& random) {
  const int q = charge(body.hadron);
  const double kinetic = body.kinetic_energy();
  const Nuclide n = nucleus_->nuclide();
  if (q > 0 && kinetic < q * barrier_height(n) && random.uniform() >= tunnelling(n, mass(body.hadron), kinetic)) {
    catch_hadron(body);
  } else {
    outgoing_.push_back(body);
  }
}

void Cascade::leave_or_stay(const Traveller& t, RandomStream& random) {
  if (t.zone >= nucleus_->count()) return leave_nucleus(t.body, random);
  const bool slow = t.reflected && is_nucleon(t.body.hadron) &&
                    t.body.kinetic_energy() <= 2.0 * nucleus_->fermi_energy(t.body.hadron, t.zone);
  if (t.reflections >= k_most_reflections || slow) return catch_hadron(t.body);
  travellers_.push_back(t);
}

bool Cascade::interact(Traveller& t, RandomStream& random) {
  std::sort(partners_.begin(), partners_.begin() + static_cast<std::ptrdiff_t>(partner_count_),
            [](const Partner& a, const Partner& b) { return a.path < b.path; });
  const Vector3 way = unit(t.body.momentum.momentum);
  for (std::size_t i = 0; i < partner_count_; ++i) {
    const Partner& partner = partners_[i];
    const bool made = partner.pair ? absorb(t.body, partner.first, partner.second, partner.momentum, random, products_)
                                   : collide(t.body, {partner.first, partner.momentum}, random, products_);
    if (!made) return false;
    if (!pauli_allows(t.zone)) continue;
    const Vector3 position = t.position + partner.path * way;
    // The fastest is followed last.
    std::sort(products_.begin(), products_.end(), [](const Body& a, const Body& b) {
      return dot(a.momentum.momentum, a.momentum.momentum) * b.momentum.energy * b.momentum.energy >
             dot(b.momentum.momentum, b.momentum.momentum) * a.momentum.energy * a.momentum.energy;
    });
    for (const Body& b : products_) travellers_.push_back({b, position, t.zone, true});
    remove_nucleon(partner.first);
    if (partner.pair) remove_nucleon(partner.second);
    ++collisions_;
    return true;
  }
  return false;
}

void Cascade::run(RandomStream& random) {
  for (int step = 0; step < k_most_steps && !travellers_.empty(); ++step) {
    if (left(Hadron::p) + left(Hadron::n) <= 0) break;
    Traveller t = travellers_.back();
    travellers_.pop_back();
    if (!is_antinucleon(t.body.hadron) && !find_table(t.body.hadron, Hadron::p)) {
      outgoing_.push_back(t.body);
      continue;
    }
    const double path = path_to_boundary(t);
    find_partners(t, path, random);
    if (partner_count_ > 0 && interact(t, random)) continue;
    if (path > 0.0) t.position += path * unit(t.body.momentum.momentum);
    cross_boundary(t);
    leave_or_stay(t, random);
  }
  for (const Traveller& t : travellers_) outgoing_.push_back(t.body);
  travellers_.clear();
}

}  // namespace wirebench::nuclear::cascade
