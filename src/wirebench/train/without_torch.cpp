/// \file Takes the place of everything that needs libtorch in a build without it: training is absent, and says so.
#include <string>

#include "wirebench/core/error.hpp"
#include "wirebench/train/executor.hpp"
#include "wirebench/train/learner_form.hpp"
#include "wirebench/train/parallel.hpp"
#include "wirebench/train/process_group.hpp"

namespace wirebench::train {

struct Executor::State {};

std::string_view name(Precision precision) noexcept {
  return precision == Precision::bfloat16 ? "bfloat16" : "float32";
}

bool bfloat16_possible() {
  return false;
}
bool bfloat16_fast() {
  return false;
}

Executor::Executor(const graph::Graph& graph, const ExecutorOptions& /*options*/) {
  throw Error{ErrorKind::missing,
              {"cannot train or run the trainer on", graph.name(), "this wirebench was built without libtorch",
               "Install libtorch-dev and build again with -DWIREBENCH_TORCH=ON, or give trained weights."}};
}
Executor::~Executor() = default;
Executor::Executor(Executor&&) noexcept = default;
Executor& Executor::operator=(Executor&&) noexcept = default;

// No Executor can exist, so none of these can be called.
std::size_t Executor::image_size() const noexcept {
  return 0;
}
std::size_t Executor::classes() const noexcept {
  return 0;
}
void Executor::set_step(const TrainingStep& /*step*/) noexcept {}
std::vector<float> Executor::forward_training(std::span<const float> /*pixels*/, std::size_t /*count*/) {
  return {};
}
void Executor::backward(std::span<const float> /*logit_gradient*/) {}
std::vector<float> Executor::logits(std::span<const float> /*pixels*/, std::size_t /*count*/) {
  return {};
}
std::vector<float> Executor::scores(std::span<const float> /*pixels*/, std::size_t /*count*/) {
  return {};
}
std::vector<float> Executor::scores_of_tensors(std::span<const float> /*nhwc*/, std::size_t /*count*/) {
  return {};
}
std::span<const Parameter> Executor::parameters() const noexcept {
  return {};
}
std::span<const Statistic> Executor::statistics() const noexcept {
  return {};
}
std::span<const QuantizerRange> Executor::quantizer_ranges() const noexcept {
  return {};
}
graph::QuantParams Executor::quantization(std::size_t /*index*/) const {
  return {};
}
void Executor::store(graph::Graph& /*graph*/) const {}

Device choose_device(DeviceChoice choice, int /*local_rank*/) {
  if (choice != DeviceChoice::cuda) return {};
  throw Error{ErrorKind::missing,
              {"no CUDA device to train on", "device = \"cuda\"", "this wirebench was built without libtorch",
               "Build it with -DWIREBENCH_TORCH=ON against a libtorch with CUDA."}};
}

std::unique_ptr<Learner::Form> make_host_form(const graph::Graph& graph, const LearnerOptions& options) {
  static_cast<void>(Executor{graph, options.executor});  // says what is missing
  return nullptr;
}
std::unique_ptr<Learner::Form> make_tensor_form(const graph::Graph& graph, const LearnerOptions& options) {
  return make_host_form(graph, options);
}

int rank_of(const Collective& /*group*/) noexcept {
  return 0;
}
int size_of(const Collective& /*group*/) noexcept {
  return 1;
}
Device device_of(const Collective& /*group*/) noexcept {
  return {};
}
void sum_values(Collective& /*group*/, std::span<double> /*values*/) {}
ProcessGroup join_processes(const ProcessPlace& place, const Device& /*device*/) {
  if (place.size == 1) return nullptr;
  throw Error{ErrorKind::missing,
              {"cannot train on several processes", std::to_string(place.size) + " processes",
               "this wirebench was built without libtorch",
               "Install libtorch-dev and libgloo-dev and build again with -DWIREBENCH_TORCH=ON."}};
}

unsigned use_threads(unsigned /*threads*/) {
  return 1;
}

void parallel_for(std::size_t count, std::size_t /*grain*/, const std::function<void(std::size_t, std::size_t)>& body) {
  if (count > 0) body(0, count);
}

}  // namespace wirebench::train
