/// \file What many events of one particle of one energy look like: the numbers of a reference file.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wirebench/nuclear/particle.hpp"

namespace wirebench::validation {

/// Mean over events and standard deviation between events.
struct MeanSpread {
  double mean = std::numeric_limits<double>::quiet_NaN();
  double spread = std::numeric_limits<double>::quiet_NaN();
};

/// The particle and kinetic energy of a run, as in the file's name: `pi+_300.csv`.
struct Beam {
  std::string particle;  ///< "e-", "gamma", "kaon+", "neutron", "pi+", ... (Geant4's names)
  nuclear::PdgCode pdg = 0;
  double kinetic = 0.0;  ///< MeV

  [[nodiscard]] std::string name() const;  ///< "pi+ 300 MeV"
};

/// Beam of a file name `<particle>_<kinetic MeV>.csv`; absent for other names.
[[nodiscard]] std::optional<Beam> beam_of_file(const std::filesystem::path& path);

/// True for names of that form, whatever the particle.
[[nodiscard]] bool is_named_like_a_run(const std::filesystem::path& path);
/// The particles' names that files may have.
[[nodiscard]] std::vector<std::string_view> particle_names();

/// The kinds of depositing particles that are told apart.
enum class Depositor : std::uint8_t { em, muon, proton, pion, other };
inline constexpr std::size_t k_depositors = 5;
[[nodiscard]] Depositor depositor(nuclear::PdgCode pdg) noexcept;
[[nodiscard]] const char* depositor_name(Depositor kind) noexcept;

/// Kinetic energy ranges of fast secondaries, MeV.
inline constexpr std::array<double, 3> k_fast_bounds{20.0, 100.0, 300.0};
inline constexpr std::array<const char*, 3> k_fast_names{"20-100", "100-300", "300+"};
/// Range a kinetic energy falls into; absent below 20 MeV.
[[nodiscard]] std::optional<std::size_t> fast_range(double kinetic) noexcept;

/// A run condensed. Units here are those of the files: cm, MeV, rad. Vectors may end where nothing more is known.
struct SingleParticleRun {
  Beam beam;
  double events = 0;  ///< number of primaries
  double seconds_per_event = std::numeric_limits<double>::quiet_NaN();
  MeanSpread deposited;  ///< all energy deposited
  std::array<double, k_depositors> deposited_by{};
  MeanSpread length;  ///< of the primary's path
  MeanSpread end_z;
  double inelastic_fraction = std::numeric_limits<double>::quiet_NaN();

  /// The primary where it first crosses a depth.
  struct Crossing {
    double depth = 0.0;
    double rms_displacement = 0.0;  ///< one projection
    double rms_slope = 0.0;         ///< one projection, transverse over longitudinal direction
    double tracks = 0.0;
  };
  std::vector<Crossing> crossings;

  std::vector<MeanSpread> depth_profile;  ///< MeV per cm; bin i covers depths [i, i + 1) cm
  std::vector<double> containment;        ///< share of the energy within a radius of (i + 1) / 2 cm
  std::vector<double> survival;           ///< share of primaries longer than 5 i cm

  struct LossBin {
    double loss = 0.0;   ///< centre, MeV
    double share = 0.0;  ///< of all full steps
  };
  std::vector<LossBin> step_loss;  ///< of the primary on full 3 mm steps above 80 % of its energy; 10 keV wide

  struct StartEnergy {
    double mean = 0.0, lower_quartile = 0.0, median = 0.0, upper_quartile = 0.0;
  };
  std::optional<StartEnergy> start;     ///< within 2.5 cm in depth and 2 cm in radius after the start
  std::optional<double> first_charged;  ///< mean distance to a photon's first charged secondary above 1 MeV

  struct FastSecondary {
    nuclear::PdgCode pdg = 0;
    std::size_t range = 0;
    double number = 0.0;  ///< per inelastic interaction of the primary
    double cosine = 0.0;  ///< mean, to the projectile
  };
  std::vector<FastSecondary> fast_secondaries;  ///< p, n, pions above 20 MeV

  struct Secondary {
    nuclear::PdgCode pdg = 0;
    double number = 0.0;   ///< per inelastic interaction of the primary
    double kinetic = 0.0;  ///< their sum per interaction
  };
  std::vector<Secondary> secondaries;
};

inline constexpr double k_profile_bin = 1.0;     ///< cm
inline constexpr double k_radius_bin = 0.5;      ///< cm
inline constexpr double k_survival_bin = 5.0;    ///< cm
inline constexpr double k_loss_bin = 0.01;       ///< MeV
inline constexpr std::size_t k_loss_bins = 400;  ///< the last one holds everything beyond, too
inline constexpr std::size_t k_profile_bins = 1500;
inline constexpr std::size_t k_radius_bins = 200;  ///< the last one holds everything beyond, too
inline constexpr std::array<double, 5> k_crossing_depths{10.0, 20.0, 50.0, 100.0, 200.0};

/// Reads a file of lines `quantity,key,value,spread`; lines with `#` are comments, of which `n=` tells the number of
/// primaries. Unknown quantities are ignored. Errors: Error(usage) for a name without beam; Error(failed) with the line
/// for one that cannot be read, for a missing header, or when the number of primaries is not said.
[[nodiscard]] SingleParticleRun read_run(const std::filesystem::path& path);

/// The same form, as text. `comment` is its first line.
[[nodiscard]] std::string run_text(const SingleParticleRun& run, const std::string& comment);

}  // namespace wirebench::validation
