#include "wirebench/train/layers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <unordered_map>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/random.hpp"
#include "wirebench/train/activation_memory.hpp"
#include "wirebench/train/aten.hpp"
#include "wirebench/train/fake_quantizer.hpp"
#include "wirebench/train/normalization_layer.hpp"

namespace wirebench::train {

using graph::TensorId;

void Weight::accumulate(const at::Tensor& part) {
  if (gradient.defined()) {
    gradient.add_(part);
  } else if (home.defined()) {
    home.copy_(part);
    gradient = home;
  } else {
    // A copy of our own layout: the library is free to return any strides.
    gradient = part.to(at::kFloat).contiguous();
  }
}

Workspace::Workspace(std::vector<int> readers, std::vector<bool> needed)
    : readers_{std::move(readers)},
      needed_{std::move(needed)},
      unread_(readers_.size(), 0),
      values_(readers_.size()),
      gradients_(readers_.size()),
      ownership_(readers_.size(), Ownership::shared) {}

void Workspace::start() {
  unread_ = readers_;
  std::fill(values_.begin(), values_.end(), at::Tensor{});
  std::fill(gradients_.begin(), gradients_.end(), at::Tensor{});
}

void Workspace::write(TensorId id, at::Tensor value) {
  values_[id.index()] = std::move(value);
}

at::Tensor Workspace::read(TensorId id) {
  at::Tensor& value = values_[id.index()];
  WIREBENCH_ASSERT(value.defined());
  return --unread_[id.index()] == 0 ? std::exchange(value, at::Tensor{}) : value;
}

void Workspace::add_gradient(TensorId id, at::Tensor part, Ownership ownership) {
  if (!needed_[id.index()]) return;
  at::Tensor& sum = gradients_[id.index()];
  if (!sum.defined()) {
    sum = std::move(part);
    ownership_[id.index()] = ownership;
  } else if (ownership_[id.index()] == Ownership::owned) {
    sum.add_(part);
  } else {
    sum = at::add(sum, part);
    ownership_[id.index()] = Ownership::owned;
  }
}

Ownership Workspace::ownership(TensorId id) const {
  return ownership_[id.index()];
}

at::Tensor Workspace::open_gradient(TensorId id) const {
  return ownership_[id.index()] == Ownership::owned ? gradients_[id.index()] : at::Tensor{};
}

at::Tensor Workspace::take_gradient(TensorId id) {
  return std::exchange(gradients_[id.index()], at::Tensor{});
}

namespace {

[[noreturn]] void refuse(const graph::Operator& op, const std::string& why) {
  throw Error{ErrorKind::usage,
              {"this network cannot be trained", op.name + " (" + std::string{graph::kind_name(op.attributes)} + ")",
               why, "Train a float32 network, such as one of make_network()."}};
}

/// Cells around height and width.
struct Margins {
  std::int64_t top = 0, bottom = 0, left = 0, right = 0;
  [[nodiscard]] bool symmetric() const { return top == bottom && left == right; }
  [[nodiscard]] bool any() const { return top != 0 || bottom != 0 || left != 0 || right != 0; }
};

struct Window {
  std::int64_t height = 1, width = 1;
  std::int64_t stride_h = 1, stride_w = 1;
  std::int64_t dilation_h = 1, dilation_w = 1;
  graph::Padding padding = graph::Padding::valid;
};

Margins margins_of(const Window& window, std::int64_t height, std::int64_t width) {
  if (window.padding == graph::Padding::valid) return {};
  const auto [top, bottom] = graph::same_padding(height, window.height, window.stride_h, window.dilation_h);
  const auto [left, right] = graph::same_padding(width, window.width, window.stride_w, window.dilation_w);
  return {top, bottom, left, right};
}

at::Tensor pad(const at::Tensor& src, const Margins& m, double value) {
  return packed(at::constant_pad_nd(src, {m.left, m.right, m.top, m.bottom}, value));
}
at::Tensor crop(const at::Tensor& padded, const Margins& m) {
  return padded.narrow(2, m.top, padded.size(2) - m.top - m.bottom)
      .narrow(3, m.left, padded.size(3) - m.left - m.right);
}

at::Tensor activate(at::Tensor value, graph::Activation activation) {
  switch (activation) {
    case graph::Activation::none: break;
    case graph::Activation::relu: return at::relu(value);
    case graph::Activation::relu6: return at::clamp(value, 0, 6);
  }
  return value;
}
/// Gradient before the activation; `dst` is the activated value.
at::Tensor deactivate(const at::Tensor& gradient, const at::Tensor& dst, graph::Activation activation) {
  switch (activation) {
    case graph::Activation::none: break;
    case graph::Activation::relu: return at::threshold_backward(gradient, dst, 0);
    case graph::Activation::relu6:  // the library's own backward knows no bfloat16
      return gradient * at::logical_and(dst > 0, dst < 6).to(gradient.scalar_type());
  }
  return gradient;
}

/// Convolution, depthwise convolution and (as a 1x1 convolution, which avoids a slow BLAS) dense layers.
class Convolution final : public Layer {
 public:
  enum class Kind { plain, depthwise, dense };
  struct Setup {
    Kind kind = Kind::plain;
    TensorId src, dst;
    Weight* weights = nullptr;
    Weight* bias = nullptr;  ///< may be null
    Window window;
    Margins extra;  ///< zeros of a ZeroPad2d taken into this layer
    graph::Activation activation = graph::Activation::none;
    at::ScalarType type = at::kFloat;
  };
  explicit Convolution(const Setup& setup) : s_{setup} {}

