/// \file The misbehaving worker of tests/data/runtime/fake_worker.py.
#pragma once

#include <string>

#include "wirebench/runtime/worker_session.hpp"

namespace wirebench::test {

inline runtime::WorkerProgram fake_worker(const std::string& mode) {
  runtime::WorkerProgram program;
  program.name = "Doubler";
  program.command.program = "python3";
  program.command.arguments = {"-S", "-B", std::string{WIREBENCH_SOURCE_DIR} + "/tests/data/runtime/fake_worker.py",
                               mode};
  program.command.environment = {{"OMP_NUM_THREADS", "3"}, {"PYTHONPATH", std::nullopt}};
  program.remedy = "Buy a new one.";
  return program;
}

}  // namespace wirebench::test
