#include "wirebench/dataset/split.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/random.hpp"
#include "wirebench/dataset/shuffle.hpp"

namespace wirebench::dataset {
namespace {

using Members = std::vector<std::size_t>;

/// Events of each class, each list shuffled by a stream of its own: adding events of one class moves no other.
std::vector<Members> shuffled_classes(std::span<const std::uint8_t> labels, std::size_t classes, std::uint64_t seed) {
  std::vector<Members> members(classes);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    WIREBENCH_EXPECT(labels[i] < classes);
    members[labels[i]].push_back(i);
  }
  for (std::size_t c = 0; c < classes; ++c) {
    RandomStream random{seed, RandomStage::dataset_split, c};
    shuffle(std::span{members[c]}, random);
  }
  return members;
}

std::string parts_text(std::uint64_t training, std::uint64_t validation, std::uint64_t test) {
  return fmt::format("{} training + {} validation + {} test", training, validation, test);
}

/// `total` divided by the fractions; what rounding down leaves goes to the largest remainders, earlier splits first.
std::array<std::size_t, k_splits.size()> divide(std::size_t total, const std::array<double, k_splits.size()>& parts) {
  std::array<std::size_t, k_splits.size()> counts{};
  std::array<double, k_splits.size()> remainders{};
  for (std::size_t s = 0; s < parts.size(); ++s) {
    const double exact = parts[s] * static_cast<double>(total);
    // 0.2 * 10 must be 2 although the product of the nearest doubles may fall just below.
    counts[s] = static_cast<std::size_t>(std::floor(exact + 1e-9));
    remainders[s] = exact - static_cast<double>(counts[s]);
  }
  for (std::size_t given = std::accumulate(counts.begin(), counts.end(), std::size_t{0}); given < total; ++given) {
    const auto s =
        static_cast<std::size_t>(std::max_element(remainders.begin(), remainders.end()) - remainders.begin());
    ++counts[s];
    remainders[s] -= 1.0;
  }
  return counts;
}

}  // namespace

std::uint64_t SplitCounts::of(Split split) const noexcept {
  switch (split) {
    case Split::training: return training;
    case Split::validation: return validation;
    case Split::test: return test;
  }
  return 0;
}

std::uint64_t class_share(std::uint64_t count, std::size_t label, std::size_t classes) noexcept {
  WIREBENCH_EXPECT(label < classes);
  return count / classes + (label < count % classes ? 1 : 0);
}

std::vector<std::optional<Split>> assign_splits(std::span<const std::uint8_t> labels,
                                                std::span<const std::string> class_names, const SplitCounts& counts,
                                                ClassParts parts, std::uint64_t seed) {
  std::vector<std::optional<Split>> splits(labels.size());
  const std::size_t classes = class_names.size();
  if (parts == ClassParts::as_found) {
    if (labels.size() < counts.total()) {
      throw Error{ErrorKind::usage,
                  {"not enough events", fmt::format("{} there are, {} are needed", labels.size(), counts.total()),
                   parts_text(counts.training, counts.validation, counts.test),
                   "Lower the counts of [dataset], or simulate or import more events."}};
    }
    Members all(labels.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    RandomStream random{seed, RandomStage::dataset_split, 0};
    shuffle(std::span{all}, random);
    auto at = all.begin();
    for (const Split split : k_splits) {
      for (std::uint64_t n = 0; n < counts.of(split); ++n) splits[*at++] = split;
    }
    return splits;
  }
  const auto members = shuffled_classes(labels, classes, seed);
  for (std::size_t c = 0; c < classes; ++c) {
    SplitCounts share{.training = class_share(counts.training, c, classes),
                      .validation = class_share(counts.validation, c, classes),
                      .test = class_share(counts.test, c, classes)};
    if (members[c].size() < share.total()) {
      throw Error{ErrorKind::usage,
                  {fmt::format("not enough events of class '{}'", class_names[c]),
                   fmt::format("{} there are, {} are needed", members[c].size(), share.total()),
                   parts_text(share.training, share.validation, share.test) + ", in equal parts for each class",
                   "Lower the counts of [dataset], or simulate or import more events of this class."}};
    }
    auto at = members[c].begin();
    for (const Split split : k_splits) {
      for (std::uint64_t n = 0; n < share.of(split); ++n) splits[*at++] = split;
    }
  }
  return splits;
}

std::vector<Split> assign_splits(std::span<const std::uint8_t> labels, std::span<const std::string> class_names,
                                 const SplitFractions& fractions, std::uint64_t seed) {
  const std::array<double, k_splits.size()> parts{fractions.training, fractions.validation, fractions.test};
  const bool in_range = std::all_of(parts.begin(), parts.end(), [](double part) { return part >= 0.0 && part <= 1.0; });
  if (!in_range || !(std::abs(parts[0] + parts[1] + parts[2] - 1.0) <= 1e-6)) {
    throw Error{ErrorKind::usage,
                {"wrong split fractions", fmt::format("{} + {} + {}", parts[0], parts[1], parts[2]),
                 "training, validation and test must each be between 0 and 1 and add up to 1", ""}};
  }
  std::vector<Split> splits(labels.size(), Split::training);
  const auto members = shuffled_classes(labels, class_names.size(), seed);
  for (std::size_t c = 0; c < members.size(); ++c) {
    const auto counts = divide(members[c].size(), parts);
    auto at = members[c].begin();
    for (std::size_t s = 0; s < counts.size(); ++s) {
      if (counts[s] == 0 && parts[s] > 0.0 && !members[c].empty()) {
        throw Error{ErrorKind::usage,
                    {fmt::format("not enough events of class '{}'", class_names[c]),
                     fmt::format("{} there are", members[c].size()),
                     fmt::format("its part of the {} split, {}, would be empty", name(k_splits[s]), parts[s]),
                     "Bring more events of this class, or set that fraction to 0."}};
      }
      for (std::size_t n = 0; n < counts[s]; ++n) splits[*at++] = k_splits[s];
    }
  }
  return splits;
}

}  // namespace wirebench::dataset
