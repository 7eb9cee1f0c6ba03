#include "wirebench/train/device.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <vector>

namespace wirebench::train {
namespace {

/// What NVIDIA's driver calls the devices of this machine, where they are all alike: which of several different ones
/// has which number only CUDA knows.
std::string common_model() {
  std::vector<std::string> models;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator{"/proc/driver/nvidia/gpus", none}) {
    std::ifstream file{entry.path() / "information"};
    for (std::string line; std::getline(file, line);) {
      if (!line.starts_with("Model:")) continue;
      const auto first = line.find_first_not_of(" \t", 6);
      if (first != std::string::npos) models.push_back(line.substr(first));
    }
  }
  const bool alike = std::adjacent_find(models.begin(), models.end(), std::not_equal_to<>{}) == models.end();
  return models.empty() || !alike ? "" : models.front();
}

}  // namespace

std::string describe(const Device& device) {
  if (device.kind == DeviceKind::cpu) return "the processor";
  const std::string model = common_model();
  return "CUDA device " + std::to_string(device.index) + (model.empty() ? "" : " (" + model + ")");
}

std::string_view name(DeviceChoice choice) noexcept {
  switch (choice) {
    case DeviceChoice::cpu: return "cpu";
    case DeviceChoice::cuda: return "cuda";
    case DeviceChoice::automatic: break;
  }
  return "auto";
}

}  // namespace wirebench::train
