#include "wirebench/validation/transport_validation.hpp"

#include <fstream>

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"
#include "validation/fake_engine.hpp"

namespace wirebench::validation {
namespace {

using test::FakeEngine;

const Beam k_beam{"pi+", nuclear::pdg::pi_plus, 100.0};

const Comparison& row(const RunValidation& validation, const std::string& quantity) {
  for (const Comparison& row : validation.rows) {
    if (row.quantity == quantity) return row;
  }
  throw std::runtime_error{"no row " + quantity};
}

SingleParticleRun reference_run(const FakeEngine::Answers& answers, std::uint64_t events = 600) {
  return run_engine(FakeEngine{answers}, k_beam, events, {});
}

TEST(RunEngine, GivesTheKnownAnswersOfTheFakeEngine) {
  FakeEngine::Answers answers;
  answers.interaction = 0.0;
  const auto run = reference_run(answers, 300);
  EXPECT_NEAR(run.deposited.mean, 100.0, 1e-9);
  EXPECT_NEAR(run.deposited.spread, 0.0, 1e-6);
  EXPECT_NEAR(run.length.mean, 100.0 / 0.6 * 0.3, 0.15);  // 100 MeV at 0.6 MeV a step of 3 mm
  double mean = 0.0;
  for (const auto& bin : run.step_loss) mean += bin.loss * bin.share;
  EXPECT_NEAR(mean, 0.6, 0.005);
  EXPECT_EQ(run.inelastic_fraction, 0.0);
  EXPECT_DOUBLE_EQ(run.containment.front(), 1.0);
  EXPECT_DOUBLE_EQ(run.survival[8], 1.0);
}

TEST(RunEngine, CountsInteractionsAndTheirSecondaries) {
  const auto run = reference_run({});
  // 0.95^166 of the primaries stop.
  EXPECT_NEAR(run.inelastic_fraction, 0.9998, 0.002);
  ASSERT_EQ(run.fast_secondaries.size(), 1U);
  EXPECT_DOUBLE_EQ(run.fast_secondaries[0].number, 1.0);
  EXPECT_NEAR(run.fast_secondaries[0].cosine, 0.5, 1e-9);
  EXPECT_NEAR(run.secondaries[0].kinetic, 50.0, 1e-6);
}

TEST(RunEngine, IsTheSameOnAnyNumberOfThreads) {
  TransportValidationOptions options;
  const auto one = run_engine(FakeEngine{}, k_beam, 200, options);
  options.threads = 5;
  const auto five = run_engine(FakeEngine{}, k_beam, 200, options);
  EXPECT_EQ(run_text(one, "x").substr(run_text(one, "x").find("edep_total")),
            run_text(five, "x").substr(run_text(five, "x").find("edep_total")));
}

TEST(ValidateRun, PassesAnEngineThatAgrees) {
  FakeEngine::Answers other;
  other.seed = 99;
  const auto validation = validate_run(reference_run({}), FakeEngine{other}, {});
  EXPECT_TRUE(tally(validation.rows).all_passed()) << comparison_table(validation.rows);
  EXPECT_GT(tally(validation.rows).bounded, 6U);
}

TEST(ValidateRun, FailsAnEngineThatDoesNot) {
  FakeEngine::Answers answers;
  answers.interaction = 0.0;
  const auto reference = reference_run(answers);
  answers.energy_scale = 1.06;
  const auto validation = validate_run(reference, FakeEngine{answers}, {});
  EXPECT_EQ(row(validation, "visible energy [MeV]").verdict(), Verdict::fail);
  EXPECT_EQ(row(validation, "3 mm step loss, mean [MeV]").verdict(), Verdict::fail);
  EXPECT_EQ(row(validation, "3 mm step loss, most probable [MeV]").verdict(), Verdict::fail);
  EXPECT_EQ(row(validation, "track length [cm]").verdict(), Verdict::pass);
  EXPECT_FALSE(tally(validation.rows).all_passed());
}

TEST(ValidateRun, FailsAnEngineThatInteractsTooSeldom) {
  FakeEngine::Answers answers;
  answers.interaction = 0.01;
  const auto validation = validate_run(reference_run({}), FakeEngine{answers}, {});
  EXPECT_EQ(row(validation, "inelastic fraction").verdict(), Verdict::fail);
  EXPECT_EQ(row(validation, "visible energy [MeV]").verdict(), Verdict::fail);
}

TEST(ValidateRun, CountsSecondariesThatAreMissingAsNone) {
  FakeEngine::Answers answers;
  answers.interaction = 0.0;
  auto reference = reference_run({});
  const auto validation = validate_run(reference, FakeEngine{answers}, {});
  const auto& number = row(validation, "p of 20-100 MeV, number");
  EXPECT_EQ(number.value, 0.0);
  EXPECT_EQ(number.verdict(), Verdict::fail);
  EXPECT_EQ(row(validation, "p of 20-100 MeV, mean cosine").verdict(), Verdict::fail);
}

TEST(ValidateRun, DoesNotJudgeAHandfulOfParticles) {
  // Two protons in 600 interactions of the reference, with a wrong direction; the engine has 600, then none.
  auto reference = reference_run({});
  reference.fast_secondaries = {{nuclear::pdg::proton, 0, 2.0 / 600.0, -1.0},
                                {nuclear::pdg::pi_plus, 1, 2.0 / 600.0, 1.0}};
  const auto validation = validate_run(reference, FakeEngine{}, {});
  EXPECT_EQ(row(validation, "p of 20-100 MeV, number").verdict(), Verdict::fail);
  EXPECT_EQ(row(validation, "p of 20-100 MeV, mean cosine").verdict(), Verdict::too_few);
  EXPECT_EQ(row(validation, "pi+ of 100-300 MeV, number").verdict(), Verdict::too_few);
  EXPECT_EQ(row(validation, "pi+ of 100-300 MeV, mean cosine").verdict(), Verdict::too_few);
}

TEST(ValidateRun, FailsParticlesThatOnlyTheEngineHas) {
  auto reference = reference_run({});
  reference.fast_secondaries.clear();
  const auto validation = validate_run(reference, FakeEngine{}, {});
  const Comparison& number = row(validation, "p of 20-100 MeV, number");
  EXPECT_EQ(number.reference, 0.0);
  EXPECT_NEAR(number.reference_error, 1.0 / 600.0, 1e-5);
  EXPECT_EQ(number.verdict(), Verdict::fail);
}

TEST(ValidateRun, AsksBeforeAHugeRun) {
  auto reference = reference_run({});
  reference.events = 1.0e8;
  test::expect_error([&] { static_cast<void>(validate_run(reference, FakeEngine{}, {})); }, ErrorKind::usage,
                     {"too many events", "--events"});
}

TEST(ValidateRun, KnowsItsStatisticalErrors) {
  const auto reference = reference_run({}, 2000);
  FakeEngine::Answers other;
  other.seed = 3;
  TransportValidationOptions options;
  options.events = 500;
  const auto validation = validate_run(reference, FakeEngine{other}, options);
  const auto& energy = row(validation, "visible energy [MeV]");
  EXPECT_DOUBLE_EQ(energy.reference_error, reference.deposited.spread / std::sqrt(2000.0));
  // The jackknife of 32 groups knows the error to about an eighth.
  const double expected = validation.engine.deposited.spread / std::sqrt(500.0);
  EXPECT_NEAR(energy.value_error, expected, 0.5 * expected);
  const auto& loss = row(validation, "3 mm step loss, mean [MeV]");
  EXPECT_NEAR(loss.reference_error, 0.5 * loss.value_error, 1e-12);  // four times the events
}

TEST(FindRuns, TakesFilesNamedForABeam) {
  const test::TemporaryFolder folder;
  std::ofstream{folder / "pi+_300.csv"};
  std::ofstream{folder / "e-_50.csv"};
  std::ofstream{folder / "dedx_geant4.csv"};
  const auto files = find_runs(folder.path());
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].filename(), "e-_50.csv");
  test::expect_error([&] { static_cast<void>(find_runs(folder / "none")); }, ErrorKind::usage, {"no such reference"});
}

