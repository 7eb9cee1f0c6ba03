/// \file Processes that train together, played by threads of one process.
#pragma once

#include <barrier>
#include <memory>
#include <vector>

#include "wirebench/train/collective.hpp"

namespace wirebench::test {

/// What the members share.
class ThreadMeeting {
 public:
  explicit ThreadMeeting(int size) : barrier_{size}, parts_(static_cast<std::size_t>(size)) {}

  void sum(int rank, at::Tensor& values) {
    parts_[static_cast<std::size_t>(rank)] = values.clone();
    barrier_.arrive_and_wait();
    at::Tensor total = parts_[0].clone();
    for (std::size_t i = 1; i < parts_.size(); ++i) total.add_(parts_[i]);
    values.copy_(total);
    barrier_.arrive_and_wait();
  }
  void broadcast(int rank, at::Tensor& values) {
    if (rank == 0) parts_[0] = values.clone();
    barrier_.arrive_and_wait();
    values.copy_(parts_[0]);
    barrier_.arrive_and_wait();
  }
  [[nodiscard]] int size() const { return static_cast<int>(parts_.size()); }

 private:
  std::barrier<> barrier_;
  std::vector<at::Tensor> parts_;
};

class ThreadCollective final : public train::Collective {
 public:
  ThreadCollective(ThreadMeeting& meeting, int rank) : meeting_{&meeting}, rank_{rank} {}
  [[nodiscard]] int rank() const noexcept override { return rank_; }
  [[nodiscard]] int size() const noexcept override { return meeting_->size(); }
  [[nodiscard]] at::Device device() const noexcept override { return at::kCPU; }
  void sum(at::Tensor& values) override { meeting_->sum(rank_, values); }
  void broadcast(at::Tensor& values) override { meeting_->broadcast(rank_, values); }

 private:
  ThreadMeeting* meeting_;
  int rank_;
};

}  // namespace wirebench::test
