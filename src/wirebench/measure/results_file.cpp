#include "wirebench/measure/results_file.hpp"

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

bool is_whole_row(std::string_view line) {
  const Json row = Json::parse(line, nullptr, false);
  return row.is_object();
}

}  // namespace

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
