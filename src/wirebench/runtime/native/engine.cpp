#include "wirebench/runtime/native/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "wirebench/core/error.hpp"
#include "wirebench/runtime/native/arena.hpp"
#include "wirebench/runtime/native/constant_folding.hpp"
#include "wirebench/runtime/native/dispatch.hpp"

namespace wirebench::runtime::native {

class Engine::Plan {
 public:
  Plan(graph::Graph graph, const EngineOptions& options) : pool_{options.threads} {
    graph.validate();
    expect_ends(graph);
    expect_values(graph);
    input_ = graph.inputs()[0];
    output_ = graph.outputs()[0];
    make_kernels(graph);
    place_tensors(graph);
    make_scratch();
  }

  void run(std::span<const std::byte> input, std::span<std::byte> output, const Observer* observer) {
    WIREBENCH_EXPECT(input.size() == bytes(input_) && output.size() == bytes(output_));
    std::memcpy(tensors_[input_.index()], input.data(), input.size());
    observe(input_, observer);
    const Workspace workspace{tensors_, pool_, shared_scratch_.data(), thread_scratch_};
    for (const Implementation& step : steps_) {
      step.kernel->run(workspace);
      observe(step.kernel->writes(), observer);
    }
    std::memcpy(output.data(), tensors_[output_.index()], output.size());
  }

  [[nodiscard]] std::size_t input_bytes() const noexcept { return bytes(input_); }
  [[nodiscard]] std::size_t output_bytes() const noexcept { return bytes(output_); }
  [[nodiscard]] std::size_t arena_bytes() const noexcept { return arena_.size(); }
  [[nodiscard]] std::size_t threads() const noexcept { return pool_.threads(); }
  [[nodiscard]] std::span<const Implementation> steps() const noexcept { return steps_; }

 private:
  static void expect_ends(const graph::Graph& graph) {
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
      throw Error(ErrorKind::failed, {"the native engine cannot run this graph", graph.name(),
                                      fmt::format("it has {} inputs and {} outputs instead of one each",
                                                  graph.inputs().size(), graph.outputs().size()),
                                      "Run the model on another runtime."});
    }
  }

  // Kernels divide by sizes; a tensor without values has no use.
  static void expect_values(const graph::Graph& graph) {
    for (const graph::Tensor& tensor : graph.tensors()) {
      if (graph::element_count(tensor.shape) == 0) {
        throw Error(ErrorKind::failed,
                    {"the native engine cannot run this graph", graph.name(),
                     fmt::format("tensor '{}' ({}) has no values", tensor.name, graph::to_string(tensor.shape)),
                     "Run the model on another runtime."});
      }
    }
  }

  void make_kernels(graph::Graph& graph) {
    const std::vector<bool> folded = fold_constants(graph);
    for (std::size_t i = 0; i < folded.size(); ++i) {
      if (!folded[i]) {
        steps_.push_back(choose_kernel(Site{graph, graph::OperatorId{i}}));
      }
    }
  }

  // Activations share the arena; constants that kernels read while running are kept; all others are let go.
  void place_tensors(const graph::Graph& graph) {
    struct Span {
      std::size_t first = 0;
      std::size_t last = 0;
      bool used = false;
    };
    std::vector<Span> spans(graph.tensors().size());
    const auto touch = [&](graph::TensorId id, std::size_t step) {
      Span& span = spans[id.index()];
      span = span.used ? Span{std::min(span.first, step), std::max(span.last, step), true} : Span{step, step, true};
    };
    touch(input_, 0);
    for (std::size_t step = 0; step < steps_.size(); ++step) {
      for (const graph::TensorId id : steps_[step].kernel->reads()) {
        touch(id, step);
      }
      touch(steps_[step].kernel->writes(), step);
    }
    touch(output_, steps_.size());

    tensors_.assign(spans.size(), nullptr);
    sizes_.assign(spans.size(), 0);
    std::vector<Lifetime> lifetimes;
    std::vector<std::size_t> owners;
    for (std::size_t i = 0; i < spans.size(); ++i) {
      const graph::Tensor& tensor = graph.tensors()[i];
      sizes_[i] = element_count(tensor) * graph::byte_size(tensor.type);
      if (!spans[i].used) {
        continue;
      }
      if (tensor.is_constant()) {
        constants_.emplace_back(tensor.data->size());
        std::memcpy(constants_.back().data(), tensor.data->data(), tensor.data->size());
        tensors_[i] = constants_.back().data();
      } else {
        lifetimes.push_back({sizes_[i], spans[i].first, spans[i].last});
        owners.push_back(i);
      }
    }
    const ArenaPlan plan = plan_arena(lifetimes);
    arena_ = AlignedBuffer{plan.bytes};
    for (std::size_t i = 0; i < owners.size(); ++i) {
      tensors_[owners[i]] = arena_.data() + plan.offsets[i];
    }
  }

  void make_scratch() {
    std::size_t shared = 0;
    std::size_t each = 0;
    for (const Implementation& step : steps_) {
      shared = std::max(shared, step.kernel->shared_scratch_bytes());
      each = std::max(each, step.kernel->thread_scratch_bytes());
    }
    shared_scratch_ = AlignedBuffer{shared};
    for (std::size_t thread = 0; thread < pool_.threads(); ++thread) {
      thread_scratch_.emplace_back(each);
    }
  }

  void observe(graph::TensorId id, const Observer* observer) const {
    if (observer != nullptr) {
      (*observer)(id, {tensors_[id.index()], sizes_[id.index()]});
    }
  }

  [[nodiscard]] std::size_t bytes(graph::TensorId id) const noexcept { return sizes_[id.index()]; }

  ThreadPool pool_;
  graph::TensorId input_;
  graph::TensorId output_;
  std::vector<Implementation> steps_;
  std::vector<std::byte*> tensors_;  ///< by tensor id, into arena_ or constants_; null where unused
  std::vector<std::size_t> sizes_;   ///< bytes, by tensor id
  AlignedBuffer arena_;
  std::vector<AlignedBuffer> constants_;
  AlignedBuffer shared_scratch_;
  std::vector<AlignedBuffer> thread_scratch_;
};

Engine::Engine(graph::Graph graph, const EngineOptions& options)
    : plan_{std::make_unique<Plan>(std::move(graph), options)} {}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

void Engine::run(std::span<const std::byte> input, std::span<std::byte> output) {
  plan_->run(input, output, nullptr);
}

void Engine::run_observed(std::span<const std::byte> input, std::span<std::byte> output, const Observer& observer) {
  plan_->run(input, output, &observer);
}

std::size_t Engine::input_bytes() const noexcept {
  return plan_->input_bytes();
}
std::size_t Engine::output_bytes() const noexcept {
  return plan_->output_bytes();
}
std::size_t Engine::arena_bytes() const noexcept {
  return plan_->arena_bytes();
}
std::size_t Engine::threads() const noexcept {
  return plan_->threads();
}

std::vector<std::string_view> Engine::kernels() const {
  std::vector<std::string_view> names;
  for (const Implementation& step : plan_->steps()) {
    names.push_back(step.name);
  }
  return names;
}

}  // namespace wirebench::runtime::native
