#include "wirebench/transport/embedded/engine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <thread>
#include <vector>

#include "wirebench/core/error.hpp"
#include "wirebench/nuclear/particle.hpp"

namespace wirebench::transport::embedded {
namespace {

namespace pdg = nuclear::pdg;

Primary primary(nuclear::PdgCode code, double kinetic, const Vector3& direction = {0.0, 0.0, 1.0}) {
  const double mass = nuclear::particle(code).mass;
  return {code, std::sqrt(kinetic * (kinetic + 2.0 * mass)) * direction, {}, 0.0};
}

PrimaryEvent event(std::uint64_t id, std::vector<Primary> primaries) {
  PrimaryEvent result;
  result.event_id = id;
  result.primaries = std::move(primaries);
  return result;
}

const EmbeddedEngine& default_engine() {
  static const EmbeddedEngine engine;
  return engine;
}

/// Checks the books of an event and that the deposits are what they say.
void expect_balance(const TransportedEvent& done) {
  const EnergyLedger& ledger = done.ledger;
  EXPECT_LE(std::abs(ledger.imbalance()), 1e-6 * ledger.primaries);
  double ionizing = 0.0;
  double recoils = 0.0;
  for (const Deposit& deposit : done.deposits.deposits) {
    EXPECT_GT(deposit.energy, 0.0);
    EXPECT_TRUE(std::isfinite(deposit.time));
    for (int axis = 0; axis < 3; ++axis) {
      EXPECT_TRUE(std::isfinite(deposit.start[static_cast<std::size_t>(axis)]));
      EXPECT_TRUE(std::isfinite(deposit.end[static_cast<std::size_t>(axis)]));
    }
    const bool light = deposit.pdg == pdg::deuteron || deposit.pdg == pdg::triton || deposit.pdg == pdg::helium3 ||
                       deposit.pdg == pdg::alpha;
    (nuclear::is_nucleus(deposit.pdg) && !light ? recoils : ionizing) += deposit.energy;
  }
  EXPECT_NEAR(ionizing, ledger.deposited, 1e-9 * (1.0 + ledger.deposited));
  EXPECT_NEAR(recoils, ledger.not_ionizing, 1e-9 * (1.0 + ledger.not_ionizing));
}

class Books : public testing::TestWithParam<nuclear::PdgCode> {};

TEST_P(Books, Close) {
  for (const double kinetic : {0.0, 0.5, 30.0, 400.0, 3000.0}) {
    if (GetParam() == pdg::gamma && kinetic == 0.0) continue;
    for (std::uint64_t id = 0; id < 4; ++id) {
      const TransportedEvent done = default_engine().transport(event(id, {primary(GetParam(), kinetic)}), {});
      SCOPED_TRACE(testing::Message() << "kinetic " << kinetic << " event " << id);
      expect_balance(done);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(EmbeddedEngine, Books,
                         testing::Values(pdg::electron, pdg::positron, pdg::gamma, pdg::mu_minus, pdg::mu_plus,
                                         pdg::pi_plus, pdg::pi_minus, pdg::pi_zero, pdg::k_plus, pdg::k_minus,
                                         pdg::k_zero, pdg::k_zero_long, pdg::k_zero_short, pdg::proton, pdg::neutron,
                                         pdg::deuteron, pdg::triton, pdg::helium3, pdg::alpha, pdg::lambda,
                                         pdg::sigma_minus, pdg::antiproton, pdg::tau_minus, pdg::nu_mu, pdg::argon40));

TEST(EmbeddedEngine, AbsorbsAnElectromagneticShowerWhole) {
  for (const nuclear::PdgCode code : {pdg::electron, pdg::gamma}) {
    const TransportedEvent done = default_engine().transport(event(1, {primary(code, 500.0)}), {});
    EXPECT_NEAR(done.ledger.deposited, 500.0, 1e-6);
  }
  // A positron that stops annihilates with an electron of the argon: two photons of 0.511 MeV more.
  const TransportedEvent done = default_engine().transport(event(1, {primary(pdg::positron, 500.0)}), {});
  EXPECT_NEAR(done.ledger.deposited, 500.0 + 2.0 * 0.51099895, 1e-6);
}

bool same(const TransportedEvent& a, const TransportedEvent& b) {
  if (a.deposits.deposits.size() != b.deposits.deposits.size()) return false;
  for (std::size_t i = 0; i < a.deposits.deposits.size(); ++i) {
    const Deposit& x = a.deposits.deposits[i];
    const Deposit& y = b.deposits.deposits[i];
    if (x.start != y.start || x.end != y.end || x.energy != y.energy || x.time != y.time || x.pdg != y.pdg ||
        x.track_id != y.track_id || x.step_length != y.step_length) {
      return false;
    }
  }
  return true;
}

TEST(EmbeddedEngine, SameEventWhateverCameBeforeAndOnWhateverThread) {
  const std::vector<Primary> primaries{primary(pdg::pi_plus, 300.0), primary(pdg::electron, 200.0)};
  const TransportedEvent first = default_engine().transport(event(7, primaries), {});
  (void)default_engine().transport(event(8, primaries), {});
  std::vector<TransportedEvent> others(3);
  {
    std::vector<std::jthread> threads;
    for (TransportedEvent& other : others) {
      threads.emplace_back([&] { other = default_engine().transport(event(7, primaries), {true, true}); });
    }
  }
  for (const TransportedEvent& other : others) EXPECT_TRUE(same(first, other));
  EXPECT_TRUE(same(first, EmbeddedEngine{}.transport(event(7, primaries), {})));
  EXPECT_FALSE(same(first, default_engine().transport(event(8, primaries), {})));
  EmbeddedOptions options;
  options.seed = 2;
  EXPECT_FALSE(same(first, EmbeddedEngine{options}.transport(event(7, primaries), {})));
}

TEST(EmbeddedEngine, KeepsTracksAndStepsOnlyWhenAsked) {
  const PrimaryEvent given = event(3, {primary(pdg::proton, 300.0), primary(pdg::mu_minus, 300.0)});
  const TransportedEvent bare = default_engine().transport(given, {});
  EXPECT_TRUE(bare.tracks.empty());
  EXPECT_TRUE(bare.primary_steps.empty());
  const TransportedEvent full = default_engine().transport(given, {true, true});
  ASSERT_GE(full.tracks.size(), 2U);
  double length = 0.0;
  double energy = 0.0;
  for (const PrimaryStep& step : full.primary_steps) {
    ASSERT_LE(step.track_id, 2U);
    ASSERT_LE(step.length, 3.0 + 1e-9);
    if (step.track_id == 2) length += step.length, energy += step.energy_deposited;
  }
  EXPECT_NEAR(length, full.tracks[1].length, 1e-6);
  EXPECT_LE(energy, 300.0);
  for (std::size_t i = 0; i < full.tracks.size(); ++i) {
    const Track& track = full.tracks[i];
    EXPECT_EQ(track.track_id, i + 1);
    EXPECT_LT(track.parent_id, track.track_id);
    EXPECT_EQ(track.parent_id == 0, i < 2);
    EXPECT_EQ(track.start_process == Process::primary, i < 2);
    EXPECT_GE(track.end_time, track.start_time);
    EXPECT_GE(track.length, norm(track.end - track.start) - 1e-6);
    if (track.parent_id != 0) {
      EXPECT_GE(track.start_time, full.tracks[track.parent_id - 1].start_time);
    }
  }
  for (const Deposit& deposit : full.deposits.deposits) EXPECT_LE(deposit.track_id, full.tracks.size());
}

struct Switch {
  const char* name;
  bool ProcessSwitches::*flag;
  Process process;
  nuclear::PdgCode code;
  double kinetic;
};

class Switched : public testing::TestWithParam<Switch> {};

TEST_P(Switched, OffMeansNoSuchProcess) {
  // Counted over some events, in the starts and ends of tracks.
  const auto count = [&](const EmbeddedEngine& engine) {
    int found = 0;
    for (std::uint64_t id = 0; id < 12; ++id) {
      const TransportedEvent done =
          engine.transport(event(id, {primary(GetParam().code, GetParam().kinetic)}), {true, false});
      expect_balance(done);
      for (const Track& track : done.tracks) {
        found += track.start_process == GetParam().process || track.end_process == GetParam().process;
      }
    }
    return found;
  };
  EmbeddedOptions options;
  options.processes.*GetParam().flag = false;
  EXPECT_EQ(count(EmbeddedEngine{options}), 0);
  EXPECT_GT(count(default_engine()), 0);
}

INSTANTIATE_TEST_SUITE_P(
    EmbeddedEngine, Switched,
    testing::Values(
        Switch{"delta_rays", &ProcessSwitches::delta_rays, Process::ionization, pdg::mu_minus, 500.0},
        Switch{"bremsstrahlung", &ProcessSwitches::bremsstrahlung, Process::bremsstrahlung, pdg::electron, 300.0},
        Switch{"pair_production", &ProcessSwitches::pair_production, Process::pair_production, pdg::gamma, 300.0},
        Switch{"compton", &ProcessSwitches::compton, Process::compton, pdg::electron, 300.0},
        Switch{"photoelectric", &ProcessSwitches::photoelectric, Process::photoelectric, pdg::gamma, 1.0},
        Switch{"annihilation", &ProcessSwitches::annihilation, Process::annihilation, pdg::positron, 20.0},
        Switch{"decay", &ProcessSwitches::decay, Process::decay, pdg::mu_plus, 50.0},
        Switch{"capture_at_rest", &ProcessSwitches::capture_at_rest, Process::capture_at_rest, pdg::pi_minus, 20.0},
        Switch{"hadron_inelastic", &ProcessSwitches::hadron_inelastic, Process::hadron_inelastic, pdg::proton, 900.0},
        Switch{"neutron_capture", &ProcessSwitches::neutron_capture, Process::neutron_capture, pdg::neutron, 5.0}),
    [](const auto& one) { return std::string{one.param.name}; });

TEST(EmbeddedEngine, WithoutScatteringAndFluctuationsAMuonIsAStraightLine) {
  EmbeddedOptions options;
  options.processes.multiple_scattering = false;
  options.processes.ionization_fluctuations = false;
  options.processes.delta_rays = false;
  options.processes.bremsstrahlung = false;
  const EmbeddedEngine engine{options};
  const TransportedEvent one = engine.transport(event(1, {primary(pdg::mu_plus, 300.0)}), {true, true});
  const TransportedEvent other = engine.transport(event(2, {primary(pdg::mu_plus, 300.0)}), {true, true});
  EXPECT_NEAR(one.tracks[0].end.x, 0.0, 1e-9);
  EXPECT_NEAR(one.tracks[0].end.z, other.tracks[0].end.z, 0.05);
  // CSDA range at 300 MeV: 172.5 g/cm2 (Groom, Mokhov, Striganov, At. Data Nucl. Data Tables 76 (2001), liquid argon).
  EXPECT_NEAR(0.1 * one.tracks[0].end.z, 172.5 / 1.396, 0.015 * 172.5 / 1.396);
}

TEST(EmbeddedEngine, StepsEndOnTheOldDirectionUnlessTheyAreDisplaced) {
  for (const auto displacement : {StepDisplacement::along, StepDisplacement::lateral}) {
    EmbeddedOptions options;
    options.step_displacement = displacement;
    // Interactions at a step's end turn the electron after its direction was noted.
    options.processes.delta_rays = false;
    options.processes.bremsstrahlung = false;
    const EmbeddedEngine engine{options};
    const auto done =
        engine.transport(event(4, {primary(pdg::electron, 30.0)}), {.tracks = false, .primary_steps = true});
    Vector3 place{};
    Vector3 direction{0.0, 0.0, 1.0};
    double furthest = 0.0;
    ASSERT_GT(done.primary_steps.size(), 10U);
    for (const PrimaryStep& step : done.primary_steps) {
      furthest = std::max(furthest, norm(cross(step.end - place, direction)));
      EXPECT_LE(norm(step.end - place), step.length * (1.0 + 1e-9));
      place = step.end;
      direction = step.direction;
    }
    if (displacement == StepDisplacement::along) {
      EXPECT_LT(furthest, 1e-9);
    } else {
      EXPECT_GT(furthest, 0.05);
    }
  }
}

TEST(EmbeddedEngine, ParticlesLeaveASmallBox) {
  EmbeddedOptions options;
  options.half_size = {50.0, 60.0, 70.0};
  const EmbeddedEngine engine{options};
  for (const nuclear::PdgCode code : {pdg::mu_minus, pdg::electron, pdg::gamma, pdg::neutron, pdg::proton}) {
    for (std::uint64_t id = 0; id < 10; ++id) {
      const TransportedEvent done =
          engine.transport(event(id, {primary(code, 1000.0, {0.6, 0.0, 0.8})}), {true, false});
      expect_balance(done);
      for (const Deposit& deposit : done.deposits.deposits) {
        for (const Position& place : {deposit.start, deposit.end}) {
          EXPECT_LE(std::abs(place[0]), 50.0 + 1e-9);
          EXPECT_LE(std::abs(place[1]), 60.0 + 1e-9);
          EXPECT_LE(std::abs(place[2]), 70.0 + 1e-9);
        }
      }
    }
  }
  const TransportedEvent muon = engine.transport(event(1, {primary(pdg::mu_minus, 1000.0)}), {true, false});
  EXPECT_EQ(muon.tracks[0].end_process, Process::left_volume);
  EXPECT_NEAR(muon.tracks[0].end.z, 70.0, 1e-9);
  EXPECT_GT(muon.ledger.escaped, 900.0);
}

TEST(EmbeddedEngine, SlowNeutronsEndAtTheTimeLimit) {
  EmbeddedOptions options;
  options.processes.neutron_capture = false;
  options.time_limit = Time{1.0e5};
  const TransportedEvent done =
      EmbeddedEngine{options}.transport(event(1, {primary(pdg::neutron, 0.01)}), {true, false});
  EXPECT_EQ(done.tracks[0].end_process, Process::time_limit);
  EXPECT_NEAR(done.tracks[0].end_time, 1.0e5, 1.0);
  EXPECT_GT(done.ledger.escaped, nuclear::particle(pdg::neutron).mass);
}

TEST(EmbeddedEngine, NeutrinosCarryTheirEnergyAway) {
  const TransportedEvent done = default_engine().transport(event(1, {primary(pdg::nu_mu, 700.0)}), {});
  EXPECT_EQ(done.ledger.neutrinos, 700.0);
  EXPECT_TRUE(done.deposits.deposits.empty());
}

TEST(EmbeddedEngine, NoPrimariesAreAnEmptyEvent) {
  const TransportedEvent done = default_engine().transport(event(5, {}), {true, true});
  EXPECT_EQ(done.deposits.event_id, 5U);
  EXPECT_TRUE(done.deposits.deposits.empty());
  EXPECT_TRUE(done.tracks.empty());
}

std::string message_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    return error.what();
  }
  return "no error";
}

TEST(EmbeddedEngine, SaysWhichPrimaryIsWrong) {
  using testing::HasSubstr;
  const auto message = [](const Primary& bad) {
    return message_of([&] { (void)default_engine().transport(event(12, {primary(pdg::proton, 1.0), bad}), {}); });
  };
  EXPECT_THAT(message({4122, {1.0, 0.0, 0.0}, {}, 0.0}), HasSubstr("unknown particle: event 12, primary 2 (pdg 4122)"));
  EXPECT_THAT(message({11, {std::nan(""), 0.0, 0.0}, {}, 0.0}), HasSubstr("bad momentum: event 12, primary 2 (e-)"));
  EXPECT_THAT(message({11, {1.0, 0.0, 0.0}, {0.0, 0.0, 15000.1}, 0.0}),
              HasSubstr("primary outside the volume: event 12, primary 2 (e-) ((0, 0, 15000.1) mm"));
  EXPECT_THAT(message({11, {1.0, 0.0, 0.0}, {0.0, std::numeric_limits<double>::infinity(), 0.0}, 0.0}),
              HasSubstr("bad position"));
  EXPECT_THAT(message({11, {1.0, 0.0, 0.0}, {}, std::nan("")}), HasSubstr("bad time"));
  EXPECT_THAT(message({11, {2.0e5, 0.0, 0.0}, {}, 0.0}), HasSubstr("energy out of range"));
}

TEST(EmbeddedEngine, SaysWhichOptionIsWrong) {
  using testing::HasSubstr;
  const auto message = [](const std::function<void(EmbeddedOptions&)>& change) {
    EmbeddedOptions options;
    change(options);
    return message_of([&] { (void)EmbeddedEngine{options}; });
  };
  EXPECT_THAT(message([](auto& o) { o.argon.density = std::nan(""); }), HasSubstr("density"));
  EXPECT_THAT(message([](auto& o) { o.half_size.y = 0.0; }), HasSubstr("half_size"));
  EXPECT_THAT(message([](auto& o) { o.production_cut = Length{0.0}; }), HasSubstr("production_cut"));
  EXPECT_THAT(message([](auto& o) { o.step_limit = Length{-1.0}; }), HasSubstr("step_limit"));
}

}  // namespace
}  // namespace wirebench::transport::embedded
