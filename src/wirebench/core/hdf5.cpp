#include "wirebench/core/hdf5.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <mutex>
#include <numeric>
#include <system_error>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench::hdf5 {
namespace {

/// The serial library keeps global state: one lock around every call, and its own error printing off (the stack is
/// turned into an Error instead).
class Library {
 public:
  [[nodiscard]] static std::unique_lock<std::recursive_mutex> lock() {
    static Library library;
    return std::unique_lock{library.mutex_};
  }

 private:
  Library() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }
  std::recursive_mutex mutex_;
};

/// At exit the library tries to close what could not be written to a full disk, and crashes. Every identifier is closed
/// by its Handle, so its exit handler is not needed. Must run before any other call.
[[maybe_unused]] const bool k_exit_handler_is_off = H5dont_atexit() >= 0;

/// The innermost message of the library's error stack: the reason nearest to the failing system call.
std::string library_reason() {
  std::string reason;
  H5Ewalk2(
      H5E_DEFAULT, H5E_WALK_UPWARD,
      [](unsigned n, const H5E_error2_t* error, void* text) -> herr_t {
        if (n == 0 && error->desc != nullptr) *static_cast<std::string*>(text) = error->desc;
        return 0;
      },
      &reason);
  H5Eclear2(H5E_DEFAULT);
  return reason.empty() ? "the HDF5 library gives no reason" : reason;
}

[[noreturn]] void fail(const std::string& what, const std::string& file, std::string_view object,
                       const std::string& remedy) {
  const int error_number = errno;
  std::string reason = library_reason();
  std::string advice = remedy;
  if (error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG) {
    reason = std::generic_category().message(error_number);
    advice = "Free space on that disk, or choose another folder with --out; nothing was overwritten.";
  }
  throw Error{ErrorKind::failed, {what, object.empty() ? file : file + ": " + std::string{object}, reason, advice}};
}

hid_t check(hid_t id, const std::string& what, const std::string& file, std::string_view object,
            const std::string& remedy = "") {
  if (id < 0) fail(what, file, object, remedy);
  return id;
}

Handle make_creation_list(const Layout& layout) {
  Handle list{H5Pcreate(H5P_DATASET_CREATE)};
  H5Pset_obj_track_times(list.get(), false);
  if (!layout.chunk.empty()) {
    H5Pset_chunk(list.get(), static_cast<int>(layout.chunk.size()), layout.chunk.data());
    if (layout.deflate > 0) {
      H5Pset_shuffle(list.get());
      H5Pset_deflate(list.get(), static_cast<unsigned>(layout.deflate));
    }
  }
  return list;
}

Handle text_type() {
  Handle type{H5Tcopy(H5T_C_S1)};
  H5Tset_size(type.get(), H5T_VARIABLE);
  H5Tset_cset(type.get(), H5T_CSET_UTF8);
  return type;
}

}  // namespace

Handle::Handle(Handle&& other) noexcept : id_{std::exchange(other.id_, -1)} {}

Handle& Handle::operator=(Handle&& other) noexcept {
  std::swap(id_, other.id_);
  return *this;
}

Handle::~Handle() {
  if (id_ < 0) return;
  const auto lock = Library::lock();
  H5Idec_ref(id_);  // closes identifiers of every kind
}

namespace {

/// h5py's form of a boolean.
Handle flag_type(hid_t base) {
  Handle type{H5Tenum_create(base)};
  for (const std::int8_t value : {std::int8_t{0}, std::int8_t{1}}) {
    H5Tenum_insert(type.get(), value == 0 ? "FALSE" : "TRUE", &value);
  }
  return type;
}

}  // namespace

