/// \file How many processors this process may use.
#pragma once

namespace wirebench::runtime {

/// Processors in this process's affinity mask (what `taskset`, Slurm and container cpusets restrict); at least 1.
[[nodiscard]] unsigned usable_processors() noexcept;

}  // namespace wirebench::runtime
