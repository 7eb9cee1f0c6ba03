#include "wirebench/detector/drift/merge_clouds.hpp"

#include <algorithm>
#include <cmath>

#include "wirebench/core/contract.hpp"

namespace wirebench::detector {
namespace {

/// Clouds that become one: sums of the charge and of its moments about the first one's place.
class Sum {
 public:
  explicit Sum(const ElectronCloud& first)
      : first_{first},
        along_{first.sigma_time * first.sigma_time},
        across_{first.sigma_transverse * first.sigma_transverse} {
    add(first);
  }

  /// Takes a cloud in, unless the sum would become too wide.
  bool take(const ElectronCloud& cloud, double most_wider) {
    if (cloud.anode_face != first_.anode_face) return false;
    const Moments before = sums_;
    add(cloud);
    const Moments mean = means();
    if (mean.time_squared <= most_wider * along_ && mean.transverse_squared <= most_wider * across_) {
      ++clouds_;
      return true;
    }
    sums_ = before;
    return false;
  }

  [[nodiscard]] ElectronCloud cloud() const {
    if (clouds_ == 1) return first_;
    const Moments mean = means();
    ElectronCloud made = first_;
    made.electrons = sums_.electrons;
    made.time += mean.time;
    made.vertical += mean.vertical;
    made.beam += mean.beam;
    made.sigma_time = std::sqrt(mean.time_squared);
    made.sigma_transverse = std::sqrt(mean.transverse_squared);
    return made;
  }

 private:
  struct Moments {
    double electrons = 0.0;
    double time = 0.0;
    double vertical = 0.0;
    double beam = 0.0;
    double time_squared = 0.0;
    double transverse_squared = 0.0;  // of one direction: a mean of both
  };

  void add(const ElectronCloud& cloud) {
    const double q = cloud.electrons;
    const double time = cloud.time - first_.time;
    const double vertical = cloud.vertical - first_.vertical;
    const double beam = cloud.beam - first_.beam;
    sums_.electrons += q;
    sums_.time += q * time;
    sums_.vertical += q * vertical;
    sums_.beam += q * beam;
    sums_.time_squared += q * (cloud.sigma_time * cloud.sigma_time + time * time);
    sums_.transverse_squared +=
        q * (cloud.sigma_transverse * cloud.sigma_transverse + 0.5 * (vertical * vertical + beam * beam));
  }

  /// Of an electron: places from the first cloud's, and variances.
  [[nodiscard]] Moments means() const {
    const double each = 1.0 / sums_.electrons;
    Moments mean{sums_.electrons,   sums_.time * each,         sums_.vertical * each,
                 sums_.beam * each, sums_.time_squared * each, sums_.transverse_squared * each};
    // Rounding must not make them negative.
    mean.time_squared = std::max(mean.time_squared - mean.time * mean.time, 0.0);
    mean.transverse_squared =
        std::max(mean.transverse_squared - 0.5 * (mean.vertical * mean.vertical + mean.beam * mean.beam), 0.0);
    return mean;
  }

  ElectronCloud first_;
  double along_;
  double across_;
  Moments sums_;
  std::size_t clouds_ = 1;
};

}  // namespace

std::vector<ElectronCloud> merge_clouds(std::span<const ElectronCloud> clouds, double most_wider) {
  WIREBENCH_EXPECT(most_wider >= 1.0);
  std::vector<ElectronCloud> merged;
  merged.reserve(clouds.size());
  for (std::size_t begin = 0; begin < clouds.size();) {
    Sum sum{clouds[begin]};
    std::size_t end = begin + 1;
    while (end < clouds.size() && sum.take(clouds[end], most_wider)) ++end;
    merged.push_back(sum.cloud());
    begin = end;
  }
  return merged;
}

}  // namespace wirebench::detector
