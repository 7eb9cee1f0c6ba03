#include "wirebench/core/child_process.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <future>
#include <memory>
#include <mutex>
#include <thread>

#include "support/expect_error.hpp"
#include "support/process_facts.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/descriptor.hpp"

namespace wirebench {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

Command shell(const std::string& script) {
  return {"sh", {"-c", script}, {}, {}};
}

TEST(ChildProcess, TellsExitCodeAndLastWords) {
  ChildProcess process{shell("echo first; echo second >&2; exit 7")};
  const auto status = process.wait(5s);
  ASSERT_TRUE(status);
  EXPECT_EQ(status->code, 7);
  EXPECT_EQ(status->signal, 0);
  EXPECT_EQ(to_string(*status), "exit code 7");
  EXPECT_EQ(process.last_output(), "first | second");
}

TEST(ChildProcess, TellsTheSignal) {
  ChildProcess process{shell("kill -SEGV $$")};
  const auto status = process.wait(5s);
  ASSERT_TRUE(status);
  EXPECT_EQ(to_string(*status), "signal 11 (Segmentation fault)");
}

TEST(ChildProcess, HandsOverEveryLine) {
  std::mutex mutex;
  std::vector<std::string> lines;
  ChildProcess process{shell("printf 'a\\nb\\rc\\nlast'"), [&](std::string_view line) {
                         const std::lock_guard lock{mutex};
                         lines.emplace_back(line);
                       }};
  ASSERT_TRUE(process.wait(5s));
  const std::lock_guard lock{mutex};
  EXPECT_THAT(lines, ElementsAre("a", "b", "c", "last"));
}

TEST(ChildProcess, KeepsOnlyTheEndOfMuchOutputWithoutControlCharacters) {
  ChildProcess process{shell("yes 0123456789 | head -n 200000; printf '\\033[31mred\\n'")};
  ASSERT_TRUE(process.wait(20s));
  const std::string words = process.last_output(100);
  EXPECT_LE(words.size(), 104U);
  EXPECT_TRUE(words.ends_with("0123456789 | [31mred")) << words;
}

TEST(ChildProcess, PassesArgumentsWithoutAShell) {
  ChildProcess process{Command{"printf", {"%s|", "a b", "$HOME", "*"}, {}, {}}};
  ASSERT_TRUE(process.wait(5s));
  EXPECT_EQ(process.last_output(), "a b|$HOME|*|");
}

TEST(ChildProcess, ChangesTheEnvironment) {
  ::setenv("WIREBENCH_TEST_KEPT", "kept", 1);
  ::setenv("WIREBENCH_TEST_GONE", "gone", 1);
  Command command = shell("echo $WIREBENCH_TEST_KEPT ${WIREBENCH_TEST_GONE-none} $WIREBENCH_TEST_NEW");
  command.environment = {{"WIREBENCH_TEST_GONE", std::nullopt}, {"WIREBENCH_TEST_NEW", "new"}};
  ChildProcess process{command};
  ASSERT_TRUE(process.wait(5s));
  EXPECT_EQ(process.last_output(), "kept none new");
}

TEST(ChildProcess, InheritsNothingButWhatIsGiven) {
  // Deliberately without close-on-exec, as some libraries open their files.
  const Descriptor leaked{::open("/dev/zero", O_RDONLY)};
  const Descriptor given{::open("/dev/full", O_RDONLY | O_CLOEXEC)};
  Command command = shell("ls -l /proc/$$/fd; exit 0");
  command.inherited = {given.get()};
  ChildProcess process{command};
  ASSERT_TRUE(process.wait(5s));
  const std::string listing = process.last_output(4000);
  EXPECT_THAT(listing, HasSubstr("3 -> /dev/full"));
  EXPECT_THAT(listing, testing::Not(HasSubstr("/dev/zero")));
}

TEST(ChildProcess, SaysWhichProgramIsMissing) {
  test::expect_error(
      [] {
        ChildProcess process{Command{"no-such-program-anywhere", {}, {}, {}}};
      },
      ErrorKind::missing, {"no-such-program-anywhere"});
  const test::TemporaryFolder folder;
  std::ofstream{folder / "broken"} << "#!/no/such/interpreter\n";
  std::filesystem::permissions(folder / "broken", std::filesystem::perms::owner_all);
  test::expect_error(
      [&] {
        ChildProcess process{Command{folder / "broken", {}, {}, {}}};
      },
      ErrorKind::missing, {"cannot execute", "broken"});
}

TEST(ChildProcess, ItsEndTakesTheWholeGroupAlongAndLeavesNoZombie) {
  pid_t leader = 0;
  pid_t grandchild = 0;
  {
    std::promise<std::string> line;
    ChildProcess process{shell("sleep 1000 & echo $!; wait"),
                         [&line](std::string_view text) { line.set_value(std::string{text}); }};
    leader = process.pid();
    grandchild = std::stoi(line.get_future().get());
    EXPECT_FALSE(test::gone(grandchild));
  }
  EXPECT_EQ(test::state(leader), ' ');  // reaped
  EXPECT_TRUE(test::gone_within(grandchild, 2s));
}

TEST(ChildProcess, LivesLongerThanTheThreadThatStartedIt) {
  std::unique_ptr<ChildProcess> process;
  std::thread{[&] { process = std::make_unique<ChildProcess>(shell("sleep 1000")); }}.join();
  EXPECT_FALSE(process->wait(200ms));
}

TEST(ChildProcess, StopsAndProceeds) {
  ChildProcess process{shell("while :; do :; done")};
  process.stop();
  EXPECT_EQ(test::state(process.pid()), 'T');
  const long before = test::cpu_ticks(process.pid());
  std::this_thread::sleep_for(300ms);
  EXPECT_EQ(test::cpu_ticks(process.pid()), before);
  process.proceed();
  std::this_thread::sleep_for(300ms);
  EXPECT_GT(test::cpu_ticks(process.pid()), before);
}

TEST(ChildProcess, StoppingADeadProcessIsAnError) {
  ChildProcess process{shell("exit 0")};
  ASSERT_TRUE(process.wait(5s));
  test::expect_error([&] { process.stop(); }, ErrorKind::failed, {"it has ended"});
  test::expect_error([&] { static_cast<void>(process.peak_memory()); }, ErrorKind::failed, {"it has ended"});
}

TEST(FindProgram, SearchesThePathAndTakesSlashesLiterally) {
  ASSERT_TRUE(find_program("sh"));
  EXPECT_TRUE(find_program("sh")->is_absolute());
  EXPECT_FALSE(find_program("/etc/passwd"));  // not executable
  EXPECT_FALSE(find_program("/tmp"));
}

}  // namespace
}  // namespace wirebench
