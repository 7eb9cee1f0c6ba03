/// \file How an exception ends the program.
#pragma once

#include <exception>

#include "wirebench/study/ranks.hpp"

namespace wirebench::cli {

/// Exit code and message, without "wirebench: ", of an exception that reached the command line. The message is empty
/// for a failure of several ranks, which the first one has told already.
[[nodiscard]] study::RankFailure failure_of(const std::exception_ptr& exception);

}  // namespace wirebench::cli
