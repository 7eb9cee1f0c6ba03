#include "wirebench/train/program.hpp"

#include <ATen/Context.h>
#include <torch/csrc/api/include/torch/version.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <string>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/train/activation_memory.hpp"
#include "wirebench/train/parallel.hpp"

namespace wirebench::train {
namespace {

// Values between the starts of parameters in the flat tensors: 256 bytes in float32, 128 in bfloat16, so that every
// parameter is aligned as the library's fastest kernels want it.
constexpr std::int64_t k_alignment = 64;

[[noreturn]] void refuse_graph(const graph::Graph& graph, const std::string& why) {
  throw Error{ErrorKind::usage,
              {"this network cannot be trained", graph.name(), why,
               "Give a float32 classifier with one image input and one output of class scores."}};
}

/// float32 shall mean float32: by default CUDA's convolutions round their inputs to 10 bits.
void keep_all_bits_of_float32() {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 11)
  at::globalContext().setFloat32Precision(at::Float32Backend::CUDA, at::Float32Op::CONV, at::Float32Precision::IEEE);
#else
  at::globalContext().setAllowTF32CuDNN(false);
#endif
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

/// Writes `values` as bytes; false as soon as one is not a whole number from 0 to 255.
bool write_bytes(std::span<const float> values, std::uint8_t* bytes) {
  // Pieces: whether a value fits is only looked at between them, so that the loop over one has no branches.
  constexpr std::size_t k_piece = 4096;
  for (std::size_t first = 0; first < values.size(); first += k_piece) {
    const std::size_t last = std::min(first + k_piece, values.size());
    unsigned misfits = 0;
    for (std::size_t i = first; i < last; ++i) {
      const float clamped = std::min(std::max(values[i], 0.0F), 255.0F);  // also turns a NaN into a number
      const auto byte = static_cast<std::uint8_t>(clamped);
      bytes[i] = byte;
      misfits |= static_cast<unsigned>(static_cast<float>(byte) != values[i]);
    }
    if (misfits != 0) return false;
  }
  return true;
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

at::Device torch_device(const Device& device) {
  if (device.kind == DeviceKind::cpu) return at::Device{at::kCPU};
  return at::Device{at::kCUDA, static_cast<at::DeviceIndex>(device.index)};
}

Program::Program(const graph::Graph& graph, const ProgramOptions& options)
    : device_{torch_device(options.executor.device)}, threads_{options.executor.threads} {
  const bool on_cpu = device_.is_cpu();
  if (options.executor.precision == Precision::bfloat16 && on_cpu && !bfloat16_possible()) {
    throw Error{ErrorKind::missing,
                {"no bfloat16 arithmetic", "precision = 'bfloat16'", "this processor has no AVX-512",
                 "Use precision = 'float32', or 'auto'."}};
  }
  type_ = options.executor.precision == Precision::bfloat16 ? at::kBFloat16 : at::kFloat;
  kernels_ = options.kernels.value_or(on_cpu ? Kernels::own : Kernels::library);
  WIREBENCH_EXPECT(on_cpu || kernels_ == Kernels::library);
  if (!on_cpu) keep_all_bits_of_float32();
  draws_.seed = options.executor.seed;
  read_graph(graph);
  add_quantizers(graph, options.executor.fake_quantization, quantizers_);

  PlanOptions plan_options;
  plan_options.activations = type_;
  plan_options.batch_norm_momentum = options.executor.batch_norm_momentum.value_or(-1.0);
  plan_options.kernels = kernels_;
  plan_options.group = options.executor.group;
  plan_options.moving = &moving_;
  plan_options.quantizers = quantizers_;
  plan_ = make_plan(graph, weights_, plan_options);
  ends_in_softmax_ = plan_.logits != graph.outputs()[0];
  work_ = std::make_unique<Workspace>(plan_.readers, plan_.needs_gradient);
  list_weights(graph);
  if (kernels_ == Kernels::library) move_to_device();
}

Program::~Program() = default;

void Program::read_graph(const graph::Graph& graph) {
  if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
    refuse_graph(graph, "it has several inputs or outputs");
  }
  input_ = graph.inputs()[0];
  const graph::Tensor& input = graph.tensor(input_);
  const graph::Tensor& output = graph.tensor(graph.outputs()[0]);
  if (input.shape.size() != 4 || output.shape.size() != 2) {
    refuse_graph(graph, "its input is " + graph::to_string(input.shape) + " and its output " +
                            graph::to_string(output.shape) + ", not [1,H,W,C] and [1,K]");
  }
  height_ = input.shape[1];
  width_ = input.shape[2];
  channels_ = input.shape[3];
  classes_ = output.shape[1];
  preprocessing_ = graph.preprocessing();
  weights_.resize(graph.tensors().size());
  for (std::size_t i = 0; i < graph.tensors().size(); ++i) {
    const graph::Tensor& tensor = graph.tensors()[i];
    if (tensor.type != graph::DataType::float32 || tensor.quantization.quantized()) {
      refuse_graph(graph, "tensor " + tensor.name + " is " + std::string{graph::name(tensor.type)} + ", not float32");
    }
    if (tensor.is_constant()) weights_[i] = copy_of(tensor, graph::TensorId{i});
  }
}

void Program::list_weights(const graph::Graph& graph) {
  for (const graph::Operator& op : graph.operators()) {
    if (!std::holds_alternative<graph::BatchNormalization>(op.attributes)) continue;
    const auto inputs = graph::batch_normalization_inputs(op);
    for (const graph::TensorId id : {inputs.mean, inputs.variance}) {
      statistics_.push_back(weights_[id.index()].get());
    }
  }
  for (const auto& weight : weights_) {
    if (weight != nullptr && weight->trainable) trainable_.push_back(weight.get());
  }
}

/// Puts all weights on the device: trainable ones as views of one tensor, which makes their update, and the sum of
/// their gradients over processes, a few operations instead of a few for each.
void Program::move_to_device() {
  std::vector<Weight*> order = trainable_;
  const auto kernels_end = std::stable_partition(order.begin(), order.end(), [](const Weight* w) { return w->decays; });
  std::int64_t total = 0;
  FlatParameters flat;
  std::vector<std::int64_t> starts;
  for (auto weight = order.begin(); weight != order.end(); ++weight) {
    if (weight == kernels_end) flat.decaying = total;
    starts.push_back(total);
    total += ((*weight)->values.numel() + k_alignment - 1) / k_alignment * k_alignment;
  }
  if (kernels_end == order.end()) flat.decaying = total;
  at::Tensor values = at::zeros({total}, at::kFloat);
  for (std::size_t i = 0; i < order.size(); ++i) {
    values.narrow(0, starts[i], order[i]->values.numel()).copy_(order[i]->values.flatten());
  }
  flat.values = values.to(device_);
  flat.gradient = at::zeros_like(flat.values);
  if (type_ == at::kBFloat16) low_ = flat.values.to(at::kBFloat16);
  for (std::size_t i = 0; i < order.size(); ++i) {
    Weight& weight = *order[i];
    const auto part_of = [&, sizes = weight.values.sizes().vec()](const at::Tensor& all) {
      return all.narrow(0, starts[i], weight.values.numel()).view(sizes);
    };
    const at::Tensor moved = part_of(flat.values);
    weight.home = part_of(flat.gradient);
    if (low_.defined()) weight.low = part_of(low_);
    weight.values = moved;
  }
  moving_.gather(device_);
  for (const auto& weight : weights_) {
    if (weight != nullptr && weight->values.device() != device_) weight->values = weight->values.to(device_);
  }
  flat_ = std::move(flat);

  std::vector<float> scale, offset;
  for (std::int64_t c = 0; c < channels_; ++c) {
    // Only three channels have constants of their own; further ones use the last.
    const auto p = static_cast<std::size_t>(std::min<std::int64_t>(c, 2));
    scale.push_back(preprocessing_.scale[p]);
    offset.push_back(preprocessing_.offset[p]);
  }
  const auto per_channel = [&](const std::vector<float>& numbers) {
    return at::tensor(at::ArrayRef<float>{numbers}, at::kFloat).view({1, channels_, 1, 1}).to(device_);
  };
  pixel_scale_ = per_channel(scale);
  pixel_offset_ = per_channel(offset);
}

std::size_t Program::image_size() const noexcept {
  return static_cast<std::size_t>(height_ * width_ * channels_);
}

/// Pixels as they are, on the device: as bytes where all of them are, which is a quarter of the way over the bus.
at::Tensor Program::to_device(const at::Tensor& pixels) const {
  if (device_.is_cpu()) return pixels.clone();
  const auto staging = [&](at::ScalarType type) {
    return at::empty(pixels.sizes(), at::TensorOptions{}.dtype(type).pinned_memory(true));
  };
  const auto total = static_cast<std::size_t>(pixels.numel());
  const float* const values = pixels.data_ptr<float>();
  constexpr std::size_t k_grain = std::size_t{1} << 18U;
  at::Tensor staged = staging(at::kByte);
  std::uint8_t* const bytes = staged.data_ptr<std::uint8_t>();
  std::atomic<bool> all_bytes{true};
  parallel_for(total, k_grain, [&](std::size_t first, std::size_t last) {
    if (!write_bytes({values + first, last - first}, bytes + first)) all_bytes = false;
  });
  if (!all_bytes) {
    staged = staging(at::kFloat);
    float* const copy = staged.data_ptr<float>();
    parallel_for(total, k_grain,
                 [&](std::size_t first, std::size_t last) { std::copy(values + first, values + last, copy + first); });
  }
  // The staging memory is not given out again before the copy has ended: libtorch's allocator of it sees to that.
  return staged.to(device_, /*non_blocking=*/true);
}

at::Tensor Program::input_of_pixels(std::span<const float> pixels, std::size_t count) const {
  const auto n = static_cast<std::int64_t>(count);
  use_threads(threads_);
  if (kernels_ == Kernels::library) {
    // The library only reads through this view.
    const at::Tensor host =
        at::from_blob(const_cast<float*>(pixels.data()), {n, channels_, height_, width_}, at::kFloat);
    const at::Tensor scaled = to_device(host).to(at::kFloat).mul_(pixel_scale_).add_(pixel_offset_);
    return packed(scaled.to(type_));
  }
  at::Tensor tensor = at::empty({n, height_, width_, channels_}, at::kFloat);
  float* const dst = tensor.data_ptr<float>();
  const auto plane = static_cast<std::size_t>(height_ * width_);
  const auto depth = static_cast<std::size_t>(channels_);
  for (std::size_t image = 0; image < count; ++image) {
    for (std::size_t c = 0; c < depth; ++c) {
      // Only three channels have constants of their own; further ones use the last.
      const std::size_t p = std::min<std::size_t>(c, 2);
      const float scale = preprocessing_.scale[p];
      const float offset = preprocessing_.offset[p];
      const float* const src = pixels.data() + (image * depth + c) * plane;
      float* const out = dst + image * depth * plane + c;
      for (std::size_t i = 0; i < plane; ++i) out[i * depth] = src[i] * scale + offset;
    }
  }
  return tensor.permute({0, 3, 1, 2});
}

at::Tensor Program::input_of_tensors(std::span<const float> nhwc, std::size_t count) const {
  at::Tensor tensor = at::empty({static_cast<std::int64_t>(count), height_, width_, channels_}, at::kFloat);
  std::copy(nhwc.begin(), nhwc.end(), tensor.data_ptr<float>());
  return tensor.permute({0, 3, 1, 2}).to(device_);
}

void Program::set_step(const TrainingStep& step) noexcept {
  draws_.step = step.number;
  draws_.first_image = step.first_image;
}

at::Tensor Program::forward(at::Tensor input, Mode mode) {
  use_threads(threads_);
  if (device_.is_cuda()) {
    // Full batches use the fastest convolution, found by trying; the odd last one of an epoch is not worth the search.
    largest_batch_ = std::max(largest_batch_, input.size(0));
    at::globalContext().setBenchmarkCuDNN(input.size(0) == largest_batch_);
  }
  if (mode == Mode::training) {
    for (Weight* const weight : trainable_) weight->gradient = at::Tensor{};
    work_->set_draws(draws_);
    ++draws_.step;
  }
  if (low_.defined()) low_.copy_(flat_->values);
  for (std::size_t i = 0; i < quantizers_.size(); ++i) {
    if (quantizers_[i] != nullptr && weights_[i] != nullptr) {
      weights_[i]->rounded = quantizers_[i]->forward(weights_[i]->values, mode);
    }
  }
  work_->start();
  work_->write(input_, std::move(input));
  for (const auto& layer : plan_.layers) layer->forward(*work_, mode);
  at::Tensor result = work_->read(plan_.logits);
  if (mode == Mode::inference) {
    work_->start();
  } else if (kernels_ == Kernels::library) {
    moving_.update();
  }
  return result;
}

void Program::store(graph::Graph& graph) const {
  WIREBENCH_EXPECT(graph.tensors().size() == weights_.size());
  const auto put = [&graph](const std::vector<Weight*>& weights) {
    for (const Weight* const weight : weights) {
      const at::Tensor values = weight->values.to(at::kCPU).contiguous();
      const std::span<const float> span{values.data_ptr<float>(), static_cast<std::size_t>(values.numel())};
      graph.tensor(weight->id).data = graph::make_constant(span);
    }
  };
  put(trainable_);
  put(statistics_);
}

void Program::backward(at::Tensor logit_gradient) {
  work_->add_gradient(plan_.logits, std::move(logit_gradient), Ownership::owned);
  for (auto layer = plan_.layers.rbegin(); layer != plan_.layers.rend(); ++layer) (*layer)->backward(*work_);
  work_->start();
  for (std::size_t i = 0; i < quantizers_.size(); ++i) {
    Weight* const weight = weights_[i].get();
    if (quantizers_[i] == nullptr || weight == nullptr || !weight->gradient.defined()) continue;
    const at::Tensor passed = quantizers_[i]->backward(std::exchange(weight->gradient, at::Tensor{}));
    weight->accumulate(passed);
  }
}

}  // namespace wirebench::train
