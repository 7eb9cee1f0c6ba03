#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "support/event_count.hpp"

#include "wirebench/generator/generator.hpp"
#include "wirebench/nuclear/particle.hpp"
#include "wirebench/transport/embedded/engine.hpp"
#include "wirebench/transport/primary.hpp"

namespace wirebench::transport::embedded {
namespace {

/// Neutrino events of all flavours and energies, whole. Each hadronic interaction of theirs is checked by the contract
/// in HadronicPhysics, where contracts are on; here the sum of all that happened in an event is.
TEST(EventBalance, TheBooksOfNeutrinoEventsClose) {
  generator::GeneratorOptions given;
  given.mixture = generator::Mixture::flux;
  given.flux = generator::FluxKind::flat;
  given.energy_low = Energy{200.0};
  given.energy_high = Energy{10'000.0};
  given.flavours = {1.0, 1.0, 1.0, 1.0};
  const generator::Generator generator{given};
  const EmbeddedEngine engine;
  std::map<Process, int> ends;
  const std::uint64_t events = test::event_count(100, 10'000);
  for (std::uint64_t number = 0; number < events; ++number) {
    const PrimaryEvent event = primaries_of(generator.event(number));
    const TransportedEvent done = engine.transport(event, {true, false});
    const EnergyLedger& ledger = done.ledger;
    ASSERT_LE(std::abs(ledger.imbalance()), 1e-6 * ledger.primaries) << "event " << number;
    ASSERT_GE(ledger.not_ionizing, 0.0) << "event " << number;
    double deposited = 0.0;
    for (const Deposit& deposit : done.deposits.deposits) {
      ASSERT_GT(deposit.energy, 0.0) << "event " << number;
      deposited += deposit.energy;
    }
    ASSERT_NEAR(deposited, ledger.deposited + ledger.not_ionizing, 1e-6 * (1.0 + deposited)) << "event " << number;
    double primaries = 0.0;
    for (const Primary& one : event.primaries) {
      primaries += std::hypot(norm(one.momentum), nuclear::particle(one.pdg).mass);
    }
    ASSERT_NEAR(ledger.primaries, primaries, 1e-9 * primaries) << "event " << number;
    for (const Track& track : done.tracks) ++ends[track.end_process];
  }
  // The events were whole ones.
  for (const Process process :
       {Process::decay, Process::capture_at_rest, Process::hadron_inelastic, Process::neutron_capture,
        Process::annihilation, Process::pair_production, Process::photoelectric}) {
    EXPECT_GT(ends[process], 0) << static_cast<int>(process);
  }
}

}  // namespace
}  // namespace wirebench::transport::embedded
