#include "wirebench/core/column_deflate.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/huffman_code.hpp"

namespace wirebench {
namespace {

using Bytes = std::span<const unsigned char>;

constexpr std::size_t k_end = 256;         // end of a block
constexpr std::size_t k_symbols = 286;     // bytes, end, lengths of runs
constexpr std::size_t k_shortest_run = 3;  // of the repetitions after a byte
constexpr std::size_t k_longest_run = 258;
constexpr std::size_t k_first_run = k_end + 1;  // token of the shortest run
constexpr std::size_t k_tokens = k_first_run + k_longest_run - k_shortest_run + 1;
constexpr std::size_t k_most_stored = 65535;  // in one block
constexpr unsigned k_code_bits = 15;
constexpr unsigned k_length_code_bits = 7;
constexpr std::size_t k_slack = 1024;  // the bit writer may touch 8 bytes more than it needs

/// Symbol of a run and the bits that follow it. Source: RFC 1951, sec. 3.2.5.
struct RunSymbol {
  std::uint16_t symbol;
  std::uint8_t extra_bits;
  std::uint8_t extra;
};

constexpr std::array<RunSymbol, k_longest_run + 1> run_symbols() {
  std::array<RunSymbol, k_longest_run + 1> table{};
  std::uint16_t symbol = k_end + 1;
  std::size_t length = k_shortest_run;
  for (unsigned group = 0; length < k_longest_run; ++group) {
    // Eight lengths with a symbol each, then four symbols of 2, 4, 8, ... lengths each.
    const unsigned bits = group < 2 ? 0 : group - 1;
    for (unsigned i = 0; i < 4 && length < k_longest_run; ++i, ++symbol) {
      for (unsigned extra = 0; extra < (1U << bits) && length < k_longest_run; ++extra, ++length) {
        table[length] = {symbol, static_cast<std::uint8_t>(bits), static_cast<std::uint8_t>(extra)};
      }
    }
  }
  table[k_longest_run] = {285, 0, 0};
  return table;
}
constexpr auto k_run_symbols = run_symbols();
static_assert(k_run_symbols[10].symbol == 264 && k_run_symbols[11].symbol == 265 && k_run_symbols[257].symbol == 284);

/// Bits, lowest first, into memory that is large enough.
class BitWriter {
 public:
  explicit BitWriter(unsigned char* out) noexcept : out_{out} {}

  /// At most 32 bits.
  void put(std::uint64_t bits, unsigned count) noexcept {
    buffer_ |= bits << filled_;
    filled_ += count;
    if (filled_ < 32) return;
    store(4);
  }
  void align() noexcept {
    store((filled_ + 7) / 8);
    buffer_ = 0;
    filled_ = 0;
  }
  /// Precondition: aligned.
  void put_bytes(Bytes bytes) noexcept {
    std::memcpy(out_, bytes.data(), bytes.size());
    out_ += bytes.size();
  }
  [[nodiscard]] unsigned char* end() const noexcept { return out_; }

 private:
  void store(unsigned bytes) noexcept {
    for (unsigned i = 0; i < 4; ++i) out_[i] = static_cast<unsigned char>(buffer_ >> (8 * i));
    out_ += bytes;
    buffer_ >>= 8 * bytes;
    filled_ -= std::min(filled_, 8 * bytes);
  }

