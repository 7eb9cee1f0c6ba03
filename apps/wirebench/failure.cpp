#include "failure.hpp"

#include <fmt/format.h>

#include <new>

#include "wirebench/core/error.hpp"

namespace wirebench::cli {

study::RankFailure failure_of(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const study::RanksFailed& failed) {
    return {failed.code(), ""};
  } catch (const Error& error) {
    return {exit_code(error.kind()), error.what()};
  } catch (const std::bad_alloc&) {
    return {1, "out of memory. Use a smaller batch or fewer targets at a time."};
  } catch (const std::exception& error) {
    return {1, fmt::format("{}. This was not foreseen: please report it with the command you gave.", error.what())};
  }
}

}  // namespace wirebench::cli
