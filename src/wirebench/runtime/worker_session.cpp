#include "wirebench/runtime/worker_session.hpp"

#include <signal.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <functional>
#include <optional>
#include <system_error>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/runtime/line_channel.hpp"
#include "wirebench/runtime/protocol.hpp"
#include "wirebench/runtime/shared_memory.hpp"

namespace wirebench::runtime {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t k_page = 4096;
// Inputs of one request: the memory counts in the worker's peak memory too, so it stays small.
constexpr std::size_t k_largest_request = std::size_t{16} << 20U;
// Durations of one answer: keeps its line short and a time limit meaningful.
constexpr std::size_t k_most_timed_runs = 10'000;

std::size_t round_up(std::size_t bytes) {
  return (bytes + k_page - 1) / k_page * k_page;
}

/// Both ends of the conversation, the worker's end still to be given away.
struct Ends {
  Descriptor ours;
  Descriptor theirs;
};

Ends make_ends(const std::string& name) {
  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0) {
    throw Error{ErrorKind::failed,
                {"cannot talk to the " + name + " worker", "socketpair", std::generic_category().message(errno),
                 "Check the limit on open files (ulimit -n)."}};
  }
  return {Descriptor{pair[0]}, Descriptor{pair[1]}};
}

Command with_descriptors(Command command, int socket, int memory) {
  command.arguments.insert(command.arguments.end(), {"--socket", std::to_string(ChildProcess::k_first_inherited),
                                                     "--memory", std::to_string(ChildProcess::k_first_inherited + 1)});
  command.inherited = {socket, memory};
  return command;
}

class WorkerSession final : public Session {
 public:
  WorkerSession(const WorkerProgram& program, std::filesystem::path model, const WorkerLimits& limits)
      : name_{program.name},
        remedy_{program.remedy},
        model_{std::move(model)},
        limits_{limits},
        memory_{SharedMemory::create()},
        channel_{Descriptor{}} {
    Ends ends = make_ends(name_);
    process_ =
        std::make_unique<ChildProcess>(with_descriptors(program.command, ends.theirs.get(), memory_.descriptor()));
    channel_ = LineChannel{std::move(ends.ours)};
  }  // our copy of the worker's end closes here: its death is then the end of the conversation

  ~WorkerSession() override { close(); }
  WorkerSession(const WorkerSession&) = delete;
  WorkerSession& operator=(const WorkerSession&) = delete;

  /// The reason when the worker declares the file unsupported.
  [[nodiscard]] std::optional<std::string> load(unsigned threads) {
    const auto read_hello = [this](const Json& ok, std::chrono::nanoseconds) {
      report_.version = protocol::read_hello(ok).version;
    };
    if (const auto reason = exchange("hello", limits_.hello, protocol::hello_request, read_hello)) return reason;
    const auto write_load = [this, threads](std::uint64_t id) {
      return protocol::load_request(id, std::filesystem::absolute(model_), threads);
    };
    const auto read_load = [this](const Json& ok, std::chrono::nanoseconds) {
      protocol::Loaded loaded = protocol::read_loaded(ok);
      report_.load = loaded.load;
      report_.implementation = std::move(loaded.implementation);
      input_ = std::move(loaded.input);
      output_ = std::move(loaded.output);
    };
    return exchange("load", limits_.load, write_load, read_load);
  }

  [[nodiscard]] const Port& input() const override { return input_; }
  [[nodiscard]] const Port& output() const override { return output_; }
  [[nodiscard]] const LoadReport& load_report() const override { return report_; }

  void infer(std::span<const std::byte> inputs, std::span<std::byte> outputs) override {
    const std::size_t in = input_.bytes();
    const std::size_t out = output_.bytes();
    WIREBENCH_EXPECT(inputs.size() % in == 0 && outputs.size() == inputs.size() / in * out);
    const std::size_t count = inputs.size() / in;
    const std::size_t at_once = std::max<std::size_t>(1, k_largest_request / std::max(in, out));
    for (std::size_t done = 0; done < count;) {
      const std::size_t now = std::min(at_once, count - done);
      const protocol::Region region = place(now, inputs.subspan(done * in, now * in), now * out);
      run(
          "infer", now, [&](std::uint64_t id) { return protocol::infer_request(id, region); },
          [&](const Json& ok, std::chrono::nanoseconds) { protocol::check_inferred(ok, now, out); });
      const auto result = memory_.bytes().subspan(region.output_offset, now * out);
      std::copy(result.begin(), result.end(), outputs.begin() + static_cast<std::ptrdiff_t>(done * out));
      done += now;
    }
  }

  [[nodiscard]] std::vector<std::chrono::nanoseconds> time(std::span<const std::byte> input,
                                                           std::size_t count) override {
    WIREBENCH_EXPECT(input.size() == input_.bytes());
    std::vector<std::chrono::nanoseconds> durations;
    durations.reserve(count);
    while (durations.size() < count) {
      const std::size_t now = std::min(k_most_timed_runs, count - durations.size());
      protocol::Region region = place(1, input, output_.bytes());
      region.count = now;
      run(
          "time", now, [&](std::uint64_t id) { return protocol::time_request(id, region); },
          [&](const Json& ok, std::chrono::nanoseconds elapsed) {
            const auto more = protocol::read_durations(ok, now, elapsed);
            durations.insert(durations.end(), more.begin(), more.end());
          });
    }
    return durations;
  }

