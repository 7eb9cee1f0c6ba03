#include "wirebench/detector/detector_chain.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/random.hpp"
#include "wirebench/detector/drift/merge_clouds.hpp"
#include "wirebench/detector/reconstruction/charge_on_wires.hpp"
#include "wirebench/detector/scintillation.hpp"

namespace wirebench::detector {
namespace {

// What is read out around the wanted part: charge this far away induces next to nothing in it.
constexpr double k_margin_wires = 12.0;
constexpr double k_margin_drift = 80.0;  // mm: 50 us at 500 V/cm

// Of variances, for clouds that are read out as one: a fifth more of a width that is a small part of
// a wire's and the shaper's.
constexpr double k_most_wider = 1.5;

std::shared_ptr<const Geometry> geometry_of(const DetectorPreset& preset) {
  WIREBENCH_EXPECT(preset.mode == DetectorMode::full && preset.geometry != nullptr);
  return preset.geometry;
}

SignalProcessing make_processing(const DetectorPreset& preset, const Readout& readout) {
  std::vector<PlaneShapedResponse> responses;
  for (std::size_t layer = 0; layer < k_planes; ++layer) responses.push_back(readout.synthesis().response(layer));
  return {preset.reconstruction, responses,       readout.synthesis().coupling(),
          readout.digitizer(),   readout.noise(), preset.readout.window};
}

}  // namespace

ChargeAccount& ChargeAccount::operator+=(const ChargeAccount& other) noexcept {
  ionized += other.ionized;
  outside += other.outside;
  lost += other.lost;
  beside_wires += other.beside_wires;
  ambiguous += other.ambiguous;
  photons += other.photons;
  deposits += other.deposits;
  saturated += other.saturated;
  return *this;
}

DetectorChain::DetectorChain(const DetectorPreset& preset, std::uint64_t seed)
    : seed_{seed},
      geometry_{geometry_of(preset)},
      ionization_{make_ionization(preset)},
      longest_piece_{preset.longest_piece.in(units::millimeter)},
      velocity_{preset.drift.velocity},
      drifter_{preset.geometry, preset.directions, preset.drift},
      readout_{preset.readout, make_field_response(preset), seed},
      processing_{make_processing(preset, readout_)} {}

DetectedEvent DetectorChain::operator()(const transport::EventDeposits& event,
                                        const std::optional<WantedPart>& wanted) const {
  RandomStream random{seed_, RandomStage::detector, event.event_id};
  const std::vector<PointCharge> charges = ionize(event.deposits, ionization_, longest_piece_, random);
  DriftedCharge drifted = drifter_(charges, random);
  DetectedEvent detected;
  for (const PointCharge& charge : charges) detected.account.ionized += charge.electrons;
  detected.account.photons = scintillation_photons(event.deposits, charges, ionization_);
  detected.account.outside = drifted.electrons_outside;
  detected.account.lost = drifted.electrons_lost;
  detected.account.deposits = drifted.deposits_outside;
  detected.clouds = std::move(drifted.clouds);
  std::map<std::uint32_t, std::vector<ElectronCloud>> by_anode;
  for (const ElectronCloud& cloud : merge_clouds(detected.clouds, k_most_wider)) {
    if (wanted && !is_within(*wanted, cloud)) continue;
    by_anode[geometry_->faces()[cloud.anode_face].anode].push_back(cloud);
  }
  for (const auto& [anode, clouds] : by_anode) read_out(event.event_id, anode, wanted, clouds, detected);
  return detected;
}

bool DetectorChain::is_within(const WantedPart& wanted, const ElectronCloud& cloud) const {
  const double drift = geometry_->faces()[cloud.anode_face].drift_coordinate(velocity_.value() * cloud.time);
  return drift >= wanted.drift.low - k_margin_drift && drift <= wanted.drift.high + k_margin_drift;
}

std::vector<ElectronCloud> DetectorChain::within(const WantedPart& wanted, std::uint32_t layer,
                                                 std::span<const ElectronCloud> clouds) const {
  std::vector<ElectronCloud> inside;
  std::copy_if(clouds.begin(), clouds.end(), std::back_inserter(inside), [&](const ElectronCloud& cloud) {
    const FacePlane& plane = geometry_->faces()[cloud.anode_face].planes[layer];
    const double wire = plane.wire_position({cloud.vertical, cloud.beam}) + static_cast<double>(plane.view_wire(0));
    const Interval& wires = wanted.wires[plane.view];
    return wire >= wires.low - k_margin_wires && wire <= wires.high + k_margin_wires;
  });
  return inside;
}

void DetectorChain::read_out(std::uint64_t event, std::uint32_t anode, const std::optional<WantedPart>& wanted,
                             std::span<const ElectronCloud> clouds, DetectedEvent& detected) const {
  std::array<ChannelSignals, k_planes> signals;
  for (std::uint32_t layer = 0; layer < k_planes; ++layer) {
    DigitizedPlane plane;
    std::vector<ElectronCloud> part;
    if (wanted) part = within(*wanted, layer, clouds);
    readout_(wanted ? std::span<const ElectronCloud>{part} : clouds, *geometry_, event, anode, layer, plane);
    signals[layer].anode = anode;
    signals[layer].plane = layer;
    if (!plane.synthesized.blocks.empty()) signals[layer] = processing_(plane.synthesized.blocks, *geometry_);
    detected.account.beside_wires += plane.synthesized.electrons_outside / k_planes;
    detected.account.saturated += plane.saturation.low + plane.saturation.high;
    std::move(plane.synthesized.blocks.begin(), plane.synthesized.blocks.end(), std::back_inserter(detected.waveforms));
  }
  detected.account.ambiguous += place_on_wires(*geometry_, signals, velocity_, detected.charge) / k_planes;
  std::move(signals.begin(), signals.end(), std::back_inserter(detected.signals));
}

WirePlaneCharge DetectorChain::true_charge(std::span<const ElectronCloud> clouds) const {
  WirePlaneCharge views;
  for_each_true_charge(clouds, [&](std::uint32_t view, const WireCharge& part) { views[view].push_back(part); });
  return views;
}

}  // namespace wirebench::detector
