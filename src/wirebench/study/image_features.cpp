#include "wirebench/study/image_features.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "wirebench/core/contract.hpp"

namespace wirebench::study {
namespace {

struct Filled {
  double x;
  double y;
};

/// Width of the interval that leaves a share `tail` of the sum out at each end, both end places included.
double inner_width(const std::vector<double>& profile, double total, double tail) {
  double sum = 0.0;
  std::size_t first = profile.size();
  std::size_t last = 0;
  for (std::size_t place = 0; place < profile.size(); ++place) {
    const double before = sum;
    sum += profile[place];
    if (before <= tail * total && sum > tail * total) first = place;
    if (before < (1 - tail) * total) last = place;
  }
  return first > last ? 1.0 : static_cast<double>(last - first + 1);
}

double extent(std::span<const float> pixels, std::size_t height, std::size_t width, double charge) {
  constexpr double tail = 0.01;
  std::vector<double> rows(height);
  std::vector<double> columns(width);
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      const double value = std::max(0.0, static_cast<double>(pixels[y * width + x]));
      rows[y] += value;
      columns[x] += value;
    }
  }
  return std::hypot(inner_width(rows, charge, tail), inner_width(columns, charge, tail));
}

/// Longest run along one direction. The pixels are taken in the order of their place along it (a counting sort), and
/// each strip remembers where its run began and where it got to.
class RunFinder {
 public:
  explicit RunFinder(const std::vector<Filled>& pixels, double reach)
      : pixels_{pixels}, reach_{reach}, starts_(static_cast<std::size_t>(2 * reach) + 2), order_(pixels.size()) {}

  double longest(double angle) {
    const double cosine = std::cos(angle);
    const double sine = std::sin(angle);
    const auto along = [&](const Filled& p) { return p.x * cosine + p.y * sine + reach_; };
    std::fill(starts_.begin(), starts_.end(), 0U);
    for (const Filled& p : pixels_) ++starts_[static_cast<std::size_t>(along(p)) + 1];
    for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
    for (std::size_t i = 0; i < pixels_.size(); ++i) order_[starts_[static_cast<std::size_t>(along(pixels_[i]))]++] = i;
    strips_.assign(static_cast<std::size_t>(2 * reach_) + 2 + k_strips, {});
    double longest = 0.0;
    for (const std::size_t i : order_) {
      const Filled& p = pixels_[i];
      const double place = along(p);
      const auto across = static_cast<std::size_t>(p.y * cosine - p.x * sine + reach_);
      for (std::size_t s = across; s < across + k_strips; ++s) {
        Strip& strip = strips_[s];
        if (place - strip.last > k_step) strip.first = place;
        strip.last = std::max(strip.last, place);
        longest = std::max(longest, strip.last - strip.first + 1.0);
      }
    }
    return longest;
  }

 private:
  // A strip begins at every pixel and is as many wide, so that a line, whose pixels scatter by one, lies whole in some.
  static constexpr std::size_t k_strips = 3;
  static constexpr double k_step = 2.5;  // to the next pixel of a run: one may be missing

  struct Strip {
    double first = 0.0;
    double last = -std::numeric_limits<double>::infinity();
  };
  const std::vector<Filled>& pixels_;
  double reach_;  // no pixel is farther from the centre
  std::vector<std::size_t> starts_;
  std::vector<std::size_t> order_;
  std::vector<Strip> strips_;
};

double longest_track(std::span<const float> pixels, std::size_t height, std::size_t width, double threshold) {
  std::vector<Filled> filled;
  const double centre_x = 0.5 * static_cast<double>(width - 1);
  const double centre_y = 0.5 * static_cast<double>(height - 1);
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      if (static_cast<double>(pixels[y * width + x]) > threshold) {
        filled.push_back({static_cast<double>(x) - centre_x, static_cast<double>(y) - centre_y});
      }
    }
  }
  RunFinder runs{filled, std::hypot(centre_x, centre_y) + 1.0};
  constexpr int angles = 120;
  double longest = 0.0;
  for (int i = 0; i < angles; ++i) longest = std::max(longest, runs.longest(std::numbers::pi * i / angles));
  return longest;
}

}  // namespace

ViewFeatures view_features(std::span<const float> pixels, std::size_t height, std::size_t width) {
  WIREBENCH_EXPECT(height > 0 && width > 0 && pixels.size() == height * width);
  double charge = 0.0;
  double filled = 0.0;
  for (const float value : pixels) {
    if (!(value > 0.0F)) continue;
    charge += static_cast<double>(value);
    filled += 1.0;
  }
  if (filled == 0.0) return {};
  constexpr double share_of_mean = 0.2;
  return {charge, extent(pixels, height, width, charge),
          longest_track(pixels, height, width, share_of_mean * charge / filled)};
}

std::vector<double> image_features(std::span<const float> pixels, const dataset::ImageShape& shape) {
  WIREBENCH_EXPECT(pixels.size() == shape.pixels());
  const std::size_t view = std::size_t{shape.height} * shape.width;
  std::vector<double> features;
  for (std::size_t channel = 0; channel < shape.channels; ++channel) {
    const ViewFeatures of_view = view_features(pixels.subspan(channel * view, view), shape.height, shape.width);
    features.insert(features.end(), {of_view.charge, of_view.extent, of_view.track});
  }
  return features;
}

std::vector<std::string> feature_names(const dataset::ImageShape& shape) {
  std::vector<std::string> names;
  for (std::uint32_t channel = 0; channel < shape.channels; ++channel) {
    for (const char* name : {"charge_", "extent_", "track_"}) names.push_back(name + std::to_string(channel));
  }
  return names;
}

std::vector<double> event_features(std::span<const double> of_channels) {
  WIREBENCH_EXPECT(!of_channels.empty() && of_channels.size() % 3 == 0);
  ViewFeatures event;
  for (std::size_t i = 0; i < of_channels.size(); i += 3) {
    event.charge += of_channels[i];
    event.extent = std::max(event.extent, of_channels[i + 1]);
    event.track = std::max(event.track, of_channels[i + 2]);
  }
  return {event.charge, event.extent, event.track};
}

std::vector<std::string> event_feature_names() {
  return {"charge", "extent", "track"};
}

}  // namespace wirebench::study
