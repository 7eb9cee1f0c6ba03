#include "wirebench/study/root_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <mutex>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/child_process.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/json.hpp"
#include "wirebench/generator/files/open_events.hpp"
#include "wirebench/runtime/catalogue.hpp"
#include "wirebench/runtime/environment.hpp"

namespace wirebench::study {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_result = "wirebench-result ";

/// Runs the converter to its end and returns what it said.
Json run_converter(const fs::path& python, const fs::path& script, const fs::path& input, const fs::path& output,
                   const std::string& detector, const Log& log) {
  Command command;
  command.program = python;
  command.arguments = {"-E", "-s", script.string(), fs::absolute(input).string(), output.string()};
  if (!detector.empty()) command.arguments.insert(command.arguments.end(), {"--detector", detector});
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
                             log.debug("root_reader: {}", line);
                           }
                         }};
    while (!(status = process.wait(std::chrono::minutes{10}))) {
      log.info("{}: still being converted", input.string());
    }
    words = process.last_output();
  }
  if (answer.empty()) {
    throw Error{
        ErrorKind::failed,
        {"cannot convert the ROOT file", input.string(),
         "the converter ended with " + to_string(*status) + (words.empty() ? "" : ", last output: " + words), ""}};
  }
  return parse_json(answer, script.string());
}

class ConvertedEvents final : public generator::EventSource {
 public:
  ConvertedEvents(std::unique_ptr<RootFile> file, const generator::EventFileOptions& options)
      : file_{std::move(file)}, events_{generator::open_events(file_->converted(), options)} {}
  [[nodiscard]] std::optional<generator::NeutrinoEvent> next() override { return events_->next(); }

 private:
  std::unique_ptr<RootFile> file_;
  std::unique_ptr<generator::EventFile> events_;
};

}  // namespace

RootFile::RootFile(const fs::path& path, const runtime::RuntimePaths& paths, Options options, const Log& log) {
  std::error_code failed;
  if (!fs::exists(path, failed)) throw file_error("cannot read", path.string(), ENOENT);
  const auto environment = runtime::find_environment(runtime::k_root_reader.package_set, paths);
  if (!environment) {
    throw Error{ErrorKind::missing,
                {"ROOT files cannot be read here", path.string(), "uproot is " + environment.reason(), ""}};
  }
  if (options.folder.empty()) {
    temporary_.emplace();
    options.folder = temporary_->path();
  } else {
    make_folder(options.folder);
  }
  const fs::path aside = options.folder / (path.stem().string() + '.' + std::to_string(::getpid()) + ".partial");
  try {
    const Json answer = run_converter(environment.value().python, paths.workers / runtime::k_root_reader.script, path,
                                      aside, options.detector, log);
    if (answer.contains("what")) {
      throw Error{ErrorKind::failed,
                  {answer.at("what").get<std::string>(), path.string(), answer.value("why", std::string{}), ""}};
    }
    content_ = answer.at("content").get<std::string>() == "energy deposits" ? RootContent::energy_deposits
                                                                            : RootContent::neutrino_events;
    events_ = answer.at("events").get<std::uint64_t>();
    converted_ =
        options.folder / (path.stem().string() + (content_ == RootContent::energy_deposits ? ".h5" : ".hepmc3.gz"));
    fs::rename(aside, converted_, failed);
    if (failed) throw file_error("cannot write", converted_.string(), failed.value());
  } catch (...) {
    fs::remove(aside, failed);
    throw;
  }
  log.info("{}: {} events converted to {}", path.string(), events_, converted_.string());
}

std::unique_ptr<generator::EventSource> open_event_source(const fs::path& path,
                                                          const generator::EventFileOptions& options,
                                                          const runtime::RuntimePaths& paths) {
  if (generator::event_file_form(path) != generator::EventFileForm::root) return generator::open_events(path, options);
  auto file = std::make_unique<RootFile>(path, paths, options.log);
  if (file->content() != RootContent::neutrino_events) {
    throw Error{ErrorKind::failed,
                {"not a file of neutrino events", path.string(), "it has energy deposits of edep-sim",
                 "Give it where deposits are read."}};
  }
  return std::make_unique<ConvertedEvents>(std::move(file), options);
}

}  // namespace wirebench::study
