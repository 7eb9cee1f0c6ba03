/// \file What every runtime offers: sessions that run one model on one device.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wirebench/core/outcome.hpp"
#include "wirebench/graph/tensor.hpp"

namespace wirebench::runtime {

/// `runtime[:device][@threads]`, for example `native:cpu@2`, `litert:cpu`, `tensorflow-predict:cpu`.
struct Target {
  std::string runtime;
  std::string device = "cpu";
  unsigned threads = 0;  ///< 0 = all cores this process may use

  bool operator==(const Target&) const = default;
};

/// Errors: Error(usage) for bad grammar or an unknown runtime (nearest known one named).
[[nodiscard]] Target parse_target(std::string_view text);
[[nodiscard]] std::string to_string(const Target& target);

/// An input or output of a loaded model. Sizes are of one image (batch 1).
struct Port {
  std::string name;
  graph::DataType type = graph::DataType::float32;
  graph::Shape shape;
  graph::QuantParams quantization;

  [[nodiscard]] std::size_t bytes() const noexcept;
};

/// What loading cost and gave.
struct LoadReport {
  std::chrono::nanoseconds load{};  ///< file to ready session, before any inference
  std::string version;              ///< "LiteRT 2.3.0", "wirebench 0.1.0"
  std::string implementation;       ///< what ran it: "XNNPACK delegate", "plain kernels", "SavedModel signature"
};

/// One model, loaded. Everything stays in host memory: input in host memory to output in host memory is the timed
/// region, with copies and device transfers included. Not thread-safe.
/// Errors during run(): Error(failed) with the runtime's message (a crashed, hung or nonsensical worker included).
class Session {
 public:
  virtual ~Session() = default;

  [[nodiscard]] virtual const Port& input() const = 0;
  [[nodiscard]] virtual const Port& output() const = 0;
  [[nodiscard]] virtual const LoadReport& load_report() const = 0;

  /// Runs `count` inputs (count * input().bytes()) one after another into `outputs` (count * output().bytes()).
  virtual void infer(std::span<const std::byte> inputs, std::span<std::byte> outputs) = 0;

  /// Runs one input `count` times and returns the duration of each run, clock read directly around the runtime's own
  /// call.
  [[nodiscard]] virtual std::vector<std::chrono::nanoseconds> time(std::span<const std::byte> input,
                                                                   std::size_t count) = 0;

  /// Stops and continues whatever threads or processes the session has, so that an idle session disturbs no other.
  virtual void pause() = 0;
  virtual void resume() = 0;

  /// Largest resident memory the session's process has had, bytes.
  [[nodiscard]] virtual std::uint64_t peak_memory() = 0;
};

/// Opens a model file on a target. Absent (with the reason) when the runtime is not installed, the device is not
/// there, or the runtime does not read this kind of file. Error when the file is damaged or loading fails.
class Runtime {
 public:
  virtual ~Runtime() = default;
  [[nodiscard]] virtual Outcome<std::unique_ptr<Session>> open(const std::filesystem::path& model,
                                                               const Target& target) = 0;
  /// Version text when it can run here, else why not.
  [[nodiscard]] virtual Outcome<std::string> available() = 0;
};

/// All runtimes wirebench knows, by the name used in targets, in the order tables list them: "tensorflow",
/// "tensorflow-predict", "litert", "litert-plain", "native".
[[nodiscard]] std::vector<std::string> runtime_names();

/// Where installed runtimes and worker programs are found.
struct RuntimePaths {
  std::filesystem::path environments;   ///< virtual environments, one per package set: <environments>/<name>/bin/python
  std::filesystem::path workers;        ///< folder of the Python worker files
  std::filesystem::path native_worker;  ///< the wirebench-native-worker program
};
/// From WIREBENCH_ENVIRONMENTS etc. when set, else beside the executable (installed or in the build tree).
[[nodiscard]] RuntimePaths default_paths();

/// Errors: Error(usage) for an unknown name.
[[nodiscard]] std::unique_ptr<Runtime> make_runtime(std::string_view name, const RuntimePaths& paths);

}  // namespace wirebench::runtime
