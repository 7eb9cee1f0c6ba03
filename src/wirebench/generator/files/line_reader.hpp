/// \file Lines of a text file, plain or gzip, in bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wirebench::generator {

/// Something in a file that makes an event, or all that follows, unusable. Readers of this folder throw it; EventFile
/// turns it into an Error or, where bad events are left out, into a count.
struct EventProblem {
  std::string what;          ///< without numbers of this event, so that equal problems can be counted together
  std::string why;           ///< with them
  std::string convention{};  ///< label of the broken NuHepMC requirement, "E.R.7"
  bool ends_stream = false;  ///< nothing behind it can be read
};

/// Reads one line after the other, unpacking gzip data (RFC 1952, several members too) where the file has any. Holds
/// one line and one block, whatever the size of the file. Not thread-safe.
class LineReader {
 public:
  /// Longer lines are refused: the longest that are meant, histograms of a flux, have some ten thousand characters.
  static constexpr std::size_t k_longest_line = std::size_t{1} << 20U;

  /// Errors: Error(usage) when missing or not a file; Error(failed) when it cannot be read.
  explicit LineReader(const std::filesystem::path& path);
  ~LineReader();
  LineReader(LineReader&&) noexcept;
  LineReader& operator=(LineReader&&) noexcept;

  /// The next line without its end ("\n" or "\r\n"), valid until the next call; false behind the last one.
  /// Errors: EventProblem for a line that is too long (the next call gives the line behind it) and, ending the stream,
  /// for damaged or cut gzip data; Error(failed) when the system cannot read.
  [[nodiscard]] bool next(std::string_view& line);
  /// The next call of next() gives the same line again.
  void hold() noexcept { held_ = true; }

  /// Number of the line next() gave last, from 1.
  [[nodiscard]] std::uint64_t line_number() const noexcept { return number_; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// The first bytes of the content, unpacked, at most 16: what kind of file it is. Does not take them away.
  [[nodiscard]] std::string_view first_bytes();

 private:
  struct Stream;
  [[nodiscard]] bool fill();

  std::unique_ptr<Stream> stream_;
  std::string name_;
  std::vector<char> block_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  std::string line_;
  std::uint64_t number_ = 0;
  bool held_ = false;
};

}  // namespace wirebench::generator
