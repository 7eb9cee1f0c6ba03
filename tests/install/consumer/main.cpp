#include <iostream>

#include "wirebench/graph/networks.hpp"

int main() {
  const auto graph = wirebench::graph::make_network("resnet50v2", {.height = 64, .width = 64});
  std::cout << wirebench::graph::parameter_count(graph) << " parameters\n";
  return 0;
}
