#include "wirebench/generator/files/open_events.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include "generator/files/text_files.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

namespace wirebench::generator {
namespace {

TEST(OpenEvents, FindsTheFormByContent) {
  const wirebench::test::TemporaryFolder folder;
  EXPECT_EQ(open_events(test::write(folder / "tracks.hepmc3", test::content(test::k_data / "genie_nuance_tracker.dat")))
                ->form(),
            "nuance tracker text");
  EXPECT_EQ(open_events(test::write(folder / "events.dat", test::small_nuhepmc()))->form(), "NuHepMC 1.0.0");
  const std::string text = test::small_nuhepmc();
  gzFile packed = gzopen((folder / "events.dat").c_str(), "wb");
  ASSERT_EQ(gzwrite(packed, text.data(), static_cast<unsigned>(text.size())), static_cast<int>(text.size()));
  gzclose(packed);
  EXPECT_EQ(event_file_form(folder / "events.dat"), EventFileForm::nuhepmc);
  EXPECT_EQ(test::all_events(*open_events(folder / "events.dat")).size(), 1U);
}

TEST(OpenEvents, SaysWhatAnotherFileIs) {
  const wirebench::test::TemporaryFolder folder;
  const auto refused = [&](std::string_view text, std::initializer_list<std::string> parts) {
    wirebench::test::expect_error([&] { static_cast<void>(open_events(test::write(folder / "a", text))); },
                                  ErrorKind::failed, parts);
  };
  refused("", {"no events", "empty"});
  refused("<LesHouchesEvents version=\"1.0\">\n", {"not a file of neutrino events", "'<LesHouchesEvent"});
  refused("root\x01\x02", {"ROOT file", "converted first"});
  refused("\x89HDF\r\n\x1a\n....", {"HDF5"});
  refused("HepMC::Version 2.06.11\nHepMC::IO_GenEvent-START_EVENT_LISTING\n", {"not HepMC 3 text", "a:2"});
  refused("HepMC::Version 3.02.05\n", {"ends too early"});
  wirebench::test::expect_error([&] { static_cast<void>(open_events(folder / "none")); }, ErrorKind::usage, {"none"});
}

}  // namespace
}  // namespace wirebench::generator
