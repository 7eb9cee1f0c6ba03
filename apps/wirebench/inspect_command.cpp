#include <algorithm>
#include <cerrno>
#include <initializer_list>
#include <iostream>
#include <string_view>

#include "command.hpp"

#include "wirebench/core/config.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/hdf5.hpp"
#include "wirebench/core/units.hpp"
#include "wirebench/dataset/manifest.hpp"
#include "wirebench/detector/detector_preset.hpp"
#include "wirebench/detector/waveforms/waveform_reader.hpp"
#include "wirebench/generator/files/open_events.hpp"
#include "wirebench/graph/description.hpp"
#include "wirebench/graph/tflite_reader.hpp"
#include "wirebench/graph/weights_file.hpp"
#include "wirebench/runtime/runtime.hpp"
#include "wirebench/study/root_file.hpp"
#include "wirebench/study/study_options.hpp"
#include "wirebench/transport/deposit_source.hpp"

namespace wirebench::cli {
namespace {

/// What a file is, and what is in it.
struct Inspection {
  std::string kind;
  Json content;
};

Json describe_deposits(const std::filesystem::path& path) {
  const auto source = transport::open_deposits(path);
  std::map<std::string, std::uint64_t> labels;
  std::uint64_t deposits = 0;
  double energy = 0.0;
  while (const auto event = source->next()) {
    const auto label = event->truth.label;
    constexpr std::array<const char*, 3> names{"NC", "numu CC", "nue CC"};
    ++labels[label ? names.at(static_cast<std::size_t>(*label)) : "not said"];
    deposits += event->deposits.size();
    for (const auto& deposit : event->deposits) energy += deposit.energy;
  }
  return {{"events", source->count()}, {"classes", labels}, {"deposits", deposits}, {"deposited_mev", energy}};
}

/// Reads the whole file; events that cannot be used are counted and shown with the other violations.
Inspection describe_events(const std::filesystem::path& path) {
  generator::EventFileOptions options;
  options.skip_bad_events = true;
  const auto file = generator::open_events(path, options);
  std::map<std::string, std::uint64_t> channels, classes, targets;
  std::uint64_t events = 0;
  double lowest = 0.0, highest = 0.0, weights = 0.0;
  while (const auto event = file->next()) {
    lowest = events == 0 ? event->neutrino_energy : std::min(lowest, event->neutrino_energy);
    highest = std::max(highest, event->neutrino_energy);
    ++events;
    weights += event->weight;
    ++channels[std::string{generator::channel_name(event->channel)}];
    ++targets[nuclear::particle_name(event->particles[1].pdg)];
    const auto label = transport::classify(event->charged_current, event->neutrino_pdg);
    constexpr std::array<const char*, 3> names{"NC", "numu CC", "nue CC"};
    ++classes[label ? names.at(static_cast<std::size_t>(*label)) : "other"];
  }
  Json violations = Json::array();
  for (const auto& violation : file->violations()) {
    violations.push_back({{"severity", violation.severity == generator::Severity::error ? "error" : "warning"},
                          {"convention", violation.convention},
                          {"message", violation.message},
                          {"line", violation.line},
                          {"count", violation.count}});
  }
  return {file->form(),
          {{"events", events},
           {"left_out", file->skipped()},
           {"channels", channels},
           {"classes", classes},
           {"targets", targets},
           {"neutrino_energy_mev", {lowest, highest}},
           {"sum_of_weights", weights},
           {"violations", violations}}};
}

Inspection inspect_root(const std::filesystem::path& path, const CommonOptions& common) {
  const study::RootFile file{path, runtime::default_paths(), common.log()};
  if (file.content() == study::RootContent::energy_deposits) {
    return {"ROOT file of edep-sim, energy deposits", describe_deposits(file.converted())};
  }
  return {"ROOT file of GENIE (rooTracker)", describe_events(file.converted()).content};
}

Inspection inspect_hdf5(const std::filesystem::path& path) {
  const auto file = hdf5::File::open(path);
  if (file.exists("/images")) return {"image dataset", dataset::describe(dataset::DatasetReader{path})};
  if (file.exists("/traces") && file.exists("/samples")) {
    return {"waveforms", detector::describe(detector::WaveformReader{path})};
  }
  if (file.exists("/layers")) return {"network weights", graph::describe(graph::load_network(path))};
  if (file.exists("/segments") || file.exists("/tracks") || file.exists("/voxels")) {
    return {"energy deposits", describe_deposits(path)};
  }
  std::string members;
  for (const auto& member : file.members("/")) members += (members.empty() ? "" : ", ") + member;
  throw Error{
      ErrorKind::failed,
      {"not a file wirebench knows", path.string(), "at its top it has " + (members.empty() ? "nothing" : members),
       "Known are image datasets (/images), waveforms (/traces), weights (/layers), segments and voxels."}};
}

/// A SavedModel's graph is TensorFlow's own: what it was made from stands beside it.
Inspection inspect_saved_model(const std::filesystem::path& path) {
  Json content{{"path", path.string()}};
  const auto extra = path / "assets.extra";
  if (std::filesystem::exists(extra)) {
    for (const auto& entry : std::filesystem::directory_iterator{extra}) {
      if (entry.path().extension() == ".json") content[entry.path().stem().string()] = read_json(entry.path());
    }
  }
  content["bytes"] = std::filesystem::file_size(path / "saved_model.pb");
  return {"TensorFlow SavedModel", content};
}

/// The parameters as read, and what follows from them.
Inspection describe_detector(std::string_view name_or_path) {
  const detector::DetectorPreset preset = detector::read_detector_preset(name_or_path);
  Json content = preset.resolved;
  if (preset.geometry) {
    const double velocity = preset.drift.velocity.in(units::millimeter_per_microsecond);
    const double length = preset.geometry->description().drift_length.in(units::millimeter) +
                          preset.geometry->description().layers.front().to_collection.in(units::millimeter);
    Json pitches = Json::array();
    for (const auto& plane : preset.planes) pitches.push_back(plane.pitch.in(units::millimeter));
    content["derived"] = {
        {"drift_velocity_mm_per_us", velocity},       {"longest_drift_us", length / velocity},
        {"anodes", preset.geometry->anodes().size()}, {"drift_volumes", preset.geometry->faces().size()},
        {"channels", preset.geometry->channels()},    {"pitch_mm", std::move(pitches)}};
  }
  return {"detector preset", std::move(content)};
}

Inspection inspect_toml(const std::filesystem::path& path) {
  const ConfigTable root = Config::read(path).root();
  const auto has_one_of = [&root](std::initializer_list<std::string_view> keys) {
    return std::any_of(keys.begin(), keys.end(), [&root](std::string_view key) { return root.has(key); });
  };
  if (has_one_of({"study", "transport", "network", "target"})) return {"study", study::read_study(path).resolved};
  if (has_one_of({"argon", "plane"})) return describe_detector(path.string());
  throw Error{ErrorKind::usage,
              {"not a file wirebench knows", path.string(), "neither a study nor a detector preset",
               "A study has [transport], [[network]] and [[target]]; a preset has [argon] and [[plane]]."}};
}

Inspection inspect(const std::filesystem::path& path, const CommonOptions& common) {
  constexpr std::string_view detector_prefix = "detector:";
  if (path.string().starts_with(detector_prefix)) {
    return describe_detector(path.string().substr(detector_prefix.size()));
  }
  if (!std::filesystem::exists(path)) throw file_error("cannot inspect", path.string(), ENOENT);
  const std::string name = path.filename().string();
  if (std::filesystem::is_directory(path)) {
    if (std::filesystem::exists(path / "saved_model.pb")) return inspect_saved_model(path);
    if (std::filesystem::exists(path / "manifest.json")) return {"run directory", read_json(path / "manifest.json")};
  } else if (name.ends_with(".h5") || name.ends_with(".hdf5")) {
    return inspect_hdf5(path);
  } else if (name.ends_with(".tflite")) {
    return {"TensorFlow Lite model", graph::describe(graph::read_tflite(path))};
  } else if (name.ends_with(".json")) {
    return {"JSON", read_json(path)};
  } else if (name.ends_with(".toml")) {
    return inspect_toml(path);
  }
  if (!std::filesystem::is_directory(path)) {
    switch (generator::event_file_form(path)) {
      case generator::EventFileForm::nuhepmc:
      case generator::EventFileForm::nuance: return describe_events(path);
      case generator::EventFileForm::root: return inspect_root(path, common);
      case generator::EventFileForm::hdf5: return inspect_hdf5(path);
      case generator::EventFileForm::unknown: break;
    }
  }
  throw Error{
      ErrorKind::usage,
      {"not a file wirebench knows", path.string(), "",
       "Known are .h5 (deposits, waveforms, images, weights), .tflite, SavedModel folders, run directories, .json, "
       "studies and detector presets (.toml), neutrino events (NuHepMC, nuance_tracker text, ROOT)."}};
}

}  // namespace

void add_inspect(CLI::App& app, const CommonOptions& common, Action& action) {
  auto path = std::make_shared<std::string>();
  CLI::App* verb = app.add_subcommand("inspect", "what is in a file wirebench reads or writes");
  verb->add_option("file", *path, "any such file, SavedModel folder or run directory; detector:NAME for a preset")
      ->required()
      ->type_name("FILE");
  verb->callback([path, &common, &action] {
    action = [path, &common] {
      Inspection result = inspect(*path, common);
      if (common.json) {
        print_json({{"file", *path}, {"kind", result.kind}, {"content", std::move(result.content)}});
      } else {
        std::cout << *path << ": " << result.kind << '\n' << result.content.dump(2) << '\n';
      }
      return ExitCode::done;
    };
  });
}

}  // namespace wirebench::cli
