/// \file Fewer clouds of electrons for the same charge.
#pragma once

#include <span>
#include <vector>

#include "wirebench/detector/electron_cloud.hpp"

namespace wirebench::detector {

/// Puts clouds that follow one another in the list, on the same face, into one where they overlap so much that it is
/// hardly wider: its variances, in time and the mean of those in both directions across, may be `most_wider` times (1
/// or more) those of the first of them at most. Charge and place of the sum are kept, and so are these variances; in
/// one direction across it may be too narrow, in the other too wide, by up to `most_wider` - 1 of the first one's. It
/// has the first one's deposit. The order stays. Precondition: electrons > 0.
[[nodiscard]] std::vector<ElectronCloud> merge_clouds(std::span<const ElectronCloud> clouds, double most_wider);

}  // namespace wirebench::detector
