/// \file The channels of one neutrino and current on argon: how likely each is, and its kinematics on free nucleons.
#pragma once

#include <array>
#include <utility>
#include <vector>

#include "wirebench/generator/event.hpp"
#include "wirebench/generator/plane_sampler.hpp"
#include "wirebench/generator/probe.hpp"

namespace wirebench::generator {

/// One way to interact, and on what. Shallow and deep inelastic scattering are `background` (below the resonance limit)
/// and `inelastic` (above it) here; the name in the event follows from its W and Q2.
enum class Process : std::uint8_t { elastic, two_nucleon, resonance, background, inelastic, coherent };
inline constexpr std::size_t k_process_count = 6;

/// Cross sections on one argon nucleus, 1e-38 cm2; [process][nucleon], processes without a single struck nucleon in
/// [0].
struct ChannelCrossSections {
  std::array<std::array<double, 2>, k_process_count> by_process{};
  [[nodiscard]] double of(Process process) const noexcept {
    const auto& both = by_process[static_cast<std::size_t>(process)];
    return both[0] + both[1];
  }
  [[nodiscard]] double total() const noexcept;
};

struct ChannelOptions {
  /// Share of the cross section without pions that is two-nucleon knock-out, the rest being (quasi-)elastic; 0 gives
  /// the mix of GENIE 2.12, which has none. 0 to 1.
  double two_nucleon_share = 0.23;
};

/// W and Q2 (GeV, GeV2) at a free nucleon, or y and Q2 of coherent production.
struct FreeKinematics {
  double w_gev = 0.0;
  double q2_gev2 = 0.0;
  double y = 0.0;  ///< energy transfer over neutrino energy in the target's rest frame
};

/// All channels of one probe. Building one takes some ten milliseconds; thread-safe afterwards.
class ChannelModels {
 public:
  ChannelModels(const Probe& probe, const ChannelOptions& options);

  [[nodiscard]] const Probe& probe() const noexcept { return probe_; }
  /// The same for another flavour, which the neutral current does not tell apart. Preconditions: neutral current, both
  /// neutrinos or both antineutrinos.
  [[nodiscard]] ChannelModels with_flavour(nuclear::PdgCode neutrino) const;

  /// The total is the table of total_cross_sections.hpp from 0.5 GeV. (Quasi-)elastic, two-nucleon and resonance cross
  /// sections are those of the models (protons and neutrons of argon, elastic ones with the factor of the uniform Fermi
  /// gas), coherent production is 1 % of the total of muon neutrinos at 3 GeV with its own energy dependence, and
  /// inelastic scattering is what is left. Where the models exceed the table they share it in proportion; below 0.5 GeV
  /// the sum of the models is scaled as at 0.5 GeV. Valid for: 0.2 to 10 GeV. Thread-safe.
  [[nodiscard]] ChannelCrossSections cross_sections(double energy_gev) const noexcept;

  /// Cross section on one free nucleon (or pair, or nucleus, arbitrary units), 1e-38 cm2.
  [[nodiscard]] double free_cross_section(Process process, Nucleon nucleon, double energy_gev) const noexcept;

  /// Kinematics on the target at rest. Precondition: free_cross_section() > 0 there.
  [[nodiscard]] FreeKinematics sample(Process process, Nucleon nucleon, double energy_gev, RandomStream& random) const;

  /// (Quasi-)elastic cross section and kinematics with the factor of the uniform Fermi gas, nucleon at rest.
  [[nodiscard]] double suppressed_elastic_cross_section(Nucleon nucleon, double energy_gev) const noexcept;
  [[nodiscard]] FreeKinematics sample_suppressed_elastic(Nucleon nucleon, double energy_gev,
                                                         RandomStream& random) const;

 private:
  [[nodiscard]] const PlaneSampler& sampler(Process process, Nucleon nucleon) const noexcept;
  [[nodiscard]] FreeKinematics kinematics(Process process, double energy_gev,
                                          std::pair<double, double> point) const noexcept;
  [[nodiscard]] ChannelCrossSections model_cross_sections(double energy_gev) const noexcept;

  Probe probe_;
  ChannelOptions options_;
  double coherent_scale_ = 0.0;
  std::vector<PlaneSampler> samplers_;  // [process][nucleon], then the suppressed elastic ones
};

}  // namespace wirebench::generator
