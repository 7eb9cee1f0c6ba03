/// \file What the measuring core sees of a runtime: something that can be timed. It knows no model and no data.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace wirebench::measure {

using Nanoseconds = std::chrono::nanoseconds;

/// One loaded model on one target with one prepared input. Not thread-safe.
class SystemUnderTest {
 public:
  virtual ~SystemUnderTest() = default;
  [[nodiscard]] virtual std::string name() const = 0;
  /// Runs `count` queries one after another; the duration of each, clock read around the runtime's own call.
  [[nodiscard]] virtual std::vector<Nanoseconds> run(std::size_t count) = 0;
  /// An idle system must not disturb the others.
  virtual void pause() = 0;
  virtual void resume() = 0;
};

}  // namespace wirebench::measure