Handle make_compound(std::size_t size, std::span<const Member> members) {
  const auto lock = Library::lock();
  Handle type{H5Tcreate(H5T_COMPOUND, size)};
  for (const Member& member : members) {
    Handle element{member.is_flag ? flag_type(member.type) : Handle{H5Tcopy(member.type)}};
    if (member.count > 1) {
      const hsize_t count = member.count;
      element = Handle{H5Tarray_create2(element.get(), 1, &count)};
    }
    const herr_t status = H5Tinsert(type.get(), std::string{member.name}.c_str(), member.offset, element.get());
    WIREBENCH_ASSERT(status >= 0);
    static_cast<void>(status);
  }
  return type;
}

// ---- Dataset -----------------------------------------------------------------------------------------------------

Dataset::Dataset(Handle handle, std::string name, std::shared_ptr<const std::string> file)
    : handle_{std::move(handle)}, name_{std::move(name)}, file_{std::move(file)} {
  const Handle space{H5Dget_space(handle_.get())};
  const int rank = H5Sget_simple_extent_ndims(space.get());
  if (rank < 0) fail("cannot read the shape", *file_, name_, "");
  shape_.resize(static_cast<std::size_t>(rank));
  H5Sget_simple_extent_dims(space.get(), shape_.data(), nullptr);
}

std::size_t Dataset::row_size() const noexcept {
  if (shape_.empty()) return 1;
  return std::accumulate(shape_.begin() + 1, shape_.end(), std::size_t{1}, std::multiplies<>{});
}

std::vector<std::string> Dataset::field_names() const {
  const auto lock = Library::lock();
  const Handle type{H5Dget_type(handle_.get())};
  std::vector<std::string> names;
  if (H5Tget_class(type.get()) != H5T_COMPOUND) return names;
  const int count = H5Tget_nmembers(type.get());
  for (int i = 0; i < count; ++i) {
    char* name = H5Tget_member_name(type.get(), static_cast<unsigned>(i));
    names.emplace_back(name);
    H5free_memory(name);
  }
  return names;
}

H5T_class_t Dataset::element_class() const {
  const auto lock = Library::lock();
  const Handle type{H5Dget_type(handle_.get())};
  return H5Tget_class(type.get());
}

std::size_t Dataset::element_size() const {
  const auto lock = Library::lock();
  const Handle type{H5Dget_type(handle_.get())};
  return H5Tget_size(type.get());
}

void Dataset::not_a_table() const {
  throw Error{ErrorKind::failed,
              {"not a table", *file_ + ": " + name_, "one row of named fields an entry is needed",
               "Check that the file is of the expected kind and version."}};
}

void Dataset::require_stored() const {
  const auto refuse = [this](const std::string& what, const std::string& why) {
    throw Error{ErrorKind::failed,
                {what, *file_ + ": " + name_, why, "The file is damaged or incomplete; make or copy it again."}};
  };
  const auto lock = Library::lock();
  const Handle creation{H5Dget_create_plist(handle_.get())};
  const H5D_layout_t layout = H5Pget_layout(creation.get());
  if (layout == H5D_VIRTUAL || std::find(shape_.begin(), shape_.end(), hsize_t{0}) != shape_.end()) return;
  // As real numbers: products of damaged sizes go beyond any integer.
  const auto element = static_cast<double>(element_size());
  if (layout == H5D_CHUNKED) {
    constexpr double largest_chunk = 1 << 29U;
    std::vector<hsize_t> chunk(shape_.size(), 0);
    if (H5Pget_chunk(creation.get(), static_cast<int>(chunk.size()), chunk.data()) < 0) {
      fail("cannot read", *file_, name_, "The file may be damaged; make or copy it again.");
    }
    double bytes = element;
    double needed = 1.0;
    for (std::size_t i = 0; i < chunk.size(); ++i) {
      bytes *= static_cast<double>(chunk[i]);
      needed *= std::ceil(static_cast<double>(shape_[i]) / static_cast<double>(chunk[i]));
    }
    if (!(bytes <= largest_chunk)) refuse("too large chunks", "one chunk may have 512 MiB");
    hsize_t stored = 0;
    const Handle space{H5Dget_space(handle_.get())};
    if (H5Dget_num_chunks(handle_.get(), space.get(), &stored) < 0) {
      fail("cannot read", *file_, name_, "The file may be damaged; make or copy it again.");
    }
    if (static_cast<double>(stored) < needed) {
      refuse("less stored than announced", std::to_string(stored) + " chunks, but its shape needs more");
    }
    return;
  }
  double needed = element;
  for (const hsize_t side : shape_) needed *= static_cast<double>(side);
  const hsize_t stored = H5Dget_storage_size(handle_.get());
  if (static_cast<double>(stored) < needed) {
    refuse("less stored than announced", std::to_string(stored) + " bytes, but its shape needs more");
  }
}