  void forward(Workspace& work, Mode mode) override {
    at::Tensor src = work.read(s_.src).to(s_.type);
    if (s_.kind == Kind::dense) src = src.unsqueeze(2).unsqueeze(3);
    src = packed(src);
    // Zero padding before SAME padding: SAME is worked out on the padded size.
    Margins margins = margins_of(s_.window, src.size(2) + s_.extra.top + s_.extra.bottom,
                                 src.size(3) + s_.extra.left + s_.extra.right);
    margins.top += s_.extra.top;
    margins.bottom += s_.extra.bottom;
    margins.left += s_.extra.left;
    margins.right += s_.extra.right;
    std::array<std::int64_t, 2> padding{0, 0};
    if (margins.symmetric()) {
      padding = {margins.top, margins.left};
      margins = {};
    } else {
      src = pad(src, margins, 0.0);
    }
    const at::Tensor weights = library_weights();
    const std::int64_t groups = s_.kind == Kind::depthwise ? src.size(1) : 1;
    c10::optional<at::Tensor> bias;
    if (s_.bias != nullptr) bias = s_.bias->used().to(s_.type);
    const std::array<std::int64_t, 2> stride{s_.window.stride_h, s_.window.stride_w};
    const std::array<std::int64_t, 2> dilation{s_.window.dilation_h, s_.window.dilation_w};
    // On the processor oneDNN is asked for by name: left to choose, old versions take slower code for small images.
    at::Tensor dst = src.is_cpu() ? at::mkldnn_convolution(src, weights, bias, padding, stride, dilation, groups)
                                  : at::convolution(src, weights, bias, stride, padding, dilation, false,
                                                    at::IntArrayRef{0, 0}, groups);
    if (s_.kind == Kind::dense) dst = dst.squeeze(3).squeeze(2);
    dst = activate(std::move(dst), s_.activation);
    if (mode == Mode::training) {
      src_ = std::move(src);
      library_weights_ = weights;
      padding_ = padding;
      margins_ = margins;
      if (s_.activation != graph::Activation::none) dst_ = dst;
    }
    work.write(s_.dst, std::move(dst));
  }

  void backward(Workspace& work) override {
    at::Tensor gradient = work.take_gradient(s_.dst);
    const at::Tensor src = std::exchange(src_, at::Tensor{});
    const at::Tensor weights = std::exchange(library_weights_, at::Tensor{});
    const at::Tensor dst = std::exchange(dst_, at::Tensor{});
    if (!gradient.defined()) return;
    gradient = deactivate(gradient.to(s_.type), dst, s_.activation);
    if (s_.kind == Kind::dense) gradient = gradient.unsqueeze(2).unsqueeze(3);
    gradient = packed(gradient);
    const std::array<std::int64_t, 1> bias_size{weights.size(0)};
    const std::int64_t groups = s_.kind == Kind::depthwise ? src.size(1) : 1;
    const bool needs_src = work.needs_gradient(s_.src);
    const bool bias_trains = s_.bias != nullptr && s_.bias->trainable;
    auto [diff_src, diff_weights, diff_bias] = at::convolution_backward(
        gradient, src, weights, at::OptionalIntArrayRef{bias_size}, {s_.window.stride_h, s_.window.stride_w}, padding_,
        {s_.window.dilation_h, s_.window.dilation_w}, false, {0, 0}, groups, {needs_src, s_.weights->trainable, false});
    if (s_.weights->trainable) s_.weights->accumulate(graph_layout(diff_weights));
    // The sum over batch and places in float32, whatever the activations are.
    if (bias_trains) {
      constexpr std::array<std::int64_t, 3> over{0, 2, 3};
      // A sum that widens as it reads saves a float32 copy of the activation; the processor's is slower than the copy.
      s_.bias->accumulate(gradient.is_cpu() ? gradient.to(at::kFloat).sum(over)
                                            : at::sum(gradient, over, false, at::kFloat));
    }
    if (!needs_src) return;
    if (margins_.any()) diff_src = crop(diff_src, margins_);
    if (s_.kind == Kind::dense) diff_src = diff_src.squeeze(3).squeeze(2);
    work.add_gradient(s_.src, std::move(diff_src), Ownership::owned);
  }

 private:
  /// [O, I, H, W] in channels_last memory: the graph's layout seen through other strides, so float32 is not copied.
  [[nodiscard]] at::Tensor library_weights() const {
    const bool kept = s_.type == at::kBFloat16 && s_.weights->low.defined() && !s_.weights->rounded.defined();
    const at::Tensor& values = kept ? s_.weights->low : s_.weights->used();
    switch (s_.kind) {
      case Kind::plain: return values.permute({0, 3, 1, 2}).to(s_.type);
      case Kind::depthwise: return values.permute({3, 0, 1, 2}).to(s_.type).contiguous();
      case Kind::dense: break;
    }
    return values.unsqueeze(2).unsqueeze(3).to(s_.type);
  }
  [[nodiscard]] at::Tensor graph_layout(const at::Tensor& diff_weights) const {
    switch (s_.kind) {
      case Kind::plain: return diff_weights.permute({0, 2, 3, 1});
      case Kind::depthwise: return diff_weights.permute({1, 2, 3, 0});
      case Kind::dense: break;
    }
    return diff_weights.squeeze(3).squeeze(2);
  }

  Setup s_;
  at::Tensor src_;
  at::Tensor library_weights_;
  at::Tensor dst_;
  std::array<std::int64_t, 2> padding_{0, 0};
  Margins margins_;
};

class Rectifier final : public Layer {
 public:
  Rectifier(TensorId src, TensorId dst) : src_{src}, dst_{dst} {}
  void forward(Workspace& work, Mode mode) override {
    const at::Tensor dst = at::relu(work.read(src_));
    if (mode == Mode::training) kept_ = dst;
    work.write(dst_, dst);
  }
  void backward(Workspace& work) override {
    const at::Tensor dst = std::exchange(kept_, at::Tensor{});
    const at::Tensor gradient = work.take_gradient(dst_);
    if (gradient.defined()) work.add_gradient(src_, at::threshold_backward(gradient, dst, 0), Ownership::owned);
  }

