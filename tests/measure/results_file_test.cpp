#include "wirebench/measure/results_file.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "measure/example_row.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench::measure {
namespace {

using testing::HasSubstr;

ResultRow named(const std::string& target) {
  ResultRow row = example_row();
  row.target = target;
  return row;
}

std::vector<std::string> targets(const std::filesystem::path& path) {
  std::vector<std::string> names;
  for (const auto& row : read_results(path, Log::silent())) names.push_back(row.target);
  return names;
}

TEST(ResultsFile, AppendsInOrder) {
  const test::TemporaryFolder folder;
  const auto path = folder / "results.jsonl";
  append_result(path, named("a"), Log::silent());
  append_result(path, named("b"), Log::silent());
  EXPECT_THAT(targets(path), testing::ElementsAre("a", "b"));
}

TEST(ResultsFile, AnyTruncationLosesOnlyTheLastRow) {
  const test::TemporaryFolder folder;
  const auto path = folder / "results.jsonl";
  append_result(path, named("a"), Log::silent());
  append_result(path, named("b"), Log::silent());
  const std::string whole = read_file(path);
  const std::size_t first = whole.find('\n') + 1;
  for (const std::size_t length : {first, first + 1, first + 100, whole.size() - 2}) {
    std::ofstream{path, std::ios::binary} << whole.substr(0, length);
    EXPECT_THAT(targets(path), testing::ElementsAre("a")) << length;
    append_result(path, named("c"), Log::silent());
    EXPECT_THAT(targets(path), testing::ElementsAre("a", "c")) << length;
  }
  // Only the line end is missing: the row is whole and stays.
  std::ofstream{path, std::ios::binary} << whole.substr(0, whole.size() - 1);
  append_result(path, named("c"), Log::silent());
  EXPECT_THAT(targets(path), testing::ElementsAre("a", "b", "c"));
}

TEST(ResultsFile, DamageInTheMiddleNamesTheLine) {
  const test::TemporaryFolder folder;
  const auto path = folder / "results.jsonl";
  append_result(path, named("a"), Log::silent());
  std::ofstream{path, std::ios::app} << "{\"network\": \"x\"}\n";
  append_result(path, named("b"), Log::silent());
  try {
    static_cast<void>(read_results(path, Log::silent()));
    FAIL() << "the damage was not seen";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::failed);
    EXPECT_THAT(error.what(), HasSubstr("results.jsonl:2"));
  }
}

TEST(ResultsFile, RewritesWhole) {
  const test::TemporaryFolder folder;
  const auto path = folder / "results.jsonl";
  append_result(path, named("a"), Log::silent());
  const std::vector<ResultRow> rows{named("x"), named("y")};
  write_results(path, rows);
  EXPECT_THAT(targets(path), testing::ElementsAre("x", "y"));
}

TEST(ResultsFile, MissingFileAndMissingFolder) {
  const test::TemporaryFolder folder;
  EXPECT_THROW(static_cast<void>(read_results(folder / "none.jsonl", Log::silent())), Error);
  EXPECT_THROW(append_result(folder / "no/such/folder.jsonl", named("a"), Log::silent()), Error);
}

}  // namespace
}  // namespace wirebench::measure
