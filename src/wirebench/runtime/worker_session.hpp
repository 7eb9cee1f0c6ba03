/// \file A session whose runtime lives in a worker process.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "wirebench/core/child_process.hpp"
#include "wirebench/core/outcome.hpp"
#include "wirebench/runtime/runtime.hpp"

namespace wirebench::runtime {

/// How long to wait for a worker before it counts as hung. Generous by default: a slow disk or an unoptimised kernel is
/// no hang.
struct WorkerLimits {
  std::chrono::milliseconds hello{180'000};    ///< start, including the import of the runtime
  std::chrono::milliseconds load{600'000};     ///< loading one model
  std::chrono::milliseconds run{180'000};      ///< any run request, plus
  std::chrono::milliseconds each_run{60'000};  ///< for every image of it
  std::chrono::milliseconds close{2'000};      ///< orderly end; afterwards it is killed
};

/// A worker program: `--socket N --memory M` are appended to its arguments.
struct WorkerProgram {
  std::string name;  ///< in messages: "LiteRT"
  Command command;
  std::string remedy;  ///< what to do when it keeps failing: "Run `wirebench runtimes install litert` again."
};

/// Starts a worker and lets it load `model`. `threads` is at least 1.
/// Absent when the worker declares the file unsupported. A request to a paused session resumes it.
/// Errors: Error(missing) when the worker cannot be started; Error(failed) when it crashes, hangs, breaks the protocol
/// or reports a failure: with its exit status, its last words and what to do. After a crash, hang or broken protocol
/// the whole process group has been killed and every further call fails; after a reported failure the session can be
/// used.
[[nodiscard]] Outcome<std::unique_ptr<Session>> open_worker_session(const WorkerProgram& program,
                                                                    const std::filesystem::path& model,
                                                                    unsigned threads, const WorkerLimits& limits);

}  // namespace wirebench::runtime
