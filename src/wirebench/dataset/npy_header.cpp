#include "wirebench/dataset/npy_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "wirebench/core/error.hpp"

namespace wirebench::dataset {
namespace {

constexpr std::string_view k_magic{"\x93NUMPY", 6};
constexpr std::uint64_t k_longest_header = 65536;  // NumPy itself refuses more than 10,000 unless told otherwise
constexpr std::size_t k_highest_rank = 8;

[[noreturn]] void fail(const ByteSource& file, const std::string& what, const std::string& why,
                       const std::string& remedy = "Save the array again with numpy.save.") {
  throw Error{ErrorKind::failed, {what, file.name(), why, remedy}};
}

/// The header is a Python dictionary with exactly three keys. This reads the few literals it can hold and nothing more.
class HeaderText {
 public:
  HeaderText(const ByteSource& file, std::string_view text) : file_{file}, rest_{text} {}

  void parse(NpyHeader& header) {
    bool have_order = false;
    bool have_shape = false;
    expect('{');
    while (!take('}')) {
      const std::string key = quoted();
      expect(':');
      if (key == "descr" && header.descr.empty()) {
        if (peek() == '[')
          fail(file_, "array of records", "its elements are structured", "Save one field as an array.");
        header.descr = quoted();
        if (header.descr.empty()) wrong("an empty type");
      } else if (key == "fortran_order" && !have_order) {
        header.memory_order = boolean() ? MemoryOrder::fortran : MemoryOrder::c;
        have_order = true;
      } else if (key == "shape" && !have_shape) {
        header.shape = shape();
        have_shape = true;
      } else {
        wrong("the key '" + key + "' is unknown or comes twice");
      }
      if (!take(',')) {
        expect('}');
        break;
      }
    }
    skip_space();
    if (!rest_.empty()) wrong("there is text behind the dictionary");
    if (header.descr.empty() || !have_order || !have_shape) wrong("a key is missing");
  }

 private:
  [[noreturn]] void wrong(const std::string& why) const { fail(file_, "damaged .npy header", why); }
  void skip_space() {
    const auto at = rest_.find_first_not_of(" \n\t\r");
    rest_.remove_prefix(at == std::string_view::npos ? rest_.size() : at);
  }
  [[nodiscard]] char peek() {
    skip_space();
    return rest_.empty() ? '\0' : rest_.front();
  }
  bool take(char c) {
    if (peek() != c || rest_.empty()) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char c) {
    if (!take(c)) wrong(fmt::format("'{}' is missing", c));
  }
  std::string quoted() {
    const char quote = peek();
    if (quote != '\'' && quote != '"') wrong("a text in quotes is missing");
    rest_.remove_prefix(1);
    const auto end = rest_.find(quote);
    if (end == std::string_view::npos) wrong("a quote is not closed");
    std::string text{rest_.substr(0, end)};
    if (text.find('\\') != std::string::npos) wrong("a text has an escape sequence");
    rest_.remove_prefix(end + 1);
    return text;
  }
  bool boolean() {
    skip_space();
    for (const auto& [word, value] : {std::pair{std::string_view{"True"}, true}, {std::string_view{"False"}, false}}) {
      if (rest_.starts_with(word)) {
        rest_.remove_prefix(word.size());
        return value;
      }
    }
    wrong("True or False is missing");
  }
  std::vector<std::uint64_t> shape() {
    std::vector<std::uint64_t> sizes;
    expect('(');
    while (!take(')')) {
      skip_space();
      std::uint64_t size = 0;
      const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), size);
      if (error != std::errc{}) wrong("a size of the shape is not a number");
      rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
      sizes.push_back(size);
      if (sizes.size() > k_highest_rank) wrong(fmt::format("more than {} dimensions", k_highest_rank));
      if (!take(',')) {
        expect(')');
        break;
      }
    }
    return sizes;
  }

  const ByteSource& file_;
  std::string_view rest_;
};