void Dataset::require_field(const std::string& name) const {
  const auto names = field_names();
  if (std::find(names.begin(), names.end(), name) != names.end()) return;
  std::string have;
  for (const auto& field : names) have += (have.empty() ? "" : ", ") + field;
  throw Error{ErrorKind::failed,
              {"missing field '" + name + "'", *file_ + ": " + name_,
               have.empty() ? "the object is not a table of named fields" : "its fields are " + have,
               "Check that the file is of the expected kind and version."}};
}

namespace {

/// File and memory selections of rows [first, first + count).
struct Selection {
  Handle file;
  Handle memory;
};

Selection select_rows(hid_t dataset, const std::vector<hsize_t>& shape, hsize_t first, hsize_t count) {
  Selection selection{Handle{H5Dget_space(dataset)}, {}};
  if (shape.empty()) {
    selection.memory = Handle{H5Screate(H5S_SCALAR)};
    return selection;
  }
  std::vector<hsize_t> start(shape.size(), 0);
  std::vector<hsize_t> extent = shape;
  start[0] = first;
  extent[0] = count;
  H5Sselect_hyperslab(selection.file.get(), H5S_SELECT_SET, start.data(), nullptr, extent.data(), nullptr);
  selection.memory = Handle{H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr)};
  return selection;
}

}  // namespace

void Dataset::read_raw(hid_t type, hsize_t first, hsize_t count, void* out, std::size_t elements) const {
  WIREBENCH_EXPECT(first + count <= rows() && elements >= count * row_size());
  static_cast<void>(elements);
  if (count == 0) return;
  const auto lock = Library::lock();
  const Selection selection = select_rows(handle_.get(), shape_, first, count);
  if (H5Dread(handle_.get(), type, selection.memory.get(), selection.file.get(), H5P_DEFAULT, out) < 0) {
    fail("cannot read", *file_, name_, "The file may be truncated or of another kind; make or copy it again.");
  }
}

bool Dataset::has_packed_rows() const {
  const auto lock = Library::lock();
  const Handle type{H5Dget_type(handle_.get())};
  if (shape_.empty() || element_size() != 1 || H5Tget_sign(type.get()) != H5T_SGN_NONE) return false;
  const Handle creation{H5Dget_create_plist(handle_.get())};
  if (H5Pget_layout(creation.get()) != H5D_CHUNKED) return false;
  std::vector<hsize_t> chunk(shape_.size(), 0);
  if (H5Pget_chunk(creation.get(), static_cast<int>(chunk.size()), chunk.data()) < 0) return false;
  if (chunk[0] != 1 || !std::equal(chunk.begin() + 1, chunk.end(), shape_.begin() + 1)) return false;
  int deflates = 0;
  const int filters = H5Pget_nfilters(creation.get());
  for (int i = 0; i < filters; ++i) {
    unsigned flags = 0;
    unsigned configuration = 0;
    std::size_t values = 0;
    const auto filter =
        H5Pget_filter2(creation.get(), static_cast<unsigned>(i), &flags, &values, nullptr, 0, nullptr, &configuration);
    if (filter == H5Z_FILTER_DEFLATE) {
      ++deflates;
    } else if (filter != H5Z_FILTER_SHUFFLE) {
      return false;
    }
  }
  return deflates == 1;
}

