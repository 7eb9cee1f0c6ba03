#include "wirebench/core/child_process.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <future>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>

#include "wirebench/core/descriptor.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t k_tail_bytes = 16384;
constexpr std::size_t k_line_bytes = 4096;  // longer lines reach the handler in pieces
constexpr int k_high_descriptor = 64;       // above every number the program is given

std::string errno_text(int number) {
  return std::generic_category().message(number);
}

/// Everything the child needs, prepared before fork: between fork and exec only async-signal-safe calls are allowed,
/// because another thread may have held the allocator's lock at the moment of the fork.
struct Launch {
  std::string program;
  std::vector<std::string> words;
  std::vector<char*> argv;
  std::vector<char*> envp;
  std::vector<int> inherited;
  int null = -1;
  int output = -1;
  int failure = -1;
  pid_t parent = 0;
};

std::vector<std::string> environment_words(const Command& command) {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string text{*entry};
    const std::size_t equals = text.find('=');
    if (equals != std::string::npos && equals > 0) variables[text.substr(0, equals)] = text.substr(equals + 1);
  }
  for (const auto& [name, value] : command.environment) {
    if (value) {
      variables[name] = *value;
    } else {
      variables.erase(name);
    }
  }
  std::vector<std::string> words;
  words.reserve(variables.size());
  for (const auto& [name, value] : variables) words.push_back(name + '=' + value);
  return words;
}

void close_all(unsigned first, unsigned last) noexcept {
  if (first > last) return;
  if (::syscall(SYS_close_range, first, last, 0U) == 0) return;
  const unsigned limit = std::min(last, 65536U);  // kernels before 5.9
  for (unsigned number = first; number <= limit; ++number) ::close(static_cast<int>(number));
}

[[noreturn]] void give_up(int failure_pipe) noexcept {
  const int number = errno;
  const ssize_t written = ::write(failure_pipe, &number, sizeof(number));
  static_cast<void>(written);
  ::_exit(127);
}

/// The child's side of the fork.
[[noreturn]] void become(const Launch& launch) noexcept {
  int failure = ::fcntl(launch.failure, F_DUPFD_CLOEXEC, k_high_descriptor);
  if (failure < 0) give_up(launch.failure);
  if (::setpgid(0, 0) != 0) give_up(failure);
  // The kernel kills this process when the thread that forked it ends; that thread lives as long as the ChildProcess.
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) give_up(failure);
  if (::getppid() != launch.parent) ::_exit(127);  // the host died before the line above

  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGCHLD}) ::signal(signal, SIG_DFL);

  // First out of the way of the final numbers, then into them: a source may be one of them.
  std::array<int, 16> high{};
  const std::size_t count = launch.inherited.size();
  for (std::size_t i = 0; i < count; ++i) {
    high[i] = ::fcntl(launch.inherited[i], F_DUPFD_CLOEXEC, k_high_descriptor);
    if (high[i] < 0) give_up(failure);
  }
  const int null = ::fcntl(launch.null, F_DUPFD_CLOEXEC, k_high_descriptor);
  const int output = ::fcntl(launch.output, F_DUPFD_CLOEXEC, k_high_descriptor);
  if (null < 0 || output < 0) give_up(failure);
  if (::dup2(null, 0) < 0 || ::dup2(output, 1) < 0 || ::dup2(output, 2) < 0) give_up(failure);
  for (std::size_t i = 0; i < count; ++i) {
    if (::dup2(high[i], ChildProcess::k_first_inherited + static_cast<int>(i)) < 0) give_up(failure);
  }
  const auto keep = static_cast<unsigned>(failure);
  close_all(static_cast<unsigned>(ChildProcess::k_first_inherited) + static_cast<unsigned>(count), keep - 1);
  close_all(keep + 1, ~0U);
  ::execve(launch.program.c_str(), launch.argv.data(), launch.envp.data());
  give_up(failure);
}

/// State letters of every thread of a process ("RSS"); empty when there is no such process.
std::string thread_states(pid_t pid) {
  std::string states;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator{"/proc/" + std::to_string(pid) + "/task", failed}) {
    std::ifstream in{entry.path() / "stat"};
    std::string text;
    std::getline(in, text);
    // The name in parentheses may itself contain parentheses and blanks; the state follows the last one.
    const std::size_t end = text.rfind(')');
    if (end != std::string::npos && end + 2 < text.size()) states += text[end + 2];
  }
  return states;
}

}  // namespace

std::string to_string(const ExitStatus& status) {
  if (status.signal == 0) return "exit code " + std::to_string(status.code);
  const char* text = ::sigdescr_np(status.signal);
  return "signal " + std::to_string(status.signal) + (text != nullptr ? " (" + std::string{text} + ')' : "");
}

