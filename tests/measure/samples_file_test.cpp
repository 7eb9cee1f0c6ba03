#include "wirebench/measure/samples_file.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench::measure {
namespace {

using testing::HasSubstr;

RawSamples example() {
  RawSamples raw;
  raw.system = "litert:cpu@2";
  raw.ending = Ending::cut_off;
  raw.reason = "cut off after 1 query";
  raw.samples = {{0, 0, SampleKind::warmup, Nanoseconds{31'000'000}},
                 {1, 2, SampleKind::settling, Nanoseconds{12'345'678}},
                 {1, 2, SampleKind::timed, Nanoseconds{11'111'111}}};
  return raw;
}

TEST(SamplesFile, RoundTrip) {
  const test::TemporaryFolder folder;
  for (const Ending ending : {Ending::complete, Ending::cut_off, Ending::failed}) {
    RawSamples raw = example();
    raw.ending = ending;
    if (ending == Ending::complete) raw.reason.clear();
    write_samples(folder / "s.csv", raw);
    EXPECT_EQ(read_samples(folder / "s.csv"), raw);
  }
}

TEST(SamplesFile, IsACsvWithOneHeader) {
  const test::TemporaryFolder folder;
  write_samples(folder / "s.csv", example());
  EXPECT_THAT(read_file(folder / "s.csv"),
              HasSubstr("\nround,position,kind,duration_ns\n0,0,warmup,31000000\n1,2,settling,12345678\n"));
}

TEST(SamplesFile, LinesInAReasonDoNotBreakTheFile) {
  const test::TemporaryFolder folder;
  RawSamples raw = example();
  raw.reason = "first\nsecond";
  write_samples(folder / "s.csv", raw);
  EXPECT_EQ(read_samples(folder / "s.csv").reason, "first second");
}

TEST(SamplesFile, DamageNamesTheLine) {
  const test::TemporaryFolder folder;
  const auto path = folder / "s.csv";
  write_samples(path, example());
  const std::string good = read_file(path);
  const auto error_with = [&](const std::string& text) -> std::string {
    std::ofstream{path, std::ios::binary} << text;
    try {
      static_cast<void>(read_samples(path));
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  const std::string head = good.substr(0, good.find("0,0,warmup"));
  EXPECT_THAT(error_with(""), HasSubstr("first line must be"));
  EXPECT_THAT(error_with("a,b\n1,2\n"), HasSubstr("s.csv:1"));
  EXPECT_THAT(error_with(good.substr(0, good.size() - 3)), HasSubstr("s.csv:7"));
  EXPECT_THAT(error_with(head + "0,0,warmup,-5\n"), HasSubstr("s.csv:5"));
  EXPECT_THAT(error_with(head + "0,0,tepid,5\n"), HasSubstr("tepid"));
  EXPECT_THAT(error_with(head + "0,0,timed\n"), HasSubstr("s.csv:5"));
  EXPECT_THAT(error_with(head + "0,0,timed,5,6\n"), HasSubstr("s.csv:5"));
  EXPECT_THROW(static_cast<void>(read_samples(folder / "none.csv")), Error);
}

TEST(SamplesFileName, HasNoCharacterAShellOrFileSystemMinds) {
  EXPECT_EQ(samples_file_name("resnet50v2", "tflite-int8", "litert:cpu@2"), "resnet50v2-tflite-int8-litert_cpu_2.csv");
  EXPECT_EQ(samples_file_name("../a", "b c", "d/e"), ".._a-b_c-d_e.csv");
}

}  // namespace
}  // namespace wirebench::measure
