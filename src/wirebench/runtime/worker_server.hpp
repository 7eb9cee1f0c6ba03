/// \file The worker's side of the protocol for a runtime written in C++.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "wirebench/core/descriptor.hpp"
#include "wirebench/core/outcome.hpp"
#include "wirebench/runtime/runtime.hpp"

namespace wirebench::runtime {

/// Answers a host's requests (docs/components/workers.md) with an in-process session.
class WorkerServer {
 public:
  using Open = std::function<Outcome<std::unique_ptr<Session>>(const std::filesystem::path& model, unsigned threads)>;

  /// `version` is what hello answers: "wirebench 0.1.0".
  WorkerServer(Descriptor socket, Descriptor memory, std::string version, Open open);
  ~WorkerServer();
  WorkerServer(const WorkerServer&) = delete;
  WorkerServer& operator=(const WorkerServer&) = delete;

  /// Serves until the host asks to close or goes away. Failures of the session are answered, not thrown.
  /// Errors: Error(failed) when the host breaks the protocol.
  void serve();

 private:
  class State;
  std::unique_ptr<State> state_;
};

/// The two descriptors on a worker's command line, `--socket N --memory M`. Errors: Error(usage).
struct WorkerDescriptors {
  int socket = -1;
  int memory = -1;
};
[[nodiscard]] WorkerDescriptors parse_worker_arguments(std::span<const char* const> arguments);

}  // namespace wirebench::runtime
