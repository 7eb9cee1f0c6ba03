/// \file Where a network is trained: the processor or a CUDA device. No libtorch in this header.
#pragma once

#include <string>
#include <string_view>

namespace wirebench::train {

enum class DeviceKind { cpu, cuda };

struct Device {
  DeviceKind kind = DeviceKind::cpu;
  int index = 0;  ///< number of the CUDA device

  friend bool operator==(const Device&, const Device&) = default;
};

/// "the processor", "CUDA device 0 (NVIDIA H100 80GB HBM3)"; without the name where the driver does not tell it.
[[nodiscard]] std::string describe(const Device& device);

enum class DeviceChoice {
  cpu,
  cuda,
  automatic,  ///< a CUDA device where one can be used, else the processor
};
[[nodiscard]] std::string_view name(DeviceChoice choice) noexcept;

/// The device a process takes. `local_rank`: number of this process among those on this machine (0 when alone); the
/// processes of a machine take its CUDA devices in turn.
/// Errors: Error(missing) when CUDA is asked for and cannot be used, saying what is missing: libtorch's CUDA library, a
/// driver, or a device. Not to be called from several threads at once (it may load libtorch's CUDA library).
[[nodiscard]] Device choose_device(DeviceChoice choice, int local_rank = 0);

}  // namespace wirebench::train
