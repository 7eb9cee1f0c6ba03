/// \file The operators a graph is made of. Inputs are listed per operator in this order.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <variant>

#include "wirebench/graph/tensor.hpp"

namespace wirebench::graph {

enum class Padding { same, valid };           ///< TensorFlow's meaning (SAME puts the odd cell after)
enum class Activation { none, relu, relu6 };  ///< fused into the operator's output

/// src [N,H,W,C], weights [O,KH,KW,C], optional bias [O] -> [N,H',W',O]
struct Conv2d {
  std::int32_t stride_h = 1, stride_w = 1;
  std::int32_t dilation_h = 1, dilation_w = 1;
  Padding padding = Padding::valid;
  Activation activation = Activation::none;
};
/// src [N,H,W,C], weights [1,KH,KW,C*multiplier], optional bias -> [N,H',W',C*multiplier]
struct DepthwiseConv2d {
  std::int32_t stride_h = 1, stride_w = 1;
  std::int32_t dilation_h = 1, dilation_w = 1;
  std::int32_t multiplier = 1;
  Padding padding = Padding::valid;
  Activation activation = Activation::none;
};
/// src [N,...,C], optional gamma [C] (1 where left out), beta [C], mean [C], variance [C] -> same shape: four or five
/// inputs, see batch_normalization_inputs(). Training updates mean and variance:
/// moving = moving * momentum + batch * (1 - momentum) (Keras' convention).
struct BatchNormalization {
  float epsilon = 1e-3F;
  float momentum = 0.99F;
};
struct Relu {};
struct Logistic {};  ///< 1 / (1 + exp(-x))
struct Swish {};     ///< x / (1 + exp(-x)), also called SiLU
/// src [N,...,C] -> src * scale[c] + offset[c]. The numbers belong to the network's definition and are not weights:
/// Keras' Rescaling and Normalization layers. Channels beyond the third use the last number, as in Preprocessing.
struct Rescale {
  std::array<float, 3> scale{1.0F, 1.0F, 1.0F};
  std::array<float, 3> offset{0.0F, 0.0F, 0.0F};
};
/// In training each value is 0 with probability `rate` (0 <= rate < 1) and divided by 1 - rate otherwise; at inference
/// nothing happens.
struct Dropout {
  float rate = 0.5F;
  bool whole_images = false;  ///< one draw an image instead of one a value: what is dropped is a branch
};
/// Two inputs of equal or broadcastable shape ([C] against [N,H,W,C]).
struct Add {
  Activation activation = Activation::none;
};
struct Multiply {
  Activation activation = Activation::none;
};
/// Any number of inputs, joined along `axis` (not negative).
struct Concatenation {
  std::int32_t axis = 3;
};
struct MaxPool2d {
  std::int32_t window_h = 2, window_w = 2, stride_h = 2, stride_w = 2;
  Padding padding = Padding::valid;
};
/// Average over the valid cells only (Keras and TensorFlow Lite).
struct AveragePool2d {
  std::int32_t window_h = 2, window_w = 2, stride_h = 2, stride_w = 2;
  Padding padding = Padding::valid;
};
/// src [N,H,W,C] -> [N,C] (or [N,1,1,C] with keep_dims): mean over height and width.
struct GlobalAveragePool {
  bool keep_dims = false;
};
/// src [N,I], weights [O,I], optional bias [O] -> [N,O]
struct Dense {
  Activation activation = Activation::none;
};
/// Over the last axis, beta = 1.
struct Softmax {};
/// Zeros (the zero point where quantised) around height and width: {top, bottom, left, right}.
struct ZeroPad2d {
  std::int32_t top = 0, bottom = 0, left = 0, right = 0;
};
struct Reshape {};     ///< to the output tensor's shape
struct Quantize {};    ///< float32 -> quantised, or quantised -> quantised with other parameters or type
struct Dequantize {};  ///< quantised or float16 -> float32

using Attributes = std::variant<Conv2d, DepthwiseConv2d, BatchNormalization, Relu, Logistic, Swish, Rescale, Dropout,
                                Add, Multiply, Concatenation, MaxPool2d, AveragePool2d, GlobalAveragePool, Dense,
                                Softmax, ZeroPad2d, Reshape, Quantize, Dequantize>;

/// "conv2d", "batch_normalization", ...
[[nodiscard]] std::string_view kind_name(const Attributes& attributes) noexcept;

}  // namespace wirebench::graph
