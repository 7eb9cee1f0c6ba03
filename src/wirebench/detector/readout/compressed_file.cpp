#include "wirebench/detector/readout/compressed_file.hpp"

#include <bzlib.h>
#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <limits>
#include <string_view>

#include "wirebench/core/error.hpp"

namespace wirebench::detector {
namespace {

constexpr std::size_t k_piece = std::size_t{1} << 20U;

Error damaged(const std::filesystem::path& path, const std::string& why) {
  return Error{ErrorKind::usage, {"damaged compressed file", path.string(), why, "Fetch or write the file again."}};
}

void check_size(std::size_t bytes, std::size_t most_bytes, const std::filesystem::path& path) {
  if (bytes <= most_bytes) return;
  throw Error{ErrorKind::usage,
              {"file that is too large", path.string(),
               fmt::format("it holds more than {} MB of text, the most that is accepted", most_bytes >> 20U),
               "Check that this is the file you meant."}};
}

std::string read_all(const std::filesystem::path& path, std::size_t most_bytes) {
  std::ifstream file{path, std::ios::binary};
  if (!file) throw file_error("cannot open the file", path.string(), errno);
  std::string contents;
  std::string piece(k_piece, '\0');
  while (file) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    contents.append(piece, 0, static_cast<std::size_t>(file.gcount()));
    check_size(contents.size(), most_bytes, path);
  }
  if (file.bad()) throw file_error("cannot read the file", path.string(), errno);
  return contents;
}

/// Ends zlib's state whatever happens in between.
class Inflater {
 public:
  explicit Inflater(const std::filesystem::path& path) {
    // 16: expect gzip's header.
    if (inflateInit2(&stream, 15 + 16) != Z_OK) throw damaged(path, "zlib cannot start");
  }
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  z_stream stream{};
};

std::string gunzip(std::string& packed, const std::filesystem::path& path, std::size_t most_bytes) {
  Inflater inflater{path};
  z_stream& stream = inflater.stream;
  stream.next_in = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string text;
  std::string piece(k_piece, '\0');
  int state = Z_OK;
  while (state != Z_STREAM_END) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    state = inflate(&stream, Z_NO_FLUSH);
    if (state != Z_OK && state != Z_STREAM_END) {
      throw damaged(path, state == Z_BUF_ERROR ? "its gzip data end early" : "its gzip data are not valid");
    }
    text.append(piece, 0, piece.size() - stream.avail_out);
    check_size(text.size(), most_bytes, path);
  }
  return text;
}

class Unzipper {
 public:
  explicit Unzipper(const std::filesystem::path& path) {
    if (BZ2_bzDecompressInit(&stream, 0, 0) != BZ_OK) throw damaged(path, "the bzip2 library cannot start");
  }
  ~Unzipper() { BZ2_bzDecompressEnd(&stream); }
  Unzipper(const Unzipper&) = delete;
  Unzipper& operator=(const Unzipper&) = delete;

  bz_stream stream{};
};

std::string bunzip(std::string& packed, const std::filesystem::path& path, std::size_t most_bytes) {
  Unzipper unzipper{path};
  bz_stream& stream = unzipper.stream;
  stream.next_in = packed.data();
  stream.avail_in = static_cast<unsigned>(packed.size());
  std::string text;
  std::string piece(k_piece, '\0');
  int state = BZ_OK;
  while (state != BZ_STREAM_END) {
    stream.next_out = piece.data();
    stream.avail_out = static_cast<unsigned>(piece.size());
    state = BZ2_bzDecompress(&stream);
    if (state != BZ_OK && state != BZ_STREAM_END) throw damaged(path, "its bzip2 data are not valid");
    const std::size_t got = piece.size() - stream.avail_out;
    if (state == BZ_OK && got == 0 && stream.avail_in == 0) throw damaged(path, "its bzip2 data end early");
    text.append(piece, 0, got);
    check_size(text.size(), most_bytes, path);
  }
  return text;
}

}  // namespace

std::string read_compressed_text(const std::filesystem::path& path, std::size_t most_bytes) {
  // Both libraries count in 32 bits.
  constexpr std::size_t most_packed = std::numeric_limits<std::uint32_t>::max() / 2;
  std::string contents = read_all(path, std::min(most_bytes, most_packed));
  const std::string_view view{contents};
  if (view.substr(0, 2) == "\x1f\x8b") return gunzip(contents, path, most_bytes);
  if (view.substr(0, 3) == "BZh") return bunzip(contents, path, most_bytes);
  return contents;
}

}  // namespace wirebench::detector
