#include "wirebench/validation/event_validation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <unordered_map>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/hdf5.hpp"
#include "wirebench/transport/voxel_file.hpp"
#include "wirebench/validation/jackknife.hpp"

namespace wirebench::validation {
namespace {

constexpr std::size_t k_groups = 32;
constexpr std::size_t k_enough = 10;    // events that a verdict needs
constexpr double k_least_share = 0.02;  // what has less of the energy is shown without a bound

struct PrimaryRow {
  std::uint64_t event_id;
  double px, py, pz;
  std::int32_t pdg;
};

/// A number of a sample, computed from sums over its events.
struct Number {
  std::string name;
  std::optional<Bound> bound;
  double value = 0.0;
};

std::string range_name(std::span<const double> edges, std::size_t i, double unit) {
  if (i + 1 == edges.size()) return fmt::format("{:g} and more", edges[i] / unit);
  return fmt::format("{:g} to {:g}", edges[i] / unit, edges[i + 1] / unit);
}

/// Numbers of the events `indices` but those of group `left_out` (k_groups: none).
std::vector<Number> numbers(const std::vector<VoxelMeasures>& events, const std::vector<std::size_t>& indices,
                            std::size_t left_out) {
  VoxelMeasures sum;
  double squares = 0.0;
  double count = 0.0;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    if (i % k_groups == left_out) continue;
    const VoxelMeasures& event = events[indices[i]];
    count += 1.0;
    sum.energy += event.energy;
    squares += event.energy * event.energy;
    sum.voxels += event.voxels;
    for (std::size_t k = 0; k < sum.spectrum.size(); ++k) sum.spectrum[k] += event.spectrum[k];
    for (std::size_t k = 0; k < sum.depth.size(); ++k) sum.depth[k] += event.depth[k];
    for (std::size_t k = 0; k < sum.radius.size(); ++k) sum.radius[k] += event.radius[k];
    for (std::size_t k = 0; k < sum.kinds.size(); ++k) sum.kinds[k] += event.kinds[k];
    sum.depth_sum += event.depth_sum;
    sum.radius_sum += event.radius_sum;
  }
  const auto bound = bounds::whole_event;
  const double mean = sum.energy / count;
  const auto bound_of = [&](double energy) {
    return energy >= k_least_share * sum.energy ? std::optional{bound} : std::nullopt;
  };
  std::vector<Number> list;
  list.push_back({"deposited energy, mean [MeV]", bound, mean});
  list.push_back({"deposited energy, spread [MeV]", bound, std::sqrt(std::max(0.0, squares / count - mean * mean))});
  list.push_back({"occupied voxels", bound, sum.voxels / count});
  for (std::size_t k = 0; k < sum.spectrum.size(); ++k) {
    list.push_back({"voxels of " + range_name(k_spectrum_edges, k, 1.0) + " MeV", bound, sum.spectrum[k] / count});
  }
  list.push_back({"mean depth [cm]", bound, sum.depth_sum / sum.energy / 10.0});
  for (std::size_t k = 0; k < sum.depth.size(); ++k) {
    list.push_back({"energy at depths " + range_name(k_depth_edges, k, 10.0) + " cm [MeV]", bound_of(sum.depth[k]),
                    sum.depth[k] / count});
  }
  list.push_back({"mean radius [cm]", bound, sum.radius_sum / sum.energy / 10.0});
  for (std::size_t k = 0; k < sum.radius.size(); ++k) {
    list.push_back({"energy at radii " + range_name(k_radius_edges, k, 10.0) + " cm [MeV]", bound_of(sum.radius[k]),
                    sum.radius[k] / count});
  }
  for (std::size_t k = 0; k < sum.kinds.size(); ++k) {
    list.push_back({fmt::format("share of {}", k_voxel_kinds[k]), bound_of(sum.kinds[k]), sum.kinds[k] / sum.energy});
  }
  return list;
}

void compare_sample(const std::string& name, const std::vector<VoxelMeasures>& reference,
                    const std::vector<VoxelMeasures>& engine, const std::vector<std::size_t>& indices,
                    std::vector<Comparison>& rows) {
  if (indices.empty()) return;
  const auto wanted = numbers(reference, indices, k_groups);
  const auto have = numbers(engine, indices, k_groups);
  std::vector<std::vector<double>> differences(wanted.size());
  for (std::size_t group = 0; group < std::min(k_groups, indices.size()) && indices.size() > 1; ++group) {
    const auto wanted_without = numbers(reference, indices, group);
    const auto have_without = numbers(engine, indices, group);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      differences[i].push_back(have_without[i].value - wanted_without[i].value);
    }
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    Comparison row;
    row.subject = name;
    row.quantity = wanted[i].name;
    row.reference = wanted[i].value;
    row.value = have[i].value;
    row.value_error = jackknife_error(differences[i]);
    row.bound = wanted[i].bound;
    row.too_few = indices.size() < k_enough;
    rows.push_back(std::move(row));
  }
}

}  // namespace

