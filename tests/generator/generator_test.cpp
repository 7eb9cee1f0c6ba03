#include "wirebench/generator/generator.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <set>

#include "generator/conservation.hpp"
#include "support/event_count.hpp"
#include "support/expect_error.hpp"

#include "wirebench/generator/embedded_event_source.hpp"

namespace wirebench::generator {
namespace {

const Generator& default_generator() {
  static const Generator generator{GeneratorOptions{}};
  return generator;
}

/// MeV, for energy and momentum: sums of energies near 4e4 MeV in double precision.
constexpr double k_tolerance = 1e-5;

TEST(Generator, ConservesEverythingInEachEventOfItsDefaults) {
  const std::uint64_t events = test::event_count(10'000, 100'000);
  for (std::uint64_t number = 0; number < events; ++number) {
    const auto violation = test::event_violation(default_generator().event(number), k_tolerance);
    ASSERT_FALSE(violation) << "event " << number << ": " << *violation;
  }
}

TEST(Generator, ConservesEverythingForAllFlavoursChannelsAndEnergies) {
  GeneratorOptions options;
  options.mixture = Mixture::flux;
  options.flux = FluxKind::flat;
  options.energy_low = Energy{200.0};
  options.energy_high = Energy{10'000.0};
  options.flavours = {1.0, 1.0, 1.0, 1.0};
  const Generator generator{options};
  std::set<nuclear::PdgCode> neutrinos;
  std::set<Channel> channels;
  const std::uint64_t events = test::event_count(10'000, 100'000);
  for (std::uint64_t number = 0; number < events; ++number) {
    const NeutrinoEvent event = generator.event(number);
    neutrinos.insert(event.neutrino_pdg);
    channels.insert(event.channel);
    const auto violation = test::event_violation(event, k_tolerance);
    ASSERT_FALSE(violation) << event.neutrino_energy << " MeV, event " << number << ": " << *violation;
  }
  EXPECT_EQ(neutrinos, (std::set<nuclear::PdgCode>{-14, -12, 12, 14}));
  EXPECT_EQ(channels.size(), 12U);
  EXPECT_FALSE(channels.contains(Channel::unknown));
}

TEST(Generator, ConservesEverythingAtTheEndsOfItsRangeForAllFlavours) {
  GeneratorOptions options;
  options.flux = FluxKind::single_energy;
  options.flavours = {1.0, 1.0, 1.0, 1.0};
  for (const double energy : {200.0, 350.0, 500.0, 10'000.0}) {
    options.energy = Energy{energy};
    const Generator generator{options};
    std::set<nuclear::PdgCode> neutrinos;
    for (std::uint64_t number = 0; number < 600; ++number) {
      const NeutrinoEvent event = generator.event(number);
      neutrinos.insert(event.neutrino_pdg);
      const auto violation = test::event_violation(event, k_tolerance);
      ASSERT_FALSE(violation) << energy << " MeV, event " << number << ": " << *violation;
    }
    EXPECT_EQ(neutrinos.size(), 4U);
  }
}

TEST(Generator, MakesTheSameEventInAnyOrder) {
  const Generator again{GeneratorOptions{}};
  for (const std::uint64_t number : {7ULL, 3ULL, 12'345'678'901ULL}) {
    const NeutrinoEvent first = default_generator().event(number);
    const NeutrinoEvent second = again.event(number);
    ASSERT_EQ(first.particles.size(), second.particles.size());
    EXPECT_EQ(first.channel, second.channel);
    EXPECT_EQ(first.neutrino_energy, second.neutrino_energy);
    for (std::size_t i = 0; i < first.particles.size(); ++i) {
      EXPECT_EQ(first.particles[i].pdg, second.particles[i].pdg);
      EXPECT_EQ(first.particles[i].momentum.momentum, second.particles[i].momentum.momentum);
    }
  }
}

TEST(Generator, BalancesTheClassesAndSwapsTheFlavour) {
  std::map<int, int> counts;
  for (std::uint64_t number = 0; number < 300; ++number) {
    const NeutrinoEvent event = default_generator().event(number);
    ++counts[event.charged_current ? std::abs(event.neutrino_pdg) : 0];
    EXPECT_EQ(event.charged_current, is_charged_current(event.channel));
    EXPECT_GE(event.neutrino_energy, 1000.0);
    EXPECT_LE(event.neutrino_energy, 4000.0);
  }
  EXPECT_EQ(counts, (std::map<int, int>{{0, 100}, {12, 100}, {14, 100}}));
}

TEST(Generator, WeightsGiveTheCompositionOfTheFlux) {
  // Weighted shares of a balanced sample against the shares of a sample drawn with the flux.
  GeneratorOptions options;
  options.mixture = Mixture::flux;
  const Generator by_flux{options};
  std::map<int, double> drawn, weighted;
  double energy_drawn = 0.0, energy_weighted = 0.0, sum = 0.0;
  constexpr int events = 9000;
  for (std::uint64_t number = 0; number < events; ++number) {
    const NeutrinoEvent a = by_flux.event(number);
    EXPECT_EQ(a.weight, 1.0);
    drawn[a.charged_current ? a.neutrino_pdg : 0] += 1.0 / events;
    energy_drawn += a.neutrino_energy / events;
    const NeutrinoEvent b = default_generator().event(number);
    weighted[b.charged_current ? b.neutrino_pdg : 0] += b.weight / events;
    energy_weighted += b.weight * b.neutrino_energy;
    sum += b.weight;
  }
  EXPECT_NEAR(sum / events, 1.0, 0.02);
  for (const int code : {0, 12, 14, -14}) EXPECT_NEAR(weighted[code], drawn[code], 0.015) << code;
  EXPECT_LT(weighted[12], 0.02);
  EXPECT_NEAR(energy_weighted / sum, energy_drawn, 35.0);
}

TEST(Generator, SendsTheNeutrinosWhereTheOptionsSay) {
  GeneratorOptions options;
  options.direction = {0.0, 3.0, -4.0};
  options.vertex = {100.0, 200.0, 300.0};
  options.vertex_spread = {20.0, 0.0, 40.0};
  options.time = Time{5.0};
  const Generator generator{options};
  bool moved = false;
  for (std::uint64_t number = 0; number < 50; ++number) {
    const NeutrinoEvent event = generator.event(number);
    const Vector3 beam = event.particles[0].momentum.momentum;
    EXPECT_NEAR(beam.y, 0.6 * event.neutrino_energy, 1e-6);
    EXPECT_NEAR(beam.z, -0.8 * event.neutrino_energy, 1e-6);
    EXPECT_FALSE(test::event_violation(event, 1e-5));
    EXPECT_NEAR(event.vertex.x, 100.0, 10.0);
    EXPECT_EQ(event.vertex.y, 200.0);
    EXPECT_NEAR(event.vertex.z, 300.0, 20.0);
    moved = moved || std::fabs(event.vertex.z - 300.0) > 10.0;
    EXPECT_EQ(event.time, 5.0);
  }
  EXPECT_TRUE(moved);
}

TEST(Generator, ListsBeamAndTargetFirstAndParentsBeforeChildren) {
  for (std::uint64_t number = 0; number < 500; ++number) {
    const NeutrinoEvent event = default_generator().event(number);
    ASSERT_GT(event.particles.size(), 3U);
    EXPECT_EQ(event.particles[0].status, Status::beam);
    EXPECT_EQ(event.particles[1].status, Status::target);
    EXPECT_EQ(event.particles[1].pdg, nuclear::pdg::argon40);
    for (std::size_t i = 2; i < event.particles.size(); ++i) {
      EXPECT_LT(event.particles[i].parent, static_cast<std::int32_t>(i));
      EXPECT_NE(event.particles[i].status, Status::beam);
    }
  }
}

TEST(Generator, RefusesWhatItCannotGenerate) {
  using Options = GeneratorOptions&;
  const auto refused = [](const auto& change, std::initializer_list<std::string> parts) {
    GeneratorOptions options;
    change(options);
    test::expect_error([&] { Generator{options}; }, ErrorKind::usage, parts);
  };
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  constexpr double infinity = std::numeric_limits<double>::infinity();
  refused([](Options o) { o.energy_high = Energy{11'000.0}; },
          {"energy out of range", "11000 MeV", "200 MeV to 10 GeV"});
  refused([](Options o) { o.flux = FluxKind::single_energy, o.energy = Energy{nan}; }, {"energy out of range", "nan"});
  refused([](Options o) { o.classes.clear(); }, {"no classes"});
  refused([](Options o) { o.classes.assign(2, EventClass::neutral_current); }, {"class named twice"});
  refused([](Options o) { o.direction = {}; }, {"direction", "(0, 0, 0)"});
  refused([](Options o) { o.vertex.y = nan; }, {"vertex", "nan"});
  refused([](Options o) { o.vertex_spread.z = infinity; }, {"vertex spread", "inf"});
  refused([](Options o) { o.time = Time{nan}; }, {"time", "nan"});
  refused([](Options o) { o.two_nucleon_share = 1.5; }, {"two-nucleon share", "1.5"});
  refused([](Options o) { o.flux = FluxKind::flat, o.flavours = {1.0, -1.0, 0.0, 0.0}; }, {"share of a flavour", "-1"});
  refused([](Options o) { o.flux = FluxKind::flat, o.flavours = {}; }, {"no neutrinos"});
  refused(
      [](Options o) {
        o.flux = FluxKind::flat, o.flavours = {1.0, 0.0, 0.0, 0.0};
      },
      {"no neutrinos for a class", "numu_cc"});
}

TEST(EmbeddedEventSource, GivesTheEventsOfItsRange) {
  const auto generator = std::make_shared<const Generator>(GeneratorOptions{});
  EmbeddedEventSource source{generator, 5, 3};
  for (const std::uint64_t number : {5, 6, 7}) {
    const auto event = source.next();
    ASSERT_TRUE(event);
    EXPECT_EQ(event->event_id, number);
  }
  EXPECT_FALSE(source.next());
  EXPECT_FALSE(source.next());
}

}  // namespace
}  // namespace wirebench::generator
