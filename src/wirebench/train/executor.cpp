#include "wirebench/train/executor.hpp"

#include <algorithm>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/train/aten.hpp"
#include "wirebench/train/fake_quantizer.hpp"
#include "wirebench/train/program.hpp"

namespace wirebench::train {

std::string_view name(Precision precision) noexcept {
  return precision == Precision::bfloat16 ? "bfloat16" : "float32";
}

bool bfloat16_possible() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
#else
  return false;
#endif
}

bool bfloat16_fast() {
#if defined(__x86_64__)
  return bfloat16_possible() && __builtin_cpu_supports("avx512bf16");
#else
  return false;
#endif
}

struct Executor::State {
  Program program;
  std::vector<QuantizerRange> quantizer_ranges;
  std::vector<Parameter> parameters;
  std::vector<Statistic> statistics;

  State(const graph::Graph& graph, const ExecutorOptions& options) : program{graph, {.executor = options}} {}
};

namespace {

std::vector<float> to_vector(const at::Tensor& tensor) {
  const at::Tensor dense = tensor.to(at::kCPU, at::kFloat).contiguous();
  const float* const first = dense.data_ptr<float>();
  return {first, first + dense.numel()};
}

std::span<float> span_of(const at::Tensor& tensor) {
  return {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

std::vector<float> probabilities(const Program& program, const at::Tensor& logits) {
  const at::Tensor scores = logits.to(at::kFloat);
  return to_vector(program.ends_in_softmax() ? at::softmax(scores, 1) : scores);
}

}  // namespace

Executor::Executor(const graph::Graph& graph, const ExecutorOptions& options)
    : state_{std::make_unique<State>(graph, options)} {
  State& s = *state_;
  for (const FakeQuantization& wanted : options.fake_quantization) {
    FakeQuantizer& quantizer = *s.program.quantizers()[wanted.tensor.index()];
    s.quantizer_ranges.push_back({graph.tensor(wanted.tensor).name, wanted.tensor, quantizer.range()});
  }
  if (!s.program.device().is_cpu()) return;
  for (const Weight* const weight : s.program.statistics()) {
    s.statistics.push_back({weight->name, weight->id, span_of(weight->values)});
  }
  for (const Weight* const weight : s.program.trainable()) {
    s.parameters.push_back({weight->name, weight->id, span_of(weight->values), {}, weight->decays});
  }
}

Executor::~Executor() = default;
Executor::Executor(Executor&&) noexcept = default;
Executor& Executor::operator=(Executor&&) noexcept = default;

std::size_t Executor::image_size() const noexcept {
  return state_->program.image_size();
}
std::size_t Executor::classes() const noexcept {
  return static_cast<std::size_t>(state_->program.classes());
}

void Executor::set_step(const TrainingStep& step) noexcept {
  state_->program.set_step(step);
}

std::vector<float> Executor::forward_training(std::span<const float> pixels, std::size_t count) {
  WIREBENCH_EXPECT(pixels.size() == count * image_size() && count > 0);
  for (Parameter& parameter : state_->parameters) parameter.gradient = {};
  Program& program = state_->program;
  return to_vector(program.forward(program.input_of_pixels(pixels, count), Mode::training));
}

void Executor::backward(std::span<const float> logit_gradient) {
  State& s = *state_;
  const std::int64_t classes = s.program.classes();
  const auto rows = static_cast<std::int64_t>(logit_gradient.size()) / classes;
  WIREBENCH_EXPECT(rows > 0 && logit_gradient.size() == static_cast<std::size_t>(rows * classes));
  at::Tensor gradient = at::empty({rows, classes}, at::kFloat);
  std::copy(logit_gradient.begin(), logit_gradient.end(), gradient.data_ptr<float>());
  s.program.backward(gradient.to(s.program.device()));
  for (Parameter& parameter : s.parameters) {
    const Weight& weight = *s.program.weights()[parameter.tensor.index()];
    if (weight.gradient.defined()) parameter.gradient = span_of(weight.gradient);
  }
}

std::vector<float> Executor::logits(std::span<const float> pixels, std::size_t count) {
  WIREBENCH_EXPECT(pixels.size() == count * image_size() && count > 0);
  Program& program = state_->program;
  return to_vector(program.forward(program.input_of_pixels(pixels, count), Mode::inference));
}

std::vector<float> Executor::scores(std::span<const float> pixels, std::size_t count) {
  WIREBENCH_EXPECT(pixels.size() == count * image_size() && count > 0);
  Program& program = state_->program;
  return probabilities(program, program.forward(program.input_of_pixels(pixels, count), Mode::inference));
}

std::vector<float> Executor::scores_of_tensors(std::span<const float> nhwc, std::size_t count) {
  WIREBENCH_EXPECT(nhwc.size() == count * image_size() && count > 0);
  Program& program = state_->program;
  return probabilities(program, program.forward(program.input_of_tensors(nhwc, count), Mode::inference));
}

std::span<const Parameter> Executor::parameters() const noexcept {
  return state_->parameters;
}
std::span<const Statistic> Executor::statistics() const noexcept {
  return state_->statistics;
}

std::span<const QuantizerRange> Executor::quantizer_ranges() const noexcept {
  return state_->quantizer_ranges;
}
graph::QuantParams Executor::quantization(std::size_t index) const {
  WIREBENCH_EXPECT(index < state_->quantizer_ranges.size());
  return state_->program.quantizers()[state_->quantizer_ranges[index].tensor.index()]->params();
}

void Executor::store(graph::Graph& graph) const {
  state_->program.store(graph);
}

}  // namespace wirebench::train
