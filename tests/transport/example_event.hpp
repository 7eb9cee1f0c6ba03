/// \file A transported event for tests of files.
#pragma once

#include "wirebench/core/random.hpp"
#include "wirebench/transport/primary.hpp"
#include "wirebench/transport/transported_event.hpp"

namespace wirebench::test {

inline transport::PrimaryEvent example_primaries(std::uint64_t number) {
  transport::PrimaryEvent event;
  event.event_id = number;
  event.truth.is_charged_current = true;
  event.truth.neutrino_pdg = 14;
  event.truth.label = transport::InteractionClass::numu_charged_current;
  event.truth.vertex = transport::Position{10.0, -20.0, 30.0};
  event.truth.interactions = 1;
  if (number % 4 != 3) event.truth.flux_weight = 0.5 + static_cast<double>(number % 3);
  event.primaries = {{13, {100.0, 20.0, 500.0}, {10.0, -20.0, 30.0}, 2.0},
                     {2212, {-50.0, 0.0, 400.0}, {10.0, -20.0, 30.0}, 2.0}};
  return event;
}

/// Numbers that single precision holds to the last bit or nearly so.
inline transport::TransportedEvent example_event(std::uint64_t number, std::size_t deposits) {
  RandomStream random{5, RandomStage::test, number};
  transport::TransportedEvent event;
  event.deposits.event_id = number;
  event.deposits.truth = example_primaries(number).truth;
  for (std::size_t i = 0; i < deposits; ++i) {
    transport::Deposit deposit;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      deposit.start[axis] = random.uniform(-1000.0, 1000.0);
      deposit.end[axis] = deposit.start[axis] + random.uniform(-1.0, 1.0);
    }
    deposit.energy = random.uniform(0.1, 0.9);
    deposit.step_length = 3.0;
    deposit.time = random.uniform(2.0, 20.0);
    deposit.pdg = i % 2 == 0 ? 13 : 2212;
    deposit.track_id = i % 2 == 0 ? 1 : 2;
    event.deposits.deposits.push_back(deposit);
  }
  transport::Track muon;
  muon.track_id = 1;
  muon.pdg = 13;
  muon.start = {10.0, -20.0, 30.0};
  muon.end = {40.0, -20.0, 900.0};
  muon.start_momentum = {100.0, 20.0, 500.0};
  muon.end_process = transport::Process::capture_at_rest;
  muon.start_time = 2.0;
  muon.end_time = 7.0;
  muon.length = 900.0;
  transport::Track delta = muon;
  delta.track_id = 3;
  delta.parent_id = 1;
  delta.pdg = 11;
  delta.start_process = transport::Process::ionization;
  delta.end_process = transport::Process::none;
  event.tracks = {muon, delta};
  event.primary_steps = {{1, 450.0, 0.5, 3.0, {10.0, -20.0, 33.0}, {0.0, 0.6, 0.8}}};
  return event;
}

}  // namespace wirebench::test
