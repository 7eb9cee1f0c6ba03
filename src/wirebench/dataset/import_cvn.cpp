#include "wirebench/dataset/import_cvn.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/inflate.hpp"
#include "wirebench/dataset/find_files.hpp"
#include "wirebench/dataset/input_digest.hpp"

namespace wirebench::dataset {
namespace {

constexpr std::array<std::uint32_t, 2> k_sides{500, 300};
constexpr std::uint32_t k_views = 3;
constexpr std::size_t k_info_lines = 8;  // up to the flavour, the last line that is used
constexpr std::size_t k_largest_info = 64U * 1024U;
constexpr double k_highest_energy_gev = 1.0e6;
constexpr std::array<std::string_view, 4> k_class_names{"NC", "numu CC", "nue CC", "nutau CC"};

[[noreturn]] void fail_info(const std::string& source, const std::string& why) {
  throw Error{ErrorKind::failed,
              {"not the .info text of a DUNE-CVN map", source, why, "Make or copy the file again, or take it out."}};
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

template <class T>
T number(std::string_view line, std::size_t line_number, const std::string& source) {
  T value{};
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value);
  if (error != std::errc{} || end != line.data() + line.size()) {
    fail_info(source, fmt::format("line {} is not a number: '{}'", line_number, line.substr(0, 40)));
  }
  return value;
}

/// Side of the maps from the number of bytes unpacked.
std::optional<std::uint32_t> side_of(std::size_t bytes) noexcept {
  for (const std::uint32_t side : k_sides) {
    if (bytes == std::size_t{k_views} * side * side) return side;
  }
  return std::nullopt;
}

std::vector<std::uint8_t> unpack_map(const std::filesystem::path& path) {
  std::vector<std::uint8_t> map;
  inflate(ByteSource::open(path), DeflateForm::zlib, std::uint64_t{k_views} * k_sides[0] * k_sides[0],
          [&](std::span<const std::byte> part) {
            const auto* bytes = reinterpret_cast<const std::uint8_t*>(part.data());
            map.insert(map.end(), bytes, bytes + part.size());
          });
  if (!side_of(map.size())) {
    throw Error{ErrorKind::failed,
                {"not a DUNE-CVN map", path.string(),
                 fmt::format("{} bytes unpacked; a map has 3 x 500 x 500 or 3 x 300 x 300", map.size()), ""}};
  }
  return map;
}

class CvnSource final : public ImageSource {
 public:
  CvnSource(std::span<const std::filesystem::path> inputs, std::span<const std::string> class_names)
      : class_names_{class_names.empty() ? DatasetHeader{}.class_names
                                         : std::vector<std::string>{class_names.begin(), class_names.end()}} {
    for (const std::string& wanted : class_names_) {
      if (std::find(k_class_names.begin(), k_class_names.end(), wanted) == k_class_names.end()) {
        throw Error{ErrorKind::usage,
                    {"unknown class of DUNE-CVN maps", '\'' + wanted + '\'',
                     fmt::format("the classes are {}", fmt::join(k_class_names, ", ")), ""}};
      }
    }
    for (const FoundFile& file : find_files(inputs, ".gz")) add(file);
    if (maps_.empty()) {
      throw Error{ErrorKind::usage,
                  {"no DUNE-CVN maps", inputs.empty() ? "" : inputs.front().string(),
                   fmt::format("no .gz file with an event of the classes {}", fmt::join(class_names_, ", ")), ""}};
    }
    const std::uint32_t side = side_of(unpack_map(maps_.front()).size()).value();
    shape_ = {.channels = k_views, .height = side, .width = side};
  }

  [[nodiscard]] const ImageShape& shape() const noexcept override { return shape_; }
  [[nodiscard]] PixelType pixel_type() const noexcept override { return PixelType::uint8; }
  [[nodiscard]] const std::vector<std::string>& class_names() const noexcept override { return class_names_; }
  [[nodiscard]] std::span<const EventRecord> events() const noexcept override { return events_; }
  [[nodiscard]] const std::map<std::string, std::uint64_t>& skipped() const noexcept override { return skipped_; }
  [[nodiscard]] Json description() const override { return digest_.description("dune-cvn"); }

