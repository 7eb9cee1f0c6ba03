/// \file wirebench-native-worker: the native engine behind the worker protocol (docs/components/workers.md).
#include <cstdio>
#include <exception>
#include <fstream>
#include <span>
#include <string>

#include "wirebench/core/error.hpp"
#include "wirebench/core/provenance.hpp"
#include "wirebench/runtime/native/native_session.hpp"
#include "wirebench/runtime/worker_server.hpp"

namespace {

namespace fs = std::filesystem;
using wirebench::Absent;
using wirebench::Descriptor;
using wirebench::Outcome;
using wirebench::runtime::Session;

/// Why the engine does not read this kind of file; empty when it may. A file named .tflite goes to the engine even
/// when damaged, whose reader says best what is wrong.
std::string refuse(const fs::path& model) {
  if (fs::is_directory(model)) return "the native engine reads .tflite files, not folders";
  std::ifstream file{model, std::ios::binary};
  std::string start(8, '\0');
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  const bool identified = file.gcount() == 8 && start.substr(4) == "TFL3";
  if (!identified && model.extension() != ".tflite") return "the native engine reads .tflite files only";
  return {};
}

Outcome<std::unique_ptr<Session>> open_model(const fs::path& model, unsigned threads) {
  if (const std::string reason = refuse(model); !reason.empty()) return Absent{reason};
  return wirebench::runtime::native::open_native(model, threads);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::span<const char* const> arguments{argv + 1, static_cast<std::size_t>(argc - 1)};
    const auto given = wirebench::runtime::parse_worker_arguments(arguments);
    wirebench::runtime::WorkerServer server{Descriptor{given.socket}, Descriptor{given.memory},
                                            "wirebench " + wirebench::build_info().version, open_model};
    server.serve();
    return 0;
  } catch (const wirebench::Error& error) {
    std::fprintf(stderr, "wirebench-native-worker: %s\n", error.what());
    return wirebench::exit_code(error.kind());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "wirebench-native-worker: %s\n", error.what());
    return 1;
  }
}
