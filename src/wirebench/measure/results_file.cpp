#include "wirebench/measure/results_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench::measure {
namespace {

constexpr std::size_t k_size_limit = std::size_t{256} << 20U;  // a row is about 2 kB; more is not a results file

std::string line_of(const ResultRow& row) {
  return to_json(row).dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

/// Owns a file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int number) noexcept : number_{number} {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int get() const noexcept { return number_; }

 private:
  int number_;
};

/// Bytes up to and with the last line end.
std::size_t whole_lines(std::string_view text) {
  const auto end = text.rfind('\n');
  return end == std::string_view::npos ? 0 : end + 1;
}

bool is_whole_row(std::string_view line) {
  const Json row = Json::parse(line, nullptr, false);
  return row.is_object();
}

}  // namespace

void append_result(const std::filesystem::path& path, const ResultRow& row, const Log& log) {
  std::string addition = line_of(row);
  const Descriptor file{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)};
  if (file.get() < 0) throw file_error("cannot open the results file", path.string(), errno);
  const std::string text = read_file(path, k_size_limit);
  std::size_t end = text.size();
  const std::size_t whole = whole_lines(text);
  if (whole != text.size()) {
    if (is_whole_row(std::string_view{text}.substr(whole))) {
      addition.insert(addition.begin(), '\n');
    } else {
      log.warning("{}: the last line was unfinished and is dropped", path.string());
      end = whole;
      if (::ftruncate(file.get(), static_cast<off_t>(end)) != 0) {
        throw file_error("cannot repair the results file", path.string(), errno);
      }
    }
  }
  std::string_view left = addition;
  auto at = static_cast<off_t>(end);
  while (!left.empty()) {
    const ssize_t written = ::pwrite(file.get(), left.data(), left.size(), at);
    if (written < 0) {
      if (errno == EINTR) continue;
      const int reason = errno;
      // Leave what was there before; a half line would be dropped by the next reader anyway.
      static_cast<void>(::ftruncate(file.get(), static_cast<off_t>(end)) == 0);
      throw file_error("cannot append to the results file", path.string(), reason);
    }
    left.remove_prefix(static_cast<std::size_t>(written));
    at += written;
  }
  if (::fsync(file.get()) != 0) throw file_error("cannot sync the results file", path.string(), errno);
}

std::vector<ResultRow> read_results(const std::filesystem::path& path, const Log& log) {
  const std::string text = read_file(path, k_size_limit);
  std::vector<ResultRow> rows;
  std::size_t number = 0;
  for (std::size_t from = 0; from < text.size();) {
    ++number;
    const auto end = text.find('\n', from);
    const bool last = end == std::string::npos;
    const std::string_view line = std::string_view{text}.substr(from, last ? std::string::npos : end - from);
    from = last ? text.size() : end + 1;
    if (line.empty()) continue;
    if (last && !is_whole_row(line)) {
      log.warning("{}:{}: the last line is unfinished and is left out", path.string(), number);
      break;
    }
    try {
      rows.push_back(result_row_from_json(parse_json(line, path.string())));
    } catch (const Error& error) {
      throw Error{ErrorKind::failed,
                  {"damaged results file", path.string() + ':' + std::to_string(number), error.what(),
                   "Remove that line, or the whole file to measure again."}};
    }
  }
  return rows;
}

void write_results(const std::filesystem::path& path, std::span<const ResultRow> rows) {
  std::string text;
  for (const ResultRow& row : rows) text += line_of(row);
  write_text_atomically(path, text);
}

}  // namespace wirebench::measure