 private:
  TensorId src_, dst_;
  at::Tensor kept_;
};

class LogisticLayer final : public Layer {
 public:
  LogisticLayer(TensorId src, TensorId dst) : src_{src}, dst_{dst} {}
  void forward(Workspace& work, Mode mode) override {
    const at::Tensor dst = at::sigmoid(work.read(src_));
    if (mode == Mode::training) kept_ = dst;
    work.write(dst_, dst);
  }
  void backward(Workspace& work) override {
    const at::Tensor dst = std::exchange(kept_, at::Tensor{});
    const at::Tensor gradient = work.take_gradient(dst_);
    if (gradient.defined()) {
      work.add_gradient(src_, at::sigmoid_backward(gradient.to(dst.scalar_type()), dst), Ownership::owned);
    }
  }

 private:
  TensorId src_, dst_;
  at::Tensor kept_;
};

class SwishLayer final : public Layer {
 public:
  SwishLayer(TensorId src, TensorId dst) : src_{src}, dst_{dst} {}
  void forward(Workspace& work, Mode mode) override {
    const at::Tensor src = work.read(src_);
    if (mode == Mode::training) kept_ = src;
    work.write(dst_, at::silu(src));
  }
  void backward(Workspace& work) override {
    const at::Tensor src = std::exchange(kept_, at::Tensor{});
    const at::Tensor gradient = work.take_gradient(dst_);
    if (gradient.defined()) {
      work.add_gradient(src_, at::silu_backward(gradient.to(src.scalar_type()), src), Ownership::owned);
    }
  }

 private:
  TensorId src_, dst_;
  at::Tensor kept_;
};

/// Fixed numbers per channel, as 1 x C x 1 x 1 or 1 x C beside activations as held here.
at::Tensor per_channel(const std::array<float, 3>& values, const graph::Shape& shape) {
  std::vector<float> all(static_cast<std::size_t>(shape.back()));
  for (std::size_t c = 0; c < all.size(); ++c) all[c] = values.at(std::min<std::size_t>(c, 2));
  const at::Tensor flat = at::tensor(at::ArrayRef<float>{all}, at::kFloat);
  return shape.size() == 4 ? flat.view({1, -1, 1, 1}) : flat;
}

class RescaleLayer final : public Layer {
 public:
  RescaleLayer(TensorId src, TensorId dst, const graph::Rescale& a, const graph::Shape& shape)
      : src_{src}, dst_{dst}, scale_{per_channel(a.scale, shape)}, offset_{per_channel(a.offset, shape)} {}
  void forward(Workspace& work, Mode) override {
    const at::Tensor src = work.read(src_);
    if (scale_.device() != src.device()) {  // once: later steps must not wait for a copy
      scale_ = scale_.to(src.device());
      offset_ = offset_.to(src.device());
    }
    // In float32: pixel values have eight bits, and a shifted bfloat16 would lose some of them.
    work.write(dst_, (src.to(at::kFloat) * scale_ + offset_).to(src.scalar_type()));
  }
  void backward(Workspace& work) override {
    const at::Tensor gradient = work.take_gradient(dst_);
    if (!gradient.defined() || !work.needs_gradient(src_)) return;
    work.add_gradient(src_, gradient * scale_.to(gradient.scalar_type()), Ownership::owned);
  }

 private:
  TensorId src_, dst_;
  at::Tensor scale_, offset_;
};

constexpr std::uint64_t k_last_drawing_operator = (1U << 12U) - 1;

class DropoutLayer final : public Layer {
 public:
  /// `index`: of the operator in its graph; it numbers the random stream.
  DropoutLayer(TensorId src, TensorId dst, const graph::Dropout& a, std::uint64_t index)
      : src_{src}, dst_{dst}, rate_{a.rate}, whole_images_{a.whole_images}, index_{index} {}

  void forward(Workspace& work, Mode mode) override {
    const at::Tensor src = work.read(src_);
    if (mode == Mode::inference) {
      work.write(dst_, src);
      return;
    }
    factors_ = draw(work.draws(), src).to(src.device(), src.scalar_type(), /*non_blocking=*/true);
    work.write(dst_, src * factors_);
  }
  void backward(Workspace& work) override {
    const at::Tensor factors = std::exchange(factors_, at::Tensor{});
    const at::Tensor gradient = work.take_gradient(dst_);
    if (gradient.defined()) work.add_gradient(src_, gradient * factors, Ownership::owned);
  }

 private:
  /// 0 or 1 / (1 - rate), one a value or one an image; an image's numbers do not depend on the others in the batch.
  [[nodiscard]] at::Tensor draw(const Draws& draws, const at::Tensor& src) const {
    const auto images = src.size(0);
    std::vector<std::int64_t> sizes = src.sizes().vec();
    if (whole_images_) std::fill(sizes.begin() + 1, sizes.end(), 1);
    // Drawn on the host; memory a device can copy from while the host goes on.
    const auto options = at::TensorOptions{}.dtype(at::kFloat).pinned_memory(!src.is_cpu());
    at::Tensor factors =
        sizes.size() == 4 ? at::empty(sizes, options.memory_format(k_channels_last)) : at::empty(sizes, options);
    const auto per_image = factors.numel() / images;
    const float kept = 1.0F / (1.0F - rate_);
    float* out = factors.data_ptr<float>();
    for (std::int64_t image = 0; image < images; ++image) {
      const auto place = draws.first_image + static_cast<std::uint64_t>(image);
      RandomStream random{draws.seed, RandomStage::dropout, (draws.step << 30U) | (index_ << 18U) | place};
      for (std::int64_t i = 0; i < per_image; ++i) {
        *out++ = random.coarse_uniform() < static_cast<double>(rate_) ? 0.0F : kept;
      }
    }
    return factors;
  }

