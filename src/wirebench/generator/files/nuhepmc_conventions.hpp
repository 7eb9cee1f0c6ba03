/// \file The numbers and names of NuHepMC 1.0 (arXiv:2310.13211) that reader and writer share.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "wirebench/generator/event.hpp"

namespace wirebench::generator::nuhepmc {

inline constexpr int k_major = 1, k_minor = 0, k_patch = 0;
inline constexpr std::string_view k_tool = "wirebench";

/// Vertex statuses: 1 is NuHepMC's, 21 that of V.C.1, the others are wirebench's own.
namespace vertex {
inline constexpr int primary = 1, intranuclear_summary = 2, separation = 21, intranuclear = 22, decay = 23,
                     deexcitation = 24;
}  // namespace vertex

struct StatusDescription {
  int id;
  std::string_view name;
  std::string_view description;
};
[[nodiscard]] std::array<StatusDescription, 5> vertex_statuses() noexcept;
[[nodiscard]] std::array<StatusDescription, 6> particle_statuses() noexcept;

/// Channels in the order of their numbers.
[[nodiscard]] std::array<Channel, 13> channels() noexcept;
/// One sentence about a channel.
[[nodiscard]] std::string_view channel_description(Channel channel) noexcept;

/// What the number of a process says where E.C.1 is followed (100-699; CC below x50, NC from x50); nothing else.
struct Process {
  Channel channel = Channel::unknown;
  std::optional<bool> charged_current;
};
/// The process behind a number. `name` is the file's own name of it (ProcessInfo), by which coherent production, which
/// has no block in E.C.1, is known. `by_block`: the file follows E.C.1.
[[nodiscard]] Process process(std::int64_t id, std::string_view name, bool by_block);

/// Numbers of this project's events that NuHepMC has no name for.
inline constexpr std::string_view k_q_squared = "wirebench.q_squared_mev2";
inline constexpr std::string_view k_invariant_mass = "wirebench.invariant_mass_mev";
/// Cross section of all channels of the event's current, in the run's unit: not E.C.2's tot_xs, which is of both
/// currents.
inline constexpr std::string_view k_current_cross_section = "wirebench.current_cross_section";

}  // namespace wirebench::generator::nuhepmc
