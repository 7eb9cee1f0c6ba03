#include "wirebench/train/activation_memory.hpp"

namespace wirebench::train {

at::Tensor packed(const at::Tensor& tensor) {
  return tensor.dim() == 4 ? tensor.contiguous(k_channels_last) : tensor.contiguous();
}

at::Tensor new_activation(at::IntArrayRef sizes, const at::TensorOptions& like) {
  const auto options = at::TensorOptions{}.dtype(like.dtype()).device(like.device());
  return sizes.size() == 4 ? at::empty(sizes, options.memory_format(k_channels_last)) : at::empty(sizes, options);
}

std::optional<RowView> row_view(const at::Tensor& tensor) {
  const auto channels = tensor.size(1);
  if (tensor.dim() == 2) {
    if (tensor.stride(1) != 1 && channels != 1) return std::nullopt;
    return RowView{static_cast<std::size_t>(tensor.size(0)), static_cast<std::size_t>(channels),
                   static_cast<std::size_t>(tensor.size(0) == 1 ? channels : tensor.stride(0))};
  }
  if (tensor.dim() != 4) return std::nullopt;
  const auto n = tensor.size(0);
  const auto h = tensor.size(2);
  const auto w = tensor.size(3);
  // Strides of axes of length one say nothing, so the row stride is taken from the innermost longer axis.
  const auto row = w > 1 ? tensor.stride(3) : h > 1 ? tensor.stride(2) : n > 1 ? tensor.stride(0) : channels;
  const bool regular = (channels == 1 || tensor.stride(1) == 1) && row >= channels &&
                       (h == 1 || tensor.stride(2) == w * row) && (n == 1 || tensor.stride(0) == h * w * row);
  if (!regular) return std::nullopt;
  return RowView{static_cast<std::size_t>(n * h * w), static_cast<std::size_t>(channels),
                 static_cast<std::size_t>(row)};
}

at::Tensor with_rows(const at::Tensor& tensor) {
  return row_view(tensor) ? tensor : packed(tensor);
}

}  // namespace wirebench::train
