/// \file Energy loss and scattering of charged particles between collisions.
#pragma once

// IWYU pragma: begin_exports
#include "wirebench/transport/embedded/charged/heavy_ionization.hpp"
#include "wirebench/transport/embedded/charged/multiple_scattering.hpp"
#include "wirebench/transport/embedded/charged/muon_radiation.hpp"
#include "wirebench/transport/embedded/charged/straggling.hpp"
// IWYU pragma: end_exports
