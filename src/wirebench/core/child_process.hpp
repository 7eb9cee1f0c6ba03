/// \file A program run beside this one, that cannot outlive it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wirebench {

/// What to run. No shell is involved: arguments arrive as they are.
struct Command {
  std::filesystem::path program;       ///< with a slash: that file; without: looked up in PATH
  std::vector<std::string> arguments;  ///< without the program's own name
  /// Changes to the environment of this process; nullopt removes a variable.
  std::vector<std::pair<std::string, std::optional<std::string>>> environment;
  /// Descriptors of this process the program gets, as numbers k_first_inherited, k_first_inherited + 1, ... Every other
  /// descriptor is closed for it, also those a library opened without close-on-exec.
  std::vector<int> inherited;
};

/// How a program ended.
struct ExitStatus {
  int code = 0;    ///< exit code, when signal is 0
  int signal = 0;  ///< signal that killed it, else 0
};

/// "exit code 3", "signal 11 (Segmentation fault)".
[[nodiscard]] std::string to_string(const ExitStatus& status);

/// A running program, leader of a process group of its own. The kernel kills it when this process dies, in whatever
/// way; the destructor kills the whole group and leaves no zombie. Standard input is empty; standard output and error
/// are read together, so that a talkative program never blocks, and their end is kept for messages.
/// Thread: one thread uses the object; another, owned by it, reads the output.
class ChildProcess {
 public:
  static constexpr int k_first_inherited = 3;
  /// Called for every line of output, on the reading thread.
  using LineHandler = std::function<void(std::string_view)>;

  /// Errors: Error(missing) when the program is not there or cannot be executed; Error(failed) when the system has no
  /// processes or descriptors left.
  explicit ChildProcess(const Command& command, LineHandler on_line = {});
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  [[nodiscard]] pid_t pid() const noexcept;

  /// How it ended, if it has within `limit`.
  [[nodiscard]] std::optional<ExitStatus> wait(std::chrono::milliseconds limit);

  /// Sends a signal to every process of the group.
  void signal_group(int signal) noexcept;

  /// Stops (SIGSTOP) the group and returns when no thread of the program can run any more.
  /// Errors: Error(failed) when it has ended or does not stop within two seconds.
  void stop();
  /// Lets the group continue (SIGCONT) and returns when the program can run again. Errors: as stop().
  void proceed();

  /// Largest resident memory so far, bytes (VmHWM of /proc/<pid>/status). Errors: Error(failed) when it has ended.
  [[nodiscard]] std::uint64_t peak_memory() const;

  /// The last lines of its output as one line of text: control characters removed, at most `limit` characters.
  [[nodiscard]] std::string last_output(std::size_t limit = 600) const;

 private:
  class Supervisor;
  std::unique_ptr<Supervisor> supervisor_;
};

/// Full path of a program: `name` itself when it has a slash, else the first executable of that name in PATH.
[[nodiscard]] std::optional<std::filesystem::path> find_program(const std::filesystem::path& name);

}  // namespace wirebench
