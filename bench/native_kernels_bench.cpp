/// \file Speed of the native engine: typical layers in each form, and whole float networks.
/// Compare with: nothing gates on these numbers; they depend on the machine.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "wirebench/convert/inference_graph.hpp"
#include "wirebench/graph/graph.hpp"
#include "wirebench/graph/networks.hpp"
#include "wirebench/runtime/native/engine.hpp"

namespace {

using wirebench::graph::DataType;
using wirebench::graph::Graph;
using wirebench::graph::QuantParams;
using wirebench::graph::Shape;
using wirebench::graph::TensorId;
using wirebench::runtime::native::Engine;
using wirebench::runtime::native::EngineOptions;

enum class Form { float32, dynamic_range, int8 };

struct Layer {
  std::int64_t size, channels, outputs, window;
  [[nodiscard]] double multiply_adds() const {
    return static_cast<double>(size * size * channels * outputs * window * window);
  }
};

template <class T>
std::vector<T> pattern(std::int64_t count) {
  std::vector<T> values(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<T>(static_cast<int>(i * 37 % 251) - 125);
  }
  return values;
}

template <class T>
TensorId add_constant(Graph& graph, DataType type, Shape shape, QuantParams quantization) {
  const auto values = pattern<T>(wirebench::graph::element_count(shape));
  return graph.add_tensor({"constant", type, std::move(shape), std::move(quantization),
                           wirebench::graph::make_constant(std::span<const T>{values})});
}

Graph convolution(const Layer& layer, Form form) {
  const bool integer = form == Form::int8;
  const DataType activation = integer ? DataType::int8 : DataType::float32;
  const QuantParams params = integer ? QuantParams{{0.1F}, {0}, 0} : QuantParams{};
  const QuantParams scales{std::vector<float>(static_cast<std::size_t>(layer.outputs), 0.001F),
                           std::vector<std::int64_t>(static_cast<std::size_t>(layer.outputs), 0), 0};
  const Shape weights{layer.outputs, layer.window, layer.window, layer.channels};
  Graph graph{"layer"};
  const auto src = graph.add_tensor({"src", activation, {1, layer.size, layer.size, layer.channels}, params, nullptr});
  const auto filter = form == Form::float32 ? add_constant<float>(graph, DataType::float32, weights, {})
                                            : add_constant<std::int8_t>(graph, DataType::int8, weights, scales);
  const auto bias = integer ? add_constant<std::int32_t>(graph, DataType::int32, {layer.outputs}, scales)
                            : add_constant<float>(graph, DataType::float32, {layer.outputs}, {});
  const auto dst = graph.add_tensor({"dst", activation, {1, layer.size, layer.size, layer.outputs}, params, nullptr});
  graph.add_operator(
      {"conv", wirebench::graph::Conv2d{.padding = wirebench::graph::Padding::same}, {src, filter, bias}, {dst}});
  graph.set_inputs({src});
  graph.set_outputs({dst});
  return graph;
}

void run(benchmark::State& state, Graph graph, unsigned threads, double multiply_adds) {
  Engine engine{std::move(graph), EngineOptions{threads}};
  const std::vector<std::byte> input(engine.input_bytes(), std::byte{0});
  std::vector<std::byte> output(engine.output_bytes());
  for ([[maybe_unused]] const auto _ : state) {
    engine.run(input, output);
    benchmark::DoNotOptimize(output.data());
  }
  state.counters["GMAC/s"] =
      benchmark::Counter(multiply_adds * 1e-9 * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void register_all() {
  const std::vector<Layer> layers{{56, 64, 64, 1}, {56, 64, 64, 3}, {14, 256, 256, 3}, {7, 512, 2048, 1}};
  const std::vector<std::pair<Form, std::string>> forms{
      {Form::float32, "float32"}, {Form::dynamic_range, "dynamic"}, {Form::int8, "int8"}};
  for (const unsigned threads : {1U, 2U}) {
    const std::string suffix = "/threads:" + std::to_string(threads);
    for (const Layer& layer : layers) {
      for (const auto& [form, name] : forms) {
        const std::string title = "conv/" + name + "/" + std::to_string(layer.size) + "x" + std::to_string(layer.size) +
                                  "x" + std::to_string(layer.channels) + "_to_" + std::to_string(layer.outputs) +
                                  "_window" + std::to_string(layer.window);
        benchmark::RegisterBenchmark((title + suffix).c_str(), [layer, chosen = form,
                                                                threads](benchmark::State& state) {
          run(state, convolution(layer, chosen), threads, layer.multiply_adds());
        })->UseRealTime();
      }
    }
    for (const std::string& network : wirebench::graph::network_names()) {
      for (const std::int64_t size : {std::int64_t{64}, std::int64_t{224}}) {
        if (size < wirebench::graph::smallest_size(network)) continue;
        benchmark::RegisterBenchmark(("network/" + network + "/" + std::to_string(size) + suffix).c_str(),
                                     [network, size, threads](benchmark::State& state) {
                                       wirebench::graph::NetworkOptions options;
                                       options.height = options.width = size;
                                       // As it is run: the engine has no operators of training.
                                       Graph graph = wirebench::convert::inference_graph(
                                           wirebench::graph::make_network(network, options),
                                           wirebench::convert::LoneBatchNorm::multiply_add);
                                       const auto work = static_cast<double>(wirebench::graph::multiply_adds(graph));
                                       run(state, std::move(graph), threads, work);
                                     })
            ->UseRealTime()
            ->Unit(benchmark::kMillisecond);
      }
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
    return 2;
  }
  register_all();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