std::vector<std::filesystem::path> find_voxel_files(const std::filesystem::path& reference) {
  std::vector<std::filesystem::path> files;
  std::error_code failed;
  if (std::filesystem::is_directory(reference, failed)) {
    for (const auto& entry : std::filesystem::directory_iterator{reference}) {
      if (entry.path().extension() == ".h5") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
  } else if (std::filesystem::exists(reference, failed)) {
    files.push_back(reference);
  }
  if (files.empty()) {
    throw Error{ErrorKind::usage, {"no reference events", reference.string(), "there is no .h5 file", ""}};
  }
  return files;
}

ReferenceEvents read_reference_events(const std::filesystem::path& path, std::optional<std::uint64_t> most) {
  ReferenceEvents out;
  transport::VoxelFile file{path};
  std::unordered_map<std::uint64_t, std::size_t> places;
  while (!most || out.primaries.size() < *most) {
    const auto event = file.next();
    if (!event) break;
    std::vector<Voxel> voxels;
    for (const transport::Deposit& deposit : event->deposits) {
      voxels.push_back({deposit.start, deposit.energy, voxel_kind(deposit.pdg)});
    }
    transport::PrimaryEvent primary;
    primary.event_id = event->event_id;
    primary.truth = event->truth;
    if (!primary.truth.vertex) {
      throw Error{ErrorKind::failed, {"event without vertex", path.string(), std::to_string(event->event_id), ""}};
    }
    out.voxels.push_back(measure_voxels(voxels, *primary.truth.vertex));
    places.emplace(event->event_id, out.primaries.size());
    out.primaries.push_back(std::move(primary));
  }

  const hdf5::Dataset table = hdf5::File::open(path).table("/primaries");
  hdf5::RowType<PrimaryRow> type;
  type.field<std::uint64_t>("event_id", offsetof(PrimaryRow, event_id))
      .field<std::int32_t>("pdg", offsetof(PrimaryRow, pdg))
      .field<double>("px", offsetof(PrimaryRow, px))
      .field<double>("py", offsetof(PrimaryRow, py))
      .field<double>("pz", offsetof(PrimaryRow, pz));
  constexpr hsize_t block = 1U << 16U;
  for (hsize_t first = 0; first < table.rows(); first += block) {
    for (const PrimaryRow& row : table.read_rows(type, first, std::min(block, table.rows() - first))) {
      const auto place = places.find(row.event_id);
      if (place == places.end()) continue;  // beyond `most`
      transport::PrimaryEvent& event = out.primaries[place->second];
      const transport::Position& vertex = *event.truth.vertex;
      event.primaries.push_back({row.pdg, {row.px, row.py, row.pz}, {vertex[0], vertex[1], vertex[2]}, 0.0});
    }
  }
  for (const transport::PrimaryEvent& event : out.primaries) {
    if (event.primaries.empty()) {
      throw Error{ErrorKind::failed,
                  {"event without primaries", path.string() + ": /primaries", std::to_string(event.event_id), ""}};
    }
  }
  return out;
}

std::vector<Comparison> compare_events(const ReferenceEvents& reference, const std::vector<VoxelMeasures>& engine) {
  WIREBENCH_EXPECT(reference.voxels.size() == engine.size());
  std::vector<std::size_t> all;
  std::array<std::vector<std::size_t>, 3> classes;
  for (std::size_t i = 0; i < engine.size(); ++i) {
    all.push_back(i);
    if (const auto label = reference.primaries[i].truth.label) classes[static_cast<std::size_t>(*label)].push_back(i);
  }
  std::vector<Comparison> rows;
  compare_sample("all events", reference.voxels, engine, all, rows);
  constexpr std::array names{"NC", "numu CC", "nue CC"};
  for (std::size_t label = 0; label < names.size(); ++label) {
    compare_sample(names[label], reference.voxels, engine, classes[label], rows);
  }
  return rows;
}

std::vector<Comparison> validate_events(const ReferenceEvents& reference, const transport::Engine& engine,
                                        unsigned threads) {
  std::vector<VoxelMeasures> measures(reference.primaries.size());
  engine.transport_all(reference.primaries, {}, threads, [&](std::size_t index, transport::TransportedEvent&& event) {
    measures[index] = measure_voxels(voxelize(event.deposits.deposits), *reference.primaries[index].truth.vertex);
  });
  return compare_events(reference, measures);
}

}  // namespace wirebench::validation
