/// \file How many events the long tests look at.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace wirebench::test {

/// `usual`, or `nightly` where WIREBENCH_NIGHTLY is 1, as under scripts/nightly.
inline std::uint64_t event_count(std::uint64_t usual, std::uint64_t nightly) {
  const char* value = std::getenv("WIREBENCH_NIGHTLY");
  return value != nullptr && std::string_view{value} == "1" ? nightly : usual;
}

}  // namespace wirebench::test
