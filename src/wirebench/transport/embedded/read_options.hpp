/// \file The embedded engine's options in a configuration file.
#pragma once

#include "wirebench/core/config.hpp"
#include "wirebench/transport/embedded/options.hpp"

namespace wirebench::transport::embedded {

/// Reads from a [transport] table: production_cut_mm, step_limit_mm, box_mm (three sides), density_g_cm3 or
/// temperature_k, time_limit_ms, step_displacement ("along", "lateral"), bremsstrahlung_from_mev, slow_neutrons
/// ("evaluated", "extrapolated"), elastic_scattering ("all_hadrons", "pions_and_nucleons"), without (list of processes
/// to switch off, by the names of ProcessSwitches). A missing key keeps its default; the seed is the study's. Does not
/// finish the table. Errors: Error(usage) with file and line.
[[nodiscard]] EmbeddedOptions read_embedded_options(ConfigTable& table);

}  // namespace wirebench::transport::embedded
