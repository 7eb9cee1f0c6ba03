#include "wirebench/runtime/environment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <fstream>

#include "runtime/variable.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/json.hpp"

namespace wirebench::runtime {
namespace {

namespace fs = std::filesystem;
using test::expect_error;
using test::Variable;
using testing::HasSubstr;

/// Package sets of its own, with pip cut off from every index: what these tests install is in each new environment.
class EnvironmentTest : public testing::Test {
 protected:
  EnvironmentTest() {
    fs::create_directory(folder_ / "workers");
    paths_ = {folder_ / "environments", folder_ / "workers", folder_ / "native"};
    require("pip\n");
  }

  void require(const std::string& text) const {
    std::ofstream{paths_.workers / "requirements-litert.txt"} << "# imports: pip\n" << text;
  }
  void install() const { install_runtimes(std::array<std::string, 1>{"litert"}, paths_, Log::silent()); }
  [[nodiscard]] std::string reason() const { return find_environment("litert", paths_).reason(); }
  /// Leaves a file in the environment that is gone when the environment has been made anew.
  void mark() const { std::ofstream{paths_.environments / "litert" / "mark"} << "x"; }
  [[nodiscard]] bool marked() const { return fs::exists(paths_.environments / "litert" / "mark"); }

  test::TemporaryFolder folder_;
  RuntimePaths paths_;
  Variable no_index_{"PIP_NO_INDEX", "1"};
  Variable no_links_{"PIP_FIND_LINKS", std::nullopt};
  Variable no_configuration_{"PIP_CONFIG_FILE", "/dev/null"};
};

TEST_F(EnvironmentTest, InstallsOnceAndAgainOnlyWhenSomethingChanged) {
  EXPECT_THAT(reason(), HasSubstr("not installed. Run `wirebench runtimes install litert`."));
  install();
  const auto environment = find_environment("litert", paths_);
  ASSERT_TRUE(environment.present()) << environment.reason();
  EXPECT_EQ(environment.value().version, "pip");
  EXPECT_EQ(environment.value().python, paths_.environments / "litert" / "bin" / "python");

  mark();
  install();
  EXPECT_TRUE(marked());

  // An interrupted installation has no stamp.
  const fs::path stamp = paths_.environments / "litert" / "wirebench.json";
  const Json content = read_json(stamp);
  fs::remove(stamp);
  EXPECT_THAT(reason(), HasSubstr("was not finished"));

  std::ofstream{stamp} << "{\"python\": 3";
  EXPECT_THAT(reason(), HasSubstr("is damaged"));

  // Python was upgraded below the environment.
  Json older = content;
  older["python"] = "3.1.4";
  write_json(stamp, older);
  EXPECT_THAT(reason(), HasSubstr("its Python changed from 3.1.4 to 3."));

  write_json(stamp, content);
  EXPECT_TRUE(find_environment("litert", paths_).present());
  require("pip>=1\n");
  EXPECT_THAT(reason(), HasSubstr("other versions than this wirebench needs"));
  install();
  EXPECT_FALSE(marked());
  EXPECT_TRUE(find_environment("litert", paths_).present());
}

TEST_F(EnvironmentTest, WithoutNetworkSaysWhatFailedAndWhatToDo) {
  require("wirebench-test-package-that-is-nowhere==1.0\n");
  // A closed port instead of an index: what a machine without network sees.
  const Variable with_index{"PIP_NO_INDEX", std::nullopt};
  const Variable index{"PIP_INDEX_URL", "http://127.0.0.1:9/simple"};
  const Variable retries{"PIP_RETRIES", "0"};
  expect_error([&] { install(); }, ErrorKind::missing,
               {"cannot install the runtime litert", "exit code 1", "ERROR: ", "Check the network",
                "run `wirebench runtimes install litert` again"});
  EXPECT_THAT(reason(), HasSubstr("was not finished"));
}

TEST_F(EnvironmentTest, APackageThatDoesNotStartHereIsNotInstalled) {
  std::ofstream{paths_.workers / "requirements-litert.txt"} << "# imports: no_such_module\npip\n";
  expect_error([&] { install(); }, ErrorKind::missing,
               {"does not start on this machine", "exit code 1", "No module named 'no_such_module'"});
  EXPECT_THAT(reason(), HasSubstr("was not finished"));
}

TEST_F(EnvironmentTest, PackagesForOtherMachinesOnlyAreRefusedBeforeAnyWork) {
  require("pip ; platform_machine == \"pdp11\"\n");
  expect_error([&] { install(); }, ErrorKind::missing, {"cannot be installed on this machine"});
  EXPECT_THAT(reason(), HasSubstr("not installed"));
}

TEST_F(EnvironmentTest, AMissingPythonIsNamed) {
  const Variable python{"WIREBENCH_PYTHON", "/no/python"};
  expect_error([&] { install(); }, ErrorKind::missing, {"no usable Python: /no/python", "python3-venv"});
}

TEST_F(EnvironmentTest, AnOldPythonIsRefused) {
  const fs::path old = folder_ / "python3";
  std::ofstream{old} << "#!/bin/sh\necho 3.9.2\n";
  fs::permissions(old, fs::perms::owner_all);
  const Variable python{"WIREBENCH_PYTHON", old.string()};
  expect_error([&] { install(); }, ErrorKind::missing, {"Python is too old", "3.9.2", "Python 3.11 or newer"});
}

TEST_F(EnvironmentTest, AMissingVenvModuleSaysHowToGetIt) {
  const fs::path bare = folder_ / "python3";
  std::ofstream{bare} << "#!/bin/sh\n"
                         "if [ \"$1\" = -m ]; then echo 'No module named venv' >&2; exit 1; fi\necho 3.11.2\n";
  fs::permissions(bare, fs::perms::owner_all);
  const Variable python{"WIREBENCH_PYTHON", bare.string()};
  expect_error([&] { install(); }, ErrorKind::missing, {"No module named venv", "apt install python3-venv"});
}

TEST_F(EnvironmentTest, AFolderThatCannotBeMadeIsAnError) {
  std::ofstream{folder_ / "file"} << "x";
  paths_.environments = folder_ / "file" / "environments";
  expect_error([&] { install(); }, ErrorKind::failed, {});
}

TEST_F(EnvironmentTest, NamesAreRuntimesOrPackageSets) {
  const auto install_named = [&](const std::string& name) {
    install_runtimes(std::array<std::string, 1>{name}, paths_, Log::silent());
  };
  EXPECT_NO_THROW(install_named("native"));
  expect_error([&] { install_named("litter"); }, ErrorKind::usage, {"Did you mean 'litert'?"});
  expect_error([&] { install_named("tensorflow:cpu"); }, ErrorKind::usage, {"tensorflow:cpu"});
  // tensorflow-predict belongs to the set tensorflow, whose requirements are not in this folder.
  expect_error([&] { install_named("tensorflow-predict"); }, ErrorKind::missing, {"requirements-tensorflow.txt"});
}

TEST_F(EnvironmentTest, ListsEveryRuntimeWithAReason) {
  const auto statuses = list_runtimes(paths_);
  ASSERT_EQ(statuses.size(), runtime_names().size());
  for (const RuntimeStatus& status : statuses) {
    EXPECT_FALSE(status.version.present()) << status.name;
    EXPECT_THAT(status.version.reason(), HasSubstr("install")) << status.name;
  }
}

}  // namespace
}  // namespace wirebench::runtime
