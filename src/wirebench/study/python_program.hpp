/// \file Programs in Python environments of their own that do one thing and say in one line of JSON what came of it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "wirebench/core/json.hpp"
#include "wirebench/core/log.hpp"

namespace wirebench::study {

/// What a program is for, in messages.
struct PythonTask {
  std::string problem;  ///< of an error: "cannot convert the ROOT file"
  std::string subject;  ///< what it works on: a file's name
};

/// Runs `script` to its end, however long that takes, and returns the JSON behind "wirebench-result " on its output;
/// its other lines are logged for debugging. Errors: Error(failed) when it ends without such a line, or when the answer
/// has a member "what": then with that, and "why".
[[nodiscard]] Json run_python_program(const std::filesystem::path& python, const std::filesystem::path& script,
                                      const std::vector<std::string>& arguments, const PythonTask& task,
                                      const Log& log);

}  // namespace wirebench::study
