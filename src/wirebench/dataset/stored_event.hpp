/// \file How one event lies in the `/events` table of a dataset file.
#pragma once

#include <cstdint>

#include "wirebench/core/hdf5.hpp"
#include "wirebench/dataset/dataset.hpp"

namespace wirebench::dataset {

/// EventRecord with fixed-size members and no padding, so that a row's bytes are its content and nothing else.
struct StoredEvent {
  std::uint64_t event_id = 0;
  std::int32_t neutrino_pdg = 0;
  float neutrino_energy_mev = 0.0F;
  float vertex_x_mm = 0.0F;
  float vertex_y_mm = 0.0F;
  float vertex_z_mm = 0.0F;
  float deposited_mev = 0.0F;
  float charge_in_image = 0.0F;
  std::uint16_t label = 0;
  std::uint16_t split = 0;
  double flux_weight = 0.0;
};
static_assert(sizeof(StoredEvent) == 48, "padding would put undefined bytes into the file");

/// The name of the one field that may be missing in a file: earlier versions did not write it. It is the last one.
inline constexpr const char* k_weight_field = "flux_weight";

enum class WeightField : std::uint8_t { there, missing };

[[nodiscard]] hdf5::RowType<StoredEvent> stored_event_type(WeightField weight = WeightField::there);
[[nodiscard]] StoredEvent to_stored(const EventRecord& event) noexcept;
/// `stored` must have a label below 256 and a valid split number.
[[nodiscard]] EventRecord to_record(const StoredEvent& stored) noexcept;

}  // namespace wirebench::dataset
