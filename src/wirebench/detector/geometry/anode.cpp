#include "wirebench/detector/geometry/anode.hpp"

#include <utility>

#include "wirebench/core/contract.hpp"

namespace wirebench::detector {

ChannelLayer::ChannelLayer(std::uint32_t first_channel, std::vector<std::vector<WireSegment>> segments,
                           std::vector<float> lengths)
    : first_channel_{first_channel}, lengths_{std::move(lengths)} {
  WIREBENCH_EXPECT(segments.size() == lengths_.size());
  begins_.reserve(segments.size() + 1);
  for (const auto& channel : segments) {
    WIREBENCH_EXPECT(!channel.empty());
    segments_.insert(segments_.end(), channel.begin(), channel.end());
    begins_.push_back(static_cast<std::uint32_t>(segments_.size()));
  }
}

}  // namespace wirebench::detector
