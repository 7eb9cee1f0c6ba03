/// \file Errors a user can act on.
#pragma once

#include <stdexcept>
#include <string>

namespace wirebench {

/// Who has to act; maps one to one onto the exit codes of the command line.
enum class ErrorKind {
  failed,   ///< the work failed (unreadable data, full disk): exit code 1
  usage,    ///< wrong usage or configuration: exit code 2
  missing,  ///< something needed is not there (device, runtime, package): exit code 3
};

/// The parts of a message. Rendered as `<what>: <where> (<why>). <remedy>`; empty parts are left out.
struct Problem {
  std::string what;    ///< what went wrong: "unknown key"
  std::string where;   ///< file, line, key or value: "quick.toml:12: training.epoch"
  std::string why;     ///< the reason: "the keys of [training] are fixed"
  std::string remedy;  ///< what to do, a full sentence: "Did you mean 'epochs'?"
};

/// A user's mistake or a failure of the outside world. Programmer errors are contracts (contract.hpp); an expected
/// absence is an Outcome (outcome.hpp).
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const Problem& problem);

  [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }

 private:
  ErrorKind kind_;
};

/// Text of a problem in the grammar above.
[[nodiscard]] std::string render(const Problem& problem);

/// Process exit code of an error kind (architecture, command line).
[[nodiscard]] int exit_code(ErrorKind kind) noexcept;

/// Reads `errno` (pass it in before anything else can change it) as the reason of a failed file operation.
[[nodiscard]] Error file_error(const std::string& what, const std::string& path, int errno_value);

}  // namespace wirebench
