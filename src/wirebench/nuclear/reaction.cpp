#include "wirebench/nuclear/reaction.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>

namespace wirebench::nuclear {
namespace {

struct Count {
  std::string_view name;
  int ParticleData::*member;
};

constexpr std::array<Count, 6> k_counts{{{"charge", &ParticleData::charge},
                                         {"baryon number", &ParticleData::baryon_number},
                                         {"electron number", &ParticleData::electron_number},
                                         {"muon number", &ParticleData::muon_number},
                                         {"tau number", &ParticleData::tau_number},
                                         {"strangeness", &ParticleData::strangeness}}};

struct Totals {
  FourVector momentum;
  std::array<int, k_counts.size()> counts{};
};

/// Adds up `particles`; a particle that is not known or not on its mass shell is a violation by itself.
std::optional<std::string> add(const Products& particles, double tolerance, Totals& totals) {
  for (const Product& p : particles) {
    const auto data = find_particle(p.pdg);
    if (!data) return fmt::format("{} is not a particle wirebench knows", particle_name(p.pdg));
    const double expected = FourVector::on_shell(data->mass, p.momentum.momentum).energy;
    if (!(std::fabs(expected - p.momentum.energy) <= tolerance)) {
      return fmt::format("{} is off its mass shell: energy {:.9g} MeV instead of {:.9g} MeV", particle_name(p.pdg),
                         p.momentum.energy, expected);
    }
    totals.momentum += p.momentum;
    for (std::size_t i = 0; i < k_counts.size(); ++i) totals.counts[i] += (*data).*(k_counts[i].member);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> violation(const Before& before, const Products& after, double tolerance) {
  Totals in;
  Totals out;
  if (auto problem = add(before.incoming, tolerance, in)) return problem;
  if (auto problem = add(after, tolerance, out)) return problem;

  const FourVector difference = out.momentum - in.momentum;
  const std::array<std::pair<std::string_view, double>, 4> components{{{"energy", difference.energy},
                                                                       {"momentum along x", difference.momentum.x},
                                                                       {"momentum along y", difference.momentum.y},
                                                                       {"momentum along z", difference.momentum.z}}};
  for (const auto& [name, value] : components) {
    if (!(std::fabs(value) <= tolerance)) return fmt::format("{} changed by {:.9g} MeV", name, value);
  }
  const std::size_t checked = before.strangeness_conserved ? k_counts.size() : k_counts.size() - 1;
  for (std::size_t i = 0; i < checked; ++i) {
    if (in.counts[i] != out.counts[i]) {
      return fmt::format("{} changed from {} to {}", k_counts[i].name, in.counts[i], out.counts[i]);
    }
  }
  return std::nullopt;
}

}  // namespace wirebench::nuclear
