#include "wirebench/report/gnuplot.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "report/picture_file.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench::report {
namespace {

using testing::HasSubstr;

FigureScript red_square() {
  FigureScript script;
  script.stem = "square";
  script.width = 200;
  script.height = 100;
  script.body =
      "unset border\nunset tics\nunset key\nset xrange [0:1]\nset yrange [0:1]\nset style fill solid 1.0 noborder\n"
      "plot 'square.dat' using 1:2:(0.5):(0.5) with boxxyerror linecolor rgb '#ff0000'\n";
  script.data.push_back({"square.dat", "0.5 0.5\n"});
  return script;
}

template <class F>
Error error_of(F&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error";
  return Error{ErrorKind::failed, {}};
}

TEST(Draw, ThreeFormsAndTheirSource) {
  const test::TemporaryFolder folder;
  draw(red_square(), folder / "figures", {});
  for (const char* name : {"square.svg", "square.pdf", "square.png", "src/square.gp", "src/square.dat"}) {
    EXPECT_TRUE(std::filesystem::exists(folder / "figures" / name)) << name;
  }
  EXPECT_THAT(read_file(folder / "figures/square.svg"), HasSubstr("<svg"));
  EXPECT_TRUE(read_file(folder / "figures/square.pdf").starts_with("%PDF"));
  const PictureFile picture = read_png(folder / "figures/square.png");
  EXPECT_EQ(picture.width, 400U);
  EXPECT_EQ(picture.height, 200U);
  EXPECT_GT(picture.colours()[(Colour{255, 0, 0})], picture.pixels.size() / 2);
}

TEST(Draw, SameScriptSameBytes) {
  const test::TemporaryFolder folder;
  draw(red_square(), folder / "a", {});
  draw(red_square(), folder / "b", {});
  for (const char* name : {"square.svg", "square.png", "square.pdf", "src/square.gp"}) {
    EXPECT_TRUE(read_file(folder / "a" / name) == read_file(folder / "b" / name)) << name;
  }
}

TEST(Draw, NoGnuplotIsMissingWithARemedy) {
  const test::TemporaryFolder folder;
  const Error error = error_of([&] { draw(red_square(), folder / "f", {.program = "no-such-gnuplot"}); });
  EXPECT_EQ(error.kind(), ErrorKind::missing);
  EXPECT_THAT(error.what(), HasSubstr("apt install gnuplot-nox"));
}

TEST(Draw, AScriptThatFailsShowsWhy) {
  const test::TemporaryFolder folder;
  FigureScript script = red_square();
  script.body = "plot 'no-such-file.dat'\n";
  const Error error = error_of([&] { draw(script, folder / "f", {}); });
  EXPECT_EQ(error.kind(), ErrorKind::failed);
  EXPECT_THAT(error.what(), HasSubstr("no-such-file.dat"));
}

TEST(Draw, AHangingProgramIsEnded) {
  const test::TemporaryFolder folder;
  const auto program = folder / "sleeper";
  std::ofstream{program} << "#!/bin/sh\nexec sleep 60\n";
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  const Error error = error_of(
      [&] { draw(red_square(), folder / "f", {.program = program.string(), .patience = std::chrono::seconds{0}}); });
  EXPECT_THAT(error.what(), HasSubstr("no answer in 0 s"));
}

TEST(Draw, AProgramThatDrawsNothingIsNoticed) {
  const test::TemporaryFolder folder;
  const Error error = error_of([&] { draw(red_square(), folder / "f", {.program = "true"}); });
  EXPECT_THAT(error.what(), HasSubstr("wrote no figure"));
}

TEST(GnuplotQuoted, NothingBreaksOutOrIsExecuted) {
  EXPECT_EQ(gnuplot_quoted("it's"), "'it\u2019s'");
  EXPECT_EQ(gnuplot_quoted("a\nb"), "'a b'");
  const test::TemporaryFolder folder;
  FigureScript script = red_square();
  const auto trap = folder / "trap";
  script.body = "set title " +
                gnuplot_quoted("'`touch " + trap.string() + "`' . system('touch " + trap.string() + "') \"`touch " +
                               trap.string() + "`\" {{ } # %s") +
                "\n" + script.body;
  draw(script, folder / "f", {});
  EXPECT_FALSE(std::filesystem::exists(trap));
}

}  // namespace
}  // namespace wirebench::report
