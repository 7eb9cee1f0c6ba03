#include "wirebench/train/executor.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/train/aten.hpp"
#include "wirebench/train/fake_quantizer.hpp"
#include "wirebench/train/layers.hpp"
#include "wirebench/train/parallel.hpp"

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
  Plan plan;
  std::vector<std::unique_ptr<Weight>> weights;            // by tensor
  std::vector<std::unique_ptr<FakeQuantizer>> quantizers;  // by tensor; empty when nothing is wrapped
  std::vector<QuantizerRange> quantizer_ranges;
  std::unique_ptr<Workspace> work;
  std::vector<Parameter> parameters;
  std::vector<Statistic> statistics;
  graph::TensorId input;
  graph::Preprocessing preprocessing;
  std::int64_t height = 0, width = 0, channels = 0;
  std::int64_t classes = 0;
  at::ScalarType type = at::kFloat;
  unsigned threads = 0;
  Draws draws;
  bool ends_in_softmax = false;

  [[nodiscard]] at::Tensor prepared(std::span<const float> pixels, std::size_t count) const;
  [[nodiscard]] at::Tensor run(at::Tensor input_values, Mode mode);
};

namespace {

[[noreturn]] void refuse_graph(const graph::Graph& graph, const std::string& why) {
  throw Error{ErrorKind::usage,
              {"this network cannot be trained", graph.name(), why,
               "Give a float32 classifier with one image input and one output of class scores."}};
}

std::vector<float> to_vector(const at::Tensor& tensor) {
  const at::Tensor dense = tensor.to(at::kFloat).contiguous();
  const float* const first = dense.data_ptr<float>();
  return {first, first + dense.numel()};
}

std::unique_ptr<Weight> copy_of(const graph::Tensor& constant, graph::TensorId id) {
  auto weight = std::make_unique<Weight>();
  weight->name = constant.name;
  weight->id = id;
  weight->values = at::empty(constant.shape, at::kFloat);
  const auto values = constant.values<float>();
  std::copy(values.begin(), values.end(), weight->values.data_ptr<float>());
  return weight;
}

std::span<float> span_of(const at::Tensor& tensor) {
  return {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

/// Constants that are read through Weight::used(): the others' layers know no rounding.
bool may_wrap_constant(const graph::Graph& graph, graph::TensorId id) {
  return std::all_of(graph.operators().begin(), graph.operators().end(), [id](const graph::Operator& op) {
    return std::find(op.inputs.begin(), op.inputs.end(), id) == op.inputs.end() ||
           !std::holds_alternative<graph::BatchNormalization>(op.attributes);
  });
}

void add_quantizers(const graph::Graph& graph, std::span<const FakeQuantization> wanted,
                    std::vector<std::unique_ptr<FakeQuantizer>>& quantizers) {
  if (wanted.empty()) return;
  require_quantizable(graph, wanted);
  quantizers.resize(graph.tensors().size());
  for (const FakeQuantization& one : wanted) {
    const graph::Tensor& tensor = graph.tensor(one.tensor);
    if (tensor.is_constant() && !may_wrap_constant(graph, one.tensor)) {
      throw Error{ErrorKind::usage,
                  {"this tensor cannot be quantised in training", tensor.name,
                   "batch normalisation is folded into the weights before a network is quantised",
                   "Wrap the kernel before it and the activation after it."}};
    }
    const std::size_t channels =
        one.axis ? static_cast<std::size_t>(tensor.shape[static_cast<std::size_t>(*one.axis)]) : 1;
    quantizers[one.tensor.index()] = std::make_unique<FakeQuantizer>(one, channels);
  }
}

}  // namespace

/// Pixels [count, C, H, W] to the input tensor: preprocessed, channels_last.
at::Tensor Executor::State::prepared(std::span<const float> pixels, std::size_t count) const {
  const auto n = static_cast<std::int64_t>(count);
  at::Tensor tensor = at::empty({n, height, width, channels}, at::kFloat);
  float* const dst = tensor.data_ptr<float>();
  const auto plane = static_cast<std::size_t>(height * width);
  const auto depth = static_cast<std::size_t>(channels);
  for (std::size_t image = 0; image < count; ++image) {
    for (std::size_t c = 0; c < depth; ++c) {
      // Only three channels have constants of their own; further ones use the last.
      const std::size_t p = std::min<std::size_t>(c, 2);
      const float scale = preprocessing.scale[p];
      const float offset = preprocessing.offset[p];
      const float* const src = pixels.data() + (image * depth + c) * plane;
      float* const out = dst + image * depth * plane + c;
      for (std::size_t i = 0; i < plane; ++i) out[i * depth] = src[i] * scale + offset;
    }
  }
  return tensor.permute({0, 3, 1, 2});
}

at::Tensor Executor::State::run(at::Tensor input_values, Mode mode) {
  use_threads(threads);
  for (std::size_t i = 0; i < quantizers.size(); ++i) {
    if (quantizers[i] != nullptr && weights[i] != nullptr) {
      weights[i]->rounded = quantizers[i]->forward(weights[i]->values, mode);
    }
  }
  work->start();
  work->write(input, std::move(input_values));
  for (const auto& layer : plan.layers) layer->forward(*work, mode);
  at::Tensor result = work->read(plan.logits);
  if (mode == Mode::inference) work->start();
  return result;
}

Executor::Executor(const graph::Graph& graph, const ExecutorOptions& options) : state_{std::make_unique<State>()} {
  State& s = *state_;
  s.threads = options.threads;
  s.draws.seed = options.seed;
  if (graph.inputs().size() != 1 || graph.outputs().size() != 1)
    refuse_graph(graph, "it has several inputs or outputs");
  s.input = graph.inputs()[0];
  const graph::Tensor& input = graph.tensor(s.input);
  const graph::Tensor& output = graph.tensor(graph.outputs()[0]);
  if (input.shape.size() != 4 || output.shape.size() != 2) {
    refuse_graph(graph, "its input is " + graph::to_string(input.shape) + " and its output " +
                            graph::to_string(output.shape) + ", not [1,H,W,C] and [1,K]");
  }
  if (options.precision == Precision::bfloat16 && !bfloat16_possible()) {
    throw Error{ErrorKind::missing,
                {"no bfloat16 arithmetic", "precision = 'bfloat16'", "this processor has no AVX-512",
                 "Use precision = 'float32', or 'auto'."}};
  }
  s.height = input.shape[1];
  s.width = input.shape[2];
  s.channels = input.shape[3];
  s.classes = output.shape[1];
  s.preprocessing = graph.preprocessing();
  s.type = options.precision == Precision::bfloat16 ? at::kBFloat16 : at::kFloat;

  s.weights.resize(graph.tensors().size());
  for (std::size_t i = 0; i < graph.tensors().size(); ++i) {
    const graph::Tensor& tensor = graph.tensors()[i];
    if (tensor.type != graph::DataType::float32 || tensor.quantization.quantized()) {
      refuse_graph(graph, "tensor " + tensor.name + " is " + std::string{graph::name(tensor.type)} + ", not float32");
    }
    if (tensor.is_constant()) s.weights[i] = copy_of(tensor, graph::TensorId{i});
  }
  add_quantizers(graph, options.fake_quantization, s.quantizers);
  for (const FakeQuantization& wanted : options.fake_quantization) {
    s.quantizer_ranges.push_back(
        {graph.tensor(wanted.tensor).name, wanted.tensor, s.quantizers[wanted.tensor.index()]->range()});
  }
  PlanOptions plan_options;
  plan_options.quantizers = s.quantizers;
  plan_options.activations = s.type;
  plan_options.batch_norm_momentum = options.batch_norm_momentum.value_or(-1.0);
  s.plan = make_plan(graph, s.weights, plan_options);
  s.ends_in_softmax = s.plan.logits != graph.outputs()[0];
  s.work = std::make_unique<Workspace>(s.plan.readers, s.plan.needs_gradient);

  for (const graph::Operator& op : graph.operators()) {
    if (!std::holds_alternative<graph::BatchNormalization>(op.attributes)) continue;
    const auto inputs = graph::batch_normalization_inputs(op);
    for (const graph::TensorId id : {inputs.mean, inputs.variance}) {
      const Weight& weight = *s.weights[id.index()];
      s.statistics.push_back({weight.name, weight.id, span_of(weight.values)});
    }
  }
  for (const auto& weight : s.weights) {
    if (weight == nullptr || !weight->trainable) continue;
    s.parameters.push_back({weight->name, weight->id, span_of(weight->values), {}, weight->decays});
  }
}

Executor::~Executor() = default;
Executor::Executor(Executor&&) noexcept = default;
Executor& Executor::operator=(Executor&&) noexcept = default;

std::size_t Executor::image_size() const noexcept {
  return static_cast<std::size_t>(state_->height * state_->width * state_->channels);
}
std::size_t Executor::classes() const noexcept {
  return static_cast<std::size_t>(state_->classes);
}

void Executor::set_step(const TrainingStep& step) noexcept {
  state_->draws.step = step.number;
  state_->draws.first_image = step.first_image;
}

std::vector<float> Executor::forward_training(std::span<const float> pixels, std::size_t count) {
  WIREBENCH_EXPECT(pixels.size() == count * image_size() && count > 0);
  for (const auto& weight : state_->weights) {
    if (weight != nullptr) weight->gradient = at::Tensor{};
  }
  for (Parameter& parameter : state_->parameters) parameter.gradient = {};
  state_->work->set_draws(state_->draws);
  ++state_->draws.step;
  return to_vector(state_->run(state_->prepared(pixels, count), Mode::training));
}

void Executor::backward(std::span<const float> logit_gradient) {
  State& s = *state_;
  const auto rows = static_cast<std::int64_t>(logit_gradient.size()) / s.classes;
  WIREBENCH_EXPECT(rows > 0 && logit_gradient.size() == static_cast<std::size_t>(rows * s.classes));
  at::Tensor gradient = at::empty({rows, s.classes}, at::kFloat);
  std::copy(logit_gradient.begin(), logit_gradient.end(), gradient.data_ptr<float>());
  s.work->add_gradient(s.plan.logits, gradient, Ownership::owned);
  for (auto layer = s.plan.layers.rbegin(); layer != s.plan.layers.rend(); ++layer) (*layer)->backward(*s.work);
  s.work->start();
  for (std::size_t i = 0; i < s.quantizers.size(); ++i) {
    Weight* const weight = s.weights[i].get();
    if (s.quantizers[i] == nullptr || weight == nullptr || !weight->gradient.defined()) continue;
    weight->gradient = s.quantizers[i]->backward(weight->gradient);
  }
  for (Parameter& parameter : s.parameters) {
    const Weight& weight = *s.weights[parameter.tensor.index()];
    if (weight.gradient.defined()) parameter.gradient = span_of(weight.gradient);
  }
}

std::vector<float> Executor::logits(std::span<const float> pixels, std::size_t count) {
  WIREBENCH_EXPECT(pixels.size() == count * image_size() && count > 0);
  return to_vector(state_->run(state_->prepared(pixels, count), Mode::inference));
}

std::vector<float> Executor::scores(std::span<const float> pixels, std::size_t count) {
  WIREBENCH_EXPECT(pixels.size() == count * image_size() && count > 0);
  const at::Tensor result = state_->run(state_->prepared(pixels, count), Mode::inference).to(at::kFloat);
  return to_vector(state_->ends_in_softmax ? at::softmax(result, 1) : result);
}

std::vector<float> Executor::scores_of_tensors(std::span<const float> nhwc, std::size_t count) {
  WIREBENCH_EXPECT(nhwc.size() == count * image_size() && count > 0);
  const State& s = *state_;
  at::Tensor tensor = at::empty({static_cast<std::int64_t>(count), s.height, s.width, s.channels}, at::kFloat);
  std::copy(nhwc.begin(), nhwc.end(), tensor.data_ptr<float>());
  const at::Tensor result = state_->run(tensor.permute({0, 3, 1, 2}), Mode::inference).to(at::kFloat);
  return to_vector(s.ends_in_softmax ? at::softmax(result, 1) : result);
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
  return state_->quantizers[state_->quantizer_ranges[index].tensor.index()]->params();
}

void Executor::store(graph::Graph& graph) const {
  WIREBENCH_EXPECT(graph.tensors().size() == state_->weights.size());
  const auto put = [&graph](graph::TensorId id, std::span<float> values) {
    graph.tensor(id).data = graph::make_constant(std::span<const float>{values});
  };
  for (const Parameter& parameter : state_->parameters) put(parameter.tensor, parameter.values);
  for (const Statistic& statistic : state_->statistics) put(statistic.tensor, statistic.values);
}

}  // namespace wirebench::train
