#include "wirebench/core/inflate.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <new>
#include <string>
#include <vector>

#include "wirebench/core/error.hpp"

namespace wirebench {
namespace {

constexpr std::size_t k_piece = std::size_t{1} << 16U;
constexpr int k_window_bits = 15;
constexpr int k_detect_header = 32;  // zlib: added to the window bits, it accepts a zlib or a gzip header

class Inflater {
 public:
  explicit Inflater(DeflateForm form) {
    const int bits = form == DeflateForm::raw ? -k_window_bits : k_window_bits + k_detect_header;
    if (inflateInit2(&stream, bits) != Z_OK) throw std::bad_alloc{};
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { inflateEnd(&stream); }

  z_stream stream{};
};

[[noreturn]] void fail(const ByteSource& packed, const std::string& what, const std::string& why) {
  throw Error{ErrorKind::failed, {what, packed.name(), why, "Make or copy the file again."}};
}

}  // namespace

void inflate(const ByteSource& packed, DeflateForm form, std::uint64_t limit,
             const std::function<void(std::span<const std::byte>)>& take) {
  Inflater inflater{form};
  z_stream& stream = inflater.stream;
  std::vector<std::byte> in(k_piece);
  std::vector<std::byte> out(k_piece);
  std::uint64_t read = 0;
  std::uint64_t made = 0;
  for (int status = Z_OK; status != Z_STREAM_END;) {
    if (stream.avail_in == 0) {
      const std::size_t count = std::min<std::uint64_t>(in.size(), packed.size() - read);
      if (count == 0) fail(packed, "compressed data ends too early", fmt::format("after {} bytes", packed.size()));
      packed.read(read, std::span{in}.first(count));
      read += count;
      stream.next_in = reinterpret_cast<Bytef*>(in.data());
      stream.avail_in = static_cast<uInt>(count);
    }
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    status = ::inflate(&stream, Z_NO_FLUSH);
    if (status == Z_MEM_ERROR) throw std::bad_alloc{};
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
      fail(packed, "damaged compressed data",
           stream.msg != nullptr ? stream.msg
                                 : (status == Z_NEED_DICT ? "it needs a dictionary" : "zlib gives no reason"));
    }
    const std::size_t count = out.size() - stream.avail_out;
    if (count > limit - made) {
      fail(packed, "compressed data is larger than it should be", fmt::format("more than {} bytes unpacked", limit));
    }
    made += count;
    take(std::span{out}.first(count));
  }
  if (stream.avail_in != 0 || read != packed.size()) {
    fail(packed, "data behind the end of the compressed data",
         fmt::format("{} bytes too many", packed.size() - read + stream.avail_in));
  }
}

}  // namespace wirebench
