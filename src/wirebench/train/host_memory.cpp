#include "wirebench/train/host_memory.hpp"

#include <fmt/format.h>

#include <string_view>

namespace wirebench::train {

bool means_out_of_memory(const std::exception& error) {
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) return true;
  // libtorch: "DefaultCPUAllocator: can't allocate memory: you tried to allocate ..."; oneDNN: "could not create a
  // memory object" or "out_of_memory".
  const std::string_view text{error.what()};
  for (const std::string_view part : {"can't allocate memory", "not enough memory", "out of memory", "out_of_memory"}) {
    if (text.find(part) != std::string_view::npos) return true;
  }
  return false;
}

Error out_of_memory(const std::string& doing, std::size_t images, const std::string& key) {
  return Error{
      ErrorKind::failed,
      {"the machine's memory does not suffice", doing, fmt::format("it takes {} images at a time", images),
       fmt::format("Lower {} (memory goes with it), take smaller images or a narrower network, set precision = "
                   "\"bfloat16\", or end other programs.",
                   key)}};
}

}  // namespace wirebench::train
