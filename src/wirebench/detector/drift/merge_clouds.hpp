/// \file Fewer clouds of electrons for the same charge.
#pragma once

#include <span>
#include <vector>

#include "wirebench/detector/electron_cloud.hpp"

namespace wirebench::detector {

/// Puts clouds that follow one another in the list, on the same face, into one where they overlap so much that it is
/// hardly wider: its variance, along and across, may be `most_wider` times that of the first of them at most (1: none
/// become one). Charge, place and variance of the sum are kept; of its deposit, the first one's. The order stays.
[[nodiscard]] std::vector<ElectronCloud> merge_clouds(std::span<const ElectronCloud> clouds, double most_wider);

}  // namespace wirebench::detector
