/// \file A function of each float value by itself.
#pragma once

#include <cstddef>

#include "wirebench/runtime/native/kernels.hpp"

namespace wirebench::runtime::native {

/// Applies `Function`, a stateless callable of a float that returns a float, to every value.
template <class Function>
class FloatMap final : public Kernel {
 public:
  explicit FloatMap(const Site& site)
      : Kernel{{site.input_id(0)}, site.output_id()}, values_{element_count(site.output())} {}

  void run(const Workspace& workspace) const override {
    const auto* from = workspace.read<float>(src());
    auto* to = workspace.write<float>(dst());
    for_each_piece(workspace.pool(), values_, 1, [&](std::size_t first, std::size_t count) {
      for (std::size_t i = first; i < first + count; ++i) to[i] = Function{}(from[i]);
    });
  }

 private:
  std::size_t values_;
};

}  // namespace wirebench::runtime::native
