/// \file HDF5 in and out: RAII over the C library, fields read by name, errors with file and object.
/// Time stamps are switched off, so that equal content gives equal bytes.
/// Thread-safety: the serial HDF5 library is not thread-safe; every call here takes one process-wide lock of the
/// library, so different threads may use different objects.
#pragma once

#include <hdf5.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace wirebench::hdf5 {

/// Owns one HDF5 identifier of any kind.
class Handle {
 public:
  Handle() noexcept = default;
  explicit Handle(hid_t id) noexcept : id_{id} {}
  Handle(Handle&& other) noexcept;
  Handle& operator=(Handle&& other) noexcept;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle();

  [[nodiscard]] hid_t get() const noexcept { return id_; }

 private:
  hid_t id_ = -1;
};

/// HDF5 type of a C++ arithmetic type, in the machine's byte order.
template <class T>
[[nodiscard]] hid_t native_type() {
  if constexpr (std::is_same_v<T, float>)
    return H5T_NATIVE_FLOAT;
  else if constexpr (std::is_same_v<T, double>)
    return H5T_NATIVE_DOUBLE;
  else if constexpr (std::is_same_v<T, std::int8_t>)
    return H5T_NATIVE_INT8;
  else if constexpr (std::is_same_v<T, std::uint8_t>)
    return H5T_NATIVE_UINT8;
  else if constexpr (std::is_same_v<T, std::int16_t>)
    return H5T_NATIVE_INT16;
  else if constexpr (std::is_same_v<T, std::uint16_t>)
    return H5T_NATIVE_UINT16;
  else if constexpr (std::is_same_v<T, std::int32_t>)
    return H5T_NATIVE_INT32;
  else if constexpr (std::is_same_v<T, std::uint32_t>)
    return H5T_NATIVE_UINT32;
  else if constexpr (std::is_same_v<T, std::int64_t>)
    return H5T_NATIVE_INT64;
  else if constexpr (std::is_same_v<T, std::uint64_t>)
    return H5T_NATIVE_UINT64;
  else
    static_assert(!sizeof(T), "no HDF5 type for this C++ type");
}

/// In-memory layout of a row struct, field by field, for compound datasets. A file may hold its fields in any order
/// and have more of them; reading matches by name.
template <class Row>
class RowType {
  static_assert(std::is_trivially_copyable_v<Row>);

 public:
  /// Adds one field at `offset` (use offsetof) with C++ type T.
  template <class T>
  RowType& field(const char* name, std::size_t offset) {
    fields_.push_back({name, offset, native_type<T>(), 1, false});
    return *this;
  }
  /// The same for `count` numbers in a row.
  template <class T>
  RowType& array(const char* name, std::size_t offset, std::size_t count) {
    fields_.push_back({name, offset, native_type<T>(), count, false});
    return *this;
  }
  /// A byte that is 0 or 1, written as h5py writes booleans.
  RowType& flag(const char* name, std::size_t offset) {
    fields_.push_back({name, offset, native_type<std::int8_t>(), 1, true});
    return *this;
  }
  struct Field {
    std::string name;
    std::size_t offset;
    hid_t type;
    std::size_t count;
    bool is_flag;
  };
  [[nodiscard]] const std::vector<Field>& fields() const noexcept { return fields_; }
  /// The HDF5 compound type of this layout.
  [[nodiscard]] Handle make() const;

 private:
  std::vector<Field> fields_;
};

/// How a dataset is laid out in the file.
struct Layout {
  std::vector<hsize_t> shape{};  ///< initial size
  std::vector<hsize_t> chunk{};  ///< chunk size; empty = contiguous
  bool growing = false;          ///< the first dimension may grow (needs chunk)
  int deflate = 0;               ///< 0-9; with byte shuffle; needs chunk
};

/// One dataset, open for reading or writing rows (slices of the first dimension).
class Dataset {
 public:
  [[nodiscard]] const std::vector<hsize_t>& shape() const noexcept { return shape_; }
  [[nodiscard]] hsize_t rows() const noexcept { return shape_.empty() ? 1 : shape_.front(); }
  /// Elements of one row.
  [[nodiscard]] std::size_t row_size() const noexcept;
  /// Field names of a compound dataset; empty for others.
  [[nodiscard]] std::vector<std::string> field_names() const;
  /// Class and size of the stored element type.
  [[nodiscard]] H5T_class_t element_class() const;
  [[nodiscard]] std::size_t element_size() const;
  /// Errors: Error(failed) where the shape says more than was ever stored (a damaged number of rows would else be read
  /// as that many rows of zeros), or where one chunk is larger than any program writes and reading it would take the
  /// memory. For files from outside, before the number of rows is believed. Datasets made of other datasets pass.
  void require_stored() const;

  /// Reads rows [first, first + count) into `out` (count * row_size() elements), converting numeric types.
  template <class T>
  void read_rows(hsize_t first, hsize_t count, std::span<T> out) const {
    read_raw(native_type<T>(), first, count, out.data(), out.size());
  }
  template <class T>
  [[nodiscard]] std::vector<T> read_all() const {
    std::vector<T> values(rows() * row_size());
    read_rows<T>(0, rows(), values);
    return values;
  }
  /// Reads rows of a compound dataset of one dimension; throws when the file lacks one of the row's fields, naming
  /// those it has.
  template <class Row>
  [[nodiscard]] std::vector<Row> read_rows(const RowType<Row>& type, hsize_t first, hsize_t count) const {
    for (const auto& field : type.fields()) require_field(field.name);
    if (shape_.size() > 1) not_a_table();
    std::vector<Row> values(count);
    const Handle memory = type.make();
    read_raw(memory.get(), first, count, values.data(), values.size());
    return values;
  }

