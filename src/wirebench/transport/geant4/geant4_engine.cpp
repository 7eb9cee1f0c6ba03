#include "wirebench/transport/geant4/geant4_engine.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/child_process.hpp"
#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/in_order.hpp"
#include "wirebench/core/scratch_folder.hpp"
#include "wirebench/transport/geant4/primaries_text.hpp"
#include "wirebench/transport/transported_file.hpp"

namespace wirebench::transport::geant4 {
namespace {

namespace fs = std::filesystem;

constexpr const char* k_program = "wirebench-geant4";
constexpr const char* k_remedy =
    "Install Geant4 11 (https://geant4.web.cern.ch/download) and build wirebench with -DWIREBENCH_GEANT4=ON, or name "
    "the "
    "program in WIREBENCH_GEANT4.";
/// Events a run of the program: bounds what lies on disk, while its start (half a second) hardly counts.
constexpr std::size_t k_most_events = 2000;

bool is_program(const fs::path& path) {
  return ::access(path.c_str(), X_OK) == 0 && fs::is_regular_file(path);
}

/// First line the program writes when asked for its version; absent when it cannot run.
std::optional<std::string> ask_version(const fs::path& program, std::string& failure) {
  std::string version;
  std::mutex mutex;
  ChildProcess child{Command{.program = program, .arguments = {"--version"}, .environment = {}, .inherited = {}},
                     [&](std::string_view line) {
                       const std::lock_guard lock{mutex};
                       if (version.empty()) version = line;
                     }};
  constexpr std::chrono::seconds patience{60};
  const auto status = child.wait(patience);
  if (!status || status->code != 0 || status->signal != 0) {
    failure = child.last_output();
    return std::nullopt;
  }
  const std::lock_guard lock{mutex};
  return version;
}

/// "11.4.0" of " Geant4 version $Name: geant4-11-04 $".
std::string short_version(const std::string& text) {
  const auto at = text.find("geant4-");
  if (at == std::string::npos) return text;
  std::string version;
  for (std::size_t i = at + 7;
       i < text.size() && (std::isdigit(static_cast<unsigned char>(text[i])) != 0 || text[i] == '-'); ++i) {
    version += text[i] == '-' ? '.' : text[i];
  }
  return version;
}

}  // namespace

Outcome<fs::path> find_program() {
  // Reading the environment is safe as long as nobody changes it, and wirebench never does.
  if (const char* named = std::getenv("WIREBENCH_GEANT4"); named != nullptr && *named != '\0') {
    if (is_program(named)) return fs::path{named};
    return Absent{fmt::format("WIREBENCH_GEANT4 names no program: {}", named)};
  }
  std::error_code failed;
  const fs::path self = fs::read_symlink("/proc/self/exe", failed);
  if (!failed) {
    const fs::path installed = (self.parent_path() / WIREBENCH_INSTALLED_GEANT4).lexically_normal();
    if (is_program(installed)) return installed;
  }
  if (const fs::path built = WIREBENCH_BUILT_GEANT4; is_program(built)) return built;
  if (const auto in_path = wirebench::find_program(k_program)) return *in_path;
  return Absent{fmt::format("Geant4's program '{}' is not there. {}", k_program, k_remedy)};
}

Outcome<std::unique_ptr<Geant4Engine>> Geant4Engine::make(const Geant4Options& options) {
  Geant4Options resolved = options;
  if (resolved.program.empty()) {
    const auto program = geant4::find_program();
    if (!program) return Absent{program.reason()};
    resolved.program = program.value();
  }
  try {
    std::string failure;
    const auto version = ask_version(resolved.program, failure);
    if (!version) {
      return Absent{
          fmt::format("Geant4's program cannot run: {} ({}). {}", resolved.program.string(), failure, k_remedy)};
    }
    std::string name = fmt::format("geant4 {}, physics {}", short_version(*version), resolved.physics);
    return std::unique_ptr<Geant4Engine>{new Geant4Engine{std::move(resolved), std::move(name)}};
  } catch (const Error& error) {
    return Absent{fmt::format("{} {}", error.what(), k_remedy)};
  }
}

TransportedEvent Geant4Engine::transport(const PrimaryEvent& event, Keep keep) const {
  TransportedEvent result;
  transport_all(std::span{&event, 1}, keep, 1, [&](std::size_t, TransportedEvent&& made) { result = std::move(made); });
  return result;
}

void Geant4Engine::run_part(std::span<const PrimaryEvent> events, std::size_t first, Keep keep,
                            const TransportSink& sink) const {
  const ScratchFolder folder;
  const fs::path primaries = folder.path() / "primaries.txt";
  const fs::path made = folder.path() / "events.h5";
  write_text_atomically(primaries, primaries_text(events));
  const auto number = [](double value) { return fmt::format("{}", value); };
  Command command{.program = options_.program,
                  .arguments = {"--primaries",
                                primaries.string(),
                                "--out",
                                made.string(),
                                "--physics",
                                options_.physics,
                                "--half-size",
                                number(options_.half_size.x),
                                number(options_.half_size.y),
                                number(options_.half_size.z),
                                "--density",
                                number(options_.density.in(units::gram_per_cubic_centimeter)),
                                "--cut",
                                number(options_.production_cut.value()),
                                "--step",
                                number(options_.step_limit.value()),
                                "--time-limit",
                                number(options_.time_limit.value()),
                                "--seed",
                                std::to_string(options_.seed)},
                  .environment = {},
                  .inherited = {}};
  if (!keep.tracks) command.arguments.emplace_back("--no-trajectories");
  if (keep.primary_steps) command.arguments.emplace_back("--primary-steps");
  ChildProcess child{command};
  const auto status = child.wait(options_.patience);
  if (!status || status->code != 0 || status->signal != 0) {
    const bool usage = status && status->signal == 0 && status->code == 2;
    throw Error{
        usage ? ErrorKind::usage : ErrorKind::failed,
        {"Geant4 failed", options_.program.string(),
         fmt::format("{}: {}", status ? to_string(*status) : "no end within its time", child.last_output()), ""}};
  }
  TransportedFile result{made};
  for (std::size_t i = 0; i < events.size(); ++i) {
    auto event = result.next();
    if (!event) {
      throw Error{
          ErrorKind::failed,
          {"Geant4 wrote too few events", options_.program.string(), fmt::format("{} of {}", i, events.size()), ""}};
    }
    event->deposits.event_id = events[i].event_id;
    event->deposits.truth = events[i].truth;
    sink(first + i, std::move(*event));
  }
}

void Geant4Engine::transport_all(std::span<const PrimaryEvent> events, Keep keep, unsigned threads,
                                 const TransportSink& sink) const {
  WIREBENCH_EXPECT(threads >= 1);
  if (events.empty()) return;
  const std::size_t part = std::clamp<std::size_t>((events.size() + threads - 1) / threads, 1, k_most_events);
  struct Done {};
  run_in_order(
      threads,
      [&, next = std::size_t{0}]() mutable -> std::optional<std::size_t> {
        if (next >= events.size()) return std::nullopt;
        return std::exchange(next, next + part);
      },
      [&](std::size_t first) {
        run_part(events.subspan(first, std::min(part, events.size() - first)), first, keep, sink);
        return Done{};
      },
      [](Done) {});
}

}  // namespace wirebench::transport::geant4
