#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <numeric>
#include <thread>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/study/rank_messages.hpp"

namespace wirebench::study {
namespace {

constexpr int k_warning = 1;  // tag

/// MPI's own waiting keeps a core busy, which the rank that is waited for may need.
void wait_asleep(MPI_Request request) {
  std::chrono::microseconds pause{20};
  constexpr std::chrono::microseconds longest{5000};
  for (int done = 0;;) {
    MPI_Test(&request, &done, MPI_STATUS_IGNORE);
    if (done != 0) return;
    std::this_thread::sleep_for(pause);
    pause = std::min(2 * pause, longest);
  }
}

/// MPI from its start to its end. Its own errors end all ranks with a message (MPI_ERRORS_ARE_FATAL).
class MpiMessages final : public RankMessages {
 public:
  MpiMessages() {
    int given = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &given);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
  }
  ~MpiMessages() override {
    MPI_Request all{};
    MPI_Ibarrier(MPI_COMM_WORLD, &all);
    wait_asleep(all);
    MPI_Finalize();
  }

  [[nodiscard]] int rank() const noexcept override { return rank_; }
  [[nodiscard]] int size() const noexcept override { return size_; }

  [[nodiscard]] std::vector<std::string> gather(std::string_view own) override {
    WIREBENCH_EXPECT(own.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max()));
    const int length = static_cast<int>(own.size());
    std::vector<int> lengths(static_cast<std::size_t>(size_));
    MPI_Request request{};
    MPI_Iallgather(&length, 1, MPI_INT, lengths.data(), 1, MPI_INT, MPI_COMM_WORLD, &request);
    wait_asleep(request);
    const auto sum = std::accumulate(lengths.begin(), lengths.end(), std::uint64_t{0});
    if (sum > static_cast<std::uint64_t>(std::numeric_limits<int>::max())) {
      throw Error{ErrorKind::failed,
                  {"too many events for one job of several ranks", "", fmt::format("{} bytes of labels", sum),
                   "Simulate fewer events at a time."}};
    }
    std::vector<int> places(lengths.size());
    std::exclusive_scan(lengths.begin(), lengths.end(), places.begin(), 0);
    std::string all(sum, '\0');
    MPI_Iallgatherv(own.data(), length, MPI_CHAR, all.data(), lengths.data(), places.data(), MPI_CHAR, MPI_COMM_WORLD,
                    &request);
    wait_asleep(request);
    std::vector<std::string> given;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
      given.push_back(all.substr(static_cast<std::size_t>(places[i]), static_cast<std::size_t>(lengths[i])));
    }
    return given;
  }

  void warn() override {
    for (int other = 0; other < size_; ++other) {
      if (other == rank_) continue;
      sent_.emplace_back();
      MPI_Isend(nullptr, 0, MPI_CHAR, other, k_warning, MPI_COMM_WORLD, &sent_.back());
    }
  }

  [[nodiscard]] bool warned() override {
    int there = 0;
    MPI_Iprobe(MPI_ANY_SOURCE, k_warning, MPI_COMM_WORLD, &there, MPI_STATUS_IGNORE);
    return there != 0;
  }

  void take_warnings(std::span<const int> givers) override {
    for (const int giver : givers) {
      if (giver == rank_) continue;
      MPI_Recv(nullptr, 0, MPI_CHAR, giver, k_warning, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    }
    MPI_Waitall(static_cast<int>(sent_.size()), sent_.data(), MPI_STATUSES_IGNORE);
    sent_.clear();
  }

 private:
  int rank_ = 0;
  int size_ = 1;
  std::vector<MPI_Request> sent_;
};

}  // namespace

std::unique_ptr<RankMessages> join_ranks(const Launch& launch) {
  auto messages = std::make_unique<MpiMessages>();
  if (messages->size() != launch.size || messages->rank() != launch.rank) {
    throw Error{
        ErrorKind::usage,
        {"the processes of this job do not find each other", fmt::format("{}={}", launch.launcher, launch.size),
         fmt::format("the launcher says {} processes, MPI sees {}, and each would do the whole work", launch.size,
                     messages->size()),
         "Use the mpirun of the MPI wirebench was built with, or tell srun how to reach it (srun --mpi=list)."}};
  }
  return messages;
}

bool has_mpi() noexcept {
  return true;
}

}  // namespace wirebench::study
