/// \file libtorch's tensors and functions: the only place that includes them. Internal to the module.
#pragma once

// clang-format off
// ivalue.h first: the headers after it put IValue into containers that C++20 wants complete (libtorch 1.13, clang).
#include <ATen/core/ivalue.h>
#include <ATen/core/Tensor.h>
#include <ATen/ExpandUtils.h>
#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
// clang-format on