  void read(std::size_t index, std::span<std::uint8_t> pixels) override {
    WIREBENCH_EXPECT(index < maps_.size() && pixels.size() == shape_.pixels());
    const auto map = unpack_map(maps_[index]);
    if (map.size() != pixels.size()) {
      throw Error{ErrorKind::usage,
                  {"maps of different sizes", maps_[index].string(),
                   fmt::format("{} x {}, those before have {} x {}", *side_of(map.size()), *side_of(map.size()),
                               shape_.height, shape_.width),
                   "A dataset holds images of one shape: import them apart."}};
    }
    std::copy(map.begin(), map.end(), pixels.begin());
  }
  void read(std::size_t, std::span<float>) override { WIREBENCH_EXPECT(pixel_type() == PixelType::float32); }

 private:
  void add(const FoundFile& file) {
    std::filesystem::path info_path = file.path;
    info_path.replace_extension(".info");
    if (!std::filesystem::exists(info_path)) {
      throw Error{ErrorKind::failed,
                  {"map without its .info text", file.path.string(), info_path.string() + " is not there",
                   "The class of an event is known from this text only."}};
    }
    const CvnInfo info = parse_cvn_info(read_file(info_path, k_largest_info), info_path.string());
    const auto found = cvn_class(info);
    const auto at = found ? std::find(class_names_.begin(), class_names_.end(), *found) : class_names_.end();
    if (at == class_names_.end()) {
      ++skipped_[found ? fmt::format("of class {}", *found) : std::string{"cosmic or of unknown kind"}];
      return;
    }
    digest_.add(file.path, file.name);
    digest_.add(info_path, std::filesystem::path{file.name}.replace_extension(".info").string());
    maps_.push_back(file.path);
    events_.push_back({.event_id = events_.size(),
                       .label = static_cast<std::uint8_t>(at - class_names_.begin()),
                       // A neutral current's flavour is not in the text.
                       .neutrino_pdg = std::abs(info.flavour) == 1 ? 0 : info.flavour,
                       .neutrino_energy_mev = static_cast<float>(info.neutrino_energy_gev * 1000.0)});
  }

  std::vector<std::string> class_names_;
  std::vector<std::filesystem::path> maps_;
  std::vector<EventRecord> events_;
  std::map<std::string, std::uint64_t> skipped_;
  ImageShape shape_;
  InputDigest digest_;
};

}  // namespace

CvnInfo parse_cvn_info(std::string_view text, const std::string& source) {
  std::vector<std::string_view> lines;
  while (!text.empty() && lines.size() < k_info_lines) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(trim(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (lines.size() < k_info_lines) {
    fail_info(source, fmt::format("{} lines, at least {} are needed", lines.size(), k_info_lines));
  }
  const CvnInfo info{.interaction = number<int>(lines[0], 1, source),
                     .neutrino_energy_gev = number<double>(lines[1], 2, source),
                     .flavour = number<int>(lines[7], 8, source)};
  if (info.interaction < 0 || info.interaction > 15) {
    fail_info(source, fmt::format("interaction {} on line 1, 0 to 15 are known", info.interaction));
  }
  if (!(info.neutrino_energy_gev >= 0.0 && info.neutrino_energy_gev <= k_highest_energy_gev)) {
    fail_info(source, fmt::format("neutrino energy of {} GeV on line 2", info.neutrino_energy_gev));
  }
  if (info.interaction < 14) {
    constexpr std::array<int, 4> flavours{14, 12, 16, 1};
    const int expected = flavours[static_cast<std::size_t>(info.interaction) / 4];
    if (info.flavour != expected && info.flavour != -expected) {
      fail_info(source, fmt::format("lines 1 and 8 contradict each other: interaction {}, flavour {}", info.interaction,
                                    info.flavour));
    }
  }
  return info;
}

std::optional<std::string_view> cvn_class(const CvnInfo& info) noexcept {
  if (info.interaction < 4) return "numu CC";
  if (info.interaction < 8) return "nue CC";
  if (info.interaction < 12) return "nutau CC";
  if (info.interaction < 14) return "NC";
  return std::nullopt;
}

std::unique_ptr<ImageSource> open_cvn(std::span<const std::filesystem::path> inputs,
                                      std::span<const std::string> class_names) {
  return std::make_unique<CvnSource>(inputs, class_names);
}

}  // namespace wirebench::dataset
