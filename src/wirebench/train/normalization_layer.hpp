/// \file Batch normalisation as a step of a network, with the ReLU behind it when there is one. Internal: includes
/// libtorch.
///
/// Two forms of the same step. `Normalization` runs the loops of normalization.hpp on the processor.
/// `LibraryNormalization` runs libtorch's own kernels on any device, and is the one for CUDA.
/// With a Collective, training statistics are those of the whole batch, over all processes (synchronised batch
/// normalisation): a training gives the same result on any number of them, up to rounding.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "wirebench/train/activation_memory.hpp"
#include "wirebench/train/layers.hpp"
#include "wirebench/train/moving_statistics.hpp"
#include "wirebench/train/normalization.hpp"

namespace wirebench::train {

class Collective;

struct NormalizationSetup {
  graph::TensorId src, dst;
  Weight* gamma = nullptr;  ///< may be null: 1
  Weight* beta = nullptr;
  Weight* mean = nullptr;
  Weight* variance = nullptr;
  double epsilon = 1e-3;
  double momentum = 0.99;
  normalization::Rectify rectify = normalization::Rectify::no;
  Collective* group = nullptr;  ///< null: this process alone
};

class Normalization final : public Layer {
 public:
  explicit Normalization(const NormalizationSetup& setup) : s_{setup} {}
  void forward(Workspace& work, Mode mode) override;
  void backward(Workspace& work) override;

 private:
  /// Two sums per channel.
  using Sums = std::pair<std::vector<double>, std::vector<double>>;
  template <class Body>
  static Sums reduce(const RowView& view, const Body& body);
  /// Adds `sums` and `rows` over the processes.
  void join(Sums& sums, double& rows) const;
  [[nodiscard]] std::pair<at::Tensor, at::Tensor> batch_moments(const at::Tensor& src, const RowView& view);

  NormalizationSetup s_;
  at::Tensor src_, mean_, inverse_deviation_, scale_;
};

class LibraryNormalization final : public Layer {
 public:
  /// `moving` gets the batch statistics of each training step; it must outlive the layer.
  LibraryNormalization(const NormalizationSetup& setup, MovingStatistics& moving);
  void forward(Workspace& work, Mode mode) override;
  void backward(Workspace& work) override;

 private:
  /// Factors of the channels, ones without a gamma.
  [[nodiscard]] const at::Tensor& factors();
  [[nodiscard]] at::Tensor forward_alone(const at::Tensor& src);
  [[nodiscard]] at::Tensor forward_together(const at::Tensor& src);

  NormalizationSetup s_;
  MovingStatistics* moving_;
  std::size_t place_;  // in the moving statistics
  at::Tensor src_, dst_, mean_, inverse_deviation_, counts_, ones_;
};

}  // namespace wirebench::train
