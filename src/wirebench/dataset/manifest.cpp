#include "wirebench/dataset/manifest.hpp"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <cstddef>
#include <utility>

#include "wirebench/core/contract.hpp"

namespace wirebench::dataset {

static_assert(std::endian::native == std::endian::little, "the content digest is defined on little-endian bytes");

namespace {

std::string_view as_text(std::span<const std::byte> bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

ClassCounts count_classes(std::span<const EventRecord> events, std::size_t classes) {
  ClassCounts counts(classes);
  for (const EventRecord& event : events) {
    WIREBENCH_EXPECT(event.label < classes);
    ++counts[event.label][static_cast<std::size_t>(event.split)];
  }
  return counts;
}

ContentDigest::ContentDigest(const DatasetHeader& header) {
  digest_.add(fmt::format("{} {} {}x{}x{} {}", k_format_name, k_format_version, header.shape.channels,
                          header.shape.height, header.shape.width, name(header.pixel_type)));
  for (const std::string& class_name : header.class_names) digest_.add(class_name);
  for (const std::string& truth_name : header.truth_names) digest_.add(truth_name);
  for (const std::string& kind : header.truth_kinds) digest_.add(kind);
}

void ContentDigest::add(std::span<const std::byte> pixels, const StoredEvent& event, std::span<const std::byte> truth) {
  digest_.add(as_text(pixels));
  if (!truth.empty()) digest_.add(as_text(truth));
  // A weight that is not known adds nothing: files from before there were weights keep their digest.
  const auto row = std::as_bytes(std::span{&event, 1});
  digest_.add(as_text(std::isnan(event.flux_weight) ? row.first(offsetof(StoredEvent, flux_weight)) : row));
}

std::string ContentDigest::hexadecimal() && {
  return std::move(digest_).hexadecimal();
}

Json manifest(const DatasetHeader& header, std::span<const EventRecord> events, const std::string& content_sha256) {
  Json block;
  block["images"] = events.size();
  block["shape"] = {header.shape.channels, header.shape.height, header.shape.width};
  block["pixel_type"] = name(header.pixel_type);
  block["classes"] = header.class_names;
  if (!header.truth_names.empty()) {
    for (std::size_t i = 0; i < header.truth_names.size(); ++i) {
      block["truth_images"][header.truth_names[i]] = {{"number", i}, {"kind", header.truth_kinds[i]}};
    }
  }
  const ClassCounts counts = count_classes(events, header.class_names.size());
  for (const Split split : k_splits) {
    Json of_split = Json::object();
    for (std::size_t c = 0; c < counts.size(); ++c) {
      of_split[header.class_names[c]] = counts[c][static_cast<std::size_t>(split)];
    }
    block["splits"][std::string{name(split)}] = std::move(of_split);
  }
  block["content_sha256"] = content_sha256;
  return block;
}

Json describe(const DatasetReader& reader) {
  Json block;
  block["file"] = reader.path().string();
  block["kind"] = k_format_name;
  const Json counted = manifest(reader.header(), reader.events(), reader.content_sha256());
  for (const auto& [key, value] : counted.items()) block[key] = value;
  block["provenance"] = reader.provenance();
  return block;
}

std::string compute_content_sha256(const DatasetReader& reader) {
  const DatasetHeader& header = reader.header();
  ContentDigest digest{header};
  std::vector<float> pixels(header.shape.pixels());
  std::vector<std::uint8_t> bytes(header.pixel_type == PixelType::uint8 ? pixels.size() : 0);
  std::vector<std::uint8_t> truth(header.truth_names.empty() ? 0 : pixels.size());
  const auto events = reader.events();
  for (std::size_t i = 0; i < events.size(); ++i) {
    reader.read(i, pixels);
    if (!truth.empty()) reader.read_truth(i, truth);
    const auto truth_bytes = std::as_bytes(std::span{truth});
    const StoredEvent stored = to_stored(events[i]);
    if (header.pixel_type == PixelType::uint8) {
      for (std::size_t p = 0; p < pixels.size(); ++p) bytes[p] = static_cast<std::uint8_t>(pixels[p]);
      digest.add(std::as_bytes(std::span{bytes}), stored, truth_bytes);
    } else {
      digest.add(std::as_bytes(std::span{pixels}), stored, truth_bytes);
    }
  }
  return std::move(digest).hexadecimal();
}

}  // namespace wirebench::dataset
