#include "wirebench/study/launch.hpp"

#include <array>
#include <charconv>
#include <cstdlib>
#include <string_view>

namespace wirebench::study {
namespace {

struct Variables {
  const char* rank;
  const char* size;
};

/// srun last: its variables are also set where mpirun runs inside an allocation. Those of the allocation alone
/// (SLURM_NTASKS) say nothing of how this process was started.
constexpr std::array<Variables, 3> k_launchers{{{"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"},
                                                {"PMI_RANK", "PMI_SIZE"},
                                                {"SLURM_PROCID", "SLURM_STEP_NUM_TASKS"}}};

std::optional<int> number(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  int value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
  return value;
}

}  // namespace

Launch read_launch(const Environment& environment) {
  for (const Variables& names : k_launchers) {
    const auto rank = number(environment(names.rank));
    const auto size = number(environment(names.size));
    if (rank && size && *size >= 1 && *rank >= 0 && *rank < *size) return {*rank, *size, names.size};
  }
  return {};
}

Launch read_launch() {
  return read_launch([](const char* name) -> std::optional<std::string> {
    const char* value = std::getenv(name);
    if (value == nullptr) return std::nullopt;
    return std::string{value};
  });
}

}  // namespace wirebench::study