  /// Whether the rows are chunks of their own, of unsigned bytes, packed with deflate and by nothing else (shuffle
  /// leaves single bytes where they are): what read_packed_row() needs.
  [[nodiscard]] bool has_packed_rows() const;
  /// The bytes of a row as they are stored: the lock is held while they are copied, and not while unpack_bytes()
  /// (hdf5_chunk.hpp) unpacks them. False where this row is stored otherwise or not at all; read_rows() reads it then.
  /// Precondition: has_packed_rows().
  [[nodiscard]] bool read_packed_row(hsize_t row, std::vector<std::byte>& packed) const;

  template <class T>
  void write_rows(hsize_t first, hsize_t count, std::span<const T> values) {
    write_raw(native_type<T>(), first, count, values.data(), values.size());
  }
  template <class Row>
  void write_rows(const RowType<Row>& type, hsize_t first, std::span<const Row> values) {
    const Handle memory = type.make();
    write_raw(memory.get(), first, values.size(), values.data(), values.size());
  }
  /// Writes one whole chunk that is already packed (hdf5_chunk.hpp), of a dataset with the deflate filter whose
  /// first dimension alone is divided. `first` is a multiple of the chunk's rows and inside the dataset.
  void write_chunk(hsize_t first, std::span<const std::byte> packed);
  /// Grows or shrinks the first dimension of a growing dataset.
  void resize(hsize_t rows);

 private:
  friend class File;
  Dataset(Handle handle, std::string name, std::shared_ptr<const std::string> file);
  void require_field(const std::string& name) const;
  [[noreturn]] void not_a_table() const;
  void read_raw(hid_t type, hsize_t first, hsize_t count, void* out, std::size_t elements) const;
  void write_raw(hid_t type, hsize_t first, hsize_t count, const void* values, std::size_t elements);

  Handle handle_;
  std::string name_;
  std::shared_ptr<const std::string> file_;
  std::vector<hsize_t> shape_;
};

/// An HDF5 file. Paths inside it are absolute ("/images", "/layers/conv1/vars/0"); parents are made as needed.
class File {
 public:
  /// Errors: Error(usage) when missing; Error(failed) when truncated or not HDF5, saying which.
  [[nodiscard]] static File open(const std::filesystem::path& path);
  /// Makes or replaces a file. Use inside write_atomically.
  [[nodiscard]] static File create(const std::filesystem::path& path);

  [[nodiscard]] bool exists(std::string_view object) const;
  /// Names directly inside a group, in alphabetical order.
  [[nodiscard]] std::vector<std::string> members(std::string_view group) const;
  [[nodiscard]] bool is_group(std::string_view object) const;
  /// Errors: Error(failed) naming the file, the object and what the file has instead.
  [[nodiscard]] Dataset dataset(std::string_view name) const;
  /// A dataset of one dimension whose elements have named fields, with all its rows (require_stored()).
  [[nodiscard]] Dataset table(std::string_view name) const;

  template <class T>
  Dataset create_dataset(std::string_view name, const Layout& layout) {
    return create_raw(name, native_type<T>(), layout);
  }
  template <class Row>
  Dataset create_dataset(std::string_view name, const RowType<Row>& type, const Layout& layout) {
    const Handle handle = type.make();
    return create_raw(name, handle.get(), layout);
  }
  void create_group(std::string_view name);

  /// Attributes of the object `of` ("/" for the file itself).
  void set_attribute(std::string_view of, std::string_view name, std::string_view text);
  void set_attribute(std::string_view of, std::string_view name, double value);
  void set_attribute(std::string_view of, std::string_view name, std::int64_t value);
  void set_attribute(std::string_view of, std::string_view name, std::span<const std::string> texts);
  [[nodiscard]] bool has_attribute(std::string_view of, std::string_view name) const;
  [[nodiscard]] std::string text_attribute(std::string_view of, std::string_view name) const;
  [[nodiscard]] double number_attribute(std::string_view of, std::string_view name) const;
  [[nodiscard]] std::vector<std::string> texts_attribute(std::string_view of, std::string_view name) const;

  /// Writes everything to disk and closes; errors that only show then (a full disk) are thrown here. A File that is
  /// destroyed without close() may be incomplete. Precondition: its datasets are destroyed.
  void close();

 private:
  File(Handle handle, const std::filesystem::path& path);
  Dataset create_raw(std::string_view name, hid_t type, const Layout& layout);

  Handle handle_;
  std::shared_ptr<const std::string> path_;
};

/// One member of a compound type.
struct Member {
  std::string_view name;
  std::size_t offset;
  hid_t type;
  std::size_t count;  ///< > 1: an array
  bool is_flag;       ///< an enumeration FALSE, TRUE over `type`
};
[[nodiscard]] Handle make_compound(std::size_t size, std::span<const Member> members);

template <class Row>
Handle RowType<Row>::make() const {
  std::vector<Member> members;
  for (const auto& field : fields_) {
    members.push_back({field.name, field.offset, field.type, field.count, field.is_flag});
  }
  return make_compound(sizeof(Row), members);
}

}  // namespace wirebench::hdf5
