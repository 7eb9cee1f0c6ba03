#include <ATen/Context.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <dlfcn.h>

#include <exception>
#include <filesystem>

#include "wirebench/core/error.hpp"
#include "wirebench/train/device.hpp"

namespace wirebench::train {
namespace {

constexpr const char* k_cuda_library = "libtorch_cuda.so";

/// Loads libtorch's CUDA library, which registers itself, and says why it cannot be used; empty when it can.
/// Loading instead of linking lets one program run with and without it, and start without a CUDA runtime. libtorch must
/// not be asked whether it has CUDA before: it would remember a no.
std::string load_cuda_library() {
  Dl_info where{};
  // The folder of the libtorch in use: its CUDA half must be the one built with it.
  if (::dladdr(reinterpret_cast<const void*>(&at::globalContext), &where) == 0 || where.dli_fname == nullptr) {
    return "the folder of libtorch is not known";
  }
  const std::filesystem::path library = std::filesystem::path{where.dli_fname}.parent_path() / k_cuda_library;
  if (!std::filesystem::exists(library)) {
    return "the libtorch in " + library.parent_path().string() + " was built without CUDA (it has no " +
           k_cuda_library + ")";
  }
  if (::dlopen(library.c_str(), RTLD_NOW | RTLD_GLOBAL) == nullptr) {
    return std::string{"libtorch's CUDA library cannot be loaded: "} + ::dlerror();
  }
  return {};
}

struct Found {
  int devices = 0;
  std::string why_not;
};

Found find_cuda() {
  Found found;
  found.why_not = load_cuda_library();
  if (!found.why_not.empty()) return found;
  try {
    if (c10::impl::hasDeviceGuardImpl(c10::DeviceType::CUDA)) {
      found.devices = c10::impl::getDeviceGuardImpl(c10::DeviceType::CUDA)->deviceCount();
    }
  } catch (const std::exception& error) {
    found.why_not = error.what();
    return found;
  }
  if (found.devices == 0)
    found.why_not = "no CUDA device answers (is the driver loaded, is CUDA_VISIBLE_DEVICES empty?)";
  return found;
}

}  // namespace

Device choose_device(DeviceChoice choice, int local_rank) {
  if (choice == DeviceChoice::cpu) return {};
  const Found found = find_cuda();
  if (found.devices > 0) return {DeviceKind::cuda, local_rank % found.devices};
  if (choice == DeviceChoice::automatic) return {};
  throw Error{ErrorKind::missing,
              {"no CUDA device to train on", "device = \"cuda\"", found.why_not,
               "Build wirebench against a libtorch with CUDA (a PyTorch wheel has one) and run it on a machine with an "
               "NVIDIA driver, or set device = \"cpu\" or \"auto\"."}};
}

}  // namespace wirebench::train
