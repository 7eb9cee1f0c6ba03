#include "wirebench/dataset/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/hdf5.hpp"
#include "wirebench/core/hdf5_chunk.hpp"
#include "wirebench/dataset/manifest.hpp"
#include "wirebench/dataset/stored_event.hpp"

namespace wirebench::dataset {
namespace {

constexpr hsize_t k_largest_side = 65536;
constexpr hsize_t k_most_channels = 1024;
constexpr hsize_t k_largest_image = hsize_t{1} << 28U;
constexpr hsize_t k_best_compression = 1100;  // deflate packs at most 1032 bytes into one

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& object, const std::string& what,
                         const std::string& why) {
  throw Error{ErrorKind::failed,
              {what, object.empty() ? path.string() : path.string() + ": " + object, why,
               "Give a dataset written by `wirebench simulate` or `wirebench import`."}};
}

std::string shape_text(const std::vector<hsize_t>& shape) {
  return fmt::format("[{}]", fmt::join(shape, ", "));
}

}  // namespace

struct DatasetReader::State {
  std::filesystem::path path;
  DatasetHeader header;
  Json provenance;
  std::string content_sha256;
  std::vector<EventRecord> events;
  std::optional<hdf5::File> file;
  std::optional<hdf5::Dataset> images;
  std::optional<hdf5::Dataset> truth;
  bool images_are_packed = false;

  explicit State(const std::filesystem::path& where) : path{where}, file{hdf5::File::open(where)} {
    read_attributes();
    read_images_header();
    read_truth_header();
    read_events();
  }

  void read_attributes() {
    if (!file->has_attribute("/", "format") || file->text_attribute("/", "format") != k_format_name) {
      refuse(path, "", "not a wirebench dataset", "the file has no attribute format = 'wirebench-dataset'");
    }
    if (const double version = file->number_attribute("/", "format_version");
        !(version >= 1.0 && version <= static_cast<double>(k_format_version))) {
      refuse(path, "", "unknown version of the dataset layout",
             fmt::format("version {}, this program reads up to {}", version, k_format_version));
    }
    header.class_names = file->texts_attribute("/", "class_names");
    if (header.class_names.empty() || header.class_names.size() > 256) {
      refuse(path, "class_names", "wrong number of classes",
             fmt::format("{} names, 1 to 256 are possible", header.class_names.size()));
    }
    if (file->has_attribute("/", "content_sha256")) content_sha256 = file->text_attribute("/", "content_sha256");
    provenance = parse_json(file->text_attribute("/", "provenance"), path.string() + ": attribute provenance");
    if (provenance.is_object() && provenance.contains("configuration")) {
      header.configuration = provenance["configuration"];
    }
  }

  void read_images_header() {
    images = file->dataset("/images");
    const auto& shape = images->shape();
    if (shape.size() != 4) {
      refuse(path, "/images", "wrong rank of the images", "shape " + shape_text(shape) + ", [N, C, H, W] is needed");
    }
    if (shape[0] == 0) refuse(path, "/images", "the dataset is empty", "it holds no images");
    if (shape[1] == 0 || shape[2] == 0 || shape[3] == 0 || shape[1] > k_most_channels || shape[2] > k_largest_side ||
        shape[3] > k_largest_side || shape[1] * shape[2] * shape[3] > k_largest_image) {
      refuse(path, "/images", "impossible size of the images", "shape " + shape_text(shape));
    }
    header.shape = {.channels = static_cast<std::uint32_t>(shape[1]),
                    .height = static_cast<std::uint32_t>(shape[2]),
                    .width = static_cast<std::uint32_t>(shape[3])};
    if (images->element_class() == H5T_INTEGER && images->element_size() == 1) {
      header.pixel_type = PixelType::uint8;
      images_are_packed = images->has_packed_rows();
    } else if (images->element_class() == H5T_FLOAT && images->element_size() == 4) {
      header.pixel_type = PixelType::float32;
    } else {
      refuse(path, "/images", "wrong type of the pixels",
             fmt::format("{} bytes a value; uint8 and float32 are read", images->element_size()));
    }
  }

  void read_truth_header() {
    if (!file->exists("/truth")) return;
    truth = file->dataset("/truth");
    if (truth->shape() != images->shape()) {
      refuse(path, "/truth", "truth images and images do not match",
             fmt::format("shapes {} and {}", shape_text(truth->shape()), shape_text(images->shape())));
    }
    if (truth->element_class() != H5T_INTEGER || truth->element_size() != 1) {
      refuse(path, "/truth", "wrong type of the truth images",
             fmt::format("{} bytes a value; uint8 is read", truth->element_size()));
    }
    truth->require_stored();
    header.truth_names = file->texts_attribute("/truth", "names");
    header.truth_kinds = file->texts_attribute("/truth", "kinds");
    if (header.truth_names.empty() || header.truth_names.size() > 256 ||
        header.truth_names.size() != header.truth_kinds.size()) {
      refuse(path, "/truth", "wrong number of names",
             fmt::format("{} names, {} kinds", header.truth_names.size(), header.truth_kinds.size()));
    }
  }

