#include "wirebench/measure/results_file.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <initializer_list>

#include "measure/example_row.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench::measure {
namespace {

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

void write(const std::filesystem::path& path, std::initializer_list<std::string> names) {
  std::vector<ResultRow> rows;
  for (const std::string& name : names) rows.push_back(named(name));
  write_results(path, rows);
}

TEST(ResultsFile, KeepsTheOrder) {
  const test::TemporaryFolder folder;
  const auto path = folder / "results.jsonl";
  write(path, {"a", "b"});
  EXPECT_THAT(targets(path), testing::ElementsAre("a", "b"));
}

TEST(ResultsFile, AnyTruncationLosesOnlyTheLastRow) {
  const test::TemporaryFolder folder;
  const auto path = folder / "results.jsonl";
  write(path, {"a", "b"});
  const std::string whole = read_file(path);
  const std::size_t first = whole.find('\n') + 1;
  for (const std::size_t length : {first, first + 1, first + 100, whole.size() - 2}) {
    std::ofstream{path, std::ios::binary} << whole.substr(0, length);
    EXPECT_THAT(targets(path), testing::ElementsAre("a")) << length;
  }
  // Only the line end is missing: the row is whole and stays.
  std::ofstream{path, std::ios::binary} << whole.substr(0, whole.size() - 1);
  EXPECT_THAT(targets(path), testing::ElementsAre("a", "b"));
}

TEST(ResultsFile, DamageInTheMiddleNamesTheLine) {
  const test::TemporaryFolder folder;
  const auto path = folder / "results.jsonl";
  write(path, {"a"});
  const std::string row = read_file(path);
  std::ofstream{path, std::ios::app} << "{\"network\": \"x\"}\n" << row;
  test::expect_error([&] { static_cast<void>(read_results(path, Log::silent())); }, ErrorKind::failed,
                     {"results.jsonl:2"});
}

TEST(ResultsFile, RewritesWhole) {
  const test::TemporaryFolder folder;
  const auto path = folder / "results.jsonl";
  write(path, {"a"});
  write(path, {"x", "y"});
  EXPECT_THAT(targets(path), testing::ElementsAre("x", "y"));
}

TEST(ResultsFile, AMissingFileIsAnError) {
  const test::TemporaryFolder folder;
  EXPECT_THROW(static_cast<void>(read_results(folder / "none.jsonl", Log::silent())), Error);
}

}  // namespace
}  // namespace wirebench::measure
