#include "wirebench/core/hdf5_chunk.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>

#include "wirebench/core/contract.hpp"

namespace wirebench::hdf5 {
namespace {

/// Turns rows of bytes into columns, a block of rows at a time so that both sides stay in the cache.
void turn(std::span<const std::byte> rows, std::size_t row_size, std::vector<unsigned char>& columns) {
  constexpr std::size_t block = 64;
  const std::size_t count = rows.size() / row_size;
  const auto* in = reinterpret_cast<const unsigned char*>(rows.data());
  columns.resize(std::max(columns.size(), rows.size()));
  for (std::size_t first = 0; first < count; first += block) {
    const std::size_t end = std::min(count, first + block);
    for (std::size_t byte = 0; byte < row_size; ++byte) {
      for (std::size_t row = first; row < end; ++row) columns[byte * count + row] = in[row * row_size + byte];
    }
  }
}

/// Whether a column of bytes is close to random: its (sampled) chance of two equal bytes is below one in 128.
bool is_dense(std::span<const unsigned char> column) {
  constexpr std::size_t samples = 2048;
  std::array<std::size_t, 256> histogram{};
  const std::size_t stride = std::max<std::size_t>(1, column.size() / samples);
  std::size_t count = 0;
  for (std::size_t i = 0; i < column.size(); i += stride, ++count) ++histogram[column[i]];
  std::size_t pairs = 0;
  for (const std::size_t number : histogram) pairs += number * number;
  return 128 * pairs < count * count;
}

/// A zlib stream being written.
class Deflater {
 public:
  /// Writes to `out`, whose memory it enlarges.
  Deflater(std::size_t input, std::vector<unsigned char>& out) : out_{out} {
    out_.resize(std::max(out_.size(), compressBound(static_cast<uLong>(input)) + k_slack));
    if (deflateInit2(&stream_, k_fast, Z_DEFLATED, k_window_bits, k_memory, Z_RLE) != Z_OK) throw std::bad_alloc{};
    stream_.next_out = out_.data();
    stream_.avail_out = static_cast<uInt>(out_.size());
  }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
  ~Deflater() { deflateEnd(&stream_); }

  void add(std::span<unsigned char> bytes, bool store) {
    const int level = store ? 0 : k_fast;
    if (level != level_) {
      const int status = deflateParams(&stream_, level, Z_RLE);
      WIREBENCH_ASSERT(status == Z_OK);
      static_cast<void>(status);
      level_ = level;
    }
    stream_.next_in = bytes.data();
    stream_.avail_in = static_cast<uInt>(bytes.size());
    const int status = deflate(&stream_, Z_NO_FLUSH);
    WIREBENCH_ASSERT(status == Z_OK && stream_.avail_in == 0);
    static_cast<void>(status);
  }

  [[nodiscard]] std::span<const unsigned char> finish() {
    const int status = deflate(&stream_, Z_FINISH);
    WIREBENCH_ASSERT(status == Z_STREAM_END);
    static_cast<void>(status);
    return std::span{out_}.first(stream_.total_out);
  }

 private:
  static constexpr int k_fast = 1;
  static constexpr int k_window_bits = 15;
  static constexpr int k_memory = 9;
  static constexpr std::size_t k_slack = 65536;  // for block headers where the level changes

  z_stream stream_{};
  std::vector<unsigned char>& out_;
  int level_ = k_fast;
};

}  // namespace

std::span<const std::byte> ChunkPacker::pack(std::span<const std::byte> rows, std::size_t row_size) {
  WIREBENCH_EXPECT(row_size > 0 && !rows.empty() && rows.size() % row_size == 0);
  turn(rows, row_size, columns_);
  const std::size_t count = rows.size() / row_size;
  const std::span columns = std::span{columns_}.first(rows.size());
  Deflater deflater{rows.size(), packed_};
  for (std::size_t byte = 0; byte < row_size;) {
    const bool dense = is_dense(columns.subspan(byte * count, count));
    std::size_t end = byte + 1;
    while (end < row_size && is_dense(columns.subspan(end * count, count)) == dense) ++end;
    deflater.add(columns.subspan(byte * count, (end - byte) * count), dense);
    byte = end;
  }
  return std::as_bytes(deflater.finish());
}

bool unpack_bytes(std::span<const std::byte> packed, std::span<std::uint8_t> out) {
  uLongf size = out.size();
  return uncompress(out.data(), &size, reinterpret_cast<const Bytef*>(packed.data()), packed.size()) == Z_OK &&
         size == out.size();
}

}  // namespace wirebench::hdf5
