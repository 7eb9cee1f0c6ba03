/// \file Messages to people: levelled lines and progress with rate and time left, on standard error.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace wirebench {

enum class LogLevel { debug, info, warning, error };

/// A stream of messages. Cheap to copy; copies write to the same place. Thread-safe.
/// Passed to what reports; there is no global logger.
class Log {
 public:
  /// To standard error; a terminal gets colours and moving progress bars, a file or pipe plain lines.
  [[nodiscard]] static Log to_stderr(LogLevel threshold);
  /// Drops everything: for tests and library use.
  [[nodiscard]] static Log silent();

  void write(LogLevel level, std::string_view message) const;

  /// Whether a person sees the messages as they come: they go to a terminal.
  [[nodiscard]] bool on_terminal() const noexcept;

  template <class... A>
  void debug(fmt::format_string<A...> format, A&&... a) const {
    write(LogLevel::debug, fmt::format(format, std::forward<A>(a)...));
  }
  template <class... A>
  void info(fmt::format_string<A...> format, A&&... a) const {
    write(LogLevel::info, fmt::format(format, std::forward<A>(a)...));
  }
  template <class... A>
  void warning(fmt::format_string<A...> format, A&&... a) const {
    write(LogLevel::warning, fmt::format(format, std::forward<A>(a)...));
  }
  template <class... A>
  void error(fmt::format_string<A...> format, A&&... a) const {
    write(LogLevel::error, fmt::format(format, std::forward<A>(a)...));
  }

 private:
  friend class Progress;
  struct Sink;
  explicit Log(std::shared_ptr<Sink> sink) : sink_{std::move(sink)} {}
  std::shared_ptr<Sink> sink_;
};

/// Progress of one piece of work. On a terminal a bar redrawn at most ten times a second; elsewhere a plain line at
/// most every ten seconds and at the end. Not thread-safe: one thread advances it.
class Progress {
 public:
  /// `total` counts `unit`s ("events", "images"); 0 = not known beforehand.
  Progress(const Log& log, std::string label, std::uint64_t total, std::string unit);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void advance(std::uint64_t count = 1);
  /// A short text shown behind the rate: "loss 0.83".
  void note(std::string text) { note_ = std::move(text); }

 private:
  using Clock = std::chrono::steady_clock;
  void draw(Clock::time_point now, bool last);

  Log log_;
  std::string label_;
  std::uint64_t total_;
  std::string unit_;
  std::uint64_t done_ = 0;
  std::uint64_t shown_ = 0;  // done_ when it was last drawn
  std::string note_;
  Clock::time_point start_;
  Clock::time_point drawn_;
};

/// One progress line: label, count, rate, time left. Pure; the text both forms of Progress show.
[[nodiscard]] std::string progress_text(std::string_view label, std::uint64_t done, std::uint64_t total,
                                        std::string_view unit, std::chrono::duration<double> elapsed,
                                        std::string_view note);

}  // namespace wirebench
