/// \file Files of neutrino events: what is common to all forms.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wirebench/core/error.hpp"
#include "wirebench/core/log.hpp"
#include "wirebench/core/units.hpp"
#include "wirebench/generator/event_source.hpp"
#include "wirebench/generator/files/line_reader.hpp"

namespace wirebench::generator {

/// How files of events are read.
struct EventFileOptions {
  /// Events that cannot be used are left out and counted instead of ending the work with an Error.
  bool skip_bad_events = false;
  /// Unit of vertices in tracker text ("nuance"). The format's is the centimetre; GENIE's gntpc writes its own metres.
  Length nuance_length = units::centimeter;
  Log log = Log::silent();  ///< gets each kind of violation once, and its count at the end of the file
};

enum class Severity : std::uint8_t {
  warning,  ///< the event is used, as far as the file says what it needs
  error,    ///< the event cannot be used: an Error, or left out where that is asked for
};

/// One way in which a file departs from its format, and how often.
struct Violation {
  Severity severity = Severity::warning;
  std::string convention;  ///< NuHepMC's label, "G.R.5"; empty where the format has none
  std::string message;     ///< of the first one
  std::uint64_t line = 0;  ///< of the first one
  std::uint64_t count = 0;
};

/// A file of events as a stream. Memory does not grow with the file. Thread-safety: one thread calls next().
class EventFile : public EventSource {
 public:
  /// Errors: Error(failed) with file, line, event number and reason when an event cannot be used and is not to be left
  /// out, or when the file is cut. After an error the stream has ended.
  [[nodiscard]] std::optional<NeutrinoEvent> next() final;

  /// "NuHepMC 1.0.0", "nuance tracker text".
  [[nodiscard]] virtual std::string form() const = 0;
  /// What was found so far, in the order of the file. At most some hundred kinds are told apart.
  [[nodiscard]] const std::vector<Violation>& violations() const noexcept { return violations_; }
  /// Events left out so far.
  [[nodiscard]] std::uint64_t skipped() const noexcept { return skipped_; }
  [[nodiscard]] const std::string& name() const noexcept { return lines_.name(); }

 protected:
  EventFile(LineReader lines, EventFileOptions options);

  /// The next event of the file. Errors: EventProblem.
  [[nodiscard]] virtual std::optional<NeutrinoEvent> read_event() = 0;
  /// Goes on to where the next event may begin, behind one that cannot be used. May throw EventProblem.
  virtual void resynchronize() = 0;
  /// Number of the event being read, for messages; nothing between events.
  [[nodiscard]] virtual std::optional<std::int64_t> event_number() const = 0;

  /// Records a violation; equal `what`s are one kind. `detail` is shown with the first one.
  void warn(std::string_view convention, std::string_view what, const std::string& detail = {});
  [[nodiscard]] LineReader& lines() noexcept { return lines_; }
  [[nodiscard]] const EventFileOptions& options() const noexcept { return options_; }
  /// A problem as an Error, with file, line and event number.
  [[nodiscard]] Error to_error(const EventProblem& problem) const;

 private:
  void record(Severity severity, std::string_view convention, std::string_view what, const std::string& detail);
  void finish();

  LineReader lines_;
  EventFileOptions options_;
  std::vector<Violation> violations_;
  std::vector<std::string> kinds_;  // convention and what, beside violations_
  std::uint64_t skipped_ = 0;
  bool ended_ = false;
};

}  // namespace wirebench::generator
