#include "wirebench/detector/readout/wire_grid_response.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "detector/readout/reference_table.hpp"
#include "detector/readout/response_sets.hpp"

#include "wirebench/core/error.hpp"
#include "wirebench/detector/readout/shaped_response.hpp"

namespace wirebench::detector {
namespace {

/// Net charge of a row in electrons.
double net_charge(const FieldResponse& response, std::size_t plane, std::size_t impact, std::size_t wire) {
  const PlaneFieldResponse& one = response.planes[plane];
  double sum = 0.0;
  for (std::size_t i = 0; i < one.samples; ++i) sum += static_cast<double>(one.row(impact, wire)[i]);
  return sum * response.period.value();
}

TEST(WireGridResponse, OneElectronIsCollectedOnceAndInducesNothingNet) {
  const FieldResponse response = computed_response("DUNE");
  ASSERT_EQ(response.planes.size(), 3U);
  for (std::size_t plane = 0; plane < 3; ++plane) {
    for (std::size_t impact = 0; impact <= 10; ++impact) {
      for (std::size_t wire = 0; wire < 7; ++wire) {
        const bool edge = impact == 0 || impact == 10;
        double expected = plane == 2 && wire == 3 ? (edge ? 0.5 : 1.0) : 0.0;
        if (plane == 2 && ((impact == 0 && wire == 2) || (impact == 10 && wire == 4))) expected = 0.5;
        EXPECT_NEAR(net_charge(response, plane, impact, wire), expected, 2e-3) << plane << " " << impact << " " << wire;
      }
    }
  }
}

TEST(WireGridResponse, BothSidesOfAWireAreMirrorImages) {
  const FieldResponse response = computed_response("uBooNE");
  for (const PlaneFieldResponse& plane : response.planes) {
    for (std::size_t impact = 0; impact <= 10; ++impact) {
      for (std::size_t wire = 0; wire < 7; ++wire) {
        const float* const one = plane.row(impact, wire);
        const float* const other = plane.row(10 - impact, 6 - wire);
        EXPECT_TRUE(std::equal(one, one + plane.samples, other));
      }
    }
  }
}

TEST(WireGridResponse, ShapedSignalsAreThoseOfTheGarfieldCalculations) {
  // Columns: set, plane, pitch_mm, reg, net, pos, neg, max, t_max, min, t_min, shaped max, t, shaped min, t; shaped by
  // 2 us and 14 mV/fC, mV per 1000 electrons. Their mean over a region takes six impact positions and their mirror
  // images alike: the centre twice, both edges once. "sum": the wire and three neighbours on either side.
  ElectronicsOptions electronics;
  electronics.peaking_time = Time{2000.0};
  const auto table = reference_table("field_response_digest.csv");
  std::size_t compared = 0;
  for (const std::string set : {"uBooNE", "DUNE", "SBND"}) {
    const FieldResponse response = computed_response(set);
    const auto shaped = shape_response(response, ElectronicsResponse{electronics}, Time{100.0});
    for (std::size_t plane = 0; plane < 3; ++plane) {
      const auto mean = [&](std::size_t wire) {
        std::vector<double> sum(shaped[plane].ticks(), 0.0);
        for (std::size_t impact = 0; impact <= 10; ++impact) {
          const auto row = shaped[plane].row(impact, wire);
          for (std::size_t i = 0; i < row.size(); ++i)
            sum[i] += (impact == 5 ? 2.0 : 1.0) / 12.0 * static_cast<double>(row[i]);
        }
        return sum;
      };
      std::vector<double> all(shaped[plane].ticks(), 0.0);
      for (std::size_t region = 0; region < 5; ++region) {
        std::vector<double> signal = region < 4 ? mean(3 + region) : all;
        if (region < 4) {
          for (std::size_t i = 0; i < all.size(); ++i) all[i] += (region == 0 ? 1.0 : 2.0) * signal[i];
        }
        const std::string name = region < 4 ? std::to_string(region) : "sum";
        const auto row = std::find_if(table.begin(), table.end(), [&](const auto& one) {
          return one[0] == set && one[1] == std::string(1, "UVW"[plane]) && one[3] == name;
        });
        ASSERT_NE(row, table.end());
        const auto highest = std::max_element(signal.begin(), signal.end());
        const auto lowest = std::min_element(signal.begin(), signal.end());
        const std::string where = set + " " + (*row)[1] + " " + name;
        const double most = std::stod((*row)[11]);
        const double least = std::stod((*row)[13]);
        // The wire itself and long tracks within 5 %; next neighbours within 10 % (they carry a fifth of the signal),
        // further ones, of some hundredths of a mV, within 0.01 mV.
        const bool main = region == 0 || region == 4;
        const double tolerance = main ? 0.05 : 0.10;
        if (region == 2 || region == 3) {
          EXPECT_NEAR(1000.0 * *highest, most, 0.01) << where;
          EXPECT_NEAR(1000.0 * *lowest, least, 0.01) << where;
        } else {
          EXPECT_NEAR(1000.0 * *highest / most, 1.0, tolerance) << where;
          if (least < -0.01) {
            EXPECT_NEAR(1000.0 * *lowest / least, 1.0, tolerance) << where;
          }
        }
        if (main) {
          constexpr double within = 0.2 + 1.0e-6;  // us: two of the table's samples
          const auto time_of = [&](auto extreme) {
            return (static_cast<double>(extreme - signal.begin()) + shaped[plane].first_tick()) * 0.1;  // us
          };
          EXPECT_NEAR(time_of(highest), std::stod((*row)[12]), within) << where;
          if (least < -0.01) {
            EXPECT_NEAR(time_of(lowest), std::stod((*row)[14]), within) << where;
          }
          ++compared;
        }
      }
    }
  }
  EXPECT_EQ(compared, 18U);
}

TEST(WireGridResponse, RefusesPlanesThatStopElectrons) {
  ResponseSet set = response_set("uBooNE");
  set.options.geometry.planes[1].bias = -105.0;  // less field between the first planes than in front of them
  try {
    static_cast<void>(wire_grid_response(set.options, set.field, response_speed));
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_NE(std::string{error.what()}.find("not transparent"), std::string::npos) << error.what();
  }
}

TEST(DriftFieldGrid, MeetsBiasesDriftFieldAndGround) {
  const WireGridGeometry geometry = response_set("DUNE").options.geometry;
  const DriftFieldGrid grid{geometry, 50.0};
  for (const GridPlane& plane : geometry.planes) {
    for (const double angle : {0.0, 1.0, 2.5}) {
      const GridPoint surface{geometry.wire_radius * std::cos(angle),
                              plane.distance + geometry.wire_radius * std::sin(angle)};
      EXPECT_NEAR(grid.potential(surface), plane.bias, 10.0);  // thin wires: fields of 100 V/mm times the radius
    }
  }
  EXPECT_NEAR(grid.gradient({1.0, 50.0}).height, -50.0, 1e-6);
  EXPECT_NEAR(grid.potential({0.0, -geometry.backing}), 0.0, 15.0);
  // The gradient is that of the potential.
  for (const GridPoint point : {GridPoint{0.7, 2.0}, GridPoint{-2.0, 11.0}, GridPoint{1.5, -1.0}}) {
    constexpr double step = 1e-4;
    const GridPoint gradient = grid.gradient(point);
    EXPECT_NEAR(
        (grid.potential({point.across + step, point.height}) - grid.potential({point.across - step, point.height})) /
            (2.0 * step),
        gradient.across, 1e-4);
    EXPECT_NEAR(
        (grid.potential({point.across, point.height + step}) - grid.potential({point.across, point.height - step})) /
            (2.0 * step),
        gradient.height, 1e-4);
  }
}

TEST(WeightingPotential, IsOneOnItsWireAndZeroOnOthersAndOnTheSheets) {
  const WireGridGeometry geometry = response_set("uBooNE").options.geometry;
  const WeightingPotential weighting{geometry, 20};
  std::vector<double> found;
  weighting.evaluate({geometry.pitch + geometry.wire_radius, 3.0}, 2, found);
  ASSERT_EQ(found.size(), 15U);
  for (std::size_t plane = 0; plane < 3; ++plane) {
    for (std::size_t wire = 0; wire < 5; ++wire) {
      EXPECT_NEAR(found[plane * 5 + wire], plane == 1 && wire == 3 ? 1.0 : 0.0, 0.01) << plane << " " << wire;
    }
  }
  weighting.evaluate({0.4, geometry.front}, 2, found);
  for (const double value : found) EXPECT_NEAR(value, 0.0, 1e-12);
  // All wires at 1 together with the sheets at 0: far from the wires, and with 41 of them, nearly a flat electrode.
  weighting.evaluate({0.0, 50.0}, 10, found);
  double sum = 0.0;
  for (std::size_t wire = 0; wire < 21; ++wire) sum += found[wire];
  EXPECT_GT(sum, 0.2);
  EXPECT_LT(sum, 50.0 / 94.0);
}

}  // namespace
}  // namespace wirebench::detector
