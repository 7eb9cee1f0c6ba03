/// \file A strict RFC 4180 reader, to hold the writer to the standard.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace wirebench::report {

using CsvRow = std::map<std::string, std::string>;

inline std::vector<std::vector<std::string>> csv_records(std::string_view text) {
  std::vector<std::vector<std::string>> records;
  std::vector<std::string> record;
  std::string field;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
        field += '"';
        ++i;
      } else if (c == '"') {
        quoted = false;
      } else {
        field += c;
      }
    } else if (c == '"') {
      EXPECT_TRUE(field.empty()) << "a quote inside an unquoted field";
      quoted = true;
    } else if (c == ',' || c == '\n') {
      record.push_back(std::move(field));
      field.clear();
      if (c == '\n') {
        records.push_back(std::move(record));
        record.clear();
      }
    } else {
      field += c;
    }
  }
  EXPECT_FALSE(quoted);
  EXPECT_TRUE(record.empty() && field.empty()) << "no line end at the end";
  return records;
}

inline std::vector<CsvRow> csv_rows(std::string_view text) {
  const auto records = csv_records(text);
  std::vector<CsvRow> rows;
  for (std::size_t i = 1; i < records.size(); ++i) {
    EXPECT_EQ(records[i].size(), records[0].size()) << "record " << i;
    CsvRow row;
    for (std::size_t j = 0; j < records[0].size() && j < records[i].size(); ++j) row[records[0][j]] = records[i][j];
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace wirebench::report
