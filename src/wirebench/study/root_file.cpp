#include "wirebench/study/root_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/json.hpp"
#include "wirebench/generator/files/open_events.hpp"
#include "wirebench/runtime/catalogue.hpp"
#include "wirebench/runtime/environment.hpp"
#include "wirebench/study/python_program.hpp"

namespace wirebench::study {
namespace {

namespace fs = std::filesystem;

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
    std::vector<std::string> arguments{fs::absolute(path).string(), aside.string()};
    if (!options.detector.empty()) arguments.insert(arguments.end(), {"--detector", options.detector});
    const Json answer = run_python_program(environment.value().python, paths.workers / runtime::k_root_reader.script,
                                           arguments, {"cannot convert the ROOT file", path.string()}, log);
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
