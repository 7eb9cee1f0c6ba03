/// \file Contracts between programmers: a broken one is a bug in wirebench, never a user's mistake.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace wirebench::detail {
[[noreturn]] inline void contract_broken(const char* kind, const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: %s broken: %s\n", file, line, kind, condition);
  std::abort();
}
}  // namespace wirebench::detail

#if defined(WIREBENCH_CONTRACTS) && WIREBENCH_CONTRACTS
#define WIREBENCH_CONTRACT_(kind, condition) \
  (static_cast<bool>(condition) ? void(0) : ::wirebench::detail::contract_broken(kind, #condition, __FILE__, __LINE__))
#else
// sizeof keeps the condition compiled (and its variables used) without evaluating it.
#define WIREBENCH_CONTRACT_(kind, condition) static_cast<void>(sizeof(static_cast<bool>(condition)))
#endif

/// Precondition: the caller is at fault.
#define WIREBENCH_EXPECT(condition) WIREBENCH_CONTRACT_("precondition", condition)
/// Invariant in the middle of a function.
#define WIREBENCH_ASSERT(condition) WIREBENCH_CONTRACT_("invariant", condition)
/// Postcondition: the function itself is at fault.
#define WIREBENCH_ENSURE(condition) WIREBENCH_CONTRACT_("postcondition", condition)
