#include "wirebench/validation/event_validation.hpp"

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"
#include "validation/fake_engine.hpp"
#include "validation/reference_file.hpp"

namespace wirebench::validation {
namespace {

using test::FakeEngine;
using test::TemporaryFolder;
using test::write_reference;

TEST(ValidateEvents, PassesAnEngineThatAgrees) {
  const TemporaryFolder folder;
  FakeEngine::Answers answers;
  answers.interaction = 0.0;
  write_reference(folder / "events.h5", FakeEngine{answers});
  const auto reference = read_reference_events(folder / "events.h5", std::nullopt);
  ASSERT_EQ(reference.primaries.size(), 200U);
  EXPECT_EQ(reference.primaries[7].primaries[0].pdg, 211);
  const auto rows = validate_events(reference, FakeEngine{answers}, 3);
  EXPECT_TRUE(tally(rows).all_passed()) << comparison_table(rows);
  EXPECT_EQ(rows.front().quantity, "deposited energy, mean [MeV]");
  EXPECT_NEAR(rows.front().reference, 100.0, 0.1);
}

TEST(ValidateEvents, FailsAnEngineThatDoesNot) {
  const TemporaryFolder folder;
  FakeEngine::Answers answers;
  answers.interaction = 0.0;
  write_reference(folder / "events.h5", FakeEngine{answers});
  const auto reference = read_reference_events(folder / "events.h5", 100);
  EXPECT_EQ(reference.primaries.size(), 100U);
  answers.energy_scale = 1.05;
  const auto rows = validate_events(reference, FakeEngine{answers}, 1);
  EXPECT_EQ(rows.front().verdict(), Verdict::fail);
  EXPECT_FALSE(tally(rows).all_passed());
}

TEST(ReadReferenceEvents, RefusesAnEventWithoutPrimaries) {
  const TemporaryFolder folder;
  write_reference(folder / "events.h5", FakeEngine{}, {.with_primaries = false});
  test::expect_error([&] { static_cast<void>(read_reference_events(folder / "events.h5", std::nullopt)); },
                     ErrorKind::failed, {"without primaries"});
  test::expect_error([&] { static_cast<void>(find_voxel_files(folder / "nothing")); }, ErrorKind::usage,
                     {"no reference events"});
}

}  // namespace
}  // namespace wirebench::validation
