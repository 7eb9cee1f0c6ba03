#include "wirebench/detector/drift/space_charge.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/hdf5.hpp"

namespace wirebench::detector {
namespace {

constexpr std::array<const char*, 3> k_axis_datasets{"/drift", "/vertical", "/beam"};
constexpr const char* k_displacement_dataset = "/displacement";
constexpr hsize_t k_most_points_an_axis = 10'000;
constexpr hsize_t k_most_points = 50'000'000;  // 600 MB in memory
constexpr double k_largest = 1.0e4;            // mm: more than any of these detectors is deformed
constexpr double k_farthest = 1.0e6;           // mm, as for deposits
constexpr double k_uneven = 1.0e-3;            // of a step

[[noreturn]] void reject(const std::filesystem::path& path, const char* dataset, const std::string& why) {
  throw Error{ErrorKind::failed,
              {"unusable space charge map", path.string() + ", dataset " + dataset, why,
               "The page 'drift' of the documentation has the layout."}};
}

hdf5::Dataset open(const hdf5::File& file, const std::filesystem::path& path, const char* name) {
  if (!file.exists(name)) reject(path, name, "it is not there");
  if (file.is_group(name)) reject(path, name, "it is a group");
  hdf5::Dataset dataset = file.dataset(name);
  if (dataset.element_class() != H5T_FLOAT) reject(path, name, "its numbers are not floating point");
  return dataset;
}

SpaceChargeMap::GridAxis read_axis(const hdf5::File& file, const std::filesystem::path& path, const char* name) {
  const hdf5::Dataset dataset = open(file, path, name);
  if (dataset.shape().size() != 1 || dataset.rows() < 2 || dataset.rows() > k_most_points_an_axis) {
    reject(path, name,
           fmt::format("shape [{}]; it must be a list of 2 to {} coordinates", fmt::join(dataset.shape(), ", "),
                       k_most_points_an_axis));
  }
  const auto values = dataset.read_all<double>();
  for (const double value : values) {
    if (!(std::abs(value) <= k_farthest)) reject(path, name, fmt::format("coordinate {} mm", value));
  }
  const double step = (values.back() - values.front()) / static_cast<double>(values.size() - 1);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double even = values.front() + static_cast<double>(i) * step;
    if (!(step > 0.0 && std::abs(values[i] - even) <= k_uneven * step)) {
      reject(path, name, fmt::format("its coordinates are not evenly ascending at number {} ({} mm)", i, values[i]));
    }
  }
  return {values.front(), step, values.size()};
}

}  // namespace

SpaceChargeMap::SpaceChargeMap(std::array<GridAxis, 3> axes, std::vector<std::array<float, 3>> displacements)
    : axes_{axes}, displacements_{std::move(displacements)} {
  for (const GridAxis& axis : axes_) WIREBENCH_EXPECT(axis.points >= 2 && axis.step > 0.0);
  WIREBENCH_EXPECT(displacements_.size() == axes_[0].points * axes_[1].points * axes_[2].points);
}

SpaceChargeMap SpaceChargeMap::read(const std::filesystem::path& path) {
  const hdf5::File file = hdf5::File::open(path);
  std::array<GridAxis, 3> axes;
  for (std::size_t axis = 0; axis < 3; ++axis) axes[axis] = read_axis(file, path, k_axis_datasets[axis]);
  const hdf5::Dataset dataset = open(file, path, k_displacement_dataset);
  const std::vector<hsize_t> wanted{axes[0].points, axes[1].points, axes[2].points, 3};
  if (dataset.shape() != wanted) {
    reject(path, k_displacement_dataset,
           fmt::format("shape [{}]; the axes make it [{}]", fmt::join(dataset.shape(), ", "), fmt::join(wanted, ", ")));
  }
  if (wanted[0] * wanted[1] * wanted[2] > k_most_points) {
    reject(path, k_displacement_dataset, fmt::format("more than {} points", k_most_points));
  }
  const auto numbers = dataset.read_all<float>();
  std::vector<std::array<float, 3>> displacements(numbers.size() / 3);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (!(std::abs(numbers[i]) <= k_largest)) {
      reject(path, k_displacement_dataset, fmt::format("displacement {} mm", numbers[i]));
    }
    displacements[i / 3][i % 3] = numbers[i];
  }
  return {axes, std::move(displacements)};
}

SpaceChargeMap::Vector SpaceChargeMap::operator()(const Vector& place) const noexcept {
  std::array<std::size_t, 3> cell{};
  std::array<double, 3> share{};  // of the upper point
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double last_cell = static_cast<double>(axes_[axis].points - 2);
    const double position = std::clamp((place[axis] - axes_[axis].first) / axes_[axis].step, 0.0, last_cell + 1.0);
    const double low = std::min(std::floor(position), last_cell);
    cell[axis] = static_cast<std::size_t>(low);
    share[axis] = position - low;
  }
  Vector sum{};
  for (std::size_t corner = 0; corner < 8; ++corner) {
    std::size_t index = 0;
    double weight = 1.0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const std::size_t is_upper = (corner >> axis) & 1U;
      index = index * axes_[axis].points + cell[axis] + is_upper;
      weight *= is_upper == 1 ? share[axis] : 1.0 - share[axis];
    }
    for (std::size_t axis = 0; axis < 3; ++axis) sum[axis] += weight * static_cast<double>(displacements_[index][axis]);
  }
  return sum;
}

}  // namespace wirebench::detector
