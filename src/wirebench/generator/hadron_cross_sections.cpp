#include "wirebench/generator/hadron_cross_sections.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

namespace wirebench::generator {
namespace {

namespace pdg = nuclear::pdg;

enum Column : std::size_t {
  pip_n_total,
  pip_n_exchange,
  pip_n_elastic,
  pip_p_total,
  pip_p_elastic,
  pip_d_absorption,
  pp_total,
  pp_elastic,
  pn_total,
  pn_elastic,
  column_count
};

/// mb at 15, 30, ... 990 MeV of laboratory kinetic energy.
/// Source: GENIE-MC/Generator, data/evgen/intranuke/tot_xsec (partial waves of Arndt et al.).
constexpr double k_step = 15.0;
constexpr std::array<std::array<double, column_count>, 66> k_table{{
    {10.3, 4.592, 1.868, 6.409, 2.584, 3.825, 225.2, 225.2, 649.2, 649.2},
    {11.34, 5.092, 1.694, 9.692, 5.169, 4.523, 103, 103, 309.5, 309.5},
    {13.64, 6.211, 1.798, 15.15, 9.567, 5.58, 65.88, 65.88, 191.4, 191.4},
    {17.18, 8.025, 2.21, 23.39, 16.52, 6.867, 49.01, 49.01, 135.1, 135.1},
    {22.21, 10.75, 3.027, 35.49, 27.16, 8.327, 39.8, 39.8, 103.7, 103.7},
    {29.08, 14.69, 4.408, 52.78, 42.94, 9.839, 34.23, 34.23, 84.49, 84.49},
    {38.06, 20.15, 6.547, 76.93, 65.76, 11.17, 30.68, 30.68, 71.88, 71.88},
    {49.18, 27.3, 9.609, 109, 96.93, 12.02, 28.34, 28.34, 63.17, 63.17},
    {61.6, 35.59, 13.5, 147.7, 135.5, 12.19, 26.78, 26.78, 56.91, 56.91},
    {72.96, 43.3, 17.58, 185.8, 174.1, 11.71, 25.74, 25.74, 52.26, 52.26},
    {79.74, 47.95, 20.66, 210.8, 200.1, 10.73, 25.05, 25.05, 48.7, 48.7},
    {79.63, 48, 21.79, 213.8, 204.3, 9.412, 24.59, 24.59, 45.92, 45.92},
    {73.67, 44.25, 21.01, 197.7, 189.6, 7.939, 24.3, 24.3, 43.7, 43.7},
    {64.93, 38.76, 19.13, 172.4, 165.7, 6.509, 24.11, 24.11, 41.88, 41.88},
    {55.96, 33.17, 16.93, 146.2, 140.7, 5.265, 23.99, 23.99, 40.37, 40.37},
    {48.1, 28.27, 14.87, 123, 118.5, 4.253, 23.92, 23.92, 39.1, 39.1},
    {41.72, 24.28, 13.13, 103.7, 99.97, 3.459, 23.88, 23.88, 38.01, 38.01},
    {36.77, 21.13, 11.75, 88.11, 84.94, 2.842, 23.87, 23.87, 37.07, 37.07},
    {33.1, 18.7, 10.72, 75.55, 72.82, 2.364, 23.87, 23.87, 36.25, 36.25},
    {30.51, 16.84, 10.03, 65.42, 63.02, 1.99, 24.07, 23.94, 35.63, 35.56},
    {28.83, 15.43, 9.629, 57.17, 55.02, 1.695, 24.3, 24.02, 35.09, 34.95},
    {27.9, 14.36, 9.485, 50.4, 48.43, 1.46, 24.55, 24.11, 34.62, 34.4},
    {27.54, 13.53, 9.547, 44.8, 42.96, 1.269, 24.83, 24.2, 34.24, 33.92},
    {27.57, 12.85, 9.749, 40.13, 38.36, 1.114, 25.14, 24.3, 33.92, 33.49},
    {27.81, 12.26, 10.02, 36.19, 34.46, 0.984, 25.49, 24.4, 33.65, 33.1},
    {28.11, 11.71, 10.3, 32.84, 31.11, 0.8752, 25.88, 24.51, 33.45, 32.75},
    {28.37, 11.18, 10.55, 29.98, 28.22, 0.7824, 26.33, 24.63, 33.3, 32.44},
    {28.61, 10.69, 10.77, 27.54, 25.71, 0.7023, 26.83, 24.76, 33.23, 32.17},
    {28.83, 10.24, 10.96, 25.43, 23.51, 0.6323, 27.41, 24.9, 33.21, 31.92},
    {29.11, 9.85, 11.16, 23.6, 21.56, 0.5703, 28.06, 25.04, 33.25, 31.7},
    {29.54, 9.543, 11.41, 22.04, 19.85, 0.5148, 28.79, 25.18, 33.35, 31.49},
    {30.21, 9.331, 11.75, 20.69, 18.32, 0.4646, 29.61, 25.32, 33.52, 31.31},
    {31.22, 9.228, 12.24, 19.53, 16.95, 0.4187, 30.52, 25.46, 33.74, 31.13},
    {32.65, 9.246, 12.92, 18.56, 15.73, 0.3764, 31.5, 25.58, 34.03, 30.96},
    {34.59, 9.392, 13.84, 17.74, 14.63, 0.3373, 32.56, 25.68, 34.35, 30.78},
    {37.12, 9.669, 15.06, 17.07, 13.64, 0.3011, 33.67, 25.75, 34.72, 30.6},
    {40.35, 10.08, 16.69, 16.52, 12.74, 0.2676, 34.8, 25.78, 35.12, 30.41},
    {43.88, 9.921, 18.32, 16.08, 11.91, 0.2371, 35.94, 25.77, 35.52, 30.2},
    {46.1, 9.69, 19.32, 15.76, 11.15, 0.2095, 37.06, 25.72, 35.91, 29.97},
    {47.07, 9.262, 19.73, 15.54, 10.44, 0.1854, 38.14, 25.64, 36.3, 29.73},
    {46.51, 8.589, 19.38, 15.43, 9.768, 0.1831, 39.16, 25.52, 36.67, 29.47},
    {44.68, 7.754, 18.37, 15.42, 9.141, 0.1808, 40.12, 25.39, 37.02, 29.21},
    {42.19, 6.901, 16.98, 15.54, 8.559, 0.1784, 41.02, 25.26, 37.33, 28.94},
    {39.67, 6.155, 15.53, 15.78, 8.038, 0.1761, 41.84, 25.13, 37.63, 28.68},
    {37.63, 5.579, 14.28, 16.18, 7.609, 0.1738, 42.58, 25.01, 37.88, 28.42},
    {36.28, 5.19, 13.35, 16.77, 7.326, 0.1715, 43.26, 24.92, 38.11, 28.17},
    {35.74, 4.977, 12.84, 17.57, 7.247, 0.1692, 43.83, 24.83, 38.29, 27.92},
    {36.01, 4.929, 12.75, 18.55, 7.419, 0.1669, 44.34, 24.76, 38.44, 27.68},
    {37.03, 5.033, 13.07, 19.64, 7.846, 0.1645, 44.77, 24.7, 38.57, 27.45},
    {38.75, 5.272, 13.78, 20.76, 8.473, 0.1622, 45.12, 24.64, 38.66, 27.21},
    {41.05, 5.621, 14.81, 21.77, 9.202, 0.1599, 45.41, 24.58, 38.73, 26.98},
    {43.85, 6.047, 16.13, 22.62, 9.93, 0.1576, 45.65, 24.53, 38.77, 26.74},
    {47.02, 6.515, 17.67, 23.28, 10.58, 0.1553, 45.82, 24.46, 38.8, 26.51},
    {50.36, 6.987, 19.35, 23.76, 11.13, 0.153, 45.97, 24.4, 38.81, 26.27},
    {53.64, 7.418, 21.05, 24.1, 11.56, 0.1506, 46.08, 24.33, 38.82, 26.04},
    {56.54, 7.758, 22.61, 24.33, 11.89, 0.1483, 46.16, 24.26, 38.81, 25.8},
    {58.69, 7.953, 23.85, 24.5, 12.14, 0.146, 46.22, 24.18, 38.8, 25.57},
    {59.81, 7.956, 24.61, 24.6, 12.32, 0.1437, 46.26, 24.1, 38.79, 25.34},
    {59.75, 7.745, 24.79, 24.71, 12.46, 0.1414, 46.28, 24.01, 38.78, 25.11},
    {58.54, 7.339, 24.39, 24.82, 12.56, 0.1391, 46.3, 23.92, 38.77, 24.89},
    {56.46, 6.794, 23.51, 24.96, 12.65, 0.1367, 46.31, 23.83, 38.76, 24.67},
    {53.88, 6.182, 22.34, 25.13, 12.73, 0.1344, 46.3, 23.73, 38.75, 24.45},
    {51.1, 5.569, 21.02, 25.35, 12.81, 0.1321, 46.3, 23.64, 38.74, 24.24},
    {48.41, 5.001, 19.69, 25.63, 12.9, 0.1298, 46.29, 23.54, 38.75, 24.04},
    {45.97, 4.504, 18.44, 25.96, 13, 0.1275, 46.28, 23.44, 38.76, 23.85},
    {43.95, 4.087, 17.39, 26.25, 13.04, 0.1251, 46.26, 23.34, 38.77, 23.67},
}};

double look_up(Column column, double kinetic) noexcept {
  const double position = std::clamp(kinetic / k_step - 1.0, 0.0, static_cast<double>(k_table.size() - 1));
  const auto i = std::min(static_cast<std::size_t>(position), k_table.size() - 2);
  const double part = position - static_cast<double>(i);
  return k_table[i][column] + part * (k_table[i + 1][column] - k_table[i][column]);
}

/// Shares of absorption, charge exchange, knock-out and pion production at one kinetic energy, MeV.
struct FatePoint {
  double kinetic;
  std::array<double, 4> shares;
};

constexpr std::array<FatePoint, 9> k_pion_fates{{
    {50, {0.76, 0.07, 0.17, 0}},
    {100, {0.49, 0.29, 0.21, 0}},
    {150, {0.46, 0.34, 0.2, 0}},
    {200, {0.41, 0.4, 0.19, 0}},
    {300, {0.35, 0.46, 0.18, 0}},
    {400, {0.336, 0.238, 0.189, 0.238}},
    {500, {0.31, 0, 0.18, 0.51}},
    {700, {0.22, 0, 0.11, 0.67}},
    {1000, {0.16, 0, 0.086, 0.75}},
}};
constexpr std::array<FatePoint, 5> k_nucleon_fates{{
    {50, {0.34, 0.45, 0.21, 0}},
    {100, {0.43, 0.38, 0.18, 0}},
    {300, {0.49, 0.34, 0.17, 0}},
    {500, {0.457, 0.305, 0.153, 0.085}},
    {1000, {0.26, 0.24, 0.12, 0.38}},
}};

std::array<double, 4> interpolate(std::span<const FatePoint> points, double kinetic) noexcept {
  kinetic = std::clamp(kinetic, points.front().kinetic, points.back().kinetic);
  std::size_t i = 0;
  while (i + 2 < points.size() && kinetic > points[i + 1].kinetic) ++i;
  const double part = (kinetic - points[i].kinetic) / (points[i + 1].kinetic - points[i].kinetic);
  std::array<double, 4> shares{};
  double sum = 0.0;
  for (std::size_t k = 0; k < shares.size(); ++k) {
    shares[k] = points[i].shares[k] + part * (points[i + 1].shares[k] - points[i].shares[k]);
    sum += shares[k];
  }
  for (double& share : shares) share /= sum;  // the published numbers are rounded
  return shares;
}

}  // namespace

double hadron_nucleon_cross_section(nuclear::PdgCode hadron, Nucleon nucleon, double kinetic_mev) noexcept {
  const bool proton = nucleon == Nucleon::proton;
  switch (hadron) {
    case pdg::pi_plus: return look_up(proton ? pip_p_total : pip_n_total, kinetic_mev);
    case pdg::pi_minus: return look_up(proton ? pip_n_total : pip_p_total, kinetic_mev);
    case pdg::pi_zero: return 0.5 * (look_up(pip_p_total, kinetic_mev) + look_up(pip_n_total, kinetic_mev));
    case pdg::proton: return look_up(proton ? pp_total : pn_total, kinetic_mev);
    case pdg::neutron: return look_up(proton ? pn_total : pp_total, kinetic_mev);
    case pdg::k_plus:
    case pdg::k_zero: return 15.0;
    case pdg::k_minus:
    case pdg::k_zero_bar: return 35.0;
    case pdg::lambda:
    case pdg::eta: return 30.0;
    default: return 0.0;
  }
}

PionNucleonCrossSections mean_pion_nucleon_cross_sections(double kinetic_mev) noexcept {
  const double total = 0.5 * (look_up(pip_p_total, kinetic_mev) + look_up(pip_n_total, kinetic_mev));
  const double elastic = 0.5 * (look_up(pip_p_elastic, kinetic_mev) + look_up(pip_n_elastic, kinetic_mev) +
                                look_up(pip_n_exchange, kinetic_mev));
  return {total, std::max(0.0, total - elastic)};
}

std::array<double, 4> fate_shares(nuclear::PdgCode hadron, double kinetic_mev) noexcept {
  switch (hadron) {
    case pdg::pi_plus:
    case pdg::pi_minus:
    case pdg::pi_zero: return interpolate(k_pion_fates, kinetic_mev);
    case pdg::proton:
    case pdg::neutron: return interpolate(k_nucleon_fates, kinetic_mev);
    default: return {0.0, 0.0, 1.0, 0.0};
  }
}

}  // namespace wirebench::generator
