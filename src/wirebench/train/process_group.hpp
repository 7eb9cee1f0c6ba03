/// \file Joining the processes of a training. No libtorch in this header.
#pragma once

#include <memory>
#include <span>

#include "wirebench/train/device.hpp"
#include "wirebench/train/process_place.hpp"

namespace wirebench::train {

class Collective;

/// The processes of a training; shares the lifetime of the connections between them.
using ProcessGroup = std::shared_ptr<Collective>;

[[nodiscard]] int rank_of(const Collective& group) noexcept;
[[nodiscard]] int size_of(const Collective& group) noexcept;
/// The device this process trains on.
[[nodiscard]] Device device_of(const Collective& group) noexcept;
/// Collective::sum() of numbers in host memory, whatever the device.
void sum_values(Collective& group, std::span<double> values);

/// Joins all processes of `place`, waiting at most five minutes for the others; null for one process alone.
/// Sums go through c10d: Gloo on the processor, NCCL on CUDA.
/// Errors: Error(missing) when this build lacks what is needed; Error(failed) when the processes do not find each
/// other.
[[nodiscard]] ProcessGroup join_processes(const ProcessPlace& place, const Device& device);

}  // namespace wirebench::train
