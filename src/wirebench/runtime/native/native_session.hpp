/// \file The native engine as a runtime session.
#pragma once

#include <filesystem>
#include <memory>

#include "wirebench/runtime/runtime.hpp"

namespace wirebench::runtime::native {

/// Loads a `.tflite` file into this process. `threads` = 0: all cores. The clock of Session::time() is read around
/// Engine::run() only, which copies the input in and the output out. pause() and resume() do nothing, since idle
/// threads sleep; peak_memory() is the whole process's.
/// Errors: Error(failed) for damaged files and operators the engine has no kernel for.
[[nodiscard]] std::unique_ptr<Session> open_native(const std::filesystem::path& path, unsigned threads);

}  // namespace wirebench::runtime::native
