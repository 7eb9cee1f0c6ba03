#include "wirebench/generator/total_cross_sections.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdlib>

namespace wirebench::generator {
namespace {

enum Column : std::size_t {
  energy,
  cc_numu,
  cc_nue,
  cc_numubar,
  cc_nuebar,
  nc_neutrino,
  nc_antineutrino,
  column_count
};

constexpr std::array<std::array<double, column_count>, 15> k_table{{
    {0.5, 0.7349, 0.7685, 0.1356, 0.184, 0.3192, 0.1047},
    {0.75, 0.824, 0.9096, 0.1976, 0.2082, 0.3384, 0.1155},
    {1, 0.8879, 0.9005, 0.2355, 0.2341, 0.3158, 0.1199},
    {1.25, 0.8802, 0.8952, 0.2581, 0.2872, 0.3143, 0.1301},
    {1.5, 0.8364, 0.8882, 0.2909, 0.3112, 0.3015, 0.1367},
    {1.75, 0.8036, 0.8578, 0.3085, 0.3153, 0.2872, 0.1384},
    {2, 0.7761, 0.8149, 0.3101, 0.3209, 0.2829, 0.1371},
    {2.25, 0.7483, 0.7737, 0.3081, 0.3264, 0.2815, 0.137},
    {2.5, 0.7241, 0.7418, 0.3075, 0.3274, 0.2781, 0.1379},
    {2.75, 0.706, 0.7196, 0.3081, 0.3248, 0.2732, 0.1379},
    {3, 0.6931, 0.7041, 0.3096, 0.321, 0.2684, 0.1369},
    {3.5, 0.675, 0.6849, 0.3138, 0.3162, 0.2608, 0.1343},
    {4, 0.6604, 0.6738, 0.3161, 0.3155, 0.2536, 0.1332},
    {4.5, 0.649, 0.6652, 0.3152, 0.3155, 0.2463, 0.1322},
    {5, 0.6424, 0.6584, 0.3129, 0.3146, 0.2406, 0.13},
}};

Column column_of(const Probe& probe) noexcept {
  if (!probe.charged()) return probe.antineutrino() ? nc_antineutrino : nc_neutrino;
  const bool muon = std::abs(probe.neutrino) == nuclear::pdg::nu_mu;
  if (probe.antineutrino()) return muon ? cc_numubar : cc_nuebar;
  return muon ? cc_numu : cc_nue;
}

}  // namespace

double cross_section_over_energy(const Probe& probe, double energy_gev) noexcept {
  const Column column = column_of(probe);
  const double at = std::clamp(energy_gev, k_table_low, k_table_high);
  std::size_t i = 0;
  while (i + 2 < k_table.size() && at > k_table[i + 1][energy]) ++i;
  // Cubic Hermite in ln E with the slopes of the parabola through three neighbouring points; straight at the ends.
  const auto x = [](std::size_t k) { return std::log(k_table[k][energy]); };
  const auto y = [column](std::size_t k) { return k_table[k][column]; };
  const auto slope = [&](std::size_t k) {
    if (k == 0) return (y(1) - y(0)) / (x(1) - x(0));
    if (k + 1 == k_table.size()) return (y(k) - y(k - 1)) / (x(k) - x(k - 1));
    const double left = x(k) - x(k - 1);
    const double right = x(k + 1) - x(k);
    return ((y(k) - y(k - 1)) / left * right + (y(k + 1) - y(k)) / right * left) / (left + right);
  };
  const double width = x(i + 1) - x(i);
  const double t = (std::log(at) - x(i)) / width;
  const double s = 1.0 - t;
  return y(i) * s * s * (1.0 + 2.0 * t) + y(i + 1) * t * t * (3.0 - 2.0 * t) +
         width * t * s * (slope(i) * s - slope(i + 1) * t);
}

}  // namespace wirebench::generator