bool Dataset::read_packed_row(hsize_t row, std::vector<std::byte>& packed) const {
  WIREBENCH_EXPECT(row < rows());
  const auto lock = Library::lock();
  std::vector<hsize_t> offset(shape_.size(), 0);
  offset[0] = row;
  hsize_t size = 0;
  // What is said to be larger than any packing makes it is left to the library, as is what is not there.
  const hsize_t largest = row_size() + row_size() / 1000 + 64;
  if (H5Dget_chunk_storage_size(handle_.get(), offset.data(), &size) < 0 || size == 0 || size > largest) {
    H5Eclear2(H5E_DEFAULT);
    return false;
  }
  packed.resize(size);
  std::uint32_t left_out = 0;
  if (H5Dread_chunk(handle_.get(), H5P_DEFAULT, offset.data(), &left_out, packed.data()) < 0) {
    H5Eclear2(H5E_DEFAULT);
    return false;
  }
  return left_out == 0;
}

void Dataset::write_raw(hid_t type, hsize_t first, hsize_t count, const void* values, std::size_t elements) {
  WIREBENCH_EXPECT(first + count <= rows() && elements >= count * row_size());
  static_cast<void>(elements);
  if (count == 0) return;
  const auto lock = Library::lock();
  const Selection selection = select_rows(handle_.get(), shape_, first, count);
  errno = 0;
  if (H5Dwrite(handle_.get(), type, selection.memory.get(), selection.file.get(), H5P_DEFAULT, values) < 0) {
    fail("cannot write", *file_, name_, "");
  }
}

void Dataset::write_chunk(hsize_t first, std::span<const std::byte> packed) {
  WIREBENCH_EXPECT(first < rows());
  const auto lock = Library::lock();
  std::vector<hsize_t> offset(shape_.size(), 0);
  offset[0] = first;
  errno = 0;
  if (H5Dwrite_chunk(handle_.get(), H5P_DEFAULT, 0, offset.data(), packed.size(), packed.data()) < 0) {
    fail("cannot write", *file_, name_, "");
  }
}

void Dataset::resize(hsize_t rows) {
  const auto lock = Library::lock();
  WIREBENCH_EXPECT(!shape_.empty());
  std::vector<hsize_t> wanted = shape_;
  wanted[0] = rows;
  errno = 0;
  if (H5Dset_extent(handle_.get(), wanted.data()) < 0) fail("cannot write", *file_, name_, "");
  shape_ = std::move(wanted);
}

// ---- File --------------------------------------------------------------------------------------------------------

File::File(Handle handle, const std::filesystem::path& path)
    : handle_{std::move(handle)}, path_{std::make_shared<const std::string>(path.string())} {}

File File::open(const std::filesystem::path& path) {
  std::error_code code;
  const auto status = std::filesystem::status(path, code);
  if (!std::filesystem::exists(status)) throw file_error("cannot read", path.string(), ENOENT);
  if (std::filesystem::is_directory(status)) throw file_error("cannot read", path.string(), EISDIR);
  const auto lock = Library::lock();
  errno = 0;
  const htri_t is_hdf5 = H5Fis_hdf5(path.c_str());
  if (is_hdf5 == 0) {
    H5Eclear2(H5E_DEFAULT);
    throw Error{ErrorKind::failed,
                {"not an HDF5 file", path.string(), "it does not begin with the HDF5 signature",
                 "Give an HDF5 file; `h5dump -H FILE` shows whether one is readable."}};
  }
  Handle handle{H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT)};
  check(handle.get(), "cannot open the HDF5 file", path.string(), "",
        "The file is probably truncated; make or copy it again.");
  return File{std::move(handle), path};
}

File File::create(const std::filesystem::path& path) {
  const auto lock = Library::lock();
  errno = 0;
  const Handle creation{H5Pcreate(H5P_FILE_CREATE)};
  H5Pset_obj_track_times(creation.get(), false);
  const Handle access{H5Pcreate(H5P_FILE_ACCESS)};
  H5Pset_libver_bounds(access.get(), H5F_LIBVER_EARLIEST, H5F_LIBVER_V18);
  Handle handle{H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.get(), access.get())};
  check(handle.get(), "cannot write the HDF5 file", path.string(), "");
  return File{std::move(handle), path};
}

