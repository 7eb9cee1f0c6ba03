#include "wirebench/dataset/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/hdf5.hpp"
#include "wirebench/core/provenance.hpp"
#include "wirebench/dataset/manifest.hpp"
#include "wirebench/dataset/stored_event.hpp"

namespace wirebench::dataset {
namespace {

constexpr int k_deflate_level = 4;  // beyond it sparse images shrink by a few percent and take twice as long
constexpr hsize_t k_events_per_chunk = 1024;
constexpr std::size_t k_largest_image = std::size_t{1} << 28U;  // pixels; an HDF5 chunk must stay below 4 GiB
constexpr std::size_t k_most_classes = 256;                     // labels are one byte
constexpr std::size_t k_most_truth_names = 256;                 // so are truth pixels

void check_header(const std::filesystem::path& path, const DatasetHeader& header) {
  const auto refuse = [&](const std::string& what, const std::string& why) {
    throw Error{ErrorKind::usage, {what, path.string(), why, ""}};
  };
  const ImageShape& shape = header.shape;
  if (shape.channels == 0 || shape.height == 0 || shape.width == 0) {
    refuse("images without pixels",
           fmt::format("the shape is {} x {} x {}", shape.channels, shape.height, shape.width));
  }
  // Divisions, because the product of three 32-bit numbers can overflow.
  if (k_largest_image / shape.channels / shape.height / shape.width == 0) {
    refuse("images too large", fmt::format("{} x {} x {} pixels, at most {} are stored", shape.channels, shape.height,
                                           shape.width, k_largest_image));
  }
  if (header.class_names.empty() || header.class_names.size() > k_most_classes) {
    refuse("wrong number of classes",
           fmt::format("{} class names, 1 to {} can be stored", header.class_names.size(), k_most_classes));
  }
  std::set<std::string> seen;
  for (const std::string& class_name : header.class_names) {
    if (class_name.empty()) refuse("empty class name", "a class is known by its name");
    if (!seen.insert(class_name).second) refuse("class named twice", '\'' + class_name + '\'');
  }
  if (header.truth_names.size() != header.truth_kinds.size() || header.truth_names.size() > k_most_truth_names) {
    refuse("truth names without kinds",
           fmt::format("{} names, {} kinds, at most {} can be stored", header.truth_names.size(),
                       header.truth_kinds.size(), k_most_truth_names));
  }
}

}  // namespace

struct DatasetWriter::State {
  std::filesystem::path path;
  DatasetHeader header;
  Extent extent;
  std::optional<PartialFile> partial;  ///< until it is whole or given up; goes after what has it open
  std::optional<hdf5::File> file;
  std::optional<hdf5::Dataset> images;
  std::optional<hdf5::Dataset> truth;
  std::vector<EventRecord> events;
  std::optional<ContentDigest> digest;

