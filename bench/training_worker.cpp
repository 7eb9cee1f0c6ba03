/// \file wirebench's half of training_speed.py: trains one network on random images when told to.
///
///   training_worker --network resnet50v2 --size 224 --batch 32 --precision bfloat16 --threads 2 [--device cpu]
///
/// Writes "ready", then for every line "run N" on its standard input makes N steps and writes the seconds they took.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "wirebench/core/random.hpp"
#include "wirebench/graph/networks.hpp"
#include "wirebench/train/learner.hpp"

namespace {

using namespace wirebench;

struct Choice {
  std::string network = "resnet50v2";
  std::int64_t size = 224;
  std::size_t batch = 32;
  std::string precision = "float32";
  std::string device = "cpu";
  unsigned threads = 0;
};

train::Learner make_learner(const Choice& choice) {
  const auto network = graph::make_network(choice.network, {.height = choice.size, .width = choice.size, .seed = 1});
  train::LearnerOptions options;
  options.executor.precision = choice.precision == "bfloat16" ? train::Precision::bfloat16 : train::Precision::float32;
  options.executor.threads = choice.threads;
  options.executor.batch_norm_momentum = 0.99;
  options.executor.device =
      train::choose_device(choice.device == "cuda" ? train::DeviceChoice::cuda : train::DeviceChoice::cpu);
  return train::Learner{network, options};
}

int run(const Choice& choice) {
  train::Learner learner = make_learner(choice);
  RandomStream random{1, RandomStage::test, 0};
  std::vector<float> pixels(choice.batch * learner.image_size());
  for (float& pixel : pixels) pixel = static_cast<float>(random.below(256));
  std::vector<std::int64_t> labels;
  for (std::size_t i = 0; i < choice.batch; ++i) labels.push_back(static_cast<std::int64_t>(i % learner.classes()));

  std::cout << "ready" << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words{line};
    std::string verb;
    int steps = 0;
    if (!(words >> verb >> steps) || verb != "run" || steps < 1) {
      std::cerr << "training_worker: not understood: " << line << '\n';
      return 2;
    }
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < steps; ++i) {
      learner.step({.pixels = pixels, .labels = labels, .whole = choice.batch}, 1e-4);
    }
    static_cast<void>(learner.totals());  // waits for the device
    std::cout << fmt::format("{:.6f}", std::chrono::duration<double>{std::chrono::steady_clock::now() - start}.count())
              << std::endl;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Choice choice;
  CLI::App app{"Training steps on random images, timed for training_speed.py"};
  app.add_option("--network", choice.network)->capture_default_str();
  app.add_option("--size", choice.size, "height and width of the images")->capture_default_str();
  app.add_option("--batch", choice.batch)->capture_default_str();
  app.add_option("--precision", choice.precision)->check(CLI::IsMember({"float32", "bfloat16"}))->capture_default_str();
  app.add_option("--device", choice.device)->check(CLI::IsMember({"cpu", "cuda"}))->capture_default_str();
  app.add_option("--threads", choice.threads, "0: one a core")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    return run(choice);
  } catch (const std::exception& error) {
    std::cerr << "training_worker: " << error.what() << '\n';
    return 1;
  }
}
