/// \file The whole detector: from energy deposits to the charge that signal processing finds.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "wirebench/detector/detector_preset.hpp"
#include "wirebench/detector/drift/drifter.hpp"
#include "wirebench/detector/readout/readout.hpp"
#include "wirebench/detector/reconstruction/signal_processing.hpp"
#include "wirebench/detector/wire_charge.hpp"
#include "wirebench/transport/deposit.hpp"

namespace wirebench::detector {

/// What becomes of an event's electrons, means over the planes where they differ; and the light beside them.
struct ChargeAccount {
  double ionized = 0.0;         ///< after recombination
  double outside = 0.0;         ///< set free outside every drift volume
  double lost = 0.0;            ///< to impurities
  double beside_wires = 0.0;    ///< arrived beside the wires, or too early or too late for the readout
  double ambiguous = 0.0;       ///< found, but on no stretch of a wrapped wire
  double photons = 0.0;         ///< of scintillation, where they are made
  std::uint64_t deposits = 0;   ///< outside every drift volume
  std::uint64_t saturated = 0;  ///< samples beyond the converter's range

  ChargeAccount& operator+=(const ChargeAccount& other) noexcept;
};

/// The part of the detector that is wanted: what an image will show. Charge beyond it is drifted, and not read out.
struct WantedPart {
  Interval drift;                        ///< mm
  std::array<Interval, k_planes> wires;  ///< of the views, in wire numbers
};

/// What the detector makes of an event.
struct DetectedEvent {
  WirePlaneCharge charge;               ///< found by signal processing, by view
  std::vector<ElectronCloud> clouds;    ///< truth: what arrived at the wires
  std::vector<ChannelBlock> waveforms;  ///< counts, by anode and layer: of each as many as it has windows
  std::vector<ChannelSignals> signals;  ///< by anode and layer, of anodes that charge arrives at
  ChargeAccount account;
};

/// Recombination, drift, response, electronics, noise, digitising and signal processing of a preset of mode `full`.
/// Deterministic: the same event and seed give the same bytes. Thread-safety: calls on one object may run at the same
/// time.
class DetectorChain {
 public:
  /// `seed`: the study's. Takes a moment: the field response is computed. Errors: those of make_field_response().
  DetectorChain(const DetectorPreset& preset, std::uint64_t seed);

  /// `wanted`: absent: all. A margin around it is read out too, so that its edges are as they would be.
  [[nodiscard]] DetectedEvent operator()(const transport::EventDeposits& event,
                                         const std::optional<WantedPart>& wanted = {}) const;

  /// The charge that arrived as the views see it: nearest wire, drift coordinate by time of arrival; with the deposit
  /// it comes from. Calls `visit(view, part)`.
  template <class Visitor>
  void for_each_true_charge(std::span<const ElectronCloud> clouds, const Visitor& visit) const {
    for (const ElectronCloud& cloud : clouds) {
      const AnodeFace& face = geometry_->faces()[cloud.anode_face];
      const double drift = face.drift_coordinate(velocity_.value() * cloud.time);
      for (const FacePlane& plane : face.planes) {
        const auto wire = plane.nearest_wire({cloud.vertical, cloud.beam});
        if (wire) visit(plane.view, WireCharge{plane.view_wire(*wire), drift, cloud.electrons, cloud.deposit});
      }
    }
  }
  [[nodiscard]] WirePlaneCharge true_charge(std::span<const ElectronCloud> clouds) const;

  [[nodiscard]] const Geometry& geometry() const noexcept { return *geometry_; }
  [[nodiscard]] const Readout& readout() const noexcept { return readout_; }

 private:
  /// `clouds`: of the anode, within the wanted part of the drift.
  void read_out(std::uint64_t event, std::uint32_t anode, const std::optional<WantedPart>& wanted,
                std::span<const ElectronCloud> clouds, DetectedEvent& detected) const;
  /// In the wanted part of the drift, with a margin?
  [[nodiscard]] bool is_within(const WantedPart& wanted, const ElectronCloud& cloud) const;
  /// Those in the wanted part of the wires of a layer, with a margin.
  [[nodiscard]] std::vector<ElectronCloud> within(const WantedPart& wanted, std::uint32_t layer,
                                                  std::span<const ElectronCloud> clouds) const;

  std::uint64_t seed_;
  std::shared_ptr<const Geometry> geometry_;
  Ionization ionization_;
  double longest_piece_;
  Speed velocity_;
  Drifter drifter_;
  Readout readout_;
  SignalProcessing processing_;
};

}  // namespace wirebench::detector
