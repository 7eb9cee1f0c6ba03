#include "wirebench/transport/embedded/hadronic/gamma_cascade.hpp"

#include "wirebench/core/contract.hpp"
#include "wirebench/nuclear/phase_space.hpp"

namespace wirebench::transport::embedded {

void radiate_from_level(const LevelScheme& scheme, std::size_t level, const nuclear::FourVector& nucleus,
                        RandomStream& random, nuclear::Products& out) {
  WIREBENCH_EXPECT(level < scheme.levels.size());
  const double ground = nuclear::nuclear_mass(scheme.nuclide);
  nuclear::FourVector excited = nucleus;
  while (level > 0) {
    const std::span<const GammaTransition> lines = scheme.levels[level].transitions;
    level = lines[pick(
                      lines.size(), [&](std::size_t i) { return lines[i].intensity; }, random)]
                .to;
    const auto [gamma, rest] = nuclear::decay_in_two(excited, 0.0, ground + scheme.levels[level].energy, random);
    out.push_back({nuclear::pdg::gamma, gamma});
    excited = rest;
  }
  // On the mass shell to the last bit: the levels' energies are differences of large masses.
  out.push_back({nuclear::nucleus_code(scheme.nuclide.protons, scheme.nuclide.nucleons),
                 nuclear::FourVector::on_shell(ground, excited.momentum)});
}

}  // namespace wirebench::transport::embedded
