/// \file Damaged copies of a file, the same in every run: for tests of the readers of files from outside.
#pragma once

#include <sys/resource.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

#include "wirebench/core/random.hpp"

namespace wirebench::test {

inline std::string bytes_in(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  if (!in) throw std::runtime_error{"cannot read " + path.string()};
  return {std::istreambuf_iterator<char>{in}, {}};
}

inline std::filesystem::path write_bytes_to(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream{path, std::ios::binary}.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return path;
}

/// Draws numbers below a limit.
class Dice {
 public:
  explicit Dice(std::uint64_t round) : random_{20261126, RandomStage::test, round} {}
  std::size_t below(std::size_t limit) {
    return std::min(limit - 1, static_cast<std::size_t>(random_.uniform() * static_cast<double>(limit)));
  }

 private:
  RandomStream random_;
};

/// A text with one to six changes: a bit, any byte, a byte that is likely in it, a piece cut out, a piece doubled.
inline std::string damaged_text(std::string_view whole, std::uint64_t round, std::string_view likely) {
  Dice dice{round};
  std::string bytes{whole};
  const std::size_t changes = 1 + dice.below(6);
  for (std::size_t i = 0; i < changes; ++i) {
    const std::size_t at = dice.below(bytes.size());
    switch (dice.below(5)) {
      case 0: bytes[at] = static_cast<char>(bytes[at] ^ (1 << dice.below(8))); break;
      case 1: bytes[at] = static_cast<char>(dice.below(256)); break;
      case 2: bytes[at] = likely[dice.below(likely.size())]; break;
      case 3: bytes.erase(at, 1 + dice.below(40)); break;
      default: bytes.insert(at, bytes.substr(dice.below(bytes.size()), 1 + dice.below(200))); break;
    }
    if (bytes.empty()) bytes.push_back('x');
  }
  return bytes;
}

/// A binary file of the same length with one to four changes among the bytes that are not 0: a bit, any byte, or 0,
/// 0x7f, 0x80, 0xff, also in runs of eight bytes, as numbers are stored.
inline std::string damaged_binary(std::string_view whole, std::uint64_t round) {
  Dice dice{round};
  std::string bytes{whole};
  constexpr std::string_view extremes{"\0\x7f\x80\xff", 4};
  const std::size_t changes = 1 + dice.below(4);
  for (std::size_t i = 0; i < changes; ++i) {
    std::size_t at = dice.below(bytes.size());
    while (at + 1 < bytes.size() && bytes[at] == '\0') ++at;
    switch (dice.below(4)) {
      case 0: bytes[at] = static_cast<char>(bytes[at] ^ (1 << dice.below(8))); break;
      case 1: bytes[at] = static_cast<char>(dice.below(256)); break;
      case 2: bytes[at] = extremes[dice.below(extremes.size())]; break;
      default: {
        const char value = extremes[dice.below(extremes.size())];
        for (std::size_t k = at; k < std::min(at + 8, bytes.size()); ++k) bytes[k] = value;
      }
    }
  }
  return bytes;
}

/// Largest memory of this process so far.
inline long peak_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

}  // namespace wirebench::test
