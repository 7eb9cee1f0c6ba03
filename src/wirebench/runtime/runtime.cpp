#include "wirebench/runtime/runtime.hpp"

#include <algorithm>
#include <optional>

#include "wirebench/core/error.hpp"
#include "wirebench/core/provenance.hpp"
#include "wirebench/runtime/catalogue.hpp"
#include "wirebench/runtime/environment.hpp"
#include "wirebench/runtime/processors.hpp"
#include "wirebench/runtime/worker_session.hpp"

namespace wirebench::runtime {
namespace {

namespace fs = std::filesystem;

unsigned threads_of(const Target& target) {
  return target.threads != 0 ? target.threads : usable_processors();
}

/// Why a target cannot be served by a runtime that knows only the processor.
std::optional<std::string> refuse_device(const Target& target) {
  if (target.device == "cpu") return std::nullopt;
  return "the runtime " + target.runtime + " has no device '" + target.device + "' here, only cpu";
}

void require_model(const fs::path& model) {
  std::error_code failed;
  if (!fs::exists(model, failed)) {
    throw Error{ErrorKind::usage, {"no such model", model.string(), "", "Check the path."}};
  }
}

/// What every worker gets: a processor measurement must not touch a GPU, and OpenMP must know the thread count before
/// the runtime starts it.
std::vector<std::pair<std::string, std::optional<std::string>>> worker_environment(unsigned threads) {
  return {{"OMP_NUM_THREADS", std::to_string(threads)},
          {"CUDA_VISIBLE_DEVICES", "-1"},
          {"PYTHONPATH", std::nullopt},
          {"PYTHONHOME", std::nullopt},
          {"KERAS_BACKEND", "tensorflow"},
          {"TF_CPP_MIN_LOG_LEVEL", "1"}};
}

class PythonRuntime final : public Runtime {
 public:
  PythonRuntime(const ForeignRuntime& description, RuntimePaths paths)
      : description_{description}, paths_{std::move(paths)} {}

  Outcome<std::unique_ptr<Session>> open(const fs::path& model, const Target& target) override {
    require_model(model);
    if (const auto reason = refuse_device(target)) return Absent{*reason};
    const auto environment = find_environment(description_.package_set, paths_);
    if (!environment) return Absent{std::string{description_.title} + " is " + environment.reason()};
    const unsigned threads = threads_of(target);
    WorkerProgram program;
    program.name = description_.title;
    program.remedy = "Run the command again; if it stays so, remove " +
                     (paths_.environments / description_.package_set).string() +
                     " and run `wirebench runtimes install " + std::string{description_.package_set} +
                     "`, or leave this target out.";
    // -E -s: no variables and no packages of the user; -u: nothing lost in buffers when it crashes; -B: no .pyc files.
    program.command = {environment.value().python,
                       {"-E", "-s", "-u", "-B", (paths_.workers / description_.script).string(), "--mode",
                        std::string{description_.mode}},
                       worker_environment(threads),
                       {}};
    return open_worker_session(program, model, threads, WorkerLimits{});
  }

  Outcome<std::string> available() override {
    const auto environment = find_environment(description_.package_set, paths_);
    if (!environment) return Absent{environment.reason()};
    return environment.value().version;
  }

 private:
  ForeignRuntime description_;
  RuntimePaths paths_;
};

class NativeRuntime final : public Runtime {
 public:
  explicit NativeRuntime(RuntimePaths paths) : paths_{std::move(paths)} {}

  Outcome<std::unique_ptr<Session>> open(const fs::path& model, const Target& target) override {
    require_model(model);
    if (const auto reason = refuse_device(target)) return Absent{*reason};
    const auto present = available();
    if (!present) return Absent{present.reason()};
    const unsigned threads = threads_of(target);
    const WorkerProgram program{"native",
                                {paths_.native_worker, {}, worker_environment(threads), {}},
                                "Please report this with the model file; leave the target native out to go on."};
    return open_worker_session(program, model, threads, WorkerLimits{});
  }

  Outcome<std::string> available() override {
    if (!find_program(paths_.native_worker)) {
      return Absent{"the program " + paths_.native_worker.string() +
                    " is not there; install wirebench again or set WIREBENCH_NATIVE_WORKER"};
    }
    return "wirebench " + build_info().version;
  }

 private:
  RuntimePaths paths_;
};

}  // namespace

std::unique_ptr<Runtime> make_runtime(std::string_view name, const RuntimePaths& paths) {
  const std::string known = parse_target(name).runtime;  // throws for an unknown name, with the nearest known one
  for (const ForeignRuntime& runtime : foreign_runtimes()) {
    if (runtime.name == known) return std::make_unique<PythonRuntime>(runtime, paths);
  }
  return std::make_unique<NativeRuntime>(paths);
}

}  // namespace wirebench::runtime
