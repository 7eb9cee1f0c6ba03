/// \file What the engine asks of an operator's implementation.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "wirebench/graph/tensor.hpp"
#include "wirebench/runtime/native/aligned_buffer.hpp"
#include "wirebench/runtime/native/thread_pool.hpp"

namespace wirebench::runtime::native {

/// Where a kernel finds its tensors, its scratch memory and its threads while it runs.
class Workspace {
 public:
  Workspace(std::span<std::byte* const> tensors, ThreadPool& pool, std::byte* shared_scratch,
            std::span<const AlignedBuffer> thread_scratch) noexcept
      : tensors_{tensors}, pool_{&pool}, shared_scratch_{shared_scratch}, thread_scratch_{thread_scratch} {}

  template <class T>
  [[nodiscard]] const T* read(graph::TensorId id) const noexcept {
    return reinterpret_cast<const T*>(tensors_[id.index()]);
  }
  template <class T>
  [[nodiscard]] T* write(graph::TensorId id) const noexcept {
    return reinterpret_cast<T*>(tensors_[id.index()]);
  }
  [[nodiscard]] ThreadPool& pool() const noexcept { return *pool_; }
  [[nodiscard]] std::byte* shared_scratch() const noexcept { return shared_scratch_; }
  template <class T>
  [[nodiscard]] T* thread_scratch(std::size_t worker) const noexcept {
    return thread_scratch_[worker].as<T>();
  }

 private:
  std::span<std::byte* const> tensors_;
  ThreadPool* pool_;
  std::byte* shared_scratch_;
  std::span<const AlignedBuffer> thread_scratch_;
};

/// One operator, ready to run: weights packed, rounding constants computed. Immutable after construction.
/// Every output value is computed by one thread in an order the source fixes, so that results do not depend on the
/// number of threads.
class Kernel {
 public:
  virtual ~Kernel() = default;
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  virtual void run(const Workspace& workspace) const = 0;

  /// Tensors read while running (not the constants packed at construction).
  [[nodiscard]] std::span<const graph::TensorId> reads() const noexcept { return reads_; }
  [[nodiscard]] graph::TensorId writes() const noexcept { return writes_; }
  /// Scratch memory, bytes: one block for the whole kernel, one for each thread.
  [[nodiscard]] std::size_t shared_scratch_bytes() const noexcept { return shared_scratch_bytes_; }
  [[nodiscard]] std::size_t thread_scratch_bytes() const noexcept { return thread_scratch_bytes_; }

 protected:
  Kernel(std::vector<graph::TensorId> reads, graph::TensorId writes) : reads_{std::move(reads)}, writes_{writes} {}
  void need_shared_scratch(std::size_t bytes) noexcept { shared_scratch_bytes_ = bytes; }
  void need_thread_scratch(std::size_t bytes) noexcept { thread_scratch_bytes_ = bytes; }

  [[nodiscard]] graph::TensorId src() const noexcept { return reads_.front(); }
  [[nodiscard]] graph::TensorId dst() const noexcept { return writes_; }

 private:
  std::vector<graph::TensorId> reads_;
  graph::TensorId writes_;
  std::size_t shared_scratch_bytes_ = 0;
  std::size_t thread_scratch_bytes_ = 0;
};

}  // namespace wirebench::runtime::native
