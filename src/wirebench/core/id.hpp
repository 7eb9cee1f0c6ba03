/// \file Typed indices: an event number cannot be passed where a tensor number is meant.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace wirebench {

/// Index of a `Tag`. Default-constructed ids are invalid.
template <class Tag>
class Id {
 public:
  constexpr Id() noexcept = default;
  explicit constexpr Id(std::uint32_t index) noexcept : index_{index} {}
  explicit constexpr Id(std::size_t index) noexcept : index_{static_cast<std::uint32_t>(index)} {}

  [[nodiscard]] constexpr std::uint32_t index() const noexcept { return index_; }
  [[nodiscard]] constexpr bool valid() const noexcept { return index_ != k_invalid; }
  constexpr auto operator<=>(const Id&) const noexcept = default;

 private:
  static constexpr std::uint32_t k_invalid = 0xffffffffU;
  std::uint32_t index_ = k_invalid;
};

}  // namespace wirebench

template <class Tag>
struct std::hash<wirebench::Id<Tag>> {
  std::size_t operator()(wirebench::Id<Tag> id) const noexcept { return std::hash<std::uint32_t>{}(id.index()); }
};
