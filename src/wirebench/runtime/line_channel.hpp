/// \file Lines of text over a stream socket, with time limits.
#pragma once

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "wirebench/core/descriptor.hpp"

namespace wirebench::runtime {

/// Why a conversation came to an end.
enum class Fault {
  ended,     ///< the other side closed its end (or died)
  silent,    ///< no answer within the time limit
  nonsense,  ///< an answer that breaks the protocol
  reported,  ///< a proper answer saying that the work failed; the conversation can go on
};

/// A conversation that failed. Turned into an Error, with the process's fate, where the process is known.
class ChannelFault : public std::runtime_error {
 public:
  ChannelFault(Fault fault, const std::string& text) : std::runtime_error{text}, fault_{fault} {}
  [[nodiscard]] Fault fault() const noexcept { return fault_; }

 private:
  Fault fault_;
};

/// One end of a stream socket carrying '\n'-terminated lines. Not thread-safe.
class LineChannel {
 public:
  using Deadline = std::optional<std::chrono::steady_clock::time_point>;  ///< nullopt: no limit

  explicit LineChannel(Descriptor socket) noexcept : socket_{std::move(socket)} {}

  /// Sends one line. Precondition: no '\n' inside. Errors: ChannelFault (ended, silent).
  void send(std::string_view line, Deadline deadline);
  /// The next line, without its '\n'. Errors: ChannelFault (ended, silent; nonsense when longer than 64 MiB).
  [[nodiscard]] std::string receive(Deadline deadline);

 private:
  void wait_until_ready(short events, Deadline deadline) const;

  Descriptor socket_;
  std::string pending_;
};

}  // namespace wirebench::runtime
