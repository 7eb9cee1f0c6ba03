/// \file What the ranks of a job say to each other: the port to MPI.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wirebench/study/launch.hpp"

namespace wirebench::study {

/// Messages between all ranks. One thread of each rank calls it. Waiting ranks sleep: the cores are the others'.
class RankMessages {
 public:
  RankMessages() = default;
  RankMessages(const RankMessages&) = delete;
  RankMessages& operator=(const RankMessages&) = delete;
  virtual ~RankMessages() = default;

  [[nodiscard]] virtual int rank() const noexcept = 0;
  [[nodiscard]] virtual int size() const noexcept = 0;

  /// What every rank gave, in the order of the ranks. Every rank calls it; it returns when all have.
  [[nodiscard]] virtual std::vector<std::string> gather(std::string_view own) = 0;

  /// Tells every other rank that this one gives up; does not wait. At most once.
  virtual void warn() = 0;
  /// Whether some rank has. Cheap: called for every event.
  [[nodiscard]] virtual bool warned() = 0;
  /// Takes the warnings of `givers`, all ranks that gave one, so that no message is left over.
  virtual void take_warnings(std::span<const int> givers) = 0;
};

/// Joins the other processes of `launch` (size > 1). Once a process.
/// Errors: Error(missing) when wirebench was built without MPI; Error(usage) when MPI does not see the processes the
/// launcher started: each would then do the whole work.
[[nodiscard]] std::unique_ptr<RankMessages> join_ranks(const Launch& launch);

/// Whether this build has MPI.
[[nodiscard]] bool has_mpi() noexcept;

}  // namespace wirebench::study
