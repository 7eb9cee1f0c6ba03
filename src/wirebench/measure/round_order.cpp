#include "wirebench/measure/round_order.hpp"

#include <algorithm>

#include "wirebench/core/contract.hpp"

namespace wirebench::measure {

std::vector<std::size_t> round_order(std::size_t systems, std::uint64_t round) {
  WIREBENCH_EXPECT(systems >= 1);
  const std::uint64_t cycle = systems % 2 == 0 ? systems : 2 * systems;
  const std::uint64_t row = round % cycle;
  std::vector<std::size_t> order(systems);
  for (std::size_t place = 0; place < systems; ++place) {
    // The zigzag 0, 1, n-1, 2, n-2, ... has every difference mod n once; shifting it gives the other rows.
    const std::size_t zigzag = place % 2 == 1 ? (place + 1) / 2 : (systems - place / 2) % systems;
    order[place] = (zigzag + row) % systems;
  }
  // An odd number of systems is balanced only together with the mirrored rows.
  if (row >= systems) std::reverse(order.begin(), order.end());
  return order;
}

}  // namespace wirebench::measure