  TensorId src_, dst_;
  float rate_;
  bool whole_images_;
  std::uint64_t index_;
  at::Tensor factors_;
};

/// Sum or product of two activations, or of an activation and a constant.
class Binary final : public Layer {
 public:
  enum class Kind { add, multiply };
  struct Setup {
    Kind kind = Kind::add;
    std::array<TensorId, 2> src;
    std::array<Weight*, 2> constants{nullptr, nullptr};
    TensorId dst;
    graph::Activation activation = graph::Activation::none;
  };
  explicit Binary(const Setup& setup) : s_{setup} {}

  void forward(Workspace& work, Mode mode) override {
    std::array<at::Tensor, 2> src;
    for (std::size_t i = 0; i < 2; ++i) {
      src[i] = s_.constants[i] == nullptr ? work.read(s_.src[i]) : s_.constants[i]->used();
    }
    const std::size_t lead = src[1].dim() > src[0].dim() ? 1 : 0;
    for (std::size_t i = 0; i < 2; ++i) {
      if (s_.constants[i] != nullptr)
        src[i] = aligned(src[i], src[lead]).to(src[1 - i].scalar_type());
      else if (src[i].dim() < src[lead].dim())
        src[i] = aligned(src[i], src[lead]);
    }
    at::Tensor dst = s_.kind == Kind::add ? at::add(src[0], src[1]) : at::mul(src[0], src[1]);
    dst = activate(std::move(dst), s_.activation);
    if (mode == Mode::training) {
      if (s_.activation != graph::Activation::none) dst_ = dst;
      sizes_ = {src[0].sizes().vec(), src[1].sizes().vec()};
      if (s_.kind == Kind::multiply) src_ = src;
    }
    work.write(s_.dst, std::move(dst));
  }

  void backward(Workspace& work) override {
    at::Tensor gradient = work.take_gradient(s_.dst);
    const std::array<at::Tensor, 2> src = std::exchange(src_, {});
    const at::Tensor dst = std::exchange(dst_, at::Tensor{});
    if (!gradient.defined()) return;
    gradient = deactivate(gradient, dst, s_.activation);
    for (std::size_t i = 0; i < 2; ++i) {
      if (s_.constants[i] != nullptr || !work.needs_gradient(s_.src[i])) continue;
      at::Tensor part = s_.kind == Kind::add ? gradient : at::mul(gradient, src[1 - i]);
      if (part.sizes() != at::IntArrayRef{sizes_[i]}) part = at::sum_to(part, sizes_[i]);
      // The sum's gradient goes to both sides as the same tensor.
      const auto ownership = s_.kind == Kind::add ? Ownership::shared : Ownership::owned;
      work.add_gradient(s_.src[i], std::move(part), ownership);
    }
  }

 private:
  /// A tensor of the graph's trailing axes (NHWC) against an activation held as NCHW.
  static at::Tensor aligned(const at::Tensor& small, const at::Tensor& large) {
    if (large.dim() != 4) return small;
    at::Tensor full = small;
    while (full.dim() < 4) full = full.unsqueeze(0);
    return full.permute({0, 3, 1, 2});
  }

  Setup s_;
  std::array<at::Tensor, 2> src_;
  std::array<std::vector<std::int64_t>, 2> sizes_;
  at::Tensor dst_;
};

/// Joins activations. Along channels the result may live at the start of a wider buffer, which the next concatenation
/// of a dense block extends: nothing is copied twice, and gradients of the parts are slices of one tensor.
class Concatenate final : public Layer {
 public:
  struct Setup {
    std::vector<TensorId> src;
    TensorId dst;
    std::int64_t axis = 1;       ///< of the tensors as held here
    std::int64_t reserve = 0;    ///< channels of the buffer; 0 = no buffer to extend
    bool extends_first = false;  ///< input 0 is the start of a buffer with room for the rest
  };
  explicit Concatenate(Setup setup) : s_{std::move(setup)} {}

  void forward(Workspace& work, Mode mode) override {
    std::vector<at::Tensor> parts;
    for (const TensorId id : s_.src) parts.push_back(work.read(id));
    std::vector<std::int64_t> widths;
    std::int64_t total = 0;
    for (const at::Tensor& part : parts) {
      widths.push_back(part.size(s_.axis));
      total += widths.back();
    }
    at::Tensor dst;
    if (s_.reserve == 0) {
      dst = packed(at::cat(parts, s_.axis));
    } else {
      auto sizes = parts[0].sizes().vec();
      sizes[1] = s_.reserve;
      at::Tensor buffer;
      if (s_.extends_first) {
        buffer = parts[0].as_strided(sizes, {sizes[2] * sizes[3] * s_.reserve, 1, sizes[3] * s_.reserve, s_.reserve});
      } else {
        buffer = new_activation(sizes, parts[0].options());
      }
      std::int64_t first = 0;
      for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0 || !s_.extends_first) buffer.narrow(1, first, widths[i]).copy_(parts[i]);
        first += widths[i];
      }
      dst = buffer.narrow(1, 0, total);
    }
    if (mode == Mode::training) widths_ = widths;
    work.write(s_.dst, std::move(dst));
  }

  void backward(Workspace& work) override {
    const Ownership ownership = work.ownership(s_.dst);
    const at::Tensor gradient = work.take_gradient(s_.dst);
    if (!gradient.defined()) return;
    std::int64_t first = 0;
    for (std::size_t i = 0; i < s_.src.size(); ++i) {
      // Slices do not overlap, so where the whole may be added to in place, so may each of them.
      work.add_gradient(s_.src[i], gradient.narrow(s_.axis, first, widths_[i]), ownership);
      first += widths_[i];
    }
  }

