#include "wirebench/train/process_place.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <string_view>

#include "wirebench/core/error.hpp"

namespace wirebench::train {
namespace {

struct Variables {
  const char* rank;
  const char* size;
  const char* local_rank;
  const char* local_size;
  const char* job;  ///< names the job; processes of one job agree on it
};

// srun last: its variables are also set where mpirun runs inside an allocation.
constexpr std::array<Variables, 4> k_launchers{
    {{"RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE", "TORCHELASTIC_RUN_ID"},
     {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK", "OMPI_COMM_WORLD_LOCAL_SIZE",
      "PMIX_NAMESPACE"},
     {"PMI_RANK", "PMI_SIZE", "MPI_LOCALRANKID", "MPI_LOCALNRANKS", "PMI_JOBID"},
     {"SLURM_PROCID", "SLURM_STEP_NUM_TASKS", "SLURM_LOCALID", nullptr, "SLURM_JOB_ID"}}};

[[noreturn]] void refuse(const std::string& where, const std::string& why, const std::string& remedy) {
  throw Error{ErrorKind::usage,
              {"the processes of a training were started in a way that makes no sense", where, why, remedy}};
}

std::optional<int> number(const Environment& environment, const char* name) {
  const auto text = name == nullptr ? std::nullopt : environment(name);
  if (!text) return std::nullopt;
  int value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} || end != text->data() + text->size()) {
    refuse(fmt::format("{}={}", name, *text), "it is not a whole number", "Set it as torchrun, mpirun or srun do.");
  }
  return value;
}

/// The first name of a list of machines as Slurm writes it: "node[03-05,9],gpu1" gives "node03".
std::string first_machine(std::string_view list) {
  const auto end = list.find_first_of(",[");
  if (end == std::string_view::npos || list[end] == ',') return std::string{list.substr(0, end)};
  const auto numbers = list.substr(end + 1);
  std::string machine{list.substr(0, end)};
  machine += numbers.substr(0, numbers.find_first_of(",-]"));
  // What follows the brackets belongs to every name in them.
  if (const auto close = numbers.find(']'); close != std::string_view::npos) {
    const auto rest = numbers.substr(close + 1);
    machine += rest.substr(0, rest.find(','));
  }
  return machine;
}

/// The same for all processes of a job, most likely another one for two jobs that meet on one machine.
std::uint16_t port_of_job(const std::string& job) {
  std::uint32_t hash = 2166136261U;  // FNV-1a: std::hash may differ between builds
  for (const char c : job) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return static_cast<std::uint16_t>(20000U + hash % 10000U);
}

void find_meeting_place(const Environment& environment, const Variables& names, ProcessPlace& place) {
  if (const auto port = number(environment, "MASTER_PORT")) {
    if (*port < 1 || *port > 65535) {
      refuse(fmt::format("MASTER_PORT={}", *port), "ports are 1 to 65535", "Name a free port.");
    }
    place.port = static_cast<std::uint16_t>(*port);
  } else if (const auto job = environment(names.job)) {
    place.port = port_of_job(*job);
  }
  if (const auto address = environment("MASTER_ADDR")) {
    place.address = *address;
    return;
  }
  const auto local_size = number(environment, names.local_size);
  const auto machines = number(environment, "SLURM_STEP_NUM_NODES");
  const bool slurm = std::string_view{names.rank} == "SLURM_PROCID";
  if ((local_size && *local_size == place.size) || (slurm && machines && *machines == 1)) return;
  if (slurm) {
    if (const auto list = environment("SLURM_STEP_NODELIST")) {
      place.address = first_machine(*list);
      return;
    }
  }
  refuse(fmt::format("{}={}", names.size, place.size), "the processes were not told where to meet",
         "Set MASTER_ADDR to the name of the machine of the first process (and MASTER_PORT to a free port there).");
}

}  // namespace

ProcessPlace read_process_place(const Environment& environment) {
  for (const Variables& names : k_launchers) {
    const auto rank = number(environment, names.rank);
    const auto size = number(environment, names.size);
    if (!rank || !size) continue;
    if (*size < 1 || *rank < 0 || *rank >= *size) {
      refuse(fmt::format("{}={}, {}={}", names.rank, *rank, names.size, *size),
             "ranks count from 0 to one less than the number of processes", "Set them as torchrun, mpirun or srun do.");
    }
    ProcessPlace place;
    place.rank = *rank;
    place.size = *size;
    if (place.size == 1) return place;
    place.local_rank = number(environment, names.local_rank).value_or(0);
    if (place.local_rank < 0) {
      refuse(fmt::format("{}={}", names.local_rank, place.local_rank), "ranks count from 0",
             "Set it as torchrun, mpirun or srun do.");
    }
    find_meeting_place(environment, names, place);
    place.store_runs = environment("TORCHELASTIC_USE_AGENT_STORE") == "True";
    return place;
  }
  return {};
}

ProcessPlace read_process_place() {
  return read_process_place([](const char* name) -> std::optional<std::string> {
    const char* const value = std::getenv(name);
    if (value == nullptr) return std::nullopt;
    return std::string{value};
  });
}

}  // namespace wirebench::train
