/// \file A transport engine of known answers.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>

#include "wirebench/core/random.hpp"
#include "wirebench/transport/engine.hpp"

namespace wirebench::test {

/// Carries the primary straight along z in 3 mm steps whose loss is normal about 0.6 MeV with a standard deviation of
/// 0.1 MeV, until its energy is used up, or until it interacts (share 0.05 of the steps at random) and leaves a 50 MeV
/// proton at 60 degrees that is not carried on. Its energy scale can be made wrong.
class FakeEngine final : public transport::Engine {
 public:
  struct Answers {
    double energy_scale = 1.0;
    double interaction = 0.05;  ///< probability a step
    std::uint64_t seed = 1;
  };
  explicit FakeEngine(const Answers& answers) : answers_{answers} {}
  FakeEngine() : FakeEngine{Answers{}} {}

  [[nodiscard]] std::string name() const override { return "fake"; }

  [[nodiscard]] transport::TransportedEvent transport(const transport::PrimaryEvent& event,
                                                      transport::Keep) const override {
    RandomStream random{answers_.seed, RandomStage::test, event.event_id};
    const auto& primary = event.primaries.front();
    const double mass = nuclear::particle(primary.pdg).mass;
    const double momentum = norm(primary.momentum);
    double left = std::sqrt(momentum * momentum + mass * mass) - mass;
    transport::TransportedEvent out;
    transport::Track track;
    track.track_id = 1;
    track.pdg = primary.pdg;
    track.start_momentum = track.end_momentum = primary.momentum;
    double z = 0.0;
    while (left > 0.0) {
      const double loss = std::min(left, std::max(0.0, 0.6 + 0.1 * random.normal()));
      const double length = loss < left ? 3.0 : 2.0;
      out.deposits.deposits.push_back({.start = {0.0, 0.0, z},
                                       .end = {0.0, 0.0, z + length},
                                       .energy = answers_.energy_scale * loss,
                                       .step_length = length,
                                       .time = 0.0,
                                       .pdg = primary.pdg,
                                       .track_id = 1});
      out.primary_steps.push_back(
          {1, left, answers_.energy_scale * loss, length, {0.0, 0.0, z + length}, {0.0, 0.0, 1.0}});
      z += length;
      left -= loss;
      if (random.uniform() < answers_.interaction) {
        track.end_process = transport::Process::hadron_inelastic;
        break;
      }
    }
    track.end = {0.0, 0.0, z};
    track.length = z;
    out.tracks.push_back(track);
    if (track.end_process == transport::Process::hadron_inelastic) {
      const double proton = std::sqrt(50.0 * (50.0 + 2.0 * nuclear::particle(nuclear::pdg::proton).mass));
      transport::Track secondary;
      secondary.track_id = 2;
      secondary.parent_id = 1;
      secondary.pdg = nuclear::pdg::proton;
      secondary.start_process = transport::Process::hadron_inelastic;
      secondary.start = secondary.end = track.end;
      secondary.start_momentum = {proton * std::sqrt(0.75), 0.0, 0.5 * proton};
      out.tracks.push_back(secondary);
    }
    return out;
  }

 private:
  Answers answers_;
};

}  // namespace wirebench::test