 private:
  Setup s_;
  std::vector<std::int64_t> widths_;
};

class MaxPool final : public Layer {
 public:
  MaxPool(TensorId src, TensorId dst, const Window& window) : src_{src}, dst_{dst}, window_{window} {}

  void forward(Workspace& work, Mode mode) override {
    at::Tensor src = packed(work.read(src_));
    const Margins margins = margins_of(window_, src.size(2), src.size(3));
    // Cells outside never win.
    if (margins.any()) src = pad(src, margins, -std::numeric_limits<double>::infinity());
    auto [dst, indices] = at::max_pool2d_with_indices(src, {window_.height, window_.width},
                                                      {window_.stride_h, window_.stride_w}, {0, 0}, {1, 1}, false);
    if (mode == Mode::training) {
      kept_ = src;
      indices_ = indices;
      margins_ = margins;
    }
    work.write(dst_, dst);
  }

  void backward(Workspace& work) override {
    const at::Tensor src = std::exchange(kept_, at::Tensor{});
    const at::Tensor indices = std::exchange(indices_, at::Tensor{});
    const at::Tensor gradient = work.take_gradient(dst_);
    if (!gradient.defined() || !work.needs_gradient(src_)) return;
    at::Tensor diff =
        at::max_pool2d_with_indices_backward(packed(gradient), src, {window_.height, window_.width},
                                             {window_.stride_h, window_.stride_w}, {0, 0}, {1, 1}, false, indices);
    if (margins_.any()) diff = crop(diff, margins_);
    work.add_gradient(src_, std::move(diff), Ownership::owned);
  }

 private:
  TensorId src_, dst_;
  Window window_;
  Margins margins_;
  at::Tensor kept_, indices_;
};

/// Average over the cells inside the image.
class AveragePool final : public Layer {
 public:
  AveragePool(TensorId src, TensorId dst, const Window& window) : src_{src}, dst_{dst}, window_{window} {}

  void forward(Workspace& work, Mode mode) override {
    at::Tensor src = packed(work.read(src_));
    const Margins margins = margins_of(window_, src.size(2), src.size(3));
    at::Tensor cells;
    if (margins.any()) {
      // Sums over the padded image, divided by how many cells of each window are real.
      const at::Tensor ones =
          pad(at::ones({1, 1, src.size(2), src.size(3)}, src.options().dtype(at::kFloat)), margins, 0.0);
      cells = pool(ones).to(src.scalar_type());
      src = pad(src, margins, 0.0);
    }
    at::Tensor dst = pool(src);
    if (cells.defined()) dst = dst / cells;
    if (mode == Mode::training) {
      kept_ = src;
      cells_ = cells;
      margins_ = margins;
    }
    work.write(dst_, std::move(dst));
  }

  void backward(Workspace& work) override {
    const at::Tensor src = std::exchange(kept_, at::Tensor{});
    const at::Tensor cells = std::exchange(cells_, at::Tensor{});
    at::Tensor gradient = work.take_gradient(dst_);
    if (!gradient.defined() || !work.needs_gradient(src_)) return;
    if (cells.defined()) gradient = gradient / cells;
    at::Tensor diff = at::avg_pool2d_backward(packed(gradient), src, {window_.height, window_.width},
                                              {window_.stride_h, window_.stride_w}, {0, 0}, false, true, c10::nullopt);
    if (margins_.any()) diff = crop(diff, margins_);
    work.add_gradient(src_, std::move(diff), Ownership::owned);
  }

 private:
  [[nodiscard]] at::Tensor pool(const at::Tensor& src) const {
    return at::avg_pool2d(src, {window_.height, window_.width}, {window_.stride_h, window_.stride_w}, {0, 0}, false,
                          true, c10::nullopt);
  }

  TensorId src_, dst_;
  Window window_;
  Margins margins_;
  at::Tensor kept_, cells_;
};

class GlobalAverage final : public Layer {
 public:
  enum class Result { vector, image };
  GlobalAverage(TensorId src, TensorId dst, Result result) : src_{src}, dst_{dst}, result_{result} {}

  void forward(Workspace& work, Mode mode) override {
    const at::Tensor src = work.read(src_);
    at::Tensor dst = src.to(at::kFloat).mean(at::IntArrayRef{2, 3}, result_ == Result::image);
    if (result_ == Result::image) dst = dst.to(src.scalar_type());
    if (mode == Mode::training) {
      sizes_ = src.sizes().vec();
      type_ = src.scalar_type();
    }
    work.write(dst_, std::move(dst));
  }

  void backward(Workspace& work) override {
    at::Tensor gradient = work.take_gradient(dst_);
    if (!gradient.defined()) return;
    gradient = gradient.to(at::kFloat) / static_cast<double>(sizes_[2] * sizes_[3]);
    at::Tensor diff = new_activation(sizes_, gradient.options().dtype(type_));
    diff.copy_(gradient.view({sizes_[0], sizes_[1], 1, 1}).expand(sizes_));
    work.add_gradient(src_, std::move(diff), Ownership::owned);
  }

 private:
  TensorId src_, dst_;
  Result result_;
  std::vector<std::int64_t> sizes_;
  at::ScalarType type_ = at::kFloat;
};

