/// \file What a classifier said of each event, beside what is known of the event.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace wirebench::measure {

/// One entry an event in every list. NaN in the last three: not known of this event.
struct Predictions {
  std::size_t classes = 0;
  std::vector<std::uint64_t> event_ids;
  std::vector<std::uint32_t> labels;    ///< true class
  std::vector<float> scores;            ///< [N, classes]
  std::vector<double> true_energy_mev;  ///< of the neutrino
  std::vector<double> visible_charge;   ///< electrons in the image, mean of the planes
  std::vector<double> flux_weight;      ///< gives the sample the composition of its flux

  [[nodiscard]] std::size_t size() const noexcept { return labels.size(); }
  [[nodiscard]] std::span<const float> scores_of(std::size_t image) const {
    return std::span{scores}.subspan(image * classes, classes);
  }
  /// The class with the best score; the first of equal ones. Errors: those of best_classes().
  [[nodiscard]] std::vector<std::uint32_t> classes_predicted() const;
};

/// Names of the columns behind the scores, in the order of the members above. A field is empty where nothing is known.
inline constexpr const char* k_energy_column = "true_energy_mev";
inline constexpr const char* k_charge_column = "visible_charge_electrons";
inline constexpr const char* k_weight_column = "flux_weight";

/// Reads what train::write_predictions() wrote, now or in an earlier version, which left out the columns behind the
/// scores. Errors: Error(failed) naming file and line.
[[nodiscard]] Predictions read_predictions(const std::filesystem::path& path);

}  // namespace wirebench::measure
