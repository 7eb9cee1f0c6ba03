/// \file Growing HDF5 tables over the C library, for rows of wirebench/transport/segments_layout.hpp.
#pragma once

#include <hdf5.h>

#include <cstddef>
#include <string>
#include <vector>

#include "wirebench/transport/segments_layout.hpp"

namespace g4engine {

/// An HDF5 file being written. Throws Failure.
class OutputFile {
 public:
  explicit OutputFile(const std::string& path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  hid_t id() const { return id_; }
  void set_text(const char* name, const std::string& text);
  void close();

 private:
  hid_t id_ = -1;
  std::string path_;
};

/// Bytes of rows on their way to one table.
class RawTable {
 public:
  RawTable(OutputFile& file, const char* name, std::size_t row_size, const wirebench::transport::layout::Field* fields,
           std::size_t count);
  ~RawTable();
  RawTable(const RawTable&) = delete;
  RawTable& operator=(const RawTable&) = delete;
  void append(const void* row);
  void flush();

 private:
  std::string name_;
  std::size_t row_size_;
  hid_t type_ = -1;
  hid_t dataset_ = -1;
  hsize_t rows_ = 0;
  std::vector<char> buffer_;
};

template <class Row>
class Table {
 public:
  template <std::size_t N>
  Table(OutputFile& file, const char* name, const wirebench::transport::layout::Field (&fields)[N])
      : raw_{file, name, sizeof(Row), fields, N} {}
  void append(const Row& row) { raw_.append(&row); }
  void flush() { raw_.flush(); }

 private:
  RawTable raw_;
};

}  // namespace g4engine