  State(const std::filesystem::path& target, DatasetHeader wanted, Extent wanted_extent)
      : path{target}, header{std::move(wanted)}, extent{wanted_extent} {
    check_header(path, header);
    partial.emplace(path);
    file = hdf5::File::create(partial->path());
    const ImageShape& shape = header.shape;
    const hdf5::Layout layout{.shape = {0, shape.channels, shape.height, shape.width},
                              .chunk = {1, shape.channels, shape.height, shape.width},
                              .growing = true,
                              .deflate = k_deflate_level};
    if (!header.truth_names.empty()) truth = file->create_dataset<std::uint8_t>("/truth", layout);
    images = header.pixel_type == PixelType::uint8 ? file->create_dataset<std::uint8_t>("/images", layout)
                                                   : file->create_dataset<float>("/images", layout);
    digest.emplace(header);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() = default;

  /// Gives up: closes what is open and removes the unfinished file.
  void discard() noexcept {
    images.reset();
    truth.reset();
    file.reset();
    partial.reset();
  }

  void check_event(const EventRecord& event) const {
    if (event.label < header.class_names.size() && static_cast<std::size_t>(event.split) < k_splits.size()) return;
    throw Error{ErrorKind::failed,
                {"label is not a class", fmt::format("{}: event {}", path.string(), event.event_id),
                 fmt::format("label {}, the dataset has {} classes", event.label, header.class_names.size()), ""}};
  }

  template <class Pixel>
  void append(std::span<const Pixel> pixels, const EventRecord& event, std::span<const std::uint8_t> truth_pixels) {
    WIREBENCH_EXPECT(file && pixels.size() == header.shape.pixels());
    WIREBENCH_EXPECT(truth_pixels.size() == (truth ? pixels.size() : 0));
    WIREBENCH_EXPECT(std::all_of(truth_pixels.begin(), truth_pixels.end(),
                                 [this](std::uint8_t number) { return number < header.truth_names.size(); }));
    WIREBENCH_EXPECT(header.pixel_type == (sizeof(Pixel) == 1 ? PixelType::uint8 : PixelType::float32));
    check_event(event);
    const hsize_t row = events.size();
    images->resize(row + 1);
    images->template write_rows<Pixel>(row, 1, pixels);
    if (truth) {
      truth->resize(row + 1);
      truth->template write_rows<std::uint8_t>(row, 1, truth_pixels);
    }
    digest->add(std::as_bytes(pixels), to_stored(event), std::as_bytes(truth_pixels));
    events.push_back(event);
  }

  void check_classes() const {
    if (extent == Extent::part) {
      WIREBENCH_EXPECT(!events.empty());
      return;
    }
    const ClassCounts counts = count_classes(events, header.class_names.size());
    for (std::size_t c = 0; c < counts.size(); ++c) {
      if (std::any_of(counts[c].begin(), counts[c].end(), [](std::uint64_t n) { return n > 0; })) continue;
      throw Error{ErrorKind::failed,
                  {fmt::format("no events of class '{}'", header.class_names[c]), path.string(),
                   fmt::format("the dataset has {} events of other classes", events.size()),
                   "Simulate or import events of this class, or take it out of the class names."}};
    }
  }

  void write_events() {
    std::vector<StoredEvent> rows(events.size());
    std::transform(events.begin(), events.end(), rows.begin(), to_stored);
    const auto type = stored_event_type();
    hdf5::Dataset table = file->create_dataset("/events", type,
                                               {.shape = {rows.size()},
                                                .chunk = {std::min<hsize_t>(rows.size(), k_events_per_chunk)},
                                                .growing = false,
                                                .deflate = k_deflate_level});
    table.write_rows<StoredEvent>(type, 0, rows);
  }

  void write_attributes() {
    const std::vector<std::string> split_names{std::string{name(Split::training)}, std::string{name(Split::validation)},
                                               std::string{name(Split::test)}};
    const std::string sha256 = std::move(*digest).hexadecimal();
    file->set_attribute("/", "format", k_format_name);
    file->set_attribute("/", "format_version", k_format_version);
    file->set_attribute("/", "class_names", std::span<const std::string>{header.class_names});
    file->set_attribute("/", "split_names", std::span<const std::string>{split_names});
    file->set_attribute("/", "content_sha256", sha256);
    file->set_attribute("/", "manifest", manifest(header, events, sha256).dump());
    file->set_attribute("/", "provenance", provenance(header.configuration).dump());
    if (truth) {
      file->set_attribute("/truth", "layout", "NCHW");
      file->set_attribute("/truth", "names", std::span<const std::string>{header.truth_names});
      file->set_attribute("/truth", "kinds", std::span<const std::string>{header.truth_kinds});
    }
    file->set_attribute("/images", "layout", "NCHW");
    file->set_attribute("/images", "pixel_type", name(header.pixel_type));
  }
};

DatasetWriter::DatasetWriter(const std::filesystem::path& path, DatasetHeader header, Extent extent)
    : state_{std::make_unique<State>(path, std::move(header), extent)} {}
DatasetWriter::~DatasetWriter() = default;

void DatasetWriter::append(std::span<const std::uint8_t> pixels, const EventRecord& event,
                           std::span<const std::uint8_t> truth) {
  state_->append(pixels, event, truth);
}

void DatasetWriter::append(std::span<const float> pixels, const EventRecord& event,
                           std::span<const std::uint8_t> truth) {
  if (!std::all_of(pixels.begin(), pixels.end(), [](float p) { return std::isfinite(p); })) {
    throw Error{ErrorKind::failed,
                {"pixel is not a finite number", fmt::format("{}: event {}", state_->path.string(), event.event_id),
                 "one NaN or infinity spoils the training on the whole dataset", "Repair or leave out this image."}};
  }
  state_->append(pixels, event, truth);
}

std::uint64_t DatasetWriter::size() const noexcept {
  return state_->events.size();
}

void DatasetWriter::close() {
  State& state = *state_;
  WIREBENCH_EXPECT(state.file);
  try {
    state.check_classes();
    state.write_events();
    state.write_attributes();
    state.truth.reset();
    state.images.reset();  // an open dataset would keep the file open
    state.file->close();
    state.file.reset();
    state.partial->commit();
  } catch (...) {
    state.discard();
    throw;
  }
}

}  // namespace wirebench::dataset
