#include "wirebench/report/report.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <regex>
#include <set>

#include "report/example_input.hpp"
#include "report/picture_file.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/error.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX declares it in no header

namespace wirebench::report {
namespace {

using testing::HasSubstr;
using testing::Not;

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

/// An input whose free texts try every format's special signs.
ReportInput nasty_input() {
  ReportInput input = example_input();
  const std::string nasty = R"(& < > _ % $ # { } } ~ ^ \ | " ' `x` <script>alert(1)</script>)";
  input.title = "Title " + nasty;
  input.study_name = nasty;
  input.detector_preset = nasty;
  input.class_names[1] = "it's " + nasty;
  input.events[1].truth = nasty + "\n\u03bd\u4e2d";
  input.events[1].view_names[0] = nasty;
  input.events[1].value_unit = nasty;
  input.networks[0].display_name = "Net " + nasty;
  input.rows[0].implementation = nasty;
  input.rows.back().reason = nasty;
  input.host["cpu"] = nasty;
  input.builds.push_back({nasty, {nasty}});
  input.provenance["configuration"]["study"]["name"] = nasty;
  return input;
}

int run(const std::filesystem::path& folder, std::vector<std::string> arguments) {
  std::vector<char*> list;
  for (auto& argument : arguments) list.push_back(argument.data());
  list.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  const std::string where = folder.string();
  ::posix_spawn_file_actions_addchdir_np(&actions, where.c_str());
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int error = ::posix_spawnp(&child, list[0], &actions, nullptr, list.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return -error;
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

/// One report of the nasty input for all tests that only look at it.
class Report : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::filesystem::temp_directory_path() / ("wirebench-report-" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder_);
    index_ = write_report(nasty_input(), folder_, Log::silent());
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(folder_); }

  static inline std::filesystem::path folder_;
  static inline std::filesystem::path index_;
};

TEST_F(Report, EveryFileIsThere) {
  EXPECT_EQ(index_, folder_ / "index.html");
  for (const char* name : {"index.html", "report.md", "report.tex", "table-1-accuracy-resnet50v2.csv",
                           "table-3-latency-resnet50v2.tex", "table-4-latency-densenet169.md"}) {
    EXPECT_GT(std::filesystem::file_size(folder_ / name), 100U) << name;
  }
  std::size_t pictures = 0;
  for (const auto& entry : std::filesystem::directory_iterator{folder_ / "figures"}) {
    const auto path = entry.path();
    if (path.extension() != ".png") continue;
    ++pictures;
    const auto colours = read_png(path).colours();
    EXPECT_GT(colours.size(), 40U) << path << " is blank";
    for (const char* end : {".svg", ".pdf"}) {
      auto twin = path;
      EXPECT_GT(std::filesystem::file_size(twin.replace_extension(end)), 1000U) << twin;
    }
    auto script = folder_ / "figures/src" / path.stem();
    EXPECT_TRUE(std::filesystem::exists(script += ".gp")) << script;
  }
  EXPECT_EQ(pictures, 17U);
}

TEST_F(Report, ThePageIsSelfContainedAndEscaped) {
  const std::string html = read_file(index_);
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"));
  // Nothing is loaded from elsewhere: every src is a data URI, there is no link element, import or url().
  EXPECT_EQ(count(html, "src=\""), count(html, "src=\"data:image/svg+xml;base64,"));
  EXPECT_EQ(count(html, "src=\""), 17U);
  for (const char* load : {"<link", "@import", "url(", "<iframe", "<object", "http-equiv"}) {
    EXPECT_THAT(html, Not(HasSubstr(load)));
  }
}

TEST_F(Report, TagsOfThePageAreClosed) {
  const std::string html = read_file(index_);
  for (const char* tag :
       {"main", "h1",     "h2",         "h3",  "p", "ul", "li", "table", "thead", "tbody",   "tr", "td",
        "th",   "figure", "figcaption", "div", "a", "dl", "dt", "dd",    "pre",   "details", "nav"}) {
    const std::string name = tag;
    EXPECT_EQ(count(html, "<" + name + ">") + count(html, "<" + name + " "), count(html, "</" + name + ">")) << name;
  }
  // An id is a name: each once.
  std::set<std::string> ids;
  const std::regex id{" id=\"([^\"]*)\""};
  for (auto it = std::sregex_iterator{html.begin(), html.end(), id}; it != std::sregex_iterator{}; ++it) {
    EXPECT_TRUE(ids.insert((*it)[1]).second) << (*it)[1];
  }
}

TEST_F(Report, EverySectionAndTableOnce) {
  const std::string html = read_file(index_);
  for (const char* id : {"summary", "method", "tables", "figures", "provenance"}) {
    EXPECT_EQ(count(html, std::string{"<h2 id=\""} + id + "\">"), 1U) << id;
  }
  EXPECT_EQ(count(html, "<figure class=\"table\""), 5U);
}

TEST_F(Report, LatexCompiles) {
  if (run(folder_, {"pdflatex", "--version"}) != 0) GTEST_SKIP() << "pdflatex is not installed";
  const test::TemporaryFolder scratch;
  std::filesystem::copy(folder_, scratch / "tex", std::filesystem::copy_options::recursive);
  EXPECT_EQ(run(scratch / "tex", {"pdflatex", "-interaction=nonstopmode", "-halt-on-error", "report.tex"}), 0);
  EXPECT_GT(std::filesystem::file_size(scratch / "tex/report.pdf"), 50'000U);
}

TEST(WriteReport, AnEarlierReportStaysWhenTheNewOneFails) {
  const test::TemporaryFolder scratch;
  const auto folder = scratch / "report";
  std::filesystem::create_directories(folder);
  std::ofstream{folder / "index.html"} << "earlier";
  ReportInput input = example_input();
  EXPECT_THROW(write_report(input, folder, Log::silent(), {.program = "no-such-gnuplot"}), Error);
  input.rows[0].network = "unknown";
  EXPECT_THROW(write_report(input, folder, Log::silent()), Error);
  EXPECT_EQ(read_file(folder / "index.html"), "earlier");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator{scratch / "."}, {}), 1) << "something was left behind";
}

TEST(WriteReport, SameInputSameBytes) {
  const test::TemporaryFolder scratch;
  ReportInput input = example_input();
  input.networks.resize(1);
  std::erase_if(input.rows, [](const auto& row) { return row.network != "resnet50v2" || row.form != "tflite-int8"; });
  input.events.resize(1);
  write_report(input, scratch / "a", Log::silent());
  write_report(input, scratch / "b", Log::silent());
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{scratch / "a"}) {
    if (!entry.is_regular_file()) continue;
    ++files;
    const auto twin = scratch / "b" / std::filesystem::relative(entry.path(), scratch / "a");
    EXPECT_TRUE(read_file(entry.path()) == read_file(twin)) << twin;
  }
  EXPECT_GT(files, 20U);
}

TEST(WriteReport, NothingMeasuredIsStillAReport) {
  const test::TemporaryFolder scratch;
  ReportInput input = example_input();
  input.rows.clear();
  input.events.clear();
  for (auto& network : input.networks) {
    network.history.clear();
    network.trainer_accuracy.reset();
  }
  const std::string html = read_file(write_report(input, scratch / "r", Log::silent()));
  EXPECT_THAT(html, HasSubstr("This run kept nothing to draw."));
  EXPECT_THAT(html, HasSubstr("no latency was measured"));
  EXPECT_EQ(count(html, "not measured: the study has no such row"), 2U * (5U + 5U));
}

}  // namespace
}  // namespace wirebench::report
