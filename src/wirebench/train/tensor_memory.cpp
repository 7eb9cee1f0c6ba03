#include "wirebench/train/tensor_memory.hpp"

#include <c10/core/CPUAllocator.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <unordered_map>
#include <utility>

namespace wirebench::train {
namespace {

// Smaller ones come from the heap, which keeps them by itself.
constexpr std::size_t k_large = std::size_t{1} << 20;
// Blocks are multiples of this: tensors of nearly the same size can take one another's.
constexpr std::size_t k_unit = std::size_t{1} << 16;
// Of a block that is larger than asked for, the part that may be idle, and of all memory the part that may be kept
// beyond the most that was in use: one part in so many.
constexpr std::size_t k_idle_part = 8;

/// libtorch's allocator from the first KeptTensorMemory on. It stays that when the last one is gone, and then keeps
/// nothing: libraries that take memory by its address give it back to whichever allocator there is at that time.
class Pool final : public c10::Allocator {
 public:
  void open() {
    const std::scoped_lock lock{mutex_};
    if (before_ == nullptr) {
      before_ = c10::GetCPUAllocator();
      c10::SetCPUAllocator(this);
    }
    if (users_++ == 0) use_.most_used = use_.used;
  }

  void close() {
    const std::scoped_lock lock{mutex_};
    if (--users_ == 0) release(use_.kept);
  }

  [[nodiscard]] KeptTensorMemory::Use use() const {
    const std::scoped_lock lock{mutex_};
    return use_;
  }

  // The base class's. What it asks for differs by libtorch's version: a const allocate(), or one that is not and a
  // copy_data() beside it; so none of these says that it overrides.
  c10::DataPtr allocate(std::size_t bytes) const;
  c10::DataPtr allocate(std::size_t bytes) { return std::as_const(*this).allocate(bytes); }
  c10::DeleterFnPtr raw_deleter() const { return &Pool::give_back; }
  void copy_data(void* to, const void* from, std::size_t bytes) const { std::memcpy(to, from, bytes); }

 private:
  struct Free {
    void operator()(void* block) const noexcept { std::free(block); }
  };
  using Block = std::unique_ptr<void, Free>;

  static void give_back(void* block);

  void* take(std::size_t bytes) const {
    const std::scoped_lock lock{mutex_};
    if (bytes < k_large || users_ == 0) return before_->raw_allocate(bytes);
    const std::size_t size = (bytes + k_unit - 1) / k_unit * k_unit;
    const auto fitting = kept_.lower_bound(size);
    if (fitting != kept_.end() && fitting->first <= size + size / k_idle_part) {
      void* const block = fitting->second;
      put_in_use(block, fitting->first);
      use_.kept -= fitting->first;
      kept_.erase(fitting);
      return block;
    }
    const std::size_t most = std::max(use_.most_used, use_.used + size);
    const std::size_t limit = most + most / k_idle_part;
    const std::size_t all = use_.used + use_.kept + size;
    if (all > limit) release(all - limit);
    Block block{std::aligned_alloc(k_unit, size)};
    if (!block && use_.kept > 0) {
      release(use_.kept);
      block.reset(std::aligned_alloc(k_unit, size));
    }
    if (!block) throw std::bad_alloc{};
    put_in_use(block.get(), size);
    ++use_.fetched;
    return block.release();
  }

  void put(void* block) {
    const std::scoped_lock lock{mutex_};
    const auto found = sizes_.find(block);
    if (found == sizes_.end()) {
      before_->raw_deallocate(block);
      return;
    }
    const std::size_t size = found->second;
    sizes_.erase(found);
    use_.used -= size;
    Block freed{block};
    if (users_ == 0) return;
    try {
      kept_.emplace(size, block);
    } catch (const std::bad_alloc&) {
      return;  // not kept, then: nothing may come out of a deleter
    }
    static_cast<void>(freed.release());
    use_.kept += size;
  }

  void put_in_use(void* block, std::size_t size) const {
    sizes_.emplace(block, size);
    use_.used += size;
    use_.most_used = std::max(use_.most_used, use_.used);
  }

  /// Frees kept blocks, the largest first, until it was that many bytes or there are none.
  void release(std::size_t bytes) const {
    for (std::size_t freed = 0; freed < bytes && !kept_.empty();) {
      const auto largest = std::prev(kept_.end());
      std::free(largest->second);
      freed += largest->first;
      use_.kept -= largest->first;
      kept_.erase(largest);
    }
  }

  mutable std::mutex mutex_;
  std::size_t users_ = 0;
  c10::Allocator* before_ = nullptr;
  mutable std::multimap<std::size_t, void*> kept_;        // by size
  mutable std::unordered_map<void*, std::size_t> sizes_;  // of the blocks in use
  mutable KeptTensorMemory::Use use_;
};

/// libtorch keeps the address, and tensors may outlive every static object.
Pool& pool() {
  static Pool* const made = std::make_unique<Pool>().release();
  return *made;
}

void Pool::give_back(void* block) {
  pool().put(block);
}

c10::DataPtr Pool::allocate(std::size_t bytes) const {
  void* const block = take(bytes);
  return {block, block, &Pool::give_back, c10::Device{c10::DeviceType::CPU}};
}

}  // namespace

KeptTensorMemory::KeptTensorMemory() {
  pool().open();
}

KeptTensorMemory::~KeptTensorMemory() {
  pool().close();
}

KeptTensorMemory::Use KeptTensorMemory::use() {
  return pool().use();
}

}  // namespace wirebench::train
