#include "wirebench/dataset/stored_event.hpp"

#include <cstddef>

#include "wirebench/core/contract.hpp"

namespace wirebench::dataset {

hdf5::RowType<StoredEvent> stored_event_type(WeightField weight) {
  hdf5::RowType<StoredEvent> type;
  type.field<std::uint64_t>("event_id", offsetof(StoredEvent, event_id))
      .field<std::int32_t>("neutrino_pdg", offsetof(StoredEvent, neutrino_pdg))
      .field<float>("neutrino_energy_mev", offsetof(StoredEvent, neutrino_energy_mev))
      .field<float>("vertex_x_mm", offsetof(StoredEvent, vertex_x_mm))
      .field<float>("vertex_y_mm", offsetof(StoredEvent, vertex_y_mm))
      .field<float>("vertex_z_mm", offsetof(StoredEvent, vertex_z_mm))
      .field<float>("deposited_mev", offsetof(StoredEvent, deposited_mev))
      .field<float>("charge_in_image", offsetof(StoredEvent, charge_in_image))
      .field<std::uint16_t>("label", offsetof(StoredEvent, label))
      .field<std::uint16_t>("split", offsetof(StoredEvent, split));
  if (weight == WeightField::there) type.field<double>(k_weight_field, offsetof(StoredEvent, flux_weight));
  return type;
}

StoredEvent to_stored(const EventRecord& event) noexcept {
  return {.event_id = event.event_id,
          .neutrino_pdg = event.neutrino_pdg,
          .neutrino_energy_mev = event.neutrino_energy_mev,
          .vertex_x_mm = event.vertex_x_mm,
          .vertex_y_mm = event.vertex_y_mm,
          .vertex_z_mm = event.vertex_z_mm,
          .deposited_mev = event.deposited_mev,
          .charge_in_image = event.charge_in_image,
          .label = event.label,
          .split = static_cast<std::uint16_t>(event.split),
          .flux_weight = event.flux_weight};
}

EventRecord to_record(const StoredEvent& stored) noexcept {
  WIREBENCH_EXPECT(stored.label < 256 && stored.split < k_splits.size());
  return {.event_id = stored.event_id,
          .label = static_cast<std::uint8_t>(stored.label),
          .split = static_cast<Split>(stored.split),
          .neutrino_pdg = stored.neutrino_pdg,
          .neutrino_energy_mev = stored.neutrino_energy_mev,
          .vertex_x_mm = stored.vertex_x_mm,
          .vertex_y_mm = stored.vertex_y_mm,
          .vertex_z_mm = stored.vertex_z_mm,
          .deposited_mev = stored.deposited_mev,
          .charge_in_image = stored.charge_in_image,
          .flux_weight = stored.flux_weight};
}

}  // namespace wirebench::dataset
