#include "wirebench/core/byte_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench {

ByteSource::ByteSource(std::shared_ptr<const Descriptor> file, std::uint64_t offset, std::uint64_t size,
                       std::string name)
    : file_{std::move(file)}, offset_{offset}, size_{size}, name_{std::move(name)} {}

ByteSource ByteSource::open(const std::filesystem::path& path) {
  const int value = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (value < 0) throw file_error("cannot read", path.string(), errno);
  auto file = std::make_shared<const Descriptor>(value);
  struct stat status {};
  if (::fstat(value, &status) != 0) throw file_error("cannot read", path.string(), errno);
  if (!S_ISREG(status.st_mode)) {
    throw Error{ErrorKind::usage, {"not a regular file", path.string(), "", "Give the path of a file."}};
  }
  return {std::move(file), 0, static_cast<std::uint64_t>(status.st_size), path.string()};
}

ByteSource ByteSource::scratch(const std::filesystem::path& folder, std::string name) {
  std::string pattern = ((folder.empty() ? std::filesystem::path{"."} : folder) / "wirebench-XXXXXX.partial").string();
  const int value = ::mkostemps(pattern.data(), 8, O_CLOEXEC);
  if (value < 0) throw file_error("cannot make a temporary file", pattern, errno);
  auto file = std::make_shared<const Descriptor>(value);
  ::unlink(pattern.c_str());
  return {std::move(file), 0, 0, std::move(name)};
}

void ByteSource::read(std::uint64_t offset, std::span<std::byte> bytes) const {
  WIREBENCH_EXPECT(offset <= size_ && bytes.size() <= size_ - offset);
  std::uint64_t at = offset_ + offset;
  while (!bytes.empty()) {
    const ssize_t count = ::pread(file_->get(), bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw file_error("cannot read", name_, errno);
    if (count == 0) {
      throw Error{ErrorKind::failed, {"file has become shorter while it was read", name_, "", "Run again."}};
    }
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    at += static_cast<std::uint64_t>(count);
  }
}

void ByteSource::append(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(file_->get(), bytes.data(), bytes.size(), static_cast<off_t>(offset_ + size_));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw file_error("cannot unpack", name_, errno);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    size_ += static_cast<std::uint64_t>(count);
  }
}

ByteSource ByteSource::window(std::uint64_t offset, std::uint64_t size, std::string name) const {
  WIREBENCH_EXPECT(offset <= size_ && size <= size_ - offset);
  return {file_, offset_ + offset, size, std::move(name)};
}

}  // namespace wirebench
