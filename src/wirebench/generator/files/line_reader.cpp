#include "wirebench/generator/files/line_reader.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>

#include "wirebench/core/descriptor.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench::generator {
namespace {

constexpr std::size_t k_block = std::size_t{1} << 16U;

}  // namespace

struct LineReader::Stream {
  explicit Stream(gzFile opened) noexcept : file{opened} {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() { gzclose_r(file); }
  gzFile file;
};

LineReader::LineReader(const std::filesystem::path& path) : name_{path.string()}, block_(k_block) {
  Descriptor descriptor{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!descriptor.valid()) throw file_error("cannot read", name_, errno);
  struct stat status {};
  if (::fstat(descriptor.get(), &status) != 0) throw file_error("cannot read", name_, errno);
  if (S_ISDIR(status.st_mode)) {
    throw Error{ErrorKind::usage, {"not a file", name_, "it is a folder", "Give the path of a file of events."}};
  }
  const int owned = ::fcntl(descriptor.get(), F_DUPFD_CLOEXEC, 0);  // gzclose closes it
  if (owned < 0) throw file_error("cannot read", name_, errno);
  gzFile file = gzdopen(owned, "rb");
  if (file == nullptr) {
    const Descriptor unused{owned};
    throw std::bad_alloc{};
  }
  stream_ = std::make_unique<Stream>(file);
}

LineReader::~LineReader() = default;
LineReader::LineReader(LineReader&&) noexcept = default;
LineReader& LineReader::operator=(LineReader&&) noexcept = default;

bool LineReader::fill() {
  at_ = end_ = 0;
  errno = 0;
  const int count = gzread(stream_->file, block_.data(), static_cast<unsigned>(block_.size()));
  const int system_error = errno;
  if (count > 0) {
    end_ = static_cast<std::size_t>(count);
    return true;
  }
  int code = Z_OK;
  const char* text = gzerror(stream_->file, &code);
  if (code == Z_ERRNO) throw file_error("cannot read", name_, system_error);
  if (code == Z_MEM_ERROR) throw std::bad_alloc{};
  if (code == Z_BUF_ERROR) throw EventProblem{"compressed data ends too early", "the gzip data is cut", {}, true};
  if (count < 0) {
    throw EventProblem{
        "damaged compressed data", text != nullptr && *text != '\0' ? text : "zlib gives no reason", {}, true};
  }
  return false;
}

bool LineReader::next(std::string_view& line) {
  if (held_) {
    held_ = false;
    line = line_;
    return true;
  }
  line_.clear();
  bool any = false;
  for (bool ended = false, too_long = false; !ended;) {
    if (at_ == end_ && !fill()) {
      if (too_long) break;
      if (!any) return false;
      break;
    }
    if (!any) ++number_;
    any = true;
    const char* const begin = block_.data() + at_;
    const auto* const newline = static_cast<const char*>(std::memchr(begin, '\n', end_ - at_));
    const std::size_t count = newline != nullptr ? static_cast<std::size_t>(newline - begin) : end_ - at_;
    ended = newline != nullptr;
    at_ += count + (ended ? 1 : 0);
    too_long = too_long || line_.size() + count > k_longest_line;
    if (!too_long) {
      line_.append(begin, count);
    } else if (ended) {
      line_.clear();
      throw EventProblem{"line too long", "it has more than " + std::to_string(k_longest_line) + " characters"};
    } else {
      line_.clear();
    }
  }
  if (!line_.empty() && line_.back() == '\r') line_.pop_back();
  line = line_;
  return true;
}

std::string_view LineReader::first_bytes() {
  if (at_ == end_ && !fill()) return {};
  return {block_.data() + at_, std::min<std::size_t>(16, end_ - at_)};
}

}  // namespace wirebench::generator
