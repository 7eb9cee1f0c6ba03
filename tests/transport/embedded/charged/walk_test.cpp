// Muons, pions, kaons and protons carried through argon by ionisation and scattering, held to Geant4's runs.
#include "transport/embedded/charged/walk.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace wirebench::transport::embedded {
namespace {

using Row = std::vector<std::string>;

std::vector<Row> read(const std::string& name) {
  std::ifstream file{std::string{WIREBENCH_SOURCE_DIR} + "/tests/data/transport/" + name};
  EXPECT_TRUE(file) << name;
  std::vector<Row> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    Row row;
    std::stringstream stream{line};
    for (std::string field; std::getline(stream, field, ',');) row.push_back(field);
    rows.push_back(row);
  }
  return rows;
}

double number(const std::string& text) {
  return std::strtod(text.c_str(), nullptr);
}

const std::map<std::string, testing::Kind> k_kinds{
    {"mu-", testing::k_muon}, {"pi+", testing::k_pion}, {"kaon+", testing::k_kaon}, {"proton", testing::k_proton}};

TEST(Walk, LossAlongThreeMillimetres) {
  std::map<std::pair<std::string, double>, std::vector<double>> reference;
  for (const Row& row : read("geant4_step_loss.csv")) {
    if (row[0] == "particle") continue;
    auto& bins = reference[{row[0], number(row[1])}];
    bins.resize(300);
    bins.at(static_cast<std::size_t>(number(row[2]) * 100.0)) = number(row[3]);
  }
  ASSERT_EQ(reference.size(), 5U);
  for (const auto& [key, expected] : reference) {
    const auto& [name, kinetic] = key;
    const testing::Tables tables{k_kinds.at(name)};
    std::vector<double> bins(300);
    for (std::uint64_t i = 0; i < 1000; ++i) {
      RandomStream random{21, RandomStage::test, i};
      testing::walk(tables, kinetic, random, [&, e = kinetic](const testing::Step& step) {
        if (step.full) bins.at(std::min<std::size_t>(299, static_cast<std::size_t>(step.loss * 100.0))) += 1.0;
        return step.before - step.loss > 0.8 * e;
      });
    }
    const testing::Peak here = testing::peak(bins, 0.01);
    const testing::Peak there = testing::peak(expected, 0.01);
    EXPECT_NEAR(here.mode / there.mode, 1.0, 0.02) << name << " " << kinetic;
    EXPECT_NEAR(here.mean / there.mean, 1.0, 0.01) << name << " " << kinetic;
    EXPECT_NEAR(here.width / there.width, 1.0, 0.08) << name << " " << kinetic;
  }
}

TEST(Walk, MuonTracks) {
  const auto rows = read("geant4_muon_tracks.csv");
  for (const double kinetic : {200.0, 500.0, 1000.0}) {
    std::map<double, double> displacement, angle;  // by depth, cm: reference
    double length = 0.0;
    for (const Row& row : rows) {
      if (row[0] == "quantity" || number(row[2]) != kinetic) continue;
      if (row[0] == "primary_length_cm") length = number(row[4]);
      if (row[0] == "rms_displacement_cm" && number(row[3]) <= 50.0) displacement[number(row[3])] = number(row[4]);
      if (row[0] == "rms_plane_angle_rad" && number(row[3]) <= 50.0) angle[number(row[3])] = number(row[4]);
    }
    ASSERT_EQ(displacement.size(), 3U);
    const testing::Tables tables{testing::k_muon};
    std::map<double, double> x_squares, x_fourths, slope_squares, slope_fourths, count;
    double sum = 0.0, squares = 0.0;
    const int n = 400;
    for (std::uint64_t i = 0; i < n; ++i) {
      RandomStream random{22, RandomStage::test, i};
      auto next = displacement.begin();
      const double path = testing::walk(tables, kinetic, random, [&](const testing::Step& step) {
        while (next != displacement.end() && step.end.z >= 10.0 * next->first) {
          const double share = (10.0 * next->first - step.start.z) / (step.end.z - step.start.z);
          // Both planes.
          for (const double x : {step.start.x + share * (step.end.x - step.start.x),
                                 step.start.y + share * (step.end.y - step.start.y)}) {
            x_squares[next->first] += 0.01 * x * x;
            x_fourths[next->first] += 1e-4 * x * x * x * x;
          }
          for (const double slope : {step.direction.x / step.direction.z, step.direction.y / step.direction.z}) {
            slope_squares[next->first] += slope * slope;
            slope_fourths[next->first] += slope * slope * slope * slope;
          }
          count[next->first] += 2.0;
          ++next;
        }
        return true;
      });
      sum += 0.1 * path;
      squares += 0.01 * path * path;
    }
    const double mean = sum / n;
    const double error = std::sqrt((squares / n - mean * mean) / n);
    EXPECT_NEAR(mean, length, 0.01 * length + 2.0 * error) << kinetic;
    for (const auto& crossing : displacement) {
      const double depth = crossing.first;
      // Statistical error of a root mean square from the fourth moment; the reference has 1500 planes to these 800.
      const auto compare = [&](double square_sum, double fourth_sum, double value, const char* what) {
        const double square = square_sum / count[depth];
        const double spread = std::sqrt(std::fmax(0.0, fourth_sum / count[depth] - square * square));
        const double rms = std::sqrt(square);
        const double relative = 0.5 * spread / square * std::sqrt(1.0 / count[depth] + 1.0 / 1500.0);
        EXPECT_NEAR(rms / value, 1.0, 0.08 + 2.0 * relative) << what << " " << kinetic << " MeV, " << depth << " cm";
      };
      compare(x_squares[depth], x_fourths[depth], crossing.second, "displacement");
      compare(slope_squares[depth], slope_fourths[depth], angle[depth], "angle");
    }
  }
}

TEST(Walk, ProtonsStopAtTheirRange) {
  // NIST PSTAR, argon: projected range (g/cm2), mean depth of stopping protons.
  const testing::Tables tables{testing::k_proton};
  for (const auto& [kinetic, projected] : {std::pair{30.0, 1.290}, std::pair{80.0, 7.344}, std::pair{200.0, 36.14}}) {
    double depth = 0.0;
    const int n = 200;
    for (std::uint64_t i = 0; i < n; ++i) {
      RandomStream random{23, RandomStage::test, i};
      double end = 0.0;
      testing::walk(tables, kinetic, random, [&](const testing::Step& step) {
        end = step.end.z;
        return true;
      });
      depth += end / n;
    }
    EXPECT_NEAR(depth * tables.argon.density * 100.0 / projected, 1.0, 0.01) << kinetic;
  }
}

}  // namespace
}  // namespace wirebench::transport::embedded
