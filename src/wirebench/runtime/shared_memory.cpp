#include "wirebench/runtime/shared_memory.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "wirebench/core/error.hpp"

namespace wirebench::runtime {
namespace {

Error memory_error(const std::string& what, std::size_t bytes, int number) {
  return {ErrorKind::failed,
          {what, std::to_string(bytes) + " bytes", std::generic_category().message(number),
           "Close other programs or use a machine with more memory."}};
}

}  // namespace

SharedMemory SharedMemory::create() {
  Descriptor file{::memfd_create("wirebench-tensors", MFD_CLOEXEC | MFD_ALLOW_SEALING)};
  if (!file.valid()) throw memory_error("cannot create shared memory", 0, errno);
  if (::fcntl(file.get(), F_ADD_SEALS, F_SEAL_SHRINK) != 0) throw memory_error("cannot seal shared memory", 0, errno);
  return SharedMemory{std::move(file)};
}

SharedMemory SharedMemory::adopt(Descriptor descriptor) {
  return SharedMemory{std::move(descriptor)};
}

SharedMemory::~SharedMemory() {
  if (data_ != nullptr) ::munmap(data_, size_);
}

SharedMemory::SharedMemory(SharedMemory&& other) noexcept
    : descriptor_{std::move(other.descriptor_)},
      data_{std::exchange(other.data_, nullptr)},
      size_{std::exchange(other.size_, 0)} {}

void SharedMemory::grow(std::size_t bytes) {
  if (bytes <= size_) return;
  if (::ftruncate(descriptor_.get(), static_cast<off_t>(bytes)) != 0) {
    throw memory_error("cannot enlarge shared memory", bytes, errno);
  }
  remap(bytes);
}

void SharedMemory::map(std::size_t bytes) {
  if (bytes <= size_) return;
  struct stat info {};
  if (::fstat(descriptor_.get(), &info) != 0) throw memory_error("cannot inspect shared memory", bytes, errno);
  if (info.st_size < 0 || static_cast<std::size_t>(info.st_size) < bytes) {
    throw memory_error("shared memory is shorter than announced", bytes, EINVAL);
  }
  remap(bytes);
}

void SharedMemory::remap(std::size_t bytes) {
  void* mapped = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_.get(), 0);
  if (mapped == MAP_FAILED) throw memory_error("cannot map shared memory", bytes, errno);
  if (data_ != nullptr) ::munmap(data_, size_);
  data_ = static_cast<std::byte*>(mapped);
  size_ = bytes;
}

}  // namespace wirebench::runtime
