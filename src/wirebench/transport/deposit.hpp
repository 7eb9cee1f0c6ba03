/// \file Energy deposits of one event: what transport hands to the detector.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace wirebench::transport {

/// x, y, z in mm. The axes are those of the input file; which of them is the drift is the detector preset's choice.
using Position = std::array<double, 3>;

/// The three classes of the study; the numbers are the labels of every image file, never renumber.
enum class InteractionClass : std::uint8_t { neutral_current = 0, numu_charged_current = 1, nue_charged_current = 2 };

/// Energy lost by ionisation along a straight step. A bulk type: plain numbers in native units (mm, MeV, ns).
struct Deposit {
  Position start{};          ///< mm
  Position end{};            ///< mm; equal to `start` for a point-like deposit
  double energy = 0.0;       ///< MeV, >= 0
  double step_length = 0.0;  ///< path length of the step in mm; 0 = not known
  double time = 0.0;         ///< true time at the start, ns after the event's zero; 0 where the source has none
  std::int32_t pdg = 0;      ///< of the depositing particle; 0 = not known
  std::uint32_t track_id = 0;
};

/// Where the step lengths of an event come from.
enum class StepLengths : std::uint8_t {
  recorded,  ///< by the particle transport
  assumed,   ///< one length for all deposits, because the source has none: an approximation, to be labelled as one
};

/// What is known of the interaction behind an event.
struct Truth {
  std::optional<InteractionClass> label;  ///< absent: not said, another flavour, or several interactions that differ
  std::int32_t neutrino_pdg = 0;          ///< 0 = not known
  double neutrino_energy = 0.0;           ///< MeV; 0 = not known
  std::optional<bool> is_charged_current;
  std::optional<Position> vertex;  ///< mm; absent: not said, or several interactions
  std::uint32_t interactions = 0;  ///< interactions (vertices) in the event; 0 = not known
  /// Gives the sample the composition of the flux it was made for (generator::NeutrinoEvent::weight); absent: not
  /// known.
  std::optional<double> flux_weight;
};

/// All deposits of one event, in the order of the source.
struct EventDeposits {
  std::uint64_t event_id = 0;
  Truth truth;
  StepLengths step_lengths = StepLengths::recorded;
  std::vector<Deposit> deposits;
  /// Deposits from this one on are not the event's: they overlay it (cosmic muons, pile-up).
  std::size_t first_overlay = std::numeric_limits<std::size_t>::max();

  /// The event's own deposits.
  [[nodiscard]] std::size_t own_deposits() const noexcept { return std::min(first_overlay, deposits.size()); }
};

/// Label of an interaction by its current and the neutrino's flavour; absent for charged currents of other flavours.
[[nodiscard]] std::optional<InteractionClass> classify(bool is_charged_current, std::int32_t neutrino_pdg) noexcept;

}  // namespace wirebench::transport