  unsigned char* out_;
  std::uint64_t buffer_ = 0;
  unsigned filled_ = 0;
};

/// Whether a column of bytes is close to random: its (sampled) chance of two equal bytes is below one in 128.
bool is_dense(Bytes column) {
  constexpr std::size_t samples = 2048;
  std::array<std::uint32_t, 256> histogram{};
  const std::size_t stride = std::max<std::size_t>(1, column.size() / samples);
  std::size_t count = 0;
  for (std::size_t i = 0; i < column.size(); i += stride, ++count) ++histogram[column[i]];
  std::size_t pairs = 0;
  for (const std::size_t number : histogram) pairs += number * number;
  return 128 * pairs < count * count;
}

/// How many of the bytes from the first are equal to `byte`.
std::size_t count_equal(Bytes bytes, unsigned char byte) noexcept {
  std::size_t i = 0;
  const std::uint64_t eight = 0x0101010101010101U * byte;
  for (; i + 8 <= bytes.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, 8);
    if (word != eight) break;
  }
  while (i < bytes.size() && bytes[i] == byte) ++i;
  return i;
}

void put_stored(Bytes bytes, BitWriter& out) {
  while (!bytes.empty()) {
    const Bytes part = bytes.first(std::min(bytes.size(), k_most_stored));
    bytes = bytes.subspan(part.size());
    out.put(0, 3);
    out.align();
    const auto size = static_cast<std::uint32_t>(part.size());
    out.put(size | (~size << 16U), 32);
    out.put_bytes(part);
  }
}

/// A column as bytes (tokens 0 to 255) and runs that repeat the byte before (k_first_run on), and how often each
/// occurs.
std::size_t tokenize(Bytes column, std::uint16_t* tokens, std::array<std::uint32_t, k_tokens>& occurrences) {
  std::size_t count = 0;
  const auto add = [&](std::size_t token) {
    tokens[count++] = static_cast<std::uint16_t>(token);
    ++occurrences[token];
  };
  for (std::size_t i = 0; i < column.size();) {
    const unsigned char byte = column[i++];
    add(byte);
    if (i + k_shortest_run > column.size() || column[i] != byte || column[i + 1] != byte) continue;
    std::size_t run = count_equal(column.subspan(i), byte);
    i += run;
    while (run >= k_shortest_run) {
      const std::size_t part = std::min(run, k_longest_run);
      add(k_first_run + part - k_shortest_run);
      run -= part;
    }
    for (; run > 0; --run) add(byte);
  }
  return count;
}

/// The lengths of a block's code, packed as RFC 1951 sec. 3.2.7 has it: values 0 to 15, 17 and 18 for runs of zeros.
struct PackedLengths {
  struct Item {
    std::uint8_t symbol;
    std::uint8_t extra;
  };
  std::array<Item, k_symbols + 1> items;
  std::size_t count = 0;
  std::array<std::uint32_t, 19> occurrences{};
  std::array<std::uint8_t, 19> lengths{};