class SoftmaxLayer final : public Layer {
 public:
  SoftmaxLayer(TensorId src, TensorId dst) : src_{src}, dst_{dst} {}
  void forward(Workspace& work, Mode mode) override {
    const at::Tensor src = work.read(src_);
    const at::Tensor dst = at::softmax(src.to(at::kFloat), channel_axis(src)).to(src.scalar_type());
    if (mode == Mode::training) kept_ = dst;
    work.write(dst_, dst);
  }
  void backward(Workspace& work) override {
    const at::Tensor dst = std::exchange(kept_, at::Tensor{});
    const at::Tensor gradient = work.take_gradient(dst_);
    if (!gradient.defined()) return;
    const at::Tensor dot = (gradient * dst).sum(channel_axis(dst), true);
    work.add_gradient(src_, dst * (gradient - dot), Ownership::owned);
  }

 private:
  static std::int64_t channel_axis(const at::Tensor& tensor) { return tensor.dim() == 4 ? 1 : tensor.dim() - 1; }
  TensorId src_, dst_;
  at::Tensor kept_;
};

class ZeroPad final : public Layer {
 public:
  ZeroPad(TensorId src, TensorId dst, const Margins& margins) : src_{src}, dst_{dst}, margins_{margins} {}
  void forward(Workspace& work, Mode) override { work.write(dst_, pad(work.read(src_), margins_, 0.0)); }
  void backward(Workspace& work) override {
    const Ownership ownership = work.ownership(dst_);
    const at::Tensor gradient = work.take_gradient(dst_);
    if (gradient.defined()) work.add_gradient(src_, crop(gradient, margins_), ownership);
  }

 private:
  TensorId src_, dst_;
  Margins margins_;
};

class ReshapeLayer final : public Layer {
 public:
  ReshapeLayer(TensorId src, TensorId dst, graph::Shape shape) : src_{src}, dst_{dst}, shape_{std::move(shape)} {}
  void forward(Workspace& work, Mode mode) override {
    const at::Tensor src = work.read(src_);
    if (mode == Mode::training) sizes_ = as_graph(src).sizes().vec();
    auto shape = shape_;
    shape[0] = src.size(0);  // graphs are written for one image
    work.write(dst_, as_held(as_graph(src).reshape(shape)));
  }
  void backward(Workspace& work) override {
    const at::Tensor gradient = work.take_gradient(dst_);
    if (!gradient.defined()) return;
    work.add_gradient(src_, as_held(as_graph(gradient).reshape(sizes_)), Ownership::shared);
  }

 private:
  static at::Tensor as_graph(const at::Tensor& held) { return held.dim() == 4 ? held.permute({0, 2, 3, 1}) : held; }
  static at::Tensor as_held(const at::Tensor& graph) { return graph.dim() == 4 ? graph.permute({0, 3, 1, 2}) : graph; }
  TensorId src_, dst_;
  graph::Shape shape_;
  std::vector<std::int64_t> sizes_;
};

/// Turns operators into layers, joining those that are one step here.
class Planner {
 public:
  Planner(const graph::Graph& graph, std::vector<std::unique_ptr<Weight>>& weights, const PlanOptions& options)
      : graph_{graph}, weights_{weights}, options_{options} {
    const std::size_t tensors = graph.tensors().size();
    users_.resize(tensors);
    writer_.assign(tensors, nullptr);
    for (const graph::Operator& op : graph.operators()) {
      for (const TensorId id : op.inputs) users_[id.index()].push_back(&op);
      for (const TensorId id : op.outputs) writer_[id.index()] = &op;
    }
  }

  Plan make() {
    const std::size_t tensors = graph_.tensors().size();
    plan_.readers.assign(tensors, 0);
    plan_.needs_gradient.assign(tensors, false);
    plan_.logits = graph_.outputs()[0];
    const graph::Operator* const last = writer_[plan_.logits.index()];
    if (last != nullptr && std::holds_alternative<graph::Softmax>(last->attributes)) {
      plan_.logits = last->inputs[0];
      final_softmax_ = last;
    }
    reserve_buffers();
    wrap(graph_.inputs()[0]);
    for (const graph::Operator& op : graph_.operators()) {
      if (&op == final_softmax_ || absorbed(op)) continue;
      op_ = &op;
      std::visit([this](const auto& attributes) { add(attributes); }, op.attributes);
    }
    ++plan_.readers[plan_.logits.index()];
    return std::move(plan_);
  }

 private:
  [[nodiscard]] TensorId in(std::size_t i) const { return op_->inputs[i]; }
  [[nodiscard]] TensorId out() const { return op_->outputs[0]; }
  [[nodiscard]] Weight* weight(TensorId id) { return weights_[id.index()].get(); }
  [[nodiscard]] Weight* constant(std::size_t i) {
    Weight* const found = i < op_->inputs.size() ? weight(in(i)) : nullptr;
    if (found == nullptr) refuse(*op_, "input " + std::to_string(i) + " must be a constant");
    return found;
  }
  [[nodiscard]] Weight* optional_constant(std::size_t i) { return i < op_->inputs.size() ? constant(i) : nullptr; }
  [[nodiscard]] FakeQuantizer* quantizer(TensorId id) const {
    return options_.quantizers.empty() ? nullptr : options_.quantizers[id.index()].get();
  }
  /// Puts the fake quantisation of activation `id`, if there is one, behind the step just added.
  void wrap(TensorId id) {
    if (FakeQuantizer* const found = quantizer(id)) {
      plan_.layers.push_back(std::make_unique<FakeQuantizeLayer>(*found));
    }
  }
  /// Has to exist as a tensor of its own: no two steps may be joined across it, nor its memory shared.
  [[nodiscard]] bool is_kept(TensorId id) const {
    return quantizer(id) != nullptr || id == plan_.logits ||
           std::find(graph_.outputs().begin(), graph_.outputs().end(), id) != graph_.outputs().end();
  }

