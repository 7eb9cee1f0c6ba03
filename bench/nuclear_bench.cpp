// Time of one reaction with a nucleus, by projectile and kinetic energy, and of one de-excitation.

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>

#include "wirebench/nuclear/deexcitation.hpp"
#include "wirebench/nuclear/hadron_nucleus.hpp"

namespace {

using namespace wirebench;
using namespace wirebench::nuclear;

void reaction(benchmark::State& state) {
  const auto code = static_cast<PdgCode>(state.range(0));
  const auto kinetic = static_cast<double>(state.range(1));  // MeV
  const double mass = particle(code).mass;
  const Product projectile{code, FourVector::on_shell(mass, {0.0, 0.0, std::sqrt(kinetic * (kinetic + 2.0 * mass))})};
  RandomStream random{1, RandomStage::test, 1};
  Products out;
  for (auto _ : state) {
    react(projectile, k_argon40, random, out);
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK(reaction)
    ->ArgNames({"pdg", "MeV"})
    ->ArgsProduct({{pdg::proton, pdg::neutron, pdg::pi_plus, pdg::pi_minus}, {20, 100, 500, 2000}})
    ->Args({pdg::k_plus, 400})
    ->Args({pdg::antiproton, 500})
    ->Args({pdg::alpha, 400});

void capture(benchmark::State& state) {
  RandomStream random{1, RandomStage::test, 2};
  Products out;
  for (auto _ : state) {
    absorb_at_rest(pdg::pi_minus, k_argon40, random, out);
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK(capture);

void deexcitation(benchmark::State& state) {
  const auto excitation = static_cast<double>(state.range(0));  // MeV
  const FourVector momentum{nuclear_mass(k_argon40) + excitation, {}};
  RandomStream random{1, RandomStage::test, 3};
  Products out;
  for (auto _ : state) {
    out.clear();
    deexcite(k_argon40, excitation, momentum, random, out);
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK(deexcitation)->ArgName("MeV")->Arg(5)->Arg(30)->Arg(150);

}  // namespace

BENCHMARK_MAIN();
