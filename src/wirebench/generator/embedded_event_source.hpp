/// \file The embedded generator as a stream of events.
#pragma once

#include <cstdint>
#include <memory>

#include "wirebench/generator/event_source.hpp"
#include "wirebench/generator/generator.hpp"

namespace wirebench::generator {

/// The events first, first + 1, ... of a generator, `count` of them: threads and ranks share the generator and take
/// different ranges.
class EmbeddedEventSource final : public EventSource {
 public:
  EmbeddedEventSource(std::shared_ptr<const Generator> generator, std::uint64_t first, std::uint64_t count) noexcept
      : generator_{std::move(generator)}, next_{first}, end_{first + count} {}

  [[nodiscard]] std::optional<NeutrinoEvent> next() override {
    if (next_ == end_) return std::nullopt;
    return generator_->event(next_++);
  }

 private:
  std::shared_ptr<const Generator> generator_;
  std::uint64_t next_;
  std::uint64_t end_;
};

}  // namespace wirebench::generator
