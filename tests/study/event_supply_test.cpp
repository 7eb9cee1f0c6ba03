#include "wirebench/study/event_supply.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "support/events_of.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/dataset/reader.hpp"
#include "wirebench/generator/embedded_event_source.hpp"
#include "wirebench/generator/files/nuhepmc_writer.hpp"
#include "wirebench/study/make_deposits.hpp"
#include "wirebench/study/make_images.hpp"
#include "wirebench/transport/deposit_source.hpp"

namespace wirebench::study {
namespace {

/// Few-GeV events cost milliseconds each; these tests are about their order and number.
SimulationOptions generated() {
  SimulationOptions options;
  options.generator.seed = 5;
  options.generator.energy_low = Energy{500.0};
  options.generator.energy_high = Energy{1000.0};
  options.transport.seed = 5;
  return options;
}

std::uint8_t label_of(const SuppliedEvent& supplied) {
  return static_cast<std::uint8_t>(supplied.event.deposits.truth.label.value());
}

TEST(EventSupply, LabelsAreThoseOfTheEvents) {
  for (const auto mixture : {generator::Mixture::balanced, generator::Mixture::flux}) {
    SimulationOptions options = generated();
    options.generator.mixture = mixture;
    const auto supply = open_supply(options, {.generated = {0, 12}});
    const auto labels = supply->labels(0, Log::silent());
    ASSERT_EQ(labels.size(), 12U);
    for (const auto& label : labels) {
      const auto task = supply->next();
      ASSERT_TRUE(task);
      EXPECT_EQ(label_of((*task)()), label);
    }
    EXPECT_FALSE(supply->next());
  }
}

TEST(EventSupply, SkippingDoesNotChangeWhatFollows) {
  const auto all = open_supply(generated(), {.generated = {0, 4}});
  const auto some = open_supply(generated(), {.generated = {0, 4}});
  for (int i = 0; i < 3; ++i) some->skip();
  SuppliedEvent last;
  while (const auto task = all->next()) last = (*task)();
  const auto same = (*some->next())();
  EXPECT_EQ(same.event.deposits.event_id, last.event.deposits.event_id);
  ASSERT_EQ(same.event.deposits.deposits.size(), last.event.deposits.deposits.size());
  EXPECT_FALSE(same.event.deposits.deposits.empty());
  EXPECT_EQ(same.event.deposits.deposits.back().energy, last.event.deposits.deposits.back().energy);
}

TEST(EventSupply, TruthReachesTheDeposits) {
  const auto supply = open_supply(generated(), {.generated = {0, 3}});
  while (const auto task = supply->next()) {
    const auto made = (*task)();
    ASSERT_TRUE(made.interaction);
    const auto& truth = made.event.deposits.truth;
    EXPECT_EQ(truth.neutrino_pdg, made.interaction->neutrino_pdg);
    EXPECT_EQ(truth.neutrino_energy, made.interaction->neutrino_energy);
    EXPECT_GE(truth.neutrino_energy, 500.0);
    ASSERT_TRUE(truth.vertex);
    // No neutrino is transported; everything visible is.
    for (const auto& primary : made.primaries.primaries)
      EXPECT_NE(std::abs(primary.pdg), 14) << made.primaries.event_id;
  }
}

TEST(EventSupply, AFileOfEventsIsTransportedAsTheGeneratorsOwn) {
  const test::TemporaryFolder folder;
  SimulationOptions options = generated();
  const auto generator = std::make_shared<const generator::Generator>(options.generator);
  generator::EmbeddedEventSource events{generator, 0, 4};
  (void)generator::write_nuhepmc(folder / "events.hepmc3", generator::describe_run(*generator), events);
  const auto direct = open_supply(options, {.generated = {0, 4}});
  options.events_file = folder / "events.hepmc3";
  const auto from_file = open_supply(options, SupplyOptions{});
  EXPECT_EQ(from_file->labels(0, Log::silent()), direct->labels(0, Log::silent()));
  while (const auto task = direct->next()) {
    const auto expected = (*task)().event.deposits;
    const auto read = from_file->next();
    ASSERT_TRUE(read);
    const auto again = (*read)().event.deposits;
    ASSERT_EQ(again.deposits.size(), expected.deposits.size());
    for (std::size_t i = 0; i < again.deposits.size(); ++i) {
      ASSERT_EQ(again.deposits[i].energy, expected.deposits[i].energy);
      ASSERT_EQ(again.deposits[i].end, expected.deposits[i].end);
    }
  }
  EXPECT_FALSE(from_file->next());
}

/// Two events, the first of them with a code no particle has; the end of the file is missing.
void write_damaged_events(const std::filesystem::path& path) {
  constexpr std::string_view good =
      "begin\nnuance 1\nvertex 0 0 0 0\ntrack 14 900 0 0 1 -1\ntrack 18040 37215.5 -999 -999 -999 -1\n"
      "track 13 600 0 0 1 0\ntrack 2212 1150 0 0.6 0.8 0\nend\n";
  std::string bad{good};
  bad.replace(bad.find("2212"), 4, "4122");
  write_text_atomically(path, bad + std::string{good} + "begin\nnuance 1\n");
}

/// What `call` writes to standard error.
template <class Call>
std::string said_by(Call&& call) {
  testing::internal::CaptureStderr();
  call(Log::to_stderr(LogLevel::warning));
  return testing::internal::GetCapturedStderr();
}

std::size_t times(std::string_view text, std::string_view piece) {
  std::size_t count = 0;
  for (auto at = text.find(piece); at != std::string_view::npos; at = text.find(piece, at + 1)) ++count;
  return count;
}

TEST(EventSupply, ABadEventEndsTheWorkUnlessItIsToBeLeftOut) {
  const test::TemporaryFolder folder;
  write_damaged_events(folder / "events.dat");
  SimulationOptions options = generated();
  options.events_file = folder / "events.dat";
  test::expect_error([&] { (void)open_supply(options, SupplyOptions{})->labels(0, Log::silent()); }, ErrorKind::failed,
                     {"events.dat:7", "code 4122"});
  test::expect_error([&] { (void)open_supply(options, SupplyOptions{})->next(); }, ErrorKind::failed,
                     {"events.dat:7", "code 4122"});
}

TEST(EventSupply, BadEventsAreCountedAndToldOnce) {
  const test::TemporaryFolder folder;
  write_damaged_events(folder / "events.dat");
  SimulationOptions options = generated();
  options.events_file = folder / "events.dat";
  options.skip_bad_events = true;
  const std::string by_labels = said_by([&](const Log& log) {
    const auto supply = open_supply(options, SupplyOptions{}, log);
    EXPECT_EQ(supply->labels(0, log).size(), 1U);
    EXPECT_EQ(supply->bad_events(), 2U);
    EXPECT_TRUE(supply->next());
    EXPECT_FALSE(supply->next());
    EXPECT_EQ(supply->bad_events(), 2U);
  });
  // Without the labels the stream itself says it.
  const std::string by_stream = said_by([&](const Log& log) {
    const DepositJob job{.events = options, .count = 0, .trajectories = false, .threads = 1, .configuration = {}};
    const auto counts = make_deposits(job, folder / "deposits.h5", log);
    EXPECT_EQ(counts.events, 1U);
    EXPECT_EQ(counts.bad_events, 2U);
  });
  for (const std::string& said : {by_labels, by_stream}) {
    EXPECT_EQ(times(said, "code 4122"), 1U) << said;
    EXPECT_EQ(times(said, "ends too early"), 1U) << said;
    EXPECT_EQ(times(said, "2 events left out"), 1U) << said;
  }
}

TEST(EventSupply, VerticesOfTrackerTextAreInTheUnitThatWasChosen) {
  const test::TemporaryFolder folder;
  const auto path = folder / "events.dat";
  write_text_atomically(
      path,
      "begin\nnuance 1\nvertex 1 -2 3 0\ntrack 14 900 0 0 1 -1\ntrack 18040 37215.5 -999 -999 -999 -1\n"
      "track 13 600 0 0 1 0\nend\nstop\n");
  const auto vertex = [&](const std::string& more) {
    Config config = Config::parse("[generator]\ninput = \"" + path.string() + "\"\n" + more, "study.toml", {});
    ConfigTable root = config.root();
    const auto options = read_simulation_options(root, 1, folder.path());
    return (*open_supply(options, SupplyOptions{})->next())().event.deposits.truth.vertex.value();
  };
  EXPECT_EQ(vertex(""), (transport::Position{10.0, -20.0, 30.0}));
  EXPECT_EQ(vertex("nuance_length = \"m\"\n"), (transport::Position{1000.0, -2000.0, 3000.0}));
}

ImageJob image_job(const SimulationOptions& events) {
  detector::ImageOptions image;
  image.size = 32;
  image.pixel = 70.0 * units::millimeter;
  return {.events = events,
          .detector = detector::read_detector_preset("poster"),
          .image = image,
          .splits = dataset::SplitCounts{.training = 9, .validation = 6, .test = 0},
          .keep = Keep::all,
          .most_events = 15,
          .seed = 3,
          .threads = 1,
          .configuration = Json::object()};
}

TEST(Simulation, AFileWithoutEventsIsAnErrorAndLeavesNothing) {
  const test::TemporaryFolder folder;
  const auto out = folder / "out.h5";
  SimulationOptions options = generated();
  options.events_file = folder / "events.dat";
  options.skip_bad_events = true;
  const DepositJob deposits{.events = options, .count = 0, .trajectories = false, .threads = 1, .configuration = {}};
  ImageJob images = image_job(options);
  images.splits = dataset::SplitFractions{};
  for (const auto& [content, why] : {std::pair{"stop\n", "there are none"},
                                     {"begin\nnuance 1\nend\nbegin\nend\nstop\n", "none of its 2 can be used"}}) {
    write_text_atomically(options.events_file, content);
    const std::initializer_list<std::string> parts{"no events", "events.dat", why};
    test::expect_error([&] { (void)make_deposits(deposits, out, Log::silent()); }, ErrorKind::failed, parts);
    test::expect_error([&] { (void)make_images(images, out, Log::silent()); }, ErrorKind::failed, parts);
  }
  EXPECT_FALSE(std::filesystem::exists(out));
}

TEST(SimulatedImages, BytesDoNotDependOnTheNumberOfThreads) {
  const test::TemporaryFolder folder;
  ImageJob job = image_job(generated());
  EXPECT_EQ(make_images(job, folder / "one.h5", Log::silent()).images, 15U);
  job.threads = 3;
  EXPECT_EQ(make_images(job, folder / "three.h5", Log::silent()).images, 15U);
  EXPECT_EQ(read_file(folder / "one.h5"), read_file(folder / "three.h5"));
  const dataset::DatasetReader reader{folder / "one.h5"};
  for (const auto& event : reader.events()) EXPECT_GT(event.neutrino_energy_mev, 499.0F);
}

TEST(SimulatedDeposits, AreTheSameForAnyThreadsAndGiveTheSameImages) {
  const test::TemporaryFolder folder;
  DepositJob deposits{.events = generated(), .count = 15, .trajectories = true, .threads = 1, .configuration = {}};
  EXPECT_EQ(make_deposits(deposits, folder / "one.h5", Log::silent()).events, 15U);
  deposits.threads = 3;
  EXPECT_EQ(make_deposits(deposits, folder / "three.h5", Log::silent()).events, 15U);
  EXPECT_EQ(read_file(folder / "one.h5"), read_file(folder / "three.h5"));

  // Images made from the file show what those made directly do; its numbers are single precision.
  ImageJob job = image_job(generated());
  (void)make_images(job, folder / "direct.h5", Log::silent());
  job.events = test::events_of(folder / "one.h5");
  job.most_events = 0;
  (void)make_images(job, folder / "kept.h5", Log::silent());
  const dataset::DatasetReader direct{folder / "direct.h5"};
  const dataset::DatasetReader kept{folder / "kept.h5"};
  ASSERT_EQ(kept.events().size(), direct.events().size());
  for (std::size_t i = 0; i < kept.events().size(); ++i) {
    EXPECT_EQ(kept.events()[i].event_id, direct.events()[i].event_id);
    EXPECT_EQ(kept.events()[i].label, direct.events()[i].label);
    const float mev = direct.events()[i].deposited_mev;
    EXPECT_NEAR(kept.events()[i].deposited_mev, mev, 1e-4F * mev);
    const float charge = direct.events()[i].charge_in_image;
    EXPECT_NEAR(kept.events()[i].charge_in_image, charge, 2e-3F * charge);
  }
}

// The whole detector from kept deposits: no transport, the same events in the same order and splits.
TEST(SimulatedDeposits, GiveTheImagesOfAWholeDetectorAgain) {
  const test::TemporaryFolder folder;
  const DepositJob deposits{
      .events = generated(), .count = 15, .trajectories = false, .threads = 2, .configuration = {}};
  (void)make_deposits(deposits, folder / "deposits.h5", Log::silent());
  ImageJob job = image_job(generated());
  job.detector = detector::read_detector_preset("poster-full");
  job.threads = 2;
  (void)make_images(job, folder / "direct.h5", Log::silent());
  job.events = test::events_of(folder / "deposits.h5");
  job.most_events = 0;
  (void)make_images(job, folder / "kept.h5", Log::silent());
  (void)make_images(job, folder / "again.h5", Log::silent());
  EXPECT_EQ(read_file(folder / "kept.h5"), read_file(folder / "again.h5"));
  const dataset::DatasetReader direct{folder / "direct.h5"};
  const dataset::DatasetReader kept{folder / "kept.h5"};
  ASSERT_EQ(kept.events().size(), direct.events().size());
  for (std::size_t i = 0; i < kept.events().size(); ++i) {
    EXPECT_EQ(kept.events()[i].event_id, direct.events()[i].event_id);
    EXPECT_EQ(kept.events()[i].label, direct.events()[i].label);
    EXPECT_EQ(kept.events()[i].split, direct.events()[i].split);
    const float charge = direct.events()[i].charge_in_image;
    EXPECT_NEAR(kept.events()[i].charge_in_image, charge, 2e-2F * charge + 2000.0F);
  }
}

TEST(SimulatedImages, ClassesThatAreNotGeneratedAreAnError) {
  const test::TemporaryFolder folder;
  SimulationOptions options = generated();
  options.generator.classes = {generator::EventClass::neutral_current};
  test::expect_error([&] { (void)make_images(image_job(options), folder / "a.h5", Log::silent()); }, ErrorKind::usage,
                     {"numu CC"});
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace wirebench::study
