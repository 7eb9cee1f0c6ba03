// Writes the weights that tests/data/graph/make_keras_oracle.py loads into Keras: graph_oracle_weights FOLDER
#include <cstdio>
#include <exception>
#include <filesystem>

#include "graph/oracle_network.hpp"

#include "wirebench/graph/networks.hpp"
#include "wirebench/graph/weights_file.hpp"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: graph_oracle_weights FOLDER\n", stderr);
    return 2;
  }
  try {
    for (const auto& name : wirebench::graph::network_names()) {
      wirebench::graph::save_network(wirebench::test::oracle_network(name),
                                     std::filesystem::path{argv[1]} / (name + ".weights.h5"));
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
