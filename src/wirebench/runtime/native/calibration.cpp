#include "wirebench/runtime/native/calibration.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <type_traits>

#include "wirebench/runtime/native/engine.hpp"

namespace wirebench::runtime::native {
namespace {

bool same_attributes(const graph::Attributes& a, const graph::Attributes& b) {
  if (a.index() != b.index()) {
    return false;
  }
  return std::visit(
      [&]<class T>(const T& first) {
        const T& second = std::get<T>(b);
        if constexpr (std::is_empty_v<T>) {
          return true;
        } else if constexpr (std::is_same_v<T, graph::BatchNormalization>) {
          return first.epsilon == second.epsilon && first.momentum == second.momentum;
        } else if constexpr (std::is_same_v<T, graph::Rescale>) {
          return first.scale == second.scale && first.offset == second.offset;
        } else if constexpr (std::is_same_v<T, graph::Dropout>) {
          return first.rate == second.rate && first.whole_images == second.whole_images;
        } else {
          static_assert(std::has_unique_object_representations_v<T>, "compare this operator's attributes by hand");
          return std::memcmp(&first, &second, sizeof(T)) == 0;
        }
      },
      a);
}

// Constants are shared between copies of a graph and never change, so their addresses identify them while a copy is
// held.
bool same_graph(const graph::Graph& a, const graph::Graph& b) {
  return std::ranges::equal(a.inputs(), b.inputs()) && std::ranges::equal(a.outputs(), b.outputs()) &&
         std::ranges::equal(a.tensors(), b.tensors(),
                            [](const graph::Tensor& x, const graph::Tensor& y) {
                              return x.type == y.type && x.shape == y.shape && x.data == y.data &&
                                     x.quantization == y.quantization;
                            }) &&
         std::ranges::equal(a.operators(), b.operators(), [](const graph::Operator& x, const graph::Operator& y) {
           return x.inputs == y.inputs && x.outputs == y.outputs && same_attributes(x.attributes, y.attributes);
         });
}

class CachedEngine {
 public:
  explicit CachedEngine(unsigned threads) : threads_{threads} {}

  void run(const graph::Graph& graph, std::span<const float> input, const FloatObserver& observe) {
    if (!graph_ || !same_graph(*graph_, graph)) {
      graph_.reset();
      engine_.emplace(graph, EngineOptions{threads_});
      graph_ = graph;
      output_.resize(engine_->output_bytes());
    }
    engine_->run_observed(std::as_bytes(input), output_, [&](graph::TensorId id, std::span<const std::byte> bytes) {
      if (graph.tensor(id).type == graph::DataType::float32) {
        observe(id, {reinterpret_cast<const float*>(bytes.data()), bytes.size() / sizeof(float)});  // arena-aligned
      }
    });
  }

 private:
  unsigned threads_;
  std::optional<graph::Graph> graph_;
  std::optional<Engine> engine_;
  std::vector<std::byte> output_;
};

}  // namespace

std::vector<float> run_float(const graph::Graph& graph, std::span<const float> input) {
  Engine engine{graph, EngineOptions{}};
  std::vector<float> output(engine.output_bytes() / sizeof(float));
  engine.run(std::as_bytes(input), std::as_writable_bytes(std::span{output}));
  return output;
}

CalibrationExecutor make_calibration_executor(unsigned threads) {
  return [engine = std::make_shared<CachedEngine>(threads)](const graph::Graph& graph, std::span<const float> input,
                                                            const FloatObserver& observe) {
    engine->run(graph, input, observe);
  };
}

}  // namespace wirebench::runtime::native
