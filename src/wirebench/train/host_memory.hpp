/// \file What to do when this machine's memory does not suffice for a training.
#pragma once

#include <cstddef>
#include <exception>
#include <new>
#include <string>

#include "wirebench/core/error.hpp"

namespace wirebench::train {

/// Whether an exception of a library says that memory could not be had. libtorch's is no std::bad_alloc.
[[nodiscard]] bool means_out_of_memory(const std::exception& error);

/// The error that says so: what was being done, and that `images` at a time, set by `key`, are to be reduced.
[[nodiscard]] Error out_of_memory(const std::string& doing, std::size_t images, const std::string& key);

/// Runs `body`; turns such an exception into that error. Others, an Error among them, pass through.
template <class Body>
auto with_memory_advice(const std::string& doing, std::size_t images, const std::string& key, const Body& body) {
  try {
    return body();
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    if (!means_out_of_memory(error)) throw;
    throw out_of_memory(doing, images, key);
  }
}

}  // namespace wirebench::train
