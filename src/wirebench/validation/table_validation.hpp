/// \file Compares what an engine knows of the medium with published tables, without transporting anything.
#pragma once

#include <filesystem>
#include <vector>

#include "wirebench/transport/material_tables.hpp"
#include "wirebench/validation/comparison.hpp"

namespace wirebench::validation {

/// True for a file of one of the names below.
[[nodiscard]] bool is_table(const std::filesystem::path& path);

/// Rows for the tables that lie in a folder, or for the one file given, each known by its file's name; others are left
/// alone:
/// - `gamma_mfp_geant4.csv`: photon mean free paths by process, bounded from 5 MeV;
/// - `hadron_mfp_geant4.csv`: hadronic mean free paths;
/// - `dedx_geant4.csv`: total stopping powers, bounded from 10 MeV, and ranges, shown;
/// - `photon_xcom_ar.csv` (NIST XCOM, EPDL): mean free paths below 5 MeV, Rayleigh scattering at all energies, bounded
/// from
///   10 keV;
/// - `electron_stopping_lar.csv` (NIST ESTAR): electron stopping powers from 1 MeV;
/// - `muon_range_lar.csv` (PDG; for the mean of both charges) and `proton_stopping_lar.csv` (NIST PSTAR): ranges.
/// Errors: Error(failed) for a damaged file.
[[nodiscard]] std::vector<Comparison> validate_tables(const std::filesystem::path& reference,
                                                      const transport::MaterialTables& tables);

}  // namespace wirebench::validation
