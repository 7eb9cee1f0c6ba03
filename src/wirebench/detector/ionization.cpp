#include "wirebench/detector/ionization.hpp"

#include <algorithm>

#include "wirebench/core/contract.hpp"

namespace wirebench::detector {

Ionization::Ionization(Recombination recombination, Energy w, StoppingPower floor) noexcept
    : recombination_{recombination}, w_{w}, floor_{floor} {
  WIREBENCH_EXPECT(w.value() > 0.0 && floor.value() > 0.0);
}

double Ionization::operator()(const transport::Deposit& deposit) const noexcept {
  WIREBENCH_EXPECT(deposit.energy >= 0.0 && deposit.step_length >= 0.0);
  const StoppingPower loss =
      deposit.step_length > 0.0 ? std::max(floor_, StoppingPower{deposit.energy / deposit.step_length}) : floor_;
  const double survival = std::visit([loss](const auto& model) { return model(loss); }, recombination_);
  return survival * deposit.energy / w_.value();
}

}  // namespace wirebench::detector