bool File::exists(std::string_view object) const {
  const auto lock = Library::lock();
  // H5Lexists wants every parent to exist: walk down.
  for (std::size_t at = 0; at != std::string_view::npos;) {
    at = object.find('/', at + 1);
    const std::string part{object.substr(0, at)};
    if (part.empty() || part == "/") continue;
    if (H5Lexists(handle_.get(), part.c_str(), H5P_DEFAULT) <= 0) {
      H5Eclear2(H5E_DEFAULT);
      return false;
    }
  }
  return true;
}

bool File::is_group(std::string_view object) const {
  if (!exists(object)) return false;
  const auto lock = Library::lock();
  const Handle handle{H5Oopen(handle_.get(), std::string{object}.c_str(), H5P_DEFAULT)};
  return H5Iget_type(handle.get()) == H5I_GROUP;
}

std::vector<std::string> File::members(std::string_view group) const {
  const auto lock = Library::lock();
  std::vector<std::string> names;
  const Handle handle{H5Gopen2(handle_.get(), std::string{group}.c_str(), H5P_DEFAULT)};
  check(handle.get(), "no such group", *path_, group);
  H5Literate(
      handle.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr,
      [](hid_t, const char* name, const H5L_info_t*, void* list) -> herr_t {
        static_cast<std::vector<std::string>*>(list)->emplace_back(name);
        return 0;
      },
      &names);
  return names;
}

Dataset File::dataset(std::string_view name) const {
  const auto lock = Library::lock();
  if (!exists(name) || is_group(name)) {
    std::string have;
    for (const auto& member : members("/")) have += (have.empty() ? "" : ", ") + member;
    throw Error{ErrorKind::failed,
                {"missing dataset", *path_ + ": " + std::string{name},
                 have.empty() ? "the file is empty" : "at its top the file has " + have,
                 "Check that the file is of the expected kind."}};
  }
  Handle handle{H5Dopen2(handle_.get(), std::string{name}.c_str(), H5P_DEFAULT)};
  check(handle.get(), "cannot open", *path_, name);
  return {std::move(handle), std::string{name}, path_};
}

Dataset File::table(std::string_view name) const {
  Dataset table = dataset(name);
  if (table.shape().size() != 1 || table.element_class() != H5T_COMPOUND) table.not_a_table();
  table.require_stored();
  return table;
}

Dataset File::create_raw(std::string_view name, hid_t type, const Layout& layout) {
  const auto lock = Library::lock();
  WIREBENCH_EXPECT(layout.chunk.empty() || layout.chunk.size() == layout.shape.size());
  WIREBENCH_EXPECT(!layout.growing || !layout.chunk.empty());
  std::vector<hsize_t> largest = layout.shape;
  if (layout.growing) largest[0] = H5S_UNLIMITED;
  const Handle space{layout.shape.empty() ? H5Screate(H5S_SCALAR)
                                          : H5Screate_simple(static_cast<int>(layout.shape.size()), layout.shape.data(),
                                                             largest.data())};
  const Handle link{H5Pcreate(H5P_LINK_CREATE)};
  H5Pset_create_intermediate_group(link.get(), 1);
  const Handle creation = make_creation_list(layout);
  errno = 0;
  Handle handle{
      H5Dcreate2(handle_.get(), std::string{name}.c_str(), type, space.get(), link.get(), creation.get(), H5P_DEFAULT)};
  check(handle.get(), "cannot write", *path_, name);
  return {std::move(handle), std::string{name}, path_};
}

