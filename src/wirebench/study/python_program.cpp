#include "wirebench/study/python_program.hpp"

#include <chrono>
#include <mutex>
#include <optional>
#include <string_view>

#include "wirebench/core/child_process.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench::study {
namespace {

constexpr std::string_view k_result = "wirebench-result ";

}  // namespace

Json run_python_program(const std::filesystem::path& python, const std::filesystem::path& script,
                        const std::vector<std::string>& arguments, const PythonTask& task, const Log& log) {
  Command command;
  command.program = python;
  command.arguments = {"-E", "-s", script.string()};
  command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
  const std::string name = script.stem().string();
  std::mutex mutex;
  std::string answer;
  std::optional<ExitStatus> status;
  std::string words;
  {
    ChildProcess process{command, [&](std::string_view line) {
                           const std::lock_guard lock{mutex};
                           if (line.starts_with(k_result)) {
                             answer = line.substr(k_result.size());
                           } else {
                             log.debug("{}: {}", name, line);
                           }
                         }};
    while (!(status = process.wait(std::chrono::minutes{10}))) log.info("{}: {} is still at work", task.subject, name);
    words = process.last_output();
  }
  if (answer.empty()) {
    throw Error{ErrorKind::failed,
                {task.problem, task.subject,
                 name + " ended with " + to_string(*status) + (words.empty() ? "" : ", last output: " + words), ""}};
  }
  Json result = parse_json(answer, script.string());
  if (result.contains("what")) {
    throw Error{ErrorKind::failed,
                {result.at("what").get<std::string>(), task.subject, result.value("why", std::string{}), ""}};
  }
  return result;
}

}  // namespace wirebench::study