void read_type(const ByteSource& file, NpyHeader& header) {
  const std::string& descr = header.descr;
  const auto refuse = [&]() {
    fail(file, "elements of a type that is not read", '\'' + descr + '\'',
         "Convert the array to plain numbers: images to uint8, uint16, float32 or float64, labels to integers.");
  };
  if (descr.size() != 3) refuse();
  switch (descr[0]) {
    case '<':
    case '|': header.byte_order = ByteOrder::little; break;
    case '>': header.byte_order = ByteOrder::big; break;
    default: refuse();
  }
  switch (descr[1]) {
    case 'b': header.kind = NumberKind::boolean; break;
    case 'i': header.kind = NumberKind::signed_integer; break;
    case 'u': header.kind = NumberKind::unsigned_integer; break;
    case 'f': header.kind = NumberKind::floating; break;
    default: refuse();
  }
  header.element_size = static_cast<std::size_t>(descr[2] - '0');
  const bool known_size =
      header.element_size == 1 || header.element_size == 2 || header.element_size == 4 || header.element_size == 8;
  if (!known_size || (descr[0] == '|' && header.element_size != 1) ||
      (header.kind == NumberKind::boolean && header.element_size != 1) ||
      (header.kind == NumberKind::floating && header.element_size == 1)) {
    refuse();
  }
}

/// Bytes of the data, or nothing when the product does not fit 64 bits.
std::optional<std::uint64_t> data_size(const NpyHeader& header) {
  std::uint64_t size = header.element_size;
  for (const std::uint64_t n : header.shape) {
    if (n != 0 && size > std::numeric_limits<std::uint64_t>::max() / n) return std::nullopt;
    size *= n;
  }
  return size;
}

}  // namespace

std::uint64_t NpyHeader::elements() const noexcept {
  std::uint64_t count = 1;
  for (const std::uint64_t n : shape) count *= n;
  return count;
}

NpyHeader read_npy_header(const ByteSource& file) {
  std::array<std::byte, 12> start{};
  const auto byte = [&](std::size_t i) { return std::to_integer<std::uint64_t>(start[i]); };
  if (file.size() < 10) fail(file, "not a .npy file", fmt::format("it has {} bytes only", file.size()));
  file.read(0, std::span{start}.first(std::min<std::uint64_t>(start.size(), file.size())));
  if (std::string_view{reinterpret_cast<const char*>(start.data()), k_magic.size()} != k_magic) {
    fail(file, "not a .npy file", "it does not begin with \\x93NUMPY");
  }
  const std::uint64_t major = byte(6);
  if (major < 1 || major > 3 || byte(7) != 0) {
    fail(file, "unknown version of the .npy format", fmt::format("{}.{}; 1.0, 2.0 and 3.0 are read", major, byte(7)));
  }
  const std::uint64_t text_offset = major == 1 ? 10 : 12;
  const std::uint64_t text_size =
      major == 1 ? byte(8) | (byte(9) << 8U) : byte(8) | (byte(9) << 8U) | (byte(10) << 16U) | (byte(11) << 24U);
  if (file.size() < text_offset || text_size > file.size() - text_offset) {
    fail(file, "truncated .npy file", fmt::format("its header of {} bytes is cut off", text_size));
  }
  if (text_size > k_longest_header) fail(file, "damaged .npy header", fmt::format("it has {} bytes", text_size));
  std::string text(text_size, '\0');
  file.read(text_offset, std::as_writable_bytes(std::span{text}));

  NpyHeader header;
  HeaderText{file, text}.parse(header);
  read_type(file, header);
  header.data_offset = text_offset + text_size;
  const std::uint64_t have = file.size() - header.data_offset;
  const auto wanted = data_size(header);
  if (!wanted || *wanted > have) {
    fail(file, "truncated .npy file",
         fmt::format("its shape ({}) of '{}' needs more than the {} bytes there are", fmt::join(header.shape, ", "),
                     header.descr, have));
  }
  if (*wanted < have) {
    fail(file, ".npy file with data behind its array", fmt::format("{} bytes too many", have - *wanted));
  }
  return header;
}

}  // namespace wirebench::dataset