  /// The only operator reading `id`, if there is exactly one and `id` need not be kept.
  [[nodiscard]] const graph::Operator* only_user(TensorId id) const {
    const auto& users = users_[id.index()];
    return users.size() == 1 && !is_kept(id) ? users[0] : nullptr;
  }
  /// A ReLU that is done by the batch normalisation before it, or zero padding done by the convolution after it.
  [[nodiscard]] bool absorbed(const graph::Operator& op) const {
    if (std::holds_alternative<graph::Relu>(op.attributes)) {
      const graph::Operator* const writer = writer_[op.inputs[0].index()];
      return writer != nullptr && std::holds_alternative<graph::BatchNormalization>(writer->attributes) &&
             only_user(op.inputs[0]) == &op;
    }
    if (std::holds_alternative<graph::ZeroPad2d>(op.attributes)) {
      const graph::Operator* const user = only_user(op.outputs[0]);
      return user != nullptr && std::holds_alternative<graph::Conv2d>(user->attributes) &&
             user->inputs[0] == op.outputs[0];
    }
    return false;
  }

  /// Notes that `layer` reads activations `src` and writes `dst`.
  void push(std::unique_ptr<Layer> layer, std::initializer_list<TensorId> src, TensorId dst, bool trains = false) {
    push(std::move(layer), std::vector<TensorId>{src}, dst, trains);
  }
  void push(std::unique_ptr<Layer> layer, const std::vector<TensorId>& src, TensorId dst, bool trains = false) {
    bool needed = trains;
    for (const TensorId id : src) {
      ++plan_.readers[id.index()];
      needed = needed || plan_.needs_gradient[id.index()];
    }
    plan_.needs_gradient[dst.index()] = needed;
    plan_.layers.push_back(std::move(layer));
    wrap(dst);
  }

  void add(const graph::Conv2d& a) {
    Weight* const weights = constant(1);
    const auto sizes = weights->values.sizes();
    Convolution::Setup setup{
        .kind = Convolution::Kind::plain,
        .src = in(0),
        .dst = out(),
        .weights = weights,
        .bias = optional_constant(2),
        .window = {sizes[1], sizes[2], a.stride_h, a.stride_w, a.dilation_h, a.dilation_w, a.padding},
        .extra = {},
        .activation = a.activation,
        .type = options_.activations};
    const graph::Operator* const writer = writer_[in(0).index()];
    if (writer != nullptr && std::holds_alternative<graph::ZeroPad2d>(writer->attributes) && absorbed(*writer)) {
      const auto& p = std::get<graph::ZeroPad2d>(writer->attributes);
      setup.extra = {p.top, p.bottom, p.left, p.right};
      setup.src = writer->inputs[0];
    }
    weights->trainable = weights->decays = true;
    if (setup.bias != nullptr) setup.bias->trainable = true;
    push(std::make_unique<Convolution>(setup), {setup.src}, out(), true);
  }
  void add(const graph::DepthwiseConv2d& a) {
    Weight* const weights = constant(1);
    const auto sizes = weights->values.sizes();
    const Convolution::Setup setup{
        .kind = Convolution::Kind::depthwise,
        .src = in(0),
        .dst = out(),
        .weights = weights,
        .bias = optional_constant(2),
        .window = {sizes[1], sizes[2], a.stride_h, a.stride_w, a.dilation_h, a.dilation_w, a.padding},
        .extra = {},
        .activation = a.activation,
        .type = options_.activations};
    weights->trainable = weights->decays = true;
    if (setup.bias != nullptr) setup.bias->trainable = true;
    push(std::make_unique<Convolution>(setup), {setup.src}, out(), true);
  }
  void add(const graph::Dense& a) {
    Weight* const weights = constant(1);
    // float32 always: the scores come from here, and it is a small part of the work.
    const Convolution::Setup setup{.kind = Convolution::Kind::dense,
                                   .src = in(0),
                                   .dst = out(),
                                   .weights = weights,
                                   .bias = optional_constant(2),
                                   .window = {},
                                   .extra = {},
                                   .activation = a.activation,
                                   .type = at::kFloat};
    weights->trainable = weights->decays = true;
    if (setup.bias != nullptr) setup.bias->trainable = true;
    push(std::make_unique<Convolution>(setup), {setup.src}, out(), true);
  }
  void add(const graph::BatchNormalization& a) {
    const std::size_t first = op_->inputs.size() == 5 ? 2 : 1;  // behind a gamma, if there is one
    NormalizationSetup setup{
        .src = in(0),
        .dst = out(),
        .gamma = first == 2 ? constant(1) : nullptr,
        .beta = constant(first),
        .mean = constant(first + 1),
        .variance = constant(first + 2),
        .epsilon = a.epsilon,
        .momentum = options_.batch_norm_momentum < 0.0 ? static_cast<double>(a.momentum) : options_.batch_norm_momentum,
        .rectify = normalization::Rectify::no,
        .group = options_.group};
    if (setup.gamma != nullptr) setup.gamma->trainable = true;
    setup.beta->trainable = true;
    if (const graph::Operator* const user = only_user(out());
        user != nullptr && absorbed(*user) && std::holds_alternative<graph::Relu>(user->attributes)) {
      setup.rectify = normalization::Rectify::yes;
      setup.dst = user->outputs[0];
    }
    if (options_.kernels == Kernels::own) {
      push(std::make_unique<Normalization>(setup), {setup.src}, setup.dst, true);
    } else {
      WIREBENCH_EXPECT(options_.moving != nullptr);
      push(std::make_unique<LibraryNormalization>(setup, *options_.moving), {setup.src}, setup.dst, true);
    }
  }
  void add(const graph::Relu&) { push(std::make_unique<Rectifier>(in(0), out()), {in(0)}, out()); }
  void add(const graph::Logistic&) { push(std::make_unique<LogisticLayer>(in(0), out()), {in(0)}, out()); }
  void add(const graph::Swish&) { push(std::make_unique<SwishLayer>(in(0), out()), {in(0)}, out()); }
  void add(const graph::Rescale& a) {
    push(std::make_unique<RescaleLayer>(in(0), out(), a, graph_.tensor(out()).shape), {in(0)}, out());
  }
  void add(const graph::Dropout& a) {
    const auto index = static_cast<std::uint64_t>(op_ - graph_.operators().data());
    if (index > k_last_drawing_operator) refuse(*op_, "it comes after more than 4096 operators");
    push(std::make_unique<DropoutLayer>(in(0), out(), a, index), {in(0)}, out());
  }
  void add(const graph::Add& a) { add_binary(Binary::Kind::add, a.activation); }
  void add(const graph::Multiply& a) { add_binary(Binary::Kind::multiply, a.activation); }
  void add_binary(Binary::Kind kind, graph::Activation activation) {
    Binary::Setup setup{.kind = kind,
                        .src = {in(0), in(1)},
                        .constants = {weight(in(0)), weight(in(1))},
                        .dst = out(),
                        .activation = activation};
    std::vector<TensorId> src;
    for (std::size_t i = 0; i < 2; ++i) {
      if (setup.constants[i] == nullptr) src.push_back(setup.src[i]);
    }
    push(std::make_unique<Binary>(setup), src, out());
  }
  void add(const graph::Concatenation& a) {
    const auto rank = graph_.tensor(out()).shape.size();
    constexpr std::array<std::int64_t, 4> held_axis{0, 2, 3, 1};
    Concatenate::Setup setup{.src = op_->inputs,
                             .dst = out(),
                             .axis = rank == 4 ? held_axis.at(static_cast<std::size_t>(a.axis)) : a.axis,
                             .reserve = 0,
                             .extends_first = false};
    for (const TensorId id : setup.src) {
      if (weight(id) != nullptr) refuse(*op_, "it joins a constant");
    }
    if (const auto found = reserves_.find(op_); found != reserves_.end()) {
      setup.reserve = found->second.channels;
      setup.extends_first = found->second.extends_first;
    }
    push(std::make_unique<Concatenate>(setup), setup.src, out());
  }
  template <class Pool>
  static Window pool_window(const Pool& a) {
    return {a.window_h, a.window_w, a.stride_h, a.stride_w, 1, 1, a.padding};
  }
  void add(const graph::MaxPool2d& a) { push(std::make_unique<MaxPool>(in(0), out(), pool_window(a)), {in(0)}, out()); }
  void add(const graph::AveragePool2d& a) {
    push(std::make_unique<AveragePool>(in(0), out(), pool_window(a)), {in(0)}, out());
  }
  void add(const graph::GlobalAveragePool& a) {
    const auto result = a.keep_dims ? GlobalAverage::Result::image : GlobalAverage::Result::vector;
    push(std::make_unique<GlobalAverage>(in(0), out(), result), {in(0)}, out());
  }
  void add(const graph::Softmax&) { push(std::make_unique<SoftmaxLayer>(in(0), out()), {in(0)}, out()); }
  void add(const graph::ZeroPad2d& a) {
    push(std::make_unique<ZeroPad>(in(0), out(), Margins{a.top, a.bottom, a.left, a.right}), {in(0)}, out());
  }
  void add(const graph::Reshape&) {
    push(std::make_unique<ReshapeLayer>(in(0), out(), graph_.tensor(out()).shape), {in(0)}, out());
  }
  void add(const graph::Quantize&) { refuse(*op_, "it is quantised"); }
  void add(const graph::Dequantize&) { refuse(*op_, "it is quantised"); }

