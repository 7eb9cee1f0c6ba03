/// \file Sums over the processes that train together. Internal: includes libtorch.
#pragma once

#include "wirebench/train/aten.hpp"

namespace wirebench::train {

/// The processes of one training. Every process must make the same calls in the same order; a call ends when its result
/// is there (on CUDA: when it is ordered before whatever the current stream does next).
class Collective {
 public:
  virtual ~Collective() = default;
  [[nodiscard]] virtual int rank() const noexcept = 0;
  [[nodiscard]] virtual int size() const noexcept = 0;
  /// Where values must be.
  [[nodiscard]] virtual at::Device device() const noexcept = 0;
  /// Replaces `values` (dense, same shape and type everywhere) by its sum over the processes: the same bits in each.
  /// Errors: Error(failed) when another process is gone.
  virtual void sum(at::Tensor& values) = 0;
  /// Replaces `values` by those of process 0. Errors: as sum().
  virtual void broadcast(at::Tensor& values) = 0;
};

}  // namespace wirebench::train
