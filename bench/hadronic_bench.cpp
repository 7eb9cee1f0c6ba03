/// \file Speed of the hadronic physics of the embedded transport: look-ups and single reactions.
/// Compare with: nothing gates on these numbers; they depend on the machine.
#include <benchmark/benchmark.h>

#include <array>
#include <cmath>

#include "wirebench/transport/embedded/hadronic/hadronic_physics.hpp"

namespace {

using namespace wirebench;
using namespace wirebench::transport::embedded;
namespace pdg = nuclear::pdg;

const HadronicPhysics& physics() {
  static const HadronicPhysics instance{LiquidArgon{}};
  return instance;
}

nuclear::Product projectile(nuclear::PdgCode code, double kinetic) {
  const double mass = nuclear::particle(code).mass;
  return {code, nuclear::FourVector::on_shell(mass, {0.0, 0.0, std::sqrt(kinetic * (kinetic + 2.0 * mass))})};
}

void build(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(HadronicPhysics{LiquidArgon{}});
}
BENCHMARK(build)->Unit(benchmark::kMillisecond);

void rates(benchmark::State& state) {
  constexpr std::array<double, 8> energies{0.03, 2.0, 17.0, 63.0, 110.0, 480.0, 1200.0, 3900.0};
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(physics().rates_per_mm(pdg::neutron, energies[i++ % energies.size()]));
}
BENCHMARK(rates);

void elastic(benchmark::State& state) {
  RandomStream random{1, RandomStage::test, 1};
  nuclear::Products out;
  const nuclear::Product in = projectile(pdg::neutron, static_cast<double>(state.range(0)));
  for (auto _ : state) physics().elastic(in, random, out);
}
BENCHMARK(elastic)->Arg(1)->Arg(500);

void neutron_capture(benchmark::State& state) {
  RandomStream random{1, RandomStage::test, 2};
  nuclear::Products out;
  const nuclear::Product in = projectile(pdg::neutron, 1e-6);
  for (auto _ : state) physics().neutron_capture(in, random, out);
}
BENCHMARK(neutron_capture);

void inelastic(benchmark::State& state) {
  RandomStream random{1, RandomStage::test, 3};
  nuclear::Products out;
  const nuclear::Product in =
      projectile(static_cast<nuclear::PdgCode>(state.range(0)), static_cast<double>(state.range(1)));
  for (auto _ : state) physics().inelastic(in, random, out);
}
BENCHMARK(inelastic)
    ->Args({pdg::neutron, 3})
    ->Args({pdg::neutron, 20})
    ->Args({pdg::neutron, 300})
    ->Args({pdg::proton, 1000})
    ->Args({pdg::pi_plus, 200})
    ->Args({pdg::pi_plus, 1000})
    ->Unit(benchmark::kMicrosecond);

void at_rest(benchmark::State& state) {
  RandomStream random{1, RandomStage::test, 4};
  nuclear::Products out;
  double delay = 0.0;
  for (auto _ : state) physics().at_rest(static_cast<nuclear::PdgCode>(state.range(0)), random, out, delay);
}
BENCHMARK(at_rest)->Arg(pdg::mu_minus)->Arg(pdg::pi_minus)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
