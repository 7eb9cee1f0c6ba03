/// \file Damaged files of all forms: cut anywhere, bytes changed, lines and counts beyond reason. A file either gives
/// events that can be used or an Error with its name; nothing else.
#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "generator/files/text_files.hpp"
#include "support/damage.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/error.hpp"
#include "wirebench/generator/files/event_checks.hpp"
#include "wirebench/generator/files/nuhepmc_writer.hpp"

namespace wirebench::generator {
namespace {

/// Three events of the embedded generator, so that all records occur.
std::string generated() {
  static const std::string text = [] {
    const wirebench::test::TemporaryFolder folder;
    const Generator generator{GeneratorOptions{}};
    RunDescription run = describe_run(generator);
    run.beams.clear();
    write_nuhepmc(folder / "a", run, [&](const EventSink& sink) {
      for (std::uint64_t number = 0; number < 3; ++number) sink(generator.event(number));
    });
    return test::content(folder / "a");
  }();
  return text;
}

std::string packed(const std::string& text) {
  const wirebench::test::TemporaryFolder folder;
  gzFile file = gzopen((folder / "a").c_str(), "wb");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
  return test::content(folder / "a");
}

void expect_usable(const NeutrinoEvent& event) {
  ASSERT_GE(event.particles.size(), 3U);
  EXPECT_TRUE(is_neutrino(event.neutrino_pdg));
  EXPECT_TRUE(event.neutrino_energy > 0.0 && event.neutrino_energy <= k_largest_energy);
  EXPECT_TRUE(std::isfinite(event.weight) && std::isfinite(event.time) && std::isfinite(norm(event.vertex)));
  for (std::size_t i = 0; i < event.particles.size(); ++i) {
    const EventParticle& particle = event.particles[i];
    EXPECT_TRUE(std::isfinite(particle.momentum.energy) && std::isfinite(norm(particle.momentum.momentum)));
    EXPECT_GE(particle.parent, -1);
    EXPECT_LT(particle.parent, static_cast<std::int32_t>(i));
    if (particle.status == Status::final_state) {
      EXPECT_TRUE(nuclear::find_particle(particle.pdg).has_value());
    }
  }
}

/// Reads a file to its end in both ways. Returns how many events were used when bad ones are left out.
std::size_t survive(const std::filesystem::path& path, std::string_view bytes) {
  test::write(path, bytes);
  std::size_t used = 0;
  for (const bool skip : {false, true}) {
    EventFileOptions options;
    options.skip_bad_events = skip;
    try {
      const auto file = open_events(path, options);
      while (const auto event = file->next()) {
        expect_usable(*event);
        used += skip ? 1 : 0;
      }
      EXPECT_FALSE(file->next());
    } catch (const Error& error) {
      EXPECT_NE(std::string_view{error.what()}.find(path.string()), std::string_view::npos) << error.what();
    }
  }
  return used;
}

class HostileFiles : public testing::TestWithParam<const char*> {
 protected:
  [[nodiscard]] static std::string original() {
    const std::string_view form = GetParam();
    if (form == "nuance") return test::content(test::k_data / "genie_nuance_tracker.dat");
    if (form == "library") return test::content(test::k_data / "hepmc3_library.hepmc3");
    if (form == "gzip") return packed(generated());
    return generated();
  }
};

TEST_P(HostileFiles, SurviveBeingCutAnywhere) {
  const wirebench::test::TemporaryFolder folder;
  const std::string whole = original();
  const std::size_t step = std::max<std::size_t>(1, whole.size() / 250);
  for (std::size_t size = 0; size < whole.size(); size += step) {
    const std::size_t used = survive(folder / "a", std::string_view{whole}.substr(0, size));
    EXPECT_LE(used, 3U);
    if (HasFailure()) FAIL() << "cut at " << size;
  }
}

TEST_P(HostileFiles, SurviveChangedBytes) {
  const wirebench::test::TemporaryFolder folder;
  const std::string whole = original();
  constexpr std::string_view likely = "0123456789-+.eE []@,AVPUWT\n\t \\|$nian";
  for (std::uint64_t round = 0; round < 400; ++round) {
    const std::string bytes = wirebench::test::damaged_text(whole, round, likely);
    static_cast<void>(survive(folder / "a", bytes));
    if (HasFailure()) FAIL() << "round " << round;
  }
}

INSTANTIATE_TEST_SUITE_P(Forms, HostileFiles, testing::Values("generated", "library", "nuance", "gzip"),
                         [](const auto& one) { return std::string{one.param}; });

TEST(HostileFiles, AnswerHugeAnnouncementsWithoutTakingMemory) {
  const wirebench::test::TemporaryFolder folder;
  const long before = wirebench::test::peak_kilobytes();
  const std::string small = test::small_nuhepmc();
  for (const char* line : {"E 3 1 2000000000", "E 3 2000000000 5", "E 3 1 99999", "E 3 99999 5", "E 3 1 -1",
                           "E 9223372036854775807 9223372036854775807 9223372036854775807", "E 3 1 1e9"}) {
    EXPECT_EQ(survive(folder / "a", test::with(small, "E 3 1 5", line)), 0U) << line;
  }
  for (const char* line : {"V -2147483648 1 [1,2]", "V -1 1 [2147483647]", "V -1 2147483648 [1]", "V 1 1 [1,2]"}) {
    EXPECT_EQ(survive(folder / "a", test::with(small, "V -1 1 [1,2]", line)), 0U) << line;
  }
  std::string entries = "1";
  while (entries.size() < 900'000) entries += ",1";
  EXPECT_EQ(survive(folder / "a", test::with(small, "[1,2]", "[" + entries + "]")), 0U);
  // A line without an end, longer than any that is read: 64 MB of it, from some ten kilobytes of gzip data.
  std::string endless = small.substr(0, small.find("E 3"));
  endless.append(std::size_t{64} << 20U, '7');
  EXPECT_EQ(survive(folder / "a", packed(endless)), 0U);
  // The process of the test itself held the 64 MB above; the readers must not have added to that.
  EXPECT_LT(wirebench::test::peak_kilobytes() - before, 400'000);
}

TEST(HostileFiles, RunInformationHasABound) {
  const wirebench::test::TemporaryFolder folder;
  const std::string small = test::small_nuhepmc();
  std::string many;
  for (int i = 0; i < 20'000; ++i) many += "A NuHepMC.x" + std::to_string(i) + " 1\n";
  EXPECT_EQ(survive(folder / "a", test::with(small, "E 3 1 5", many + "E 3 1 5")), 0U);
  std::string unused;
  for (int i = 0; i < 20'000; ++i) unused += "A other.x" + std::to_string(i) + " 1\n";
  EXPECT_EQ(survive(folder / "a", test::with(small, "E 3 1 5", unused + "E 3 1 5")), 1U);
}

TEST(HostileFiles, KindsOfViolationsHaveABound) {
  const wirebench::test::TemporaryFolder folder;
  std::string text = "$ begin\n$ nuance 1\n$ vertex 0 0 0 0\n";
  for (int i = 0; i < 50'000; ++i) text += "$ strange" + std::to_string(i) + "\n";
  const auto file = open_events(test::write(folder / "a", text + "$ end\n"), {.skip_bad_events = true});
  EXPECT_FALSE(file->next());
  EXPECT_LE(file->violations().size(), 400U);
  EXPECT_EQ(test::times(*file, "", "line not known"), 50'000);
}

}  // namespace
}  // namespace wirebench::generator
