/// \file How activations lie in memory, and what the layers need to know about it. Internal: includes libtorch.
#pragma once

#include <cstddef>
#include <optional>

#include "wirebench/train/aten.hpp"

namespace wirebench::train {

inline constexpr auto k_channels_last = at::MemoryFormat::ChannelsLast;

/// Dense channels_last (rank 4) or row-major memory.
[[nodiscard]] at::Tensor packed(const at::Tensor& tensor);

/// An activation with values still to be written, of the element type and on the device of `like`.
[[nodiscard]] at::Tensor new_activation(at::IntArrayRef sizes, const at::TensorOptions& like);

/// Rows of channels behind a tensor.
struct RowView {
  std::size_t rows = 0;
  std::size_t channels = 0;
  std::size_t stride = 0;  ///< values from one row to the next
};
/// Nothing when the tensor's memory is laid out otherwise.
[[nodiscard]] std::optional<RowView> row_view(const at::Tensor& tensor);

/// The tensor itself where it has a row view, else a packed copy.
[[nodiscard]] at::Tensor with_rows(const at::Tensor& tensor);

}  // namespace wirebench::train
