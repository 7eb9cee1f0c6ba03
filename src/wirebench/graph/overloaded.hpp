/// \file One visitor out of several lambdas, for std::visit over Attributes.
#pragma once

namespace wirebench::graph {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

}  // namespace wirebench::graph
