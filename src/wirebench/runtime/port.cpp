#include "wirebench/runtime/runtime.hpp"

namespace wirebench::runtime {

std::size_t Port::bytes() const noexcept {
  return static_cast<std::size_t>(graph::element_count(shape)) * graph::byte_size(type);
}

}  // namespace wirebench::runtime