  void add(std::uint8_t symbol, std::size_t extra) {
    items[count++] = {symbol, static_cast<std::uint8_t>(extra)};
    ++occurrences[symbol];
  }
  static unsigned extra_bits(std::uint8_t symbol) noexcept { return symbol == 17 ? 3 : symbol == 18 ? 7 : 0; }
};

PackedLengths pack_lengths(std::span<const std::uint8_t> lengths) {
  PackedLengths packed;
  for (std::size_t i = 0; i < lengths.size();) {
    if (lengths[i] != 0) {
      packed.add(lengths[i++], 0);
      continue;
    }
    const std::size_t zeros = std::min<std::size_t>(count_equal(lengths.subspan(i), 0), 138);
    if (zeros >= 11) {
      packed.add(18, zeros - 11);
    } else if (zeros >= 3) {
      packed.add(17, zeros - 3);
    } else {
      for (std::size_t k = 0; k < zeros; ++k) packed.add(0, 0);
    }
    i += zeros;
  }
  code_lengths(packed.occurrences, k_length_code_bits, packed.lengths);
  return packed;
}

/// The column as a block with a Huffman code of its own, or stored where that is smaller.
void put_column(Bytes column, std::vector<std::uint16_t>& scratch, BitWriter& out) {
  std::array<std::uint32_t, k_tokens> occurrences{};
  const std::size_t count = tokenize(column, scratch.data(), occurrences);

  std::array<std::uint32_t, k_symbols> frequencies{};
  std::copy_n(occurrences.begin(), 256, frequencies.begin());
  frequencies[k_end] = 1;
  std::size_t bits = 0;
  for (std::size_t length = k_shortest_run; length <= k_longest_run; ++length) {
    const std::uint32_t number = occurrences[k_first_run + length - k_shortest_run];
    const RunSymbol& run = k_run_symbols[length];
    frequencies[run.symbol] += number;
    bits += std::size_t{number} * (run.extra_bits + 1U);
  }
  // One length more than there are symbols: that of the only distance, one byte back.
  std::array<std::uint8_t, k_symbols + 1> lengths{};
  code_lengths(frequencies, k_code_bits, std::span{lengths}.first(k_symbols));
  std::size_t used = k_symbols;
  while (lengths[used - 1] == 0) --used;
  std::array<std::uint16_t, k_symbols> codes;
  canonical_codes(std::span{lengths}.first(k_symbols), codes);
  lengths[used] = 1;
  const PackedLengths packed = pack_lengths(std::span{lengths}.first(used + 1));
  lengths[used] = 0;
  for (std::size_t i = 0; i < used; ++i) bits += std::size_t{frequencies[i]} * lengths[i];
  for (std::size_t i = 0; i < packed.count; ++i) {
    bits += packed.lengths[packed.items[i].symbol] + PackedLengths::extra_bits(packed.items[i].symbol);
  }
  constexpr std::size_t k_header = 3 + 5 + 5 + 4 + 19 * 3;
  if (bits + k_header >= 8 * column.size()) return put_stored(column, out);

  constexpr std::array<std::uint8_t, 19> order{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  out.put(0b100, 3);
  out.put(used - k_first_run, 5);
  out.put(0, 5);
  out.put(order.size() - 4, 4);
  for (const std::uint8_t symbol : order) out.put(packed.lengths[symbol], 3);
  std::array<std::uint16_t, 19> length_codes;
  canonical_codes(packed.lengths, length_codes);
  for (std::size_t i = 0; i < packed.count; ++i) {
    const auto [symbol, extra] = packed.items[i];
    out.put(length_codes[symbol], packed.lengths[symbol]);
    out.put(extra, PackedLengths::extra_bits(symbol));
  }

  struct Sent {
    std::uint32_t bits;
    std::uint32_t count;
  };
  std::array<Sent, k_tokens> sent;
  for (std::size_t i = 0; i <= k_end; ++i) sent[i] = {codes[i], lengths[i]};
  for (std::size_t length = k_shortest_run; length <= k_longest_run; ++length) {
    // The symbol, its extra bits, and a zero for the distance.
    const RunSymbol& run = k_run_symbols[length];
    const std::uint32_t size = lengths[run.symbol];
    sent[k_first_run + length - k_shortest_run] = {codes[run.symbol] | (std::uint32_t{run.extra} << size),
                                                   size + run.extra_bits + 1U};
  }
  for (std::size_t i = 0; i < count; ++i) out.put(sent[scratch[i]].bits, sent[scratch[i]].count);
  out.put(sent[k_end].bits, sent[k_end].count);
}

}  // namespace

std::span<const unsigned char> ColumnDeflater::pack(std::span<const unsigned char> columns, std::size_t rows) {
  WIREBENCH_EXPECT(rows > 0 && columns.size() % rows == 0 && columns.size() <= (std::size_t{1} << 31U));
  const std::size_t count = columns.size() / rows;
  const std::size_t blocks = count * (rows / k_most_stored + 1);
  const std::size_t bound = columns.size() + 6 * blocks + k_slack;
  if (out_.size() < bound) out_.resize(bound);
  if (tokens_.size() < rows) tokens_.resize(rows);
  BitWriter out{out_.data()};
  out.put(0x0178, 16);  // deflate with a window of 32 kB; "fastest"
  for (std::size_t i = 0; i < count; ++i) {
    const Bytes column = columns.subspan(i * rows, rows);
    if (is_dense(column)) {
      put_stored(column, out);
    } else {
      put_column(column, tokens_, out);
    }
  }
  out.put(0b011, 3);  // the last block: the fixed code, and its end (seven zeros)
  out.put(0, 7);
  out.align();
  const auto sum = static_cast<std::uint32_t>(adler32_z(adler32(0, nullptr, 0), columns.data(), columns.size()));
  for (const unsigned shift : {24U, 16U, 8U, 0U}) out.put((sum >> shift) & 0xffU, 8);
  out.align();
  return {out_.data(), static_cast<std::size_t>(out.end() - out_.data())};
}

}  // namespace wirebench