  void read_events() {
    const hdf5::Dataset table = file->dataset("/events");
    const auto& shape = table.shape();
    if (shape.size() != 1 || shape[0] != images->rows()) {
      refuse(path, "/events", "images and events do not match",
             fmt::format("{} images, events of shape {}", images->rows(), shape_text(shape)));
    }
    // A forged count must not make us reserve memory the file cannot fill.
    const hsize_t bytes = std::filesystem::file_size(path);
    if (shape[0] > bytes * (k_best_compression / sizeof(StoredEvent) + 1)) {
      refuse(path, "/events", "impossible number of events",
             fmt::format("{} events in a file of {} bytes", shape[0], bytes));
    }
    const auto& fields = table.field_names();
    const bool weighted = std::find(fields.begin(), fields.end(), k_weight_field) != fields.end();
    auto rows = table.read_rows<StoredEvent>(stored_event_type(weighted ? WeightField::there : WeightField::missing), 0,
                                             shape[0]);
    if (!weighted) {
      for (StoredEvent& row : rows) row.flux_weight = std::numeric_limits<double>::quiet_NaN();
    }
    events.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i].label >= header.class_names.size()) {
        refuse(path, "/events", fmt::format("label out of range at position {}", i),
               fmt::format("label {}, the file has {} classes", rows[i].label, header.class_names.size()));
      }
      if (rows[i].split >= k_splits.size()) {
        refuse(path, "/events", fmt::format("split out of range at position {}", i),
               fmt::format("split {}, 0 to {} are known", rows[i].split, k_splits.size() - 1));
      }
      events.push_back(to_record(rows[i]));
    }
  }
};

DatasetReader::DatasetReader(const std::filesystem::path& path) : state_{std::make_unique<State>(path)} {}
DatasetReader::~DatasetReader() = default;
DatasetReader::DatasetReader(DatasetReader&&) noexcept = default;
DatasetReader& DatasetReader::operator=(DatasetReader&&) noexcept = default;

const DatasetHeader& DatasetReader::header() const noexcept {
  return state_->header;
}
std::span<const EventRecord> DatasetReader::events() const noexcept {
  return state_->events;
}
const std::filesystem::path& DatasetReader::path() const noexcept {
  return state_->path;
}
const Json& DatasetReader::provenance() const noexcept {
  return state_->provenance;
}
const std::string& DatasetReader::content_sha256() const noexcept {
  return state_->content_sha256;
}

std::vector<std::uint64_t> DatasetReader::positions(Split split) const {
  std::vector<std::uint64_t> found;
  for (std::size_t i = 0; i < state_->events.size(); ++i) {
    if (state_->events[i].split == split) found.push_back(i);
  }
  return found;
}

void DatasetReader::read(std::uint64_t position, std::span<float> pixels) const {
  WIREBENCH_EXPECT(position < state_->events.size() && pixels.size() == state_->header.shape.pixels());
  if (state_->header.pixel_type == PixelType::uint8) {
    // Bytes are read as they are, unpacked and widened here, outside the HDF5 library and its lock. What cannot be
    // unpacked the library reads, or says what is wrong with it.
    std::vector<std::uint8_t> bytes(pixels.size());
    std::vector<std::byte> packed;
    if (!state_->images_are_packed || !state_->images->read_packed_row(position, packed) ||
        !hdf5::unpack_bytes(packed, bytes)) {
      state_->images->read_rows<std::uint8_t>(position, 1, bytes);
    }
    std::copy(bytes.begin(), bytes.end(), pixels.begin());
    return;
  }
  state_->images->read_rows<float>(position, 1, pixels);
  if (!std::all_of(pixels.begin(), pixels.end(), [](float p) { return std::isfinite(p); })) {
    refuse(state_->path, "/images", "pixel is not a finite number", fmt::format("image {}", position));
  }
}

void DatasetReader::read_truth(std::uint64_t position, std::span<std::uint8_t> truth) const {
  WIREBENCH_EXPECT(state_->truth && position < state_->events.size() && truth.size() == state_->header.shape.pixels());
  state_->truth->read_rows<std::uint8_t>(position, 1, truth);
  const std::size_t names = state_->header.truth_names.size();
  const auto unnamed = std::find_if(truth.begin(), truth.end(), [names](std::uint8_t n) { return n >= names; });
  if (unnamed != truth.end()) {
    refuse(state_->path, "/truth", fmt::format("number without a name in truth image {}", position),
           fmt::format("{}, the file names {}", *unnamed, names));
  }
}

}  // namespace wirebench::dataset