std::optional<std::filesystem::path> find_program(const std::filesystem::path& name) {
  const auto runnable = [](const std::filesystem::path& path) {
    std::error_code failed;
    return std::filesystem::is_regular_file(path, failed) && ::access(path.c_str(), X_OK) == 0;
  };
  if (name.native().find('/') != std::string::npos) {
    if (runnable(name)) return name;
    return std::nullopt;
  }
  const char* search = std::getenv("PATH");
  std::string_view rest = search != nullptr ? search : "/usr/local/bin:/usr/bin:/bin";
  while (true) {
    const std::size_t colon = rest.find(':');
    const std::filesystem::path folder{rest.substr(0, colon)};
    if (!folder.empty() && runnable(folder / name)) return folder / name;
    if (colon == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(colon + 1);
  }
}

/// Owns the thread that forks the program and reads its output.
class ChildProcess::Supervisor {
 public:
  Supervisor(const Command& command, LineHandler on_line) : on_line_{std::move(on_line)} {
    const auto program = find_program(command.program);
    if (!program) {
      throw Error{ErrorKind::missing,
                  {"program not found", command.program.string(), "no executable file of this name", ""}};
    }
    if (command.inherited.size() > 16) {
      throw Error{ErrorKind::failed, {"too many descriptors to inherit", program->string(), "at most 16", ""}};
    }
    wake_ = Descriptor{::eventfd(0, EFD_CLOEXEC)};
    if (!wake_.valid()) throw no_resources(*program, errno);
    std::promise<pid_t> started;
    auto pid = started.get_future();
    thread_ = std::thread{[this, &command, program = *program, &started] { supervise(command, program, started); }};
    try {
      pid_ = pid.get();
    } catch (...) {
      thread_.join();
      throw;
    }
  }

  ~Supervisor() {
    // The group first, while its leader's zombie still keeps the number from being given to another process.
    ::kill(-pid_, SIGKILL);
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    const std::uint64_t one = 1;
    const ssize_t written = ::write(wake_.get(), &one, sizeof(one));
    static_cast<void>(written);
    thread_.join();
  }
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  [[nodiscard]] pid_t pid() const noexcept { return pid_; }

  /// Looks without reaping: the number stays ours until the destructor.
  [[nodiscard]] std::optional<ExitStatus> ended() const {
    siginfo_t info{};
    if (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid != pid_) {
      return std::nullopt;
    }
    if (info.si_code == CLD_EXITED) return ExitStatus{info.si_status, 0};
    return ExitStatus{0, info.si_status};
  }

  /// Waits for the reading thread to have seen the end of the output, so that the last words are in the tail.
  void drain(std::chrono::milliseconds limit) {
    const auto deadline = Clock::now() + limit;
    while (Clock::now() < deadline) {
      {
        const std::lock_guard lock{mutex_};
        if (output_ended_) return;
      }
      std::this_thread::sleep_for(1ms);
    }
  }

  [[nodiscard]] std::string tail() const {
    const std::lock_guard lock{mutex_};
    return tail_;
  }

 private:
  static Error no_resources(const std::filesystem::path& program, int number) {
    return {ErrorKind::failed,
            {"cannot start a program", program.string(), errno_text(number),
             "Check the limits on processes and open files (ulimit -u, ulimit -n)."}};
  }

  void supervise(const Command& command, const std::filesystem::path& program, std::promise<pid_t>& started) {
    Descriptor output;
    try {
      output = launch(command, program, started);
    } catch (...) {
      started.set_exception(std::current_exception());
      return;
    }
    read(output.get());
    // The thread must outlive the program: its end would make the kernel kill the program (PR_SET_PDEATHSIG).
    std::uint64_t ignored = 0;
    while (::read(wake_.get(), &ignored, sizeof(ignored)) < 0 && errno == EINTR) {
    }
  }

  Descriptor launch(const Command& command, const std::filesystem::path& program, std::promise<pid_t>& started) {
    Launch launch;
    launch.program = program.string();
    launch.words.push_back(launch.program);
    launch.words.insert(launch.words.end(), command.arguments.begin(), command.arguments.end());
    std::vector<std::string> environment = environment_words(command);
    for (std::string& word : launch.words) launch.argv.push_back(word.data());
    launch.argv.push_back(nullptr);
    for (std::string& word : environment) launch.envp.push_back(word.data());
    launch.envp.push_back(nullptr);
    launch.inherited = command.inherited;
    launch.parent = ::getpid();

    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) throw no_resources(program, errno);
    Descriptor output{pipe[0]};
    Descriptor output_end{pipe[1]};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) throw no_resources(program, errno);
    const Descriptor failure{pipe[0]};
    Descriptor failure_end{pipe[1]};
    const Descriptor null{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
    if (!null.valid()) throw no_resources(program, errno);
    launch.output = output_end.get();
    launch.failure = failure_end.get();
    launch.null = null.get();

    const pid_t pid = ::fork();
    if (pid < 0) throw no_resources(program, errno);
    if (pid == 0) become(launch);
    // Also here: whoever comes first, the group exists before anyone signals it. After exec this fails, harmlessly.
    ::setpgid(pid, pid);
    output_end.close();
    failure_end.close();
    int number = 0;
    ssize_t got = 0;
    while ((got = ::read(failure.get(), &number, sizeof(number))) < 0 && errno == EINTR) {
    }
    if (got == static_cast<ssize_t>(sizeof(number))) {
      int status = 0;
      while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
      }
      throw Error{ErrorKind::missing, {"cannot execute program", program.string(), errno_text(number), ""}};
    }
    started.set_value(pid);
    return output;
  }

  void read(int output) {
    std::array<char, 65536> buffer{};
    std::string line;
    std::array<pollfd, 2> waiting{pollfd{output, POLLIN, 0}, pollfd{wake_.get(), POLLIN, 0}};
    while (true) {
      if (::poll(waiting.data(), waiting.size(), -1) < 0) {
        if (errno == EINTR) continue;
        break;
      }
      if (waiting[0].revents == 0) break;  // only the destructor's wake-up: a grandchild keeps the pipe open
      const ssize_t got = ::read(output, buffer.data(), buffer.size());
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) break;
      const std::string_view text{buffer.data(), static_cast<std::size_t>(got)};
      {
        const std::lock_guard lock{mutex_};
        tail_.append(text);
        if (tail_.size() > 2 * k_tail_bytes) tail_.erase(0, tail_.size() - k_tail_bytes);
      }
      if (on_line_) hand_over(text, line);
    }
    if (on_line_ && !line.empty()) on_line_(line);
    const std::lock_guard lock{mutex_};
    output_ended_ = true;
  }

  void hand_over(std::string_view text, std::string& line) const {
    for (const char c : text) {
      if (c == '\n' || c == '\r' || line.size() >= k_line_bytes) {
        if (!line.empty()) on_line_(line);
        line.clear();
      }
      if (c != '\n' && c != '\r') line += c;
    }
  }

  LineHandler on_line_;
  Descriptor wake_;
  pid_t pid_ = -1;
  mutable std::mutex mutex_;
  std::string tail_;           // guarded by mutex_
  bool output_ended_ = false;  // guarded by mutex_
  std::thread thread_;
};

