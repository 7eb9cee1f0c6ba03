/// \file Layers by Keras' names and defaults, from which the networks are put together.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "wirebench/graph/graph.hpp"
#include "wirebench/graph/networks.hpp"

namespace wirebench::graph {

enum class Bias { with, without };
enum class Gamma { with, without };  ///< of a batch normalisation

/// Where fresh kernels come from; variances by Keras' VarianceScaling.
enum class Initializer {
  glorot_uniform,        ///< Keras' default: uniform, variance 2 / (fan in + fan out)
  he_fan_out,            ///< normal cut at two deviations, variance 2 / fan out: EfficientNet's convolutions
  uniform_third_fan_out  ///< uniform, variance 1 / (3 fan out): EfficientNet's classifier
};

/// Appends Keras layers to a graph. A layer's tensors are named after Keras: `<layer>/kernel`, `<layer>/bias`,
/// `<layer>/gamma`, `<layer>/beta`, `<layer>/moving_mean`, `<layer>/moving_variance`, and `<layer>` its output.
/// Initial weights are Keras' defaults: Glorot-uniform kernels where no other initialiser is named, zero biases, batch
/// normalisation 1, 0, 0, 1. Every kernel draws from its own stream, numbered by the tensor's id, in the order of the
/// weights as stored here.
class NetworkBuilder {
 public:
  /// `name`: the network's, as in network_names() for those built in. Starts with the input tensor "images" [1,H,W,C]
  /// float32.
  NetworkBuilder(const std::string& name, const NetworkOptions& options);

  [[nodiscard]] TensorId input() const noexcept { return input_; }
  /// `channels` of the original network times the width multiplier, to the nearest multiple of 8, at least 8; exactly
  /// `channels` when the multiplier is 1.
  [[nodiscard]] std::int64_t scaled(std::int64_t channels) const;
  [[nodiscard]] std::size_t rank(TensorId tensor) const;
  /// Channels of an activation.
  [[nodiscard]] std::int64_t channels(TensorId tensor) const;

  struct Convolution {
    std::int64_t filters = 0;
    std::int64_t kernel = 1;        ///< height and width
    std::int64_t kernel_width = 0;  ///< where it differs from the height
    std::int32_t stride = 1;
    Padding padding = Padding::valid;
    Bias bias = Bias::with;
    Initializer initializer = Initializer::glorot_uniform;
  };
  TensorId conv2d(const std::string& name, TensorId src, const Convolution& convolution);
  /// `convolution.filters` is not looked at: one output channel per input channel.
  TensorId depthwise_conv2d(const std::string& name, TensorId src, const Convolution& convolution);
  struct Normalization {
    float epsilon = 1e-3F;
    float momentum = 0.99F;
    Gamma gamma = Gamma::with;
  };
  TensorId batch_normalization(const std::string& name, TensorId src, const Normalization& normalization);
  TensorId batch_normalization(const std::string& name, TensorId src, float epsilon) {
    return batch_normalization(name, src, Normalization{.epsilon = epsilon});
  }
  TensorId relu(const std::string& name, TensorId src);
  TensorId swish(const std::string& name, TensorId src);
  TensorId logistic(const std::string& name, TensorId src);
  TensorId rescale(const std::string& name, TensorId src, const Rescale& rescale);
  TensorId dropout(const std::string& name, TensorId src, const Dropout& dropout);
  TensorId zero_pad(const std::string& name, TensorId src, std::int32_t cells);
  TensorId max_pool(const std::string& name, TensorId src, std::int32_t window, std::int32_t stride,
                    Padding padding = Padding::valid);
  TensorId average_pool(const std::string& name, TensorId src, std::int32_t window, std::int32_t stride,
                        Padding padding = Padding::valid);
  TensorId add(const std::string& name, TensorId left, TensorId right);
  TensorId multiply(const std::string& name, TensorId left, TensorId right);
  /// Along the channels.
  TensorId concatenate(const std::string& name, std::vector<TensorId> parts);
  TensorId global_average_pool(const std::string& name, TensorId src);
  /// [N,C] as an image of one cell, [N,1,1,C].
  TensorId as_cell(const std::string& name, TensorId src);
  /// A dense layer `name` and its softmax, an operator of its own here: `<name>_softmax`.
  TensorId classifier(const std::string& name, TensorId src, std::int64_t classes,
                      Initializer initializer = Initializer::glorot_uniform);

  /// The graph with `scores` as its output. The builder must not be used afterwards.
  [[nodiscard]] Graph finish(TensorId scores, const Preprocessing& preprocessing) &&;

 private:
  TensorId append(const std::string& name, const Attributes& attributes, std::vector<TensorId> inputs);
  TensorId append(Operator op, Shape shape);
  TensorId constant(const std::string& name, Shape shape, std::span<const float> values);
  TensorId filled(const std::string& name, std::int64_t count, float value);
  struct Fans {
    std::int64_t in = 0;
    std::int64_t out = 0;
  };
  TensorId kernel(const std::string& name, Shape shape, Fans fans, Initializer initializer);

  NetworkOptions options_;
  Graph graph_;
  TensorId input_;
};

}  // namespace wirebench::graph
