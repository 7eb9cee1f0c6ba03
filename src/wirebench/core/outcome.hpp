/// \file Values that may be absent for a reason worth showing (no device, operator not supported).
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "wirebench/core/contract.hpp"

namespace wirebench {

/// Why something expected to be missing on some machines is missing here. Becomes a row of the result table.
struct Absent {
  std::string reason;
};

/// Either a value or the reason why there is none.
template <class T>
class Outcome {
 public:
  Outcome(T value) : state_{std::move(value)} {}         // NOLINT(google-explicit-constructor)
  Outcome(Absent absent) : state_{std::move(absent)} {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool present() const noexcept { return std::holds_alternative<T>(state_); }
  explicit operator bool() const noexcept { return present(); }

  [[nodiscard]] T& value() & {
    WIREBENCH_EXPECT(present());
    return std::get<T>(state_);
  }
  [[nodiscard]] const T& value() const& {
    WIREBENCH_EXPECT(present());
    return std::get<T>(state_);
  }
  [[nodiscard]] T&& value() && {
    WIREBENCH_EXPECT(present());
    return std::get<T>(std::move(state_));
  }
  [[nodiscard]] const std::string& reason() const {
    WIREBENCH_EXPECT(!present());
    return std::get<Absent>(state_).reason;
  }

 private:
  std::variant<T, Absent> state_;
};

}  // namespace wirebench