ChildProcess::ChildProcess(const Command& command, LineHandler on_line)
    : supervisor_{std::make_unique<Supervisor>(command, std::move(on_line))} {}

ChildProcess::~ChildProcess() = default;

pid_t ChildProcess::pid() const noexcept {
  return supervisor_->pid();
}

std::optional<ExitStatus> ChildProcess::wait(std::chrono::milliseconds limit) {
  const auto deadline = Clock::now() + limit;
  while (true) {
    if (const auto status = supervisor_->ended()) {
      supervisor_->drain(200ms);
      return status;
    }
    if (Clock::now() >= deadline) return std::nullopt;
    std::this_thread::sleep_for(1ms);
  }
}

void ChildProcess::signal_group(int signal) noexcept {
  ::kill(-supervisor_->pid(), signal);
}

void ChildProcess::stop() {
  signal_group(SIGSTOP);
  const auto deadline = Clock::now() + 2s;
  while (true) {
    const std::string states = thread_states(pid());
    const bool ended = states.empty() || states.find_first_of("ZX") == 0;
    if (!ended && states.find_first_not_of("Tt") == std::string::npos) return;
    if (ended || Clock::now() >= deadline) {
      throw Error{ErrorKind::failed,
                  {"cannot stop a process", std::to_string(pid()),
                   ended ? "it has ended" : "it did not stop within two seconds", ""}};
    }
    std::this_thread::sleep_for(100us);
  }
}

void ChildProcess::proceed() {
  signal_group(SIGCONT);
  const auto deadline = Clock::now() + 2s;
  while (true) {
    const std::string states = thread_states(pid());
    const bool ended = states.empty() || states.find_first_of("ZX") == 0;
    if (!ended && states.find_first_of("Tt") == std::string::npos) return;
    if (ended || Clock::now() >= deadline) {
      throw Error{ErrorKind::failed,
                  {"cannot continue a process", std::to_string(pid()),
                   ended ? "it has ended" : "it did not continue within two seconds", ""}};
    }
    std::this_thread::sleep_for(100us);
  }
}

std::uint64_t ChildProcess::peak_memory() const {
  std::ifstream in{"/proc/" + std::to_string(pid()) + "/status"};
  std::string key;
  while (in >> key) {
    if (key == "VmHWM:") {
      std::uint64_t kibibytes = 0;
      if (in >> kibibytes) return kibibytes * 1024;
      break;
    }
    std::getline(in, key);
  }
  throw Error{ErrorKind::failed, {"cannot read the memory of a process", std::to_string(pid()), "it has ended", ""}};
}

std::string ChildProcess::last_output(std::size_t limit) const {
  const std::string text = supervisor_->tail();
  std::string line;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n' || c == '\r') {
      if (!line.empty() && !line.ends_with(" | ")) line += " | ";
    } else if (byte >= 0x20 && byte != 0x7F) {
      line += c;
    }
  }
  while (line.ends_with(" | ")) line.resize(line.size() - 3);
  if (line.size() <= limit) return line;
  std::size_t start = line.size() - limit;
  while (start < line.size() && (static_cast<unsigned char>(line[start]) & 0xC0U) == 0x80U) ++start;  // whole UTF-8
  return "... " + line.substr(start);
}

}  // namespace wirebench
