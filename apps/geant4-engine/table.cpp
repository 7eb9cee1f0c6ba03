#include "table.hpp"

#include "options.hpp"

namespace g4engine {
namespace {

using wirebench::transport::layout::Field;
using wirebench::transport::layout::FieldType;

constexpr std::size_t k_chunk_rows = 8192;

hid_t check(hid_t id, const std::string& what) {
  if (id < 0) throw Failure{1, "HDF5: cannot " + what};
  return id;
}

hid_t element_type(FieldType type) {
  switch (type) {
    case FieldType::u4: return H5Tcopy(H5T_NATIVE_UINT32);
    case FieldType::u8: return H5Tcopy(H5T_NATIVE_UINT64);
    case FieldType::i4: return H5Tcopy(H5T_NATIVE_INT32);
    case FieldType::f4: return H5Tcopy(H5T_NATIVE_FLOAT);
    case FieldType::f8: return H5Tcopy(H5T_NATIVE_DOUBLE);
    case FieldType::flag: break;
  }
  const hid_t flag = H5Tenum_create(H5T_NATIVE_INT8);
  signed char value = 0;
  H5Tenum_insert(flag, "FALSE", &value);
  value = 1;
  H5Tenum_insert(flag, "TRUE", &value);
  return flag;
}

hid_t row_type(std::size_t size, const Field* fields, std::size_t count) {
  const hid_t type = check(H5Tcreate(H5T_COMPOUND, size), "make a row type");
  for (std::size_t i = 0; i < count; ++i) {
    hid_t element = element_type(fields[i].type);
    if (fields[i].count > 1) {
      const hsize_t length = fields[i].count;
      const hid_t array = H5Tarray_create2(element, 1, &length);
      H5Tclose(element);
      element = array;
    }
    check(H5Tinsert(type, fields[i].name, fields[i].offset, element), "make a row type");
    H5Tclose(element);
  }
  return type;
}

}  // namespace

OutputFile::OutputFile(const std::string& path) : path_{path} {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  const hid_t creation = H5Pcreate(H5P_FILE_CREATE);
  H5Pset_obj_track_times(creation, false);
  id_ = check(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation, H5P_DEFAULT), "write " + path);
  H5Pclose(creation);
}

OutputFile::~OutputFile() {
  if (id_ >= 0) H5Fclose(id_);
}

void OutputFile::set_text(const char* name, const std::string& text) {
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, text.empty() ? 1 : text.size());
  const hid_t space = H5Screate(H5S_SCALAR);
  const hid_t attribute = check(H5Acreate2(id_, name, type, space, H5P_DEFAULT, H5P_DEFAULT), "write " + path_);
  H5Awrite(attribute, type, text.c_str());
  H5Aclose(attribute);
  H5Sclose(space);
  H5Tclose(type);
}

void OutputFile::close() {
  const bool failed = H5Fflush(id_, H5F_SCOPE_GLOBAL) < 0;
  const bool not_closed = H5Fclose(id_) < 0;
  id_ = -1;
  if (failed || not_closed) throw Failure{1, "HDF5: cannot write " + path_ + " (is the disk full?)"};
}

RawTable::RawTable(OutputFile& file, const char* name, std::size_t row_size, const Field* fields, std::size_t count)
    : name_{name}, row_size_{row_size}, type_{row_type(row_size, fields, count)} {
  const hsize_t none = 0;
  const hsize_t unlimited = H5S_UNLIMITED;
  const hid_t space = H5Screate_simple(1, &none, &unlimited);
  const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
  const hsize_t chunk = k_chunk_rows;
  H5Pset_obj_track_times(creation, false);
  H5Pset_chunk(creation, 1, &chunk);
  H5Pset_shuffle(creation);
  H5Pset_deflate(creation, 1);
  dataset_ = H5Dcreate2(file.id(), name, type_, space, H5P_DEFAULT, creation, H5P_DEFAULT);
  H5Pclose(creation);
  H5Sclose(space);
  check(dataset_, "make the table " + name_);
}

RawTable::~RawTable() {
  H5Dclose(dataset_);
  H5Tclose(type_);
}

void RawTable::append(const void* row) {
  const char* bytes = static_cast<const char*>(row);
  buffer_.insert(buffer_.end(), bytes, bytes + row_size_);
  if (buffer_.size() >= k_chunk_rows * row_size_) flush();
}

void RawTable::flush() {
  const hsize_t count = buffer_.size() / row_size_;
  if (count == 0) return;
  const hsize_t total = rows_ + count;
  check(H5Dset_extent(dataset_, &total), "extend " + name_);
  const hid_t target = H5Dget_space(dataset_);
  H5Sselect_hyperslab(target, H5S_SELECT_SET, &rows_, nullptr, &count, nullptr);
  const hid_t source = H5Screate_simple(1, &count, nullptr);
  const herr_t status = H5Dwrite(dataset_, type_, source, target, H5P_DEFAULT, buffer_.data());
  H5Sclose(source);
  H5Sclose(target);
  check(status, "write " + name_ + " (is the disk full?)");
  rows_ = total;
  buffer_.clear();
}

}  // namespace g4engine
