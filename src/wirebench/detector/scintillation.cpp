#include "wirebench/detector/scintillation.hpp"

#include <cstddef>

#include "wirebench/core/contract.hpp"

namespace wirebench::detector {

double scintillation_photons(std::span<const transport::Deposit> deposits, std::span<const PointCharge> charges,
                             const Ionization& ionization) {
  double photons = 0.0;
  auto piece = charges.begin();
  for (std::size_t index = 0; index < deposits.size(); ++index) {
    double electrons = 0.0;
    for (; piece != charges.end() && piece->deposit == index; ++piece) electrons += piece->electrons;
    photons += ionization.photons(deposits[index], electrons);
  }
  WIREBENCH_EXPECT(piece == charges.end());
  return photons;
}

}  // namespace wirebench::detector
