#include "wirebench/validation/table_validation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <string>

#include "wirebench/core/units.hpp"
#include "wirebench/validation/csv.hpp"
#include "wirebench/validation/single_particle_run.hpp"

namespace wirebench::validation {
namespace {

namespace fs = std::filesystem;
using transport::MaterialTables;
using transport::PhotonProcess;

constexpr double k_cm = units::centimeter.value();
constexpr double k_density = 1.396;            // g/cm3, of all these tables
constexpr double k_geant4_photons_from = 5.0;  // MeV; below, published cross sections are the reference
constexpr double k_stopping_from = 10.0;       // MeV: Geant4's reference has no bremsstrahlung below 5 MeV
constexpr double k_estar_from = 1.0;           // MeV
constexpr double k_xcom_from = 0.01;           // MeV
constexpr double k_endless = 1.0e10;           // cm; longer is "no such process"
constexpr double k_least_energy = 1.0e-12;     // MeV
constexpr double k_most_energy = 1.0e6;        // MeV

/// Collects rows of one table.
class Rows {
 public:
  Rows(std::string subject, std::vector<Comparison>& rows) : subject_{std::move(subject)}, rows_{rows} {}

  /// `value` in `unit`; absent ones are not a number, so a bounded row fails.
  void add(const std::string& quantity, double reference, std::optional<double> value, double unit,
           std::optional<Bound> bound) {
    if (!value && !bound) return;
    Comparison row;
    row.subject = subject_;
    row.quantity = quantity;
    row.reference = reference;
    row.value = value ? *value / unit : std::numeric_limits<double>::quiet_NaN();
    row.bound = bound;
    rows_.push_back(std::move(row));
  }