void File::create_group(std::string_view name) {
  const auto lock = Library::lock();
  const Handle link{H5Pcreate(H5P_LINK_CREATE)};
  H5Pset_create_intermediate_group(link.get(), 1);
  const Handle creation{H5Pcreate(H5P_GROUP_CREATE)};
  H5Pset_obj_track_times(creation.get(), false);
  const Handle group{H5Gcreate2(handle_.get(), std::string{name}.c_str(), link.get(), creation.get(), H5P_DEFAULT)};
  check(group.get(), "cannot write", *path_, name);
}

namespace {

void write_attribute(hid_t file, const std::string& path, std::string_view of, std::string_view name, hid_t type,
                     hid_t space, const void* value) {
  const Handle object{H5Oopen(file, std::string{of}.c_str(), H5P_DEFAULT)};
  check(object.get(), "no such object", path, of);
  const std::string attribute_name{name};
  if (H5Aexists(object.get(), attribute_name.c_str()) > 0) H5Adelete(object.get(), attribute_name.c_str());
  const Handle attribute{H5Acreate2(object.get(), attribute_name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT)};
  check(attribute.get(), "cannot write the attribute", path, name);
  if (H5Awrite(attribute.get(), type, value) < 0) fail("cannot write the attribute", path, name, "");
}

Handle open_attribute(hid_t file, const std::string& path, std::string_view of, std::string_view name) {
  Handle attribute{H5Aopen_by_name(file, std::string{of}.c_str(), std::string{name}.c_str(), H5P_DEFAULT, H5P_DEFAULT)};
  check(attribute.get(), "missing attribute", path, std::string{of} + '@' + std::string{name},
        "Check that the file is of the expected kind.");
  return attribute;
}

/// Strings of an attribute, of fixed or variable length, scalar or one-dimensional.
std::vector<std::string> read_texts(hid_t attribute, const std::string& path, std::string_view name) {
  const Handle type{H5Aget_type(attribute)};
  const Handle space{H5Aget_space(attribute)};
  const hssize_t count = H5Sget_simple_extent_npoints(space.get());
  constexpr hssize_t limit = 100000;
  // In memory; of texts of variable length this counts the pointers only.
  constexpr std::size_t most_bytes = std::size_t{64} << 20U;
  if (H5Tget_class(type.get()) != H5T_STRING || count < 0 || count > limit ||
      H5Tget_size(type.get()) > most_bytes / static_cast<std::size_t>(std::max<hssize_t>(count, 1))) {
    fail("wrong type of attribute", path, name, "A text is needed.");
  }
  std::vector<std::string> texts;
  if (H5Tis_variable_str(type.get()) > 0) {
    std::vector<char*> pointers(static_cast<std::size_t>(count), nullptr);
    const Handle memory{H5Tcopy(type.get())};
    if (H5Aread(attribute, memory.get(), pointers.data()) < 0) fail("cannot read the attribute", path, name, "");
    for (char* text : pointers) texts.emplace_back(text == nullptr ? "" : text);
    H5Dvlen_reclaim(memory.get(), space.get(), H5P_DEFAULT, pointers.data());
  } else {
    const std::size_t size = H5Tget_size(type.get());
    std::string buffer(size * static_cast<std::size_t>(count), '\0');
    if (H5Aread(attribute, type.get(), buffer.data()) < 0) fail("cannot read the attribute", path, name, "");
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
      const std::string cell = buffer.substr(i * size, size);
      texts.push_back(cell.substr(0, cell.find('\0')));
    }
  }
  return texts;
}

}  // namespace

void File::set_attribute(std::string_view of, std::string_view name, std::string_view text) {
  const auto lock = Library::lock();
  // A fixed-length string keeps the text inside the object header: no heap, same bytes for the same text.
  const Handle type{H5Tcopy(H5T_C_S1)};
  H5Tset_size(type.get(), std::max<std::size_t>(text.size(), 1));
  H5Tset_cset(type.get(), H5T_CSET_UTF8);
  H5Tset_strpad(type.get(), H5T_STR_NULLPAD);
  const Handle space{H5Screate(H5S_SCALAR)};
  const std::string value = text.empty() ? std::string(1, '\0') : std::string{text};
  constexpr std::size_t header_limit = 60000;  // object headers hold less than 64 KiB
  if (value.size() <= header_limit) {
    write_attribute(handle_.get(), *path_, of, name, type.get(), space.get(), value.data());
    return;
  }
  const Handle variable = text_type();
  const char* pointer = value.c_str();
  write_attribute(handle_.get(), *path_, of, name, variable.get(), space.get(), &pointer);
}

