#include "wirebench/train/process_group.hpp"

#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include <cstdlib>
#ifdef USE_C10D_GLOO
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#endif
#ifdef USE_C10D_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wirebench/core/error.hpp"
#include "wirebench/train/collective.hpp"
#include "wirebench/train/program.hpp"

namespace wirebench::train {
namespace {

using Store = c10::intrusive_ptr<c10d::Store>;

constexpr std::chrono::minutes k_meeting{5};
// One process may validate and write a checkpoint while the others wait.
constexpr std::chrono::hours k_longest_wait{2};

/// c10d's Gloo or NCCL behind Collective.
template <class Backend>
class C10dCollective final : public Collective {
 public:
  C10dCollective(c10::intrusive_ptr<Backend> backend, const ProcessPlace& place, const Device& device)
      : backend_{std::move(backend)}, rank_{place.rank}, size_{place.size}, device_{torch_device(device)} {}

  [[nodiscard]] int rank() const noexcept override { return rank_; }
  [[nodiscard]] int size() const noexcept override { return size_; }
  [[nodiscard]] at::Device device() const noexcept override { return device_; }
  void sum(at::Tensor& values) override {
    std::vector<at::Tensor> tensors{values};
    finish([&] { return backend_->allreduce(tensors); });
  }
  void broadcast(at::Tensor& values) override {
    std::vector<at::Tensor> tensors{values};
    finish([&] { return backend_->broadcast(tensors); });
  }

 private:
  template <class Call>
  void finish(const Call& call) const {
    try {
      call()->wait();
    } catch (const std::exception& error) {
      const std::string_view text = error.what();
      throw Error{ErrorKind::failed,
                  {"a process of the training is gone",
                   "noticed on rank " + std::to_string(rank_) + " of " + std::to_string(size_),
                   std::string{text.substr(0, text.find('\n'))},
                   "Look for the message of the process that ended first; start all again to go on from the last "
                   "checkpoint."}};
    }
  }

  c10::intrusive_ptr<Backend> backend_;
  int rank_;
  int size_;
  at::Device device_;
};

[[maybe_unused]] Store meeting_store(const ProcessPlace& place) {
  c10d::TCPStoreOptions options;
  options.port = place.port;
  options.isServer = place.rank == 0 && !place.store_runs;
  options.numWorkers = static_cast<std::size_t>(place.size);
  options.waitWorkers = !place.store_runs;
  options.timeout = k_meeting;
  Store store = c10::make_intrusive<c10d::TCPStore>(place.address, options);
  return c10::make_intrusive<c10d::PrefixStore>("wirebench", store);
}

[[noreturn, maybe_unused]] void refuse_backend(const std::string& what, const std::string& remedy) {
  throw Error{ErrorKind::missing,
              {"training on several processes is not in this build", what,
               "the libtorch it was built against, or its headers, lack it", remedy}};
}

ProcessGroup join_on_processor(const ProcessPlace& place) {
#ifdef USE_C10D_GLOO
  using c10d::ProcessGroupGloo;
  auto options = ProcessGroupGloo::Options::create(k_longest_wait);
  const char* const interface = std::getenv("GLOO_SOCKET_IFNAME");
  const bool all_here = place.address == "127.0.0.1" || place.address == "localhost";
  options->devices.push_back(interface != nullptr ? ProcessGroupGloo::createDeviceForInterface(interface)
                             : all_here           ? ProcessGroupGloo::createDeviceForHostname("127.0.0.1")
                                                  : ProcessGroupGloo::createDefaultDevice());
  return std::make_shared<C10dCollective<ProcessGroupGloo>>(
      c10::make_intrusive<ProcessGroupGloo>(meeting_store(place), place.rank, place.size, options), place, Device{});
#else
  static_cast<void>(place);
  refuse_backend("Gloo, for device = \"cpu\"", "Build against Debian's libtorch-dev with libgloo-dev.");
#endif
}

ProcessGroup join_on_cuda(const ProcessPlace& place, const Device& device) {
#ifdef USE_C10D_NCCL
  using c10d::ProcessGroupNCCL;
  auto options = ProcessGroupNCCL::Options::create();
  options->timeout = k_longest_wait;
  return std::make_shared<C10dCollective<ProcessGroupNCCL>>(
      c10::make_intrusive<ProcessGroupNCCL>(meeting_store(place), place.rank, place.size, options), place, device);
#else
  static_cast<void>(place);
  static_cast<void>(device);
  refuse_backend("NCCL, for device = \"cuda\"",
                 "Build with -DWIREBENCH_NCCL=ON against a libtorch with CUDA and the headers of CUDA and NCCL.");
#endif
}

}  // namespace

int rank_of(const Collective& group) noexcept {
  return group.rank();
}
int size_of(const Collective& group) noexcept {
  return group.size();
}

Device device_of(const Collective& group) noexcept {
  const at::Device device = group.device();
  return device.is_cpu() ? Device{} : Device{DeviceKind::cuda, device.index()};
}

void sum_values(Collective& group, std::span<double> values) {
  at::Tensor sums = at::tensor(at::ArrayRef<double>{values.data(), values.size()}, at::kDouble).to(group.device());
  group.sum(sums);
  const at::Tensor here = sums.to(at::kCPU);
  std::copy_n(here.data_ptr<double>(), values.size(), values.begin());
}

ProcessGroup join_processes(const ProcessPlace& place, const Device& device) {
  if (place.size == 1) return nullptr;
  try {
    return device.kind == DeviceKind::cpu ? join_on_processor(place) : join_on_cuda(place, device);
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    const std::string_view text = error.what();
    throw Error{ErrorKind::failed,
                {"the processes of the training did not find each other",
                 "rank " + std::to_string(place.rank) + " of " + std::to_string(place.size) + ", meeting at " +
                     place.address + ":" + std::to_string(place.port),
                 std::string{text.substr(0, text.find('\n'))},
                 "Start all of them within five minutes; set MASTER_ADDR to the machine of rank 0 and MASTER_PORT to a "
                 "port that is free there and open to the others."}};
  }
}

}  // namespace wirebench::train
