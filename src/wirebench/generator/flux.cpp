#include "wirebench/generator/flux.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>
#include <string>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/install_paths.hpp"

namespace wirebench::generator {
namespace {

constexpr double k_largest = 1.0e100;

[[noreturn]] void fail(const std::filesystem::path& file, int line, const std::string& why) {
  throw Error{ErrorKind::failed,
              {"flux table not understood", fmt::format("{}:{}", file.string(), line), why,
               "A line has five numbers: energy in GeV, nue, numu, nuebar, numubar."}};
}

/// The numbers of a line; nothing where it holds anything else.
std::vector<double> numbers(const std::string& text, bool& clean) {
  std::vector<double> result;
  const char* at = text.data();
  const char* const end = at + text.size();
  clean = true;
  while (at != end) {
    if (*at == ' ' || *at == ',' || *at == '\t' || *at == '\r') {
      ++at;
      continue;
    }
    double value = 0.0;
    const auto [next, error] = std::from_chars(at, end, value);
    if (error != std::errc{}) {
      clean = false;
      return result;
    }
    result.push_back(value);
    at = next;
  }
  return result;
}

}  // namespace

std::size_t flavour_index(nuclear::PdgCode neutrino) noexcept {
  return static_cast<std::size_t>(std::find(k_flavours.begin(), k_flavours.end(), neutrino) - k_flavours.begin());
}

double Flux::density(nuclear::PdgCode neutrino, double energy_mev) const noexcept {
  const auto& content = bins[flavour_index(neutrino)];
  if (single_energy()) return energy_mev == edges[0] ? content[0] : 0.0;
  if (energy_mev < edges.front() || energy_mev >= edges.back()) return 0.0;
  const auto above = std::upper_bound(edges.begin(), edges.end(), energy_mev);
  return content[static_cast<std::size_t>(above - edges.begin()) - 1];
}

Flux flat_flux(double low_mev, double high_mev, const std::array<double, 4>& fractions) {
  Flux flux;
  flux.edges = {low_mev, high_mev};
  for (std::size_t i = 0; i < fractions.size(); ++i) flux.bins[i] = {fractions[i]};
  return flux;
}

Flux single_energy_flux(double energy_mev, const std::array<double, 4>& fractions) {
  return flat_flux(energy_mev, energy_mev, fractions);
}

Flux read_flux(const std::filesystem::path& file) {
  constexpr std::size_t most_bytes = std::size_t{8} << 20U;
  std::istringstream stream{read_file(file, most_bytes)};
  std::vector<double> centres;
  Flux flux;
  std::string text;
  bool named = false;
  for (int line = 1; std::getline(stream, text); ++line) {
    if (text.empty() || text[0] == '#' || text == "\r") continue;
    bool clean = false;
    const auto values = numbers(text, clean);
    if (!clean && centres.empty() && !named) {
      named = true;
      continue;
    }
    if (!clean || values.size() != 5) fail(file, line, "not five numbers");
    for (const double value : values) {
      // The largest keeps products with energies and cross sections finite.
      if (!(value >= 0.0 && value <= k_largest)) fail(file, line, "negative, not finite or beyond 1e100");
    }
    if (centres.size() >= 2) {
      const double step = centres[1] - centres[0];
      if (!(std::fabs(1e3 * values[0] - centres.back() - step) < 1e-3 * step))
        fail(file, line, "unequal step of energy");
    }
    centres.push_back(1e3 * values[0]);
    for (std::size_t i = 0; i < k_flavours.size(); ++i) flux.bins[i].push_back(values[i + 1]);
  }
  if (centres.size() < 2 || !(centres[1] > centres[0])) fail(file, 1, "fewer than two rising energies");
  const double step = centres[1] - centres[0];
  for (const double centre : centres) flux.edges.push_back(std::max(0.0, centre - 0.5 * step));
  flux.edges.push_back(centres.back() + 0.5 * step);
  return flux;
}

Flux dune_far_detector_flux() {
  return read_flux(data_folder() / "generator" / "dune_flux_fd_fhc.csv");
}

}  // namespace wirebench::generator