TEST(FindRuns, LeavesTablesAlone) {
  const test::TemporaryFolder folder;
  std::ofstream{folder / "dedx_geant4.csv"};
  std::ofstream{folder / "quark_300.csv"};
  std::ofstream{folder / "other.csv"};
  EXPECT_TRUE(find_runs(folder / "dedx_geant4.csv").empty());
  ASSERT_EQ(find_unknown_runs(folder.path()).size(), 1U);
  EXPECT_EQ(find_unknown_runs(folder.path())[0].filename(), "quark_300.csv");
}

TEST(RunEngine, RefusesARunWithoutStatistics) {
  for (const std::uint64_t events : {0U, 1U}) {
    test::expect_error([&] { static_cast<void>(run_engine(FakeEngine{}, k_beam, events, {})); }, ErrorKind::usage,
                       {"too few events", "pi+ 100 MeV"});
  }
}

TEST(RunEngine, CountsLargeStepLossesInTheLastBin) {
  // As the files do: 6 MeV a step, the histogram ends at 4.
  FakeEngine::Answers answers;
  answers.energy_scale = 10.0;
  const auto run = reference_run(answers, 50);
  ASSERT_GE(run.step_loss.size(), 1U);
  EXPECT_NEAR(run.step_loss.back().loss, 3.995, 1e-9);
  EXPECT_GT(run.step_loss.back().share, 0.95);
}

}  // namespace
}  // namespace wirebench::validation
