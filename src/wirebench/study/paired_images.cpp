#include "wirebench/study/paired_images.hpp"

#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "wirebench/core/error.hpp"
#include "wirebench/dataset/split.hpp"
#include "wirebench/dataset/writer.hpp"
#include "wirebench/detector/imaging/image_maker.hpp"
#include "wirebench/transport/voxel_file.hpp"
#include "wirebench/validation/event_validation.hpp"

namespace wirebench::study {
namespace {

using Pixels = std::vector<std::uint8_t>;

/// Energies to whole keV: the reference files have no more, and faint pixels show it.
constexpr double k_energy_unit = 1.0e-3;  // MeV

Pixels draw(const detector::ImageMaker& maker, transport::EventDeposits event) {
  for (transport::Deposit& deposit : event.deposits) {
    deposit.energy = k_energy_unit * std::round(deposit.energy / k_energy_unit);
  }
  return std::get<Pixels>(maker(event).pixels);
}

/// What a voxel file would hold of the event.
transport::EventDeposits as_voxels(transport::EventDeposits event, const transport::Truth& truth) {
  event.truth = truth;
  event.step_lengths = transport::StepLengths::assumed;
  const auto voxels = validation::voxelize(event.deposits);
  event.deposits.clear();
  for (const validation::Voxel& voxel : voxels) {
    event.deposits.push_back({.start = voxel.centre,
                              .end = voxel.centre,
                              .energy = voxel.energy,
                              .step_length = validation::k_voxel,
                              .time = 0.0,
                              .pdg = 0,
                              .track_id = 0});
  }
  return event;
}

dataset::DatasetHeader header_of(const detector::ImageOptions& image, const std::string& engine) {
  dataset::DatasetHeader header;
  header.shape = {detector::k_planes, image.size, image.size};
  header.configuration = {{"engine", engine}};
  return header;
}

}  // namespace

PairedImages make_paired_images(const PairedImagesJob& job, const transport::Engine& engine,
                                const std::filesystem::path& folder, const Log& log) {
  if (job.image.pixel_value != detector::PixelValue::uint8) {
    throw Error{ErrorKind::usage,
                {"float images", "[image] pixel_type", "engines are compared by images of bytes", "Leave it out."}};
  }
  const detector::ImageMaker maker{job.detector, job.image};
  const auto reference = validation::read_reference_events(job.reference, job.most_events);
  const std::size_t count = reference.primaries.size();

  std::array<std::vector<Pixels>, 2> images;
  transport::VoxelFile file{job.reference};
  for (std::size_t i = 0; i < count; ++i) images[0].push_back(draw(maker, *file.next()));
  images[1].resize(count);
  log.info("transporting {} events with {}", count, engine.name());
  engine.transport_all(reference.primaries, {}, job.threads, [&](std::size_t i, transport::TransportedEvent&& event) {
    images[1][i] = draw(maker, as_voxels(std::move(event.deposits), reference.primaries[i].truth));
  });

  std::vector<std::uint8_t> labels;
  for (const auto& event : reference.primaries) labels.push_back(static_cast<std::uint8_t>(event.truth.label.value()));
  const auto splits = dataset::assign_splits(
      labels, dataset::DatasetHeader{}.class_names,
      dataset::SplitFractions{1.0 - job.validation_fraction, job.validation_fraction, 0.0}, job.seed);

  std::filesystem::create_directories(folder);
  const PairedImages out{folder / "reference.h5", folder / "engine.h5", folder / "both.h5"};
  dataset::DatasetHeader sides = header_of(job.image, engine.name());
  sides.class_names = {"reference", "engine"};
  std::array<dataset::DatasetWriter, 2> by_side{
      dataset::DatasetWriter{out.reference, header_of(job.image, "reference")},
      dataset::DatasetWriter{out.engine, header_of(job.image, engine.name())}};
  dataset::DatasetWriter both{out.both, sides};
  for (std::size_t i = 0; i < count; ++i) {
    dataset::EventRecord record;
    record.event_id = reference.primaries[i].event_id;
    record.split = splits[i];
    for (std::uint8_t side = 0; side < 2; ++side) {
      record.label = labels[i];
      by_side[side].append(images[side][i], record);
      record.label = side;
      both.append(images[side][i], record);
    }
  }
  for (auto& writer : by_side) writer.close();
  both.close();
  return out;
}

}  // namespace wirebench::study
