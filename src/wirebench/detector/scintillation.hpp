/// \file The light of an event.
#pragma once

#include <span>

#include "wirebench/detector/ionization.hpp"
#include "wirebench/detector/point_charge.hpp"
#include "wirebench/transport/deposit.hpp"

namespace wirebench::detector {

/// Number of scintillation photons of an event, where they are made: those of each deposit, beside its electrons
/// (Ionization::photons). `charges`: what ionize() made of `deposits`, whole and in its order.
[[nodiscard]] double scintillation_photons(std::span<const transport::Deposit> deposits,
                                           std::span<const PointCharge> charges, const Ionization& ionization);

}  // namespace wirebench::detector