  struct Reserve {
    std::int64_t channels = 0;
    bool extends_first = false;
  };

  /// Finds chains of channel concatenations, each extending the one before, and gives them one buffer.
  void reserve_buffers() {
    std::unordered_map<const graph::Operator*, const graph::Operator*> extended_by;
    const auto along_channels = [this](const graph::Operator& op) {
      const auto* const concat = std::get_if<graph::Concatenation>(&op.attributes);
      return concat != nullptr && concat->axis == 3 && graph_.tensor(op.outputs[0]).shape.size() == 4;
    };
    for (const graph::Operator& op : graph_.operators()) {
      if (!along_channels(op)) continue;
      const graph::Operator* const writer = writer_[op.inputs[0].index()];
      const bool free =
          writer != nullptr && along_channels(*writer) && !is_kept(op.inputs[0]) && !extended_by.contains(writer);
      if (free) extended_by[writer] = &op;
      reserves_[&op] = {graph_.tensor(op.outputs[0]).shape[3], free};
    }
    // From the end of each chain backwards: everyone's buffer is as wide as the last result.
    const auto operators = graph_.operators();
    for (auto op = operators.rbegin(); op != operators.rend(); ++op) {
      if (const auto next = extended_by.find(&*op); next != extended_by.end()) {
        reserves_[&*op].channels = reserves_[next->second].channels;
      }
    }
  }

  const graph::Graph& graph_;
  std::vector<std::unique_ptr<Weight>>& weights_;
  PlanOptions options_;
  std::vector<std::vector<const graph::Operator*>> users_;
  std::vector<const graph::Operator*> writer_;
  std::unordered_map<const graph::Operator*, Reserve> reserves_;
  const graph::Operator* final_softmax_ = nullptr;
  const graph::Operator* op_ = nullptr;
  Plan plan_;
};

}  // namespace

Plan make_plan(const graph::Graph& graph, std::vector<std::unique_ptr<Weight>>& weights, const PlanOptions& options) {
  return Planner{graph, weights, options}.make();
}

}  // namespace wirebench::train
