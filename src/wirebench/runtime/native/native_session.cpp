#include "wirebench/runtime/native/native_session.hpp"

#include <fmt/format.h>

#include <fstream>
#include <string>

#include "wirebench/core/error.hpp"
#include "wirebench/core/version.hpp"
#include "wirebench/graph/tflite_reader.hpp"
#include "wirebench/runtime/native/engine.hpp"

namespace wirebench::runtime::native {
namespace {

using Clock = std::chrono::steady_clock;

Port port_of(const graph::Tensor& tensor) {
  return {tensor.name, tensor.type, tensor.shape, tensor.quantization};
}

std::size_t port_bytes(const Port& port) {
  return static_cast<std::size_t>(graph::element_count(port.shape)) * graph::byte_size(port.type);
}

/// Bytes from a line "VmHWM:   123 kB".
std::uint64_t peak_resident_bytes() {
  std::ifstream status{"/proc/self/status"};
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) {
      return std::stoull(line.substr(6)) * 1024;
    }
  }
  throw Error(ErrorKind::failed, {"cannot read the peak memory", "/proc/self/status", "it has no line VmHWM", ""});
}

class NativeSession final : public Session {
 public:
  NativeSession(const graph::Graph& graph, unsigned threads, Clock::time_point start)
      : engine_{graph, EngineOptions{threads}},
        input_{port_of(graph.tensor(graph.inputs()[0]))},
        output_{port_of(graph.tensor(graph.outputs()[0]))},
        report_{Clock::now() - start, fmt::format("wirebench {}", version::number),
                fmt::format("native kernels, {} thread{}", engine_.threads(), engine_.threads() == 1 ? "" : "s")} {}

  [[nodiscard]] const Port& input() const override { return input_; }
  [[nodiscard]] const Port& output() const override { return output_; }
  [[nodiscard]] const LoadReport& load_report() const override { return report_; }

  void infer(std::span<const std::byte> inputs, std::span<std::byte> outputs) override {
    const std::size_t in = port_bytes(input_);
    const std::size_t out = port_bytes(output_);
    if (inputs.size() % in != 0 || outputs.size() != inputs.size() / in * out) {
      throw Error(ErrorKind::failed, {"wrong size of an inference request",
                                      fmt::format("{} bytes in, {} bytes out", inputs.size(), outputs.size()),
                                      fmt::format("one image takes {} bytes and gives {}", in, out), ""});
    }
    for (std::size_t i = 0; i < inputs.size() / in; ++i) {
      engine_.run(inputs.subspan(i * in, in), outputs.subspan(i * out, out));
    }
  }

  [[nodiscard]] std::vector<std::chrono::nanoseconds> time(std::span<const std::byte> input,
                                                           std::size_t count) override {
    std::vector<std::byte> output(port_bytes(output_));
    if (input.size() != port_bytes(input_)) {
      throw Error(ErrorKind::failed, {"wrong size of an inference request", fmt::format("{} bytes", input.size()),
                                      fmt::format("one image takes {} bytes", port_bytes(input_)), ""});
    }
    std::vector<std::chrono::nanoseconds> durations;
    durations.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      const Clock::time_point start = Clock::now();
      engine_.run(input, output);
      durations.emplace_back(Clock::now() - start);
    }
    return durations;
  }

  void pause() override {}
  void resume() override {}
  [[nodiscard]] std::uint64_t peak_memory() override { return peak_resident_bytes(); }

 private:
  static_assert(Clock::is_steady);

  Engine engine_;
  Port input_;
  Port output_;
  LoadReport report_;
};

}  // namespace

std::unique_ptr<Session> open_native(const std::filesystem::path& path, unsigned threads) {
  const Clock::time_point start = Clock::now();
  const graph::Graph graph = graph::read_tflite(path);
  return std::make_unique<NativeSession>(graph, threads, start);
}

}  // namespace wirebench::runtime::native
