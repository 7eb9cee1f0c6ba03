/// \file Mirror images as augmentation.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "wirebench/dataset/dataset.hpp"

namespace wirebench::train {

/// Which axes of [C, H, W] may be mirrored. In wirebench's images H is the drift coordinate and W the wire number:
/// mirroring the drift is a symmetry of the detector; mirroring the wires turns the beam round, and is not.
enum class Flip { none, height, width, both };

[[nodiscard]] std::string_view name(Flip flip) noexcept;

/// Mirrors one image [C, H, W] in place along the axes chosen for it: each allowed axis with probability 1/2, drawn
/// from (seed, epoch, position) alone. All channels alike. Valid for: epoch and position below 2^32.
void flip_at_random(std::span<float> image, const dataset::ImageShape& shape, Flip allowed, std::uint64_t seed,
                    std::uint64_t epoch, std::uint64_t position);

}  // namespace wirebench::train
