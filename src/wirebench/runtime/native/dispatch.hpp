/// \file Which kernel runs which operator.
#pragma once

#include <string_view>

#include "wirebench/runtime/native/kernels.hpp"

namespace wirebench::runtime::native {

struct Implementation {
  std::string_view name;  ///< "conv2d int8"
  KernelPtr kernel;
};

/// The first kernel of the list that takes the operator's kind and types. Errors: Error(failed) naming the operator and
/// its types when none does, or when that kernel cannot compute these shapes, constants or quantisation.
[[nodiscard]] Implementation choose_kernel(const Site& site);

}  // namespace wirebench::runtime::native
