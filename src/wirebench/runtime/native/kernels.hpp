/// \file Makers of all kernels, one source file for each family, float and integer beside each other.
///
/// Each takes a site whose types the dispatch list has checked, and throws Error(failed) through Site::refuse() when
/// shapes, constants or quantisation are not ones the kernel can compute.
#pragma once

#include <memory>

#include "wirebench/runtime/native/kernel.hpp"
#include "wirebench/runtime/native/site.hpp"

namespace wirebench::runtime::native {

using KernelPtr = std::unique_ptr<Kernel>;

// conv.cpp
[[nodiscard]] KernelPtr make_float_conv(const Site& site);
[[nodiscard]] KernelPtr make_integer_conv(const Site& site);
[[nodiscard]] KernelPtr make_hybrid_conv(const Site& site);  ///< float source and result, int8 weights
// depthwise.cpp
[[nodiscard]] KernelPtr make_float_depthwise(const Site& site);
[[nodiscard]] KernelPtr make_integer_depthwise(const Site& site);
[[nodiscard]] KernelPtr make_hybrid_depthwise(const Site& site);
// dense.cpp
[[nodiscard]] KernelPtr make_float_dense(const Site& site);
[[nodiscard]] KernelPtr make_integer_dense(const Site& site);
[[nodiscard]] KernelPtr make_hybrid_dense(const Site& site);
// elementwise.cpp
[[nodiscard]] KernelPtr make_float_add(const Site& site);
[[nodiscard]] KernelPtr make_integer_add(const Site& site);
[[nodiscard]] KernelPtr make_float_multiply(const Site& site);
[[nodiscard]] KernelPtr make_integer_multiply(const Site& site);
// batch_normalization.cpp
[[nodiscard]] KernelPtr make_batch_normalization(const Site& site);
// relu.cpp
[[nodiscard]] KernelPtr make_float_relu(const Site& site);
[[nodiscard]] KernelPtr make_integer_relu(const Site& site);
// logistic.cpp
[[nodiscard]] KernelPtr make_float_logistic(const Site& site);
[[nodiscard]] KernelPtr make_integer_logistic(const Site& site);
// pool.cpp
[[nodiscard]] KernelPtr make_float_max_pool(const Site& site);
[[nodiscard]] KernelPtr make_integer_max_pool(const Site& site);
[[nodiscard]] KernelPtr make_float_average_pool(const Site& site);
[[nodiscard]] KernelPtr make_integer_average_pool(const Site& site);
// mean.cpp
[[nodiscard]] KernelPtr make_float_mean(const Site& site);
[[nodiscard]] KernelPtr make_integer_mean(const Site& site);
// softmax.cpp
[[nodiscard]] KernelPtr make_float_softmax(const Site& site);
[[nodiscard]] KernelPtr make_integer_softmax(const Site& site);
// movement.cpp: operators that move values without changing them, of any element type
[[nodiscard]] KernelPtr make_pad(const Site& site);
[[nodiscard]] KernelPtr make_concatenation(const Site& site);
[[nodiscard]] KernelPtr make_reshape(const Site& site);
// quantize.cpp
[[nodiscard]] KernelPtr make_quantize(const Site& site);    ///< float32 -> int8 or uint8
[[nodiscard]] KernelPtr make_requantize(const Site& site);  ///< int8 or uint8 -> int8 or uint8
[[nodiscard]] KernelPtr make_dequantize(const Site& site);  ///< int8 or uint8 -> float32

}  // namespace wirebench::runtime::native
