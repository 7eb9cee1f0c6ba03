/// \file The moving means and variances of all normalisations of a network, updated together. Internal: includes
/// libtorch.
#pragma once

#include <cstddef>
#include <vector>

#include "wirebench/train/aten.hpp"

namespace wirebench::train {

struct Weight;

/// On an accelerator a step of its own for each layer would cost more time to start than to run, so layers leave their
/// batch statistics here and one update follows the forward pass.
/// Keras' convention: the momentum is the part kept, and the variance is the biased one.
class MovingStatistics {
 public:
  /// Adds a normalisation; returns its place. The weights must outlive this object.
  std::size_t add(Weight& mean, Weight& variance, double epsilon, double momentum);

  /// Moves the values of all means and variances behind each other into one tensor on `device`; the weights become
  /// views of it. To be called once, after the last add().
  void gather(at::Device device);

  /// Leaves the batch's mean and 1 / sqrt(biased variance + epsilon), float32 [channels], for the next update().
  void note(std::size_t place, at::Tensor mean, at::Tensor inverse_deviation);
  /// One step of all moving statistics. Precondition: each normalisation noted its batch.
  void update();

 private:
  struct Entry {
    Weight* mean;
    Weight* variance;
    double epsilon;
    double momentum;
    at::Tensor batch_mean;
    at::Tensor batch_inverse_deviation;
  };
  std::vector<Entry> entries_;
  at::Tensor means_, variances_;  // one after the other, [all channels]
  at::Tensor epsilon_, new_part_;
};

}  // namespace wirebench::train
