/// \file Layers by Keras' names and defaults, from which the networks are put together.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "wirebench/graph/graph.hpp"
#include "wirebench/graph/networks.hpp"

namespace wirebench::graph {

enum class Bias { with, without };

/// Appends Keras layers to a graph. A layer's tensors are named after Keras: `<layer>/kernel`, `<layer>/bias`,
/// `<layer>/gamma`, `<layer>/beta`, `<layer>/moving_mean`, `<layer>/moving_variance`, and `<layer>` its output.
/// Initial weights are Keras' defaults: Glorot-uniform kernels, zero biases, batch normalisation 1, 0, 0, 1. Every
/// kernel draws from its own stream, numbered by the tensor's id, in the order of the weights as stored here.
class NetworkBuilder {
 public:
  /// `name`: as in network_names(). Starts with the input tensor "images" [1,H,W,C] float32.
  NetworkBuilder(const std::string& name, const NetworkOptions& options);

  [[nodiscard]] TensorId input() const noexcept { return input_; }
  /// `channels` of the original network times the width multiplier, to the nearest multiple of 8, at least 8; exactly
  /// `channels` when the multiplier is 1.
  [[nodiscard]] std::int64_t scaled(std::int64_t channels) const;
  /// Channels of an activation.
  [[nodiscard]] std::int64_t channels(TensorId tensor) const;

  struct Convolution {
    std::int64_t filters = 0;
    std::int64_t kernel = 1;  ///< height and width
    std::int32_t stride = 1;
    Padding padding = Padding::valid;
    Bias bias = Bias::with;
  };
  TensorId conv2d(const std::string& name, TensorId src, const Convolution& convolution);
  TensorId batch_normalization(const std::string& name, TensorId src, float epsilon);
  TensorId relu(const std::string& name, TensorId src);
  TensorId zero_pad(const std::string& name, TensorId src, std::int32_t cells);
  TensorId max_pool(const std::string& name, TensorId src, std::int32_t window, std::int32_t stride);
  TensorId average_pool(const std::string& name, TensorId src, std::int32_t window, std::int32_t stride);
  TensorId add(const std::string& name, TensorId left, TensorId right);
  TensorId concatenate(const std::string& name, TensorId left, TensorId right);
  TensorId global_average_pool(const std::string& name, TensorId src);
  /// A dense layer `name` and its softmax, an operator of its own here: `<name>_softmax`.
  TensorId classifier(const std::string& name, TensorId src, std::int64_t classes);

  /// The graph with `scores` as its output. The builder must not be used afterwards.
  [[nodiscard]] Graph finish(TensorId scores, const Preprocessing& preprocessing) &&;

 private:
  TensorId append(const std::string& name, const Attributes& attributes, std::vector<TensorId> inputs);
  TensorId constant(const std::string& name, Shape shape, std::span<const float> values);
  TensorId filled(const std::string& name, std::int64_t count, float value);
  TensorId glorot_kernel(const std::string& name, Shape shape, std::int64_t fan_in, std::int64_t fan_out);

  NetworkOptions options_;
  Graph graph_;
  TensorId input_;
};

}  // namespace wirebench::graph
