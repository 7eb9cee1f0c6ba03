#include "wirebench/core/log.hpp"

#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/sinks/null_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cstdio>
#include <mutex>

namespace wirebench {

struct Log::Sink {
  spdlog::logger logger;
  bool terminal = false;
  bool silent = false;
  std::mutex bar_mutex;
  bool bar_shown = false;  // a progress bar stands on the current terminal line

  explicit Sink(spdlog::sink_ptr sink) : logger{"wirebench", std::move(sink)} {}

  void clear_bar() {
    if (!bar_shown) return;
    std::fputs("\r\033[K", stderr);
    bar_shown = false;
  }
};

namespace {

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::warning: return spdlog::level::warn;
    case LogLevel::error: return spdlog::level::err;
  }
  return spdlog::level::info;
}

std::string time_text(double seconds) {
  const auto whole = static_cast<std::uint64_t>(seconds + 0.5);
  if (whole >= 3600) return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
  if (whole >= 60) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} s", whole);
}

}  // namespace

Log Log::to_stderr(LogLevel threshold) {
  auto target = std::make_shared<spdlog::sinks::ansicolor_stderr_sink_mt>();
  auto sink = std::make_shared<Sink>(std::move(target));
  sink->terminal = ::isatty(STDERR_FILENO) == 1;
  sink->logger.set_pattern("%^%H:%M:%S %L%$ %v");
  sink->logger.set_level(spdlog_level(threshold));
  sink->logger.flush_on(spdlog::level::debug);
  return Log{std::move(sink)};
}

Log Log::silent() {
  auto sink = std::make_shared<Sink>(std::make_shared<spdlog::sinks::null_sink_mt>());
  sink->silent = true;
  return Log{std::move(sink)};
}

void Log::write(LogLevel level, std::string_view message) const {
  const std::lock_guard lock{sink_->bar_mutex};
  sink_->clear_bar();
  sink_->logger.log(spdlog_level(level), message);
}

bool Log::on_terminal() const noexcept {
  return sink_->terminal;
}

Progress::Progress(const Log& log, std::string label, std::uint64_t total, std::string unit)
    : log_{log},
      label_{std::move(label)},
      total_{total},
      unit_{std::move(unit)},
      start_{Clock::now()},
      drawn_{start_} {}

Progress::~Progress() {
  if (done_ > shown_ || log_.sink_->bar_shown) draw(Clock::now(), true);
}

void Progress::advance(std::uint64_t count) {
  done_ += count;
  const auto now = Clock::now();
  const auto interval = log_.sink_->terminal ? std::chrono::milliseconds{100} : std::chrono::seconds{10};
  if (now - drawn_ >= interval) draw(now, false);
}

void Progress::draw(Clock::time_point now, bool last) {
  drawn_ = now;
  shown_ = done_;
  const auto text = progress_text(label_, done_, total_, unit_, now - start_, note_);
  if (log_.sink_->silent || !log_.sink_->logger.should_log(spdlog::level::info)) return;
  if (!log_.sink_->terminal || last) {
    log_.write(LogLevel::info, text);
    return;
  }
  const std::lock_guard lock{log_.sink_->bar_mutex};
  std::string bar;
  if (total_ > 0) {
    constexpr std::uint64_t width = 24;
    const std::uint64_t filled = width * std::min(done_, total_) / total_;
    bar = "[" + std::string(filled, '#') + std::string(width - filled, '.') + "] ";
  }
  std::fprintf(stderr, "\r\033[K%s%s", bar.c_str(), text.c_str());
  std::fflush(stderr);
  log_.sink_->bar_shown = true;
}

std::string progress_text(std::string_view label, std::uint64_t done, std::uint64_t total, std::string_view unit,
                          std::chrono::duration<double> elapsed, std::string_view note) {
  const double seconds = elapsed.count();
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0.0;
  std::string text =
      total > 0 ? fmt::format("{}: {}/{} {}", label, done, total, unit) : fmt::format("{}: {} {}", label, done, unit);
  if (rate > 0) text += fmt::format(", {:.3g} {}/s", rate, unit);
  if (rate > 0 && total > done) text += ", " + time_text(static_cast<double>(total - done) / rate) + " left";
  if (total > 0 && done >= total) text += " in " + time_text(seconds);
  if (!note.empty()) text += fmt::format(", {}", note);
  return text;
}

}  // namespace wirebench
