/// \file Sums over the events of a run, from which its numbers follow.
#pragma once

#include <array>
#include <map>
#include <utility>
#include <vector>

#include "wirebench/validation/event_measures.hpp"
#include "wirebench/validation/single_particle_run.hpp"

namespace wirebench::validation {

/// Adds up events; sums of parts add up to those of the whole.
class RunSums {
 public:
  void add(const EventMeasures& event);
  void add(const RunSums& other);

  [[nodiscard]] double events() const noexcept { return events_; }
  /// The numbers of a run of these events. Precondition: at least one event.
  [[nodiscard]] SingleParticleRun result(const Beam& beam) const;

 private:
  /// Sum and sum of squares.
  struct Moments {
    double sum = 0.0;
    double squares = 0.0;
    void add(double value) noexcept { sum += value, squares += value * value; }
    void add(const Moments& other) noexcept { sum += other.sum, squares += other.squares; }
    [[nodiscard]] MeanSpread over(double events) const noexcept;
  };
  struct CrossingSums {
    double displacement = 0.0, slope = 0.0, tracks = 0.0;
  };
  struct FastSums {
    double number = 0.0, cosine = 0.0;
  };
  struct SecondarySums {
    double number = 0.0, kinetic = 0.0;
  };

  void add_secondary(const EventMeasures::Secondary& secondary);

  double events_ = 0.0;
  double inelastic_ = 0.0;
  Moments deposited_, length_, end_z_;
  std::array<double, k_depositors> deposited_by_{};
  std::array<CrossingSums, k_crossing_depths.size()> crossings_{};
  std::vector<Moments> depth_profile_;
  std::array<double, k_radius_bins> radius_profile_{};
  std::vector<double> lengths_in_bins_;   ///< primaries whose length ends in bin i of the survival
  std::map<std::size_t, double> losses_;  ///< full steps by loss bin
  std::vector<double> start_energies_;
  double first_charged_ = 0.0;
  double first_charged_count_ = 0.0;
  std::map<std::pair<nuclear::PdgCode, std::size_t>, FastSums> fast_;
  std::map<nuclear::PdgCode, SecondarySums> secondaries_;
};

}  // namespace wirebench::validation