  void pause() override {
    require_process();
    if (paused_) return;
    guard_signal([this] { process_->stop(); });
    paused_ = true;
  }

  void resume() override {
    require_process();
    if (!paused_) return;
    guard_signal([this] { process_->proceed(); });
    paused_ = false;
  }

  [[nodiscard]] std::uint64_t peak_memory() override {
    require_process();
    return process_->peak_memory();
  }

 private:
  using Write = std::function<std::string(std::uint64_t id)>;
  using Read = std::function<void(const Json& ok, std::chrono::nanoseconds elapsed)>;

  /// One request and its answer, given to `read`. The reason when the worker declares the request unsupported.
  std::optional<std::string> exchange(const char* request, std::chrono::milliseconds limit, const Write& write,
                                      const Read& read) {
    require_process();
    resume();
    const std::uint64_t id = ++last_id_;
    const auto start = Clock::now();
    try {
      channel_.send(write(id), start + limit);
      const std::string line = channel_.receive(start + limit);
      const auto elapsed = Clock::now() - start;
      const auto answer = protocol::read_answer(line, id);
      if (!answer) return answer.reason();
      read(answer.value(), elapsed);
      return std::nullopt;
    } catch (const ChannelFault& fault) {
      throw explain(fault, request, limit);
    }
  }

  void run(const char* request, std::size_t count, const Write& write, const Read& read) {
    const auto images = static_cast<std::chrono::milliseconds::rep>(count);
    if (const auto reason = exchange(request, limits_.run + images * limits_.each_run, write, read)) {
      throw Error{ErrorKind::failed,
                  {"the " + name_ + " worker refused to run a model it had loaded", model_.string(), *reason, remedy_}};
    }
  }

  void require_process() const {
    if (process_ == nullptr) {
      throw Error{
          ErrorKind::failed,
          {"the " + name_ + " worker is gone", model_.string(), "it was ended after an earlier failure", remedy_}};
    }
  }

  template <class Signal>
  void guard_signal(Signal signal) {
    try {
      signal();
    } catch (const Error&) {
      throw explain(ChannelFault{Fault::ended, "it was not there when signalled"}, "pause", 0ms);
    }
  }

  /// The whole story of a failure. Unless the worker itself reported it in good order, the worker is killed.
  Error explain(const ChannelFault& fault, const std::string& request, std::chrono::milliseconds limit) {
    if (fault.fault() == Fault::reported) {
      return {ErrorKind::failed, {name_ + " failed", model_.string(), "in '" + request + "': " + fault.what(), ""}};
    }
    std::string what = "the " + name_ + " worker ";
    std::string why = "in '" + request + "'";
    const auto status = process_->wait(fault.fault() == Fault::ended ? 2'000ms : 0ms);
    switch (fault.fault()) {
      case Fault::ended:
        what += "ended unexpectedly";
        why += status ? ": " + to_string(*status) : ": it closed its connection but kept running";
        break;
      case Fault::silent:
        what += "hangs";
        why += ": no answer within " + std::to_string(static_cast<double>(limit.count()) / 1000.0).substr(0, 6) + " s";
        break;
      default:
        what += "answers nonsense";
        why += ": " + std::string{fault.what()};
        break;
    }
    const std::string words = process_->last_output();
    why += words.empty() ? "; it printed nothing" : "; its last output: " + words;
    process_.reset();
    return {ErrorKind::failed, {what, model_.string(), why, remedy_}};
  }

  /// Puts the inputs into the shared memory. The output area starts as a bit pattern that is NaN in every float type,
  /// so that a worker which does not write cannot pass off an earlier result.
  protocol::Region place(std::size_t count, std::span<const std::byte> inputs, std::size_t output_bytes) {
    protocol::Region region;
    region.count = count;
    region.output_offset = round_up(inputs.size());
    region.total = region.output_offset + round_up(output_bytes);
    memory_.grow(region.total);
    std::copy(inputs.begin(), inputs.end(), memory_.bytes().begin());
    const auto out = memory_.bytes().subspan(region.output_offset, output_bytes);
    std::fill(out.begin(), out.end(), std::byte{0xFF});
    return region;
  }

  /// Asks the worker to end; the process's destructor kills whatever is left.
  void close() noexcept {
    if (process_ == nullptr) return;
    try {
      process_->signal_group(SIGCONT);
      channel_.send(protocol::close_request(++last_id_), Clock::now() + limits_.close);
      static_cast<void>(process_->wait(limits_.close));
    } catch (const std::exception&) {  // it is killed below in any case
    }
    process_.reset();
  }

  std::string name_;
  std::string remedy_;
  std::filesystem::path model_;
  WorkerLimits limits_;
  SharedMemory memory_;
  LineChannel channel_;
  std::unique_ptr<ChildProcess> process_;  ///< null after a failure
  std::uint64_t last_id_ = 0;
  bool paused_ = false;
  Port input_;
  Port output_;
  LoadReport report_;
};

}  // namespace

Outcome<std::unique_ptr<Session>> open_worker_session(const WorkerProgram& program, const std::filesystem::path& model,
                                                      unsigned threads, const WorkerLimits& limits) {
  WIREBENCH_EXPECT(threads >= 1);
  auto session = std::make_unique<WorkerSession>(program, model, limits);
  if (const auto reason = session->load(threads)) return Absent{*reason};
  return std::unique_ptr<Session>{std::move(session)};
}

}  // namespace wirebench::runtime
