#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "wirebench/nuclear/hadron_nucleus.hpp"

namespace wirebench::nuclear {
namespace {

constexpr int k_reference_reactions = 20'000;
constexpr int k_reactions = 4000;

struct Row {
  std::string quantity;
  PdgCode product = 0;
  std::string range;
  double number = 0.0;
  double energy = 0.0;
  double cosine = 0.0;
};

using Runs = std::map<std::pair<PdgCode, double>, std::vector<Row>>;

Runs read_reference() {
  std::ifstream file{WIREBENCH_SOURCE_DIR "/tests/data/nuclear/bertini_argon.csv"};
  Runs runs;
  std::string line;
  while (std::getline(file, line)) {
    if (line.empty() || line.front() == '#' || line.starts_with("projectile")) continue;
    std::array<std::string, 8> cells;
    std::istringstream stream{line};
    for (std::string& cell : cells) std::getline(stream, cell, ',');
    const auto number = [](const std::string& cell) { return std::strtod(cell.c_str(), nullptr); };
    runs[{static_cast<PdgCode>(number(cells[0])), number(cells[1])}].push_back(
        {cells[2], static_cast<PdgCode>(number(cells[3])), cells[4], number(cells[5]), number(cells[6]),
         number(cells[7])});
  }
  return runs;
}

std::string range_of(double kinetic) {
  return kinetic < 20.0 ? "below" : kinetic < 100.0 ? "20-100" : kinetic < 300.0 ? "100-300" : "300+";
}

bool is_meson(PdgCode code) {
  return code == pdg::pi_zero || std::abs(code) == pdg::pi_plus || std::abs(code) == pdg::k_plus ||
         std::abs(code) == pdg::k_zero;
}

struct Sums {
  double number = 0.0;
  double energy = 0.0;
  double cosine = 0.0;
};

struct Measured {
  std::map<std::pair<PdgCode, std::string>, Sums> products;
  double absorption = 0.0;
  double charge_exchange = 0.0;
};

Measured measure(PdgCode code, double kinetic) {
  const double mass = particle(code).mass;
  const Product projectile{code, FourVector::on_shell(mass, {0.0, 0.0, std::sqrt(kinetic * (kinetic + 2.0 * mass))})};
  RandomStream random{21, RandomStage::test, static_cast<std::uint64_t>(kinetic)};
  Measured measured;
  Products out;
  for (int i = 0; i < k_reactions; ++i) {
    react(projectile, k_argon40, random, out);
    int mesons = 0;
    bool same = false;
    for (const Product& p : out) {
      const double energy = p.momentum.energy - particle(p.pdg).mass;
      for (const std::string& range : {range_of(energy), std::string{"all"}}) {
        Sums& sums = measured.products[{p.pdg, range}];
        sums.number += 1.0 / k_reactions;
        sums.energy += energy / k_reactions;
        sums.cosine += unit(p.momentum.momentum).z / k_reactions;
      }
      mesons += is_meson(p.pdg) ? 1 : 0;
      same = same || p.pdg == code;
    }
    if (mesons == 0) measured.absorption += 1.0 / k_reactions;
    if (mesons == 1 && !same) measured.charge_exchange += 1.0 / k_reactions;
  }
  return measured;
}

/// Two standard errors of a difference of two means of `variance`.
double two_errors(double variance) {
  return 2.0 * std::sqrt(variance / k_reactions + variance / k_reference_reactions);
}

TEST(ReferenceReactions, AgreeWithAnotherCascade) {
  const Runs runs = read_reference();
  ASSERT_GE(runs.size(), 15U);
  int compared = 0;
  for (const auto& [run, rows] : runs) {
    const auto [code, kinetic] = run;
    Measured measured = measure(code, kinetic);
    for (const Row& row : rows) {
      const std::string what = particle_name(code) + " " + std::to_string(static_cast<int>(kinetic)) +
                               " MeV: " + row.quantity + " " + particle_name(row.product) + " " + row.range;
      ++compared;
      if (row.quantity == "absorption") {
        EXPECT_NEAR(measured.absorption, row.number, 0.05) << what;
      } else if (row.quantity == "charge_exchange") {
        EXPECT_NEAR(measured.charge_exchange, row.number, 0.05) << what;
      } else {
        const Sums& sums = measured.products[{row.product, row.range}];
        // Counts of several in a reaction spread more than Poisson's: a factor 1.5.
        EXPECT_NEAR(sums.number, row.number, 0.15 * row.number + two_errors(1.5 * row.number)) << what;
        if (row.range == "all") continue;
        EXPECT_NEAR(sums.cosine / sums.number, row.cosine, 0.1 + two_errors(0.5 / row.number)) << what;
      }
    }
  }
  EXPECT_GT(compared, 200);
}

}  // namespace
}  // namespace wirebench::nuclear