void File::set_attribute(std::string_view of, std::string_view name, double value) {
  const auto lock = Library::lock();
  const Handle space{H5Screate(H5S_SCALAR)};
  write_attribute(handle_.get(), *path_, of, name, H5T_NATIVE_DOUBLE, space.get(), &value);
}

void File::set_attribute(std::string_view of, std::string_view name, std::int64_t value) {
  const auto lock = Library::lock();
  const Handle space{H5Screate(H5S_SCALAR)};
  write_attribute(handle_.get(), *path_, of, name, H5T_NATIVE_INT64, space.get(), &value);
}

void File::set_attribute(std::string_view of, std::string_view name, std::span<const std::string> texts) {
  const auto lock = Library::lock();
  std::size_t longest = 1;
  for (const auto& text : texts) longest = std::max(longest, text.size());
  const Handle type{H5Tcopy(H5T_C_S1)};
  H5Tset_size(type.get(), longest);
  H5Tset_cset(type.get(), H5T_CSET_UTF8);
  H5Tset_strpad(type.get(), H5T_STR_NULLPAD);
  std::string cells(longest * texts.size(), '\0');
  for (std::size_t i = 0; i < texts.size(); ++i) texts[i].copy(cells.data() + i * longest, longest);
  const hsize_t count = texts.size();
  const Handle space{H5Screate_simple(1, &count, nullptr)};
  write_attribute(handle_.get(), *path_, of, name, type.get(), space.get(), cells.data());
}

bool File::has_attribute(std::string_view of, std::string_view name) const {
  if (of != "/" && !exists(of)) return false;
  const auto lock = Library::lock();
  const htri_t there =
      H5Aexists_by_name(handle_.get(), std::string{of}.c_str(), std::string{name}.c_str(), H5P_DEFAULT);
  H5Eclear2(H5E_DEFAULT);
  return there > 0;
}

std::string File::text_attribute(std::string_view of, std::string_view name) const {
  const auto lock = Library::lock();
  const Handle attribute = open_attribute(handle_.get(), *path_, of, name);
  auto texts = read_texts(attribute.get(), *path_, name);
  return texts.empty() ? "" : std::move(texts.front());
}

std::vector<std::string> File::texts_attribute(std::string_view of, std::string_view name) const {
  const auto lock = Library::lock();
  const Handle attribute = open_attribute(handle_.get(), *path_, of, name);
  return read_texts(attribute.get(), *path_, name);
}

double File::number_attribute(std::string_view of, std::string_view name) const {
  const auto lock = Library::lock();
  const Handle attribute = open_attribute(handle_.get(), *path_, of, name);
  const Handle space{H5Aget_space(attribute.get())};
  double value = 0.0;
  if (H5Sget_simple_extent_npoints(space.get()) != 1 || H5Aread(attribute.get(), H5T_NATIVE_DOUBLE, &value) < 0) {
    fail("wrong type of attribute", *path_, name, "A number is needed.");
  }
  return value;
}

void File::close() {
  const auto lock = Library::lock();
  errno = 0;
  if (H5Fflush(handle_.get(), H5F_SCOPE_GLOBAL) < 0) fail("cannot write", *path_, "", "");
  // Datasets still open would keep the file open behind our back; the file itself counts as one.
  WIREBENCH_EXPECT(H5Fget_obj_count(handle_.get(), H5F_OBJ_ALL | H5F_OBJ_LOCAL) <= 1);
  handle_ = Handle{};
}

}  // namespace wirebench::hdf5
