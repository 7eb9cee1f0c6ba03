/// \file Messages between host and worker (docs/components/workers.md): building and strict reading.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wirebench/core/json.hpp"
#include "wirebench/core/outcome.hpp"
#include "wirebench/runtime/runtime.hpp"

namespace wirebench::runtime::protocol {

/// Both sides must speak the same version.
inline constexpr int k_version = 1;
/// Largest input or output of one image a worker may announce, bytes.
inline constexpr std::size_t k_largest_port = std::size_t{1} << 30U;

/// Where in the shared memory a run finds its inputs and puts its outputs.
struct Region {
  std::size_t count = 0;          ///< images
  std::size_t input_offset = 0;   ///< bytes
  std::size_t output_offset = 0;  ///< bytes
  std::size_t total = 0;          ///< bytes the memory file has at least
};

/// What a worker says of itself.
struct Hello {
  std::string version;  ///< "LiteRT 2.3.0"
};

/// What a worker says of a loaded model.
struct Loaded {
  std::chrono::nanoseconds load{};
  std::string implementation;
  Port input;
  Port output;
};

[[nodiscard]] Json port_to_json(const Port& port);

[[nodiscard]] std::string hello_request(std::uint64_t id);
[[nodiscard]] std::string load_request(std::uint64_t id, const std::filesystem::path& model, unsigned threads);
[[nodiscard]] std::string infer_request(std::uint64_t id, const Region& region);
[[nodiscard]] std::string time_request(std::uint64_t id, const Region& region);
[[nodiscard]] std::string close_request(std::uint64_t id);

/// The `ok` object of an answer to request `id`, or the reason when the worker declares the request unsupported.
/// Errors: ChannelFault: nonsense when the line breaks the protocol, reported when the worker says the work failed.
[[nodiscard]] Outcome<Json> read_answer(std::string_view line, std::uint64_t id);

/// Each reads the `ok` object of one kind of request. Errors: ChannelFault(nonsense) naming the offending key.
[[nodiscard]] Hello read_hello(const Json& ok);
[[nodiscard]] Loaded read_loaded(const Json& ok);
/// The worker repeats how much it wrote. Errors: also when it is not `count` images of `output_bytes`.
void check_inferred(const Json& ok, std::size_t count, std::size_t output_bytes);
/// Durations of `count` runs. Errors: also when one is not positive or their sum exceeds `elapsed`, the time the host
/// saw the request take: such a clock cannot be believed.
[[nodiscard]] std::vector<std::chrono::nanoseconds> read_durations(const Json& ok, std::size_t count,
                                                                   std::chrono::nanoseconds elapsed);

}  // namespace wirebench::runtime::protocol
