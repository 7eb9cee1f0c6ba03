// Opens a session with the worker given on the command line, prints "opened", and waits to be killed.
// usage: runtime_dying_host running|paused PROGRAM ARGUMENT...
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <string>

#include "wirebench/runtime/worker_session.hpp"

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  try {
    wirebench::runtime::WorkerProgram program;
    program.name = "test";
    program.command.program = argv[2];
    for (int i = 3; i < argc; ++i) program.command.arguments.emplace_back(argv[i]);
    auto session = wirebench::runtime::open_worker_session(program, "model", 1, {});
    if (!session) return 3;
    const std::string worker = session.value()->load_report().implementation;
    if (std::string{argv[1]} == "paused") session.value()->pause();
    std::printf("opened %s\n", worker.c_str());
    std::fflush(stdout);
    ::pause();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
