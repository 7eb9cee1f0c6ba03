#include "wirebench/dataset/dataset.hpp"

namespace wirebench::dataset {

std::string_view name(Split split) noexcept {
  switch (split) {
    case Split::training: return "training";
    case Split::validation: return "validation";
    case Split::test: return "test";
  }
  return "unknown";
}

std::string_view name(PixelType type) noexcept {
  switch (type) {
    case PixelType::uint8: return "uint8";
    case PixelType::float32: return "float32";
  }
  return "unknown";
}

}  // namespace wirebench::dataset
