/// \file wirebench's own inference engine: plain kernels, every result explained by the source.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "wirebench/graph/graph.hpp"

namespace wirebench::runtime::native {

struct EngineOptions {
  unsigned threads = 0;  ///< 0 = all cores this process may use
};

/// A network ready to run. Runs float32, float16-constant, dynamic-range and int8 graphs with one input and one output.
///
/// Results: bit-identical for any number of threads and on any machine with IEEE arithmetic (float sums run in the
/// order of the weights, without fused multiply-adds). Integer operators: within 1 LSB of LiteRT's kernels
/// (docs/adr/0008); dynamic range: docs/components/native-engine.md.
/// Thread-safety: one call at a time. Waiting threads sleep.
class Engine {
 public:
  /// Packs weights and plans buffers; needs nothing of the graph afterwards.
  /// Errors: Error(failed) naming the operator and its types where there is no kernel for it, and for graphs that
  /// break a rule (Graph::validate()).
  explicit Engine(graph::Graph graph, const EngineOptions& options);
  ~Engine();
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;

  /// Called with each activation as soon as it is computed, the graph's input first; the bytes are valid during the
  /// call only.
  using Observer = std::function<void(graph::TensorId, std::span<const std::byte>)>;

  /// Precondition: sizes are input_bytes() and output_bytes().
  void run(std::span<const std::byte> input, std::span<std::byte> output);
  void run_observed(std::span<const std::byte> input, std::span<std::byte> output, const Observer& observer);

  [[nodiscard]] std::size_t input_bytes() const noexcept;
  [[nodiscard]] std::size_t output_bytes() const noexcept;
  /// Memory shared by all activations.
  [[nodiscard]] std::size_t arena_bytes() const noexcept;
  [[nodiscard]] std::size_t threads() const noexcept;
  /// Names of the kernels, in the order they run ("conv2d int8", ...).
  [[nodiscard]] std::vector<std::string_view> kernels() const;

 private:
  class Plan;
  std::unique_ptr<Plan> plan_;
};

}  // namespace wirebench::runtime::native