 private:
  std::string subject_;
  std::vector<Comparison>& rows_;
};

void compare_photons(const fs::path& path, const MaterialTables& tables, std::vector<Comparison>& rows) {
  const Csv csv{path};
  Rows out{"photon", rows};
  const std::size_t energy_column = csv.column("energy_MeV");
  struct Column {
    const char* name;
    PhotonProcess process;
  };
  for (const Column& column :
       {Column{"photoelectric_cm", PhotonProcess::photoelectric}, Column{"compton_cm", PhotonProcess::compton},
        Column{"conversion_cm", PhotonProcess::conversion}}) {
    const std::size_t at = csv.column(column.name);
    for (const CsvRow& row : csv.rows()) {
      const double energy = csv.number(row, energy_column, k_least_energy, k_most_energy);
      const double reference = csv.number(row, at);
      if (reference > k_endless) continue;
      out.add(fmt::format("free path {} at {:g} MeV [cm]",
                          std::string{column.name}.substr(0, std::string{column.name}.size() - 3), energy),
              reference, tables.photon_free_path(column.process, energy), k_cm,
              energy >= k_geant4_photons_from ? std::optional{bounds::photon_free_path} : std::nullopt);
    }
  }
}

/// Mass attenuation coefficients in cm2/g; an empty cell has no value.
void compare_xcom(const fs::path& path, const MaterialTables& tables, std::vector<Comparison>& rows) {
  const Csv csv{path};
  Rows out{"photon", rows};
  const std::size_t energy_column = csv.column("E_MeV");
  struct Column {
    const char* name;
    const char* label;
    PhotonProcess process;
    double until;  // MeV
  };
  for (const Column& column :
       {Column{"photo_cm2_g", "photoelectric", PhotonProcess::photoelectric, k_geant4_photons_from},
        Column{"compton_cm2_g", "compton", PhotonProcess::compton, k_geant4_photons_from},
        Column{"rayleigh_cm2_g", "rayleigh", PhotonProcess::rayleigh, std::numeric_limits<double>::infinity()}}) {
    const std::size_t at = csv.column(column.name);
    for (const CsvRow& row : csv.rows()) {
      const double energy = csv.number(row, energy_column, k_least_energy, k_most_energy);
      if (row.cells[at].empty() || energy < k_xcom_from || energy >= column.until) continue;
      const double coefficient = csv.number(row, at);
      if (!(coefficient > 0.0)) continue;
      out.add(fmt::format("free path {} at {:g} MeV (XCOM) [cm]", column.label, energy),
              1.0 / (coefficient * k_density), tables.photon_free_path(column.process, energy), k_cm,
              bounds::photon_free_path);
    }
  }
}

std::optional<nuclear::PdgCode> code_of(const std::string& particle) {
  const auto beam = beam_of_file(particle + "_1.csv");
  return beam ? std::optional{beam->pdg} : std::nullopt;
}

void compare_hadrons(const fs::path& path, const MaterialTables& tables, std::vector<Comparison>& rows) {
  const Csv csv{path};
  const std::size_t energy_column = csv.column("kinetic_MeV");
  const std::size_t inelastic = csv.column("inelastic_mfp_cm");
  const std::size_t elastic = csv.column("elastic_mfp_cm");
  for (const CsvRow& row : csv.rows()) {
    const auto pdg = code_of(row.cells[csv.column("particle")]);
    if (!pdg) throw csv.error(row.line, "unknown particle", row.cells[csv.column("particle")]);
    const double kinetic = csv.number(row, energy_column, k_least_energy, k_most_energy);
    Rows out{row.cells[csv.column("particle")], rows};
    const auto add = [&](const char* process, double reference, std::optional<double> value) {
      if (reference > k_endless) return;
      out.add(fmt::format("{} free path at {:g} MeV [cm]", process, kinetic), reference, value, k_cm,
              bounds::hadron_free_path);
    };
    add("inelastic", csv.number(row, inelastic), tables.hadron_inelastic_free_path(*pdg, kinetic));
    add("elastic", csv.number(row, elastic), tables.hadron_elastic_free_path(*pdg, kinetic));
  }
}

void compare_stopping(const fs::path& path, const MaterialTables& tables, std::vector<Comparison>& rows) {
  const Csv csv{path};
  const std::size_t energy_column = csv.column("kinetic_MeV");
  const std::size_t total = csv.column("total_MeV_per_cm");
  const std::size_t range = csv.column("csda_range_cm");
  for (const CsvRow& row : csv.rows()) {
    const std::string& particle = row.cells[csv.column("particle")];
    const auto pdg = code_of(particle);
    if (!pdg) throw csv.error(row.line, "unknown particle", particle);
    const double kinetic = csv.number(row, energy_column, k_least_energy, k_most_energy);
    Rows out{particle, rows};
    out.add(fmt::format("stopping power at {:g} MeV [MeV/cm]", kinetic), csv.number(row, total),
            tables.stopping_power(*pdg, kinetic), 1.0 / k_cm,
            kinetic >= k_stopping_from ? std::optional{bounds::stopping_power} : std::nullopt);
    out.add(fmt::format("range at {:g} MeV [cm]", kinetic), csv.number(row, range), tables.csda_range(*pdg, kinetic),
            k_cm, std::nullopt);
  }
}

void compare_estar(const fs::path& path, const MaterialTables& tables, std::vector<Comparison>& rows) {
  const Csv csv{path};
  Rows out{"e-", rows};
  const std::size_t total = csv.column("total_liq");
  for (const CsvRow& row : csv.rows()) {
    const double kinetic = csv.number(row, csv.column("T_MeV"), k_least_energy, k_most_energy);
    if (kinetic < k_estar_from || row.cells[total].empty()) continue;
    out.add(fmt::format("stopping power at {:g} MeV (ESTAR) [MeV/cm]", kinetic), csv.number(row, total) * k_density,
            tables.stopping_power(nuclear::pdg::electron, kinetic), 1.0 / k_cm, bounds::stopping_power);
  }
}

/// `range(kinetic in MeV)` in mm.
void compare_ranges(const fs::path& path, const char* particle, const char* column,
                    const std::function<std::optional<double>(double)>& range_of, std::vector<Comparison>& rows) {
  constexpr double from = 10.0;    // MeV
  constexpr double until = 1.0e4;  // MeV
  const Csv csv{path};
  Rows out{particle, rows};
  const std::size_t range = csv.column(column);
  for (const CsvRow& row : csv.rows()) {
    const double kinetic = csv.number(row, csv.column("T_MeV"), k_least_energy, k_most_energy);
    if (kinetic < from || kinetic > until || row.cells[range].empty()) continue;
    out.add(fmt::format("range at {:g} MeV (published) [cm]", kinetic), csv.number(row, range), range_of(kinetic), k_cm,
            bounds::stopping_power);
  }
}

}  // namespace

bool is_table(const fs::path& path) {
  constexpr std::array names{"gamma_mfp_geant4.csv",   "hadron_mfp_geant4.csv",     "dedx_geant4.csv",
                             "photon_xcom_ar.csv",     "electron_stopping_lar.csv", "muon_range_lar.csv",
                             "proton_stopping_lar.csv"};
  return std::find(names.begin(), names.end(), path.filename().string()) != names.end();
}

std::vector<Comparison> validate_tables(const fs::path& reference, const MaterialTables& tables) {
  std::vector<Comparison> rows;
  const auto with = [&](const char* name, const auto& compare) {
    std::error_code failed;
    if (fs::is_directory(reference, failed)) {
      if (fs::exists(reference / name, failed)) compare(reference / name);
    } else if (reference.filename() == name) {
      compare(reference);
    }
  };
  with("gamma_mfp_geant4.csv", [&](const fs::path& path) { compare_photons(path, tables, rows); });
  with("hadron_mfp_geant4.csv", [&](const fs::path& path) { compare_hadrons(path, tables, rows); });
  with("dedx_geant4.csv", [&](const fs::path& path) { compare_stopping(path, tables, rows); });
  with("photon_xcom_ar.csv", [&](const fs::path& path) { compare_xcom(path, tables, rows); });
  with("electron_stopping_lar.csv", [&](const fs::path& path) { compare_estar(path, tables, rows); });
  with("muon_range_lar.csv", [&](const fs::path& path) {
    // The table knows no charge, the engine does (Barkas effect): the mean of both signs.
    const auto range = [&](double kinetic) -> std::optional<double> {
      const auto negative = tables.csda_range(nuclear::pdg::mu_minus, kinetic);
      const auto positive = tables.csda_range(nuclear::pdg::mu_plus, kinetic);
      if (!negative || !positive) return std::nullopt;
      return 0.5 * (*negative + *positive);
    };
    compare_ranges(path, "mu+-", "range_cm_1p396", range, rows);
  });
  with("proton_stopping_lar.csv", [&](const fs::path& path) {
    const auto range = [&](double kinetic) { return tables.csda_range(nuclear::pdg::proton, kinetic); };
    compare_ranges(path, "proton", "CSDA_or_projected_range_cm_1p396", range, rows);
  });
  return rows;
}

}  // namespace wirebench::validation
