#include "wirebench/transport/embedded/charged_tables.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace wirebench::transport::embedded {
namespace {

constexpr double k_lowest = 1.0e-3;                  // MeV
constexpr int k_slices = 4;                          // of the way between two nodes
constexpr double k_ball_to_mean_square = 5.0 / 3.0;  // a ball's radius squared over the mean square distance in it

/// Moments of the place where a particle stops, built up from the end of its way: each slice is put in front of what is
/// known to follow it.
class StoppingMoments {
 public:
  StoppingMoments(const RangeTable& range, const MultipleScattering& scattering, double highest) noexcept
      : range_{range},
        scattering_{scattering},
        highest_{highest},
        depth_{range.range(k_lowest)},
        square_{depth_ * depth_} {}

  void extend_to(double kinetic) noexcept {
    if (kinetic > highest_) return;
    for (int i = 0; i < k_slices && kinetic > kinetic_; ++i) {
      const double low = kinetic_ + (kinetic - kinetic_) * i / k_slices;
      const double high = kinetic_ + (kinetic - kinetic_) * (i + 1) / k_slices;
      const double length = range_.range(high) - range_.range(low);
      const double cosine = std::exp(-scattering_.transport_per_mm(0.5 * (low + high)) * length);  // mean
      square_ += length * length + 2.0 * length * std::sqrt(cosine) * depth_;
      depth_ = 0.5 * (1.0 + cosine) * length + cosine * depth_;
    }
    kinetic_ = kinetic;
  }
  [[nodiscard]] double depth() const noexcept { return depth_; }
  [[nodiscard]] double variance() const noexcept { return std::max(0.0, square_ - depth_ * depth_); }

 private:
  const RangeTable& range_;
  const MultipleScattering& scattering_;
  double highest_;
  double kinetic_ = k_lowest;
  double depth_;
  double square_;  // mean square distance from the start
};

template <class Value>
EnergyTable stopping_table(const RangeTable& range, const MultipleScattering& scattering, double highest,
                           const Value& value) {
  StoppingMoments moments{range, scattering, highest};
  return EnergyTable{k_lowest, [&](double kinetic) {
                       moments.extend_to(kinetic);
                       return value(moments);
                     }};
}

/// Highest energy of a way that is done in one step: that with this range, and a node more.
double highest_in_one_step(const RangeTable& range, double final_range) noexcept {
  return 1.1 * range.kinetic(final_range);
}

}  // namespace

StoppingPlace::StoppingPlace(const RangeTable& range, const MultipleScattering& scattering, double highest)
    : depth_{stopping_table(range, scattering, highest, [](const StoppingMoments& m) { return m.depth(); })},
      ball_{stopping_table(range, scattering, highest,
                           [](const StoppingMoments& m) { return std::sqrt(k_ball_to_mean_square * m.variance()); })} {}

Vector3 StoppingPlace::sample(GridPoint kinetic, RandomStream& random) const noexcept {
  Vector3 place;
  do {
    place = {2.0 * random.coarse_uniform() - 1.0, 2.0 * random.coarse_uniform() - 1.0,
             2.0 * random.coarse_uniform() - 1.0};
  } while (dot(place, place) > 1.0);
  place *= ball_.at(kinetic);
  place.z += depth_.at(kinetic);
  return place;
}

ChargedTables::ChargedTables(nuclear::PdgCode code, double its_mass, double its_charge, double its_final_range,
                             RangeTable its_range, EnergyTable its_majorant, const MultipleScattering& its_scattering)
    : pdg{code},
      mass{its_mass},
      charge{its_charge},
      final_range{its_final_range},
      range{std::move(its_range)},
      majorant{std::move(its_majorant)},
      scattering{its_scattering},
      stopping_place{range, scattering, highest_in_one_step(range, final_range)} {}

}  // namespace wirebench::transport::embedded
