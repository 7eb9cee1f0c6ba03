#include "wirebench/validation/generator_validation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/random.hpp"
#include "wirebench/generator/channels.hpp"
#include "wirebench/generator/generator.hpp"
#include "wirebench/generator/intranuclear.hpp"
#include "wirebench/generator/resonance.hpp"
#include "wirebench/generator/resonance_decay.hpp"
#include "wirebench/nuclear/phase_space.hpp"
#include "wirebench/validation/csv.hpp"

namespace wirebench::validation {
namespace {

namespace pdg = nuclear::pdg;
using namespace wirebench::generator;
using Rows = std::vector<Comparison>;

constexpr Probe k_muon_charged{pdg::nu_mu, Current::charged};

/// The numbers of a table by row and name of the column.
class Numbers {
 public:
  explicit Numbers(const std::filesystem::path& file) : csv_{file} {}
  [[nodiscard]] std::size_t rows() const noexcept { return csv_.rows().size(); }
  [[nodiscard]] const std::string& key(std::size_t row) const { return csv_.rows()[row].cells[0]; }
  [[nodiscard]] double value(std::size_t row, std::string_view column) const {
    return csv_.number(csv_.rows()[row], csv_.column(column));
  }
  /// A neutrino's energy, GeV: as the generator takes it.
  [[nodiscard]] double energy(std::size_t row) const {
    return csv_.number(csv_.rows()[row], csv_.column("E_GeV"), 0.2, 10.0);
  }
  /// A hadron's kinetic energy, MeV. Slower ones hardly ever interact, and all are followed until they do.
  [[nodiscard]] double kinetic(std::size_t row) const {
    return csv_.number(csv_.rows()[row], csv_.column("KE_MeV"), 10.0, 1.0e4);
  }

 private:
  Csv csv_;
};

/// Mean and its error of numbers that come one by one.
class Mean {
 public:
  void add(double value) noexcept { sum_ += value, squares_ += value * value, ++count_; }
  [[nodiscard]] double value() const noexcept { return sum_ / count_; }
  [[nodiscard]] double error() const noexcept {
    return std::sqrt(std::max(0.0, squares_ / count_ - value() * value()) / count_);
  }

 private:
  double sum_ = 0.0, squares_ = 0.0;
  double count_ = 0.0;
};

std::string at(std::string_view what, double energy_gev) {
  return fmt::format("{} {:g} GeV", what, energy_gev);
}

void add(Rows& rows, std::string quantity, std::string subject, double reference, double ours, double error,
         Bound bound) {
  rows.push_back({std::move(subject), std::move(quantity), reference, ours, 0.0, error, bound});
}

/// A share of `count` cases.
void add_share(Rows& rows, std::string quantity, std::string subject, double reference, double share, double count,
               Bound bound) {
  const double error = std::sqrt(std::max(share * (1.0 - share), 1.0 / count) / count);
  add(rows, std::move(quantity), std::move(subject), reference, share, error, bound);
}

void cross_sections(const Numbers& table, Rows& rows) {
  struct Column {
    Probe probe;
    std::string_view name;
    std::string_view key;
  };
  constexpr std::array<Column, 6> columns{{{{pdg::nu_mu, Current::charged}, "sigCC_numu_overE", "numu CC"},
                                           {{pdg::nu_e, Current::charged}, "sigCC_nue_overE", "nue CC"},
                                           {{pdg::nu_mu_bar, Current::charged}, "sigCC_numubar_overE", "numubar CC"},
                                           {{pdg::nu_e_bar, Current::charged}, "sigCC_nuebar_overE", "nuebar CC"},
                                           {{pdg::nu_mu, Current::neutral}, "sigNC_nu_overE", "nu NC"},
                                           {{pdg::nu_mu_bar, Current::neutral}, "sigNC_nubar_overE", "nubar NC"}}};
  std::vector<double> charged(table.rows());
  for (const Column& column : columns) {
    const ChannelModels models{column.probe, {}};
    for (std::size_t row = 0; row < table.rows(); ++row) {
      const double energy = table.energy(row);
      const double ours = models.cross_sections(energy).total() / (40.0 * energy);
      add(rows, "total cross section over energy", at(column.key, energy), table.value(row, column.name), ours, 0.0,
          bounds::cross_section);
      if (column.key == "numu CC") charged[row] = ours;
      if (column.key == "nu NC") {
        add(rows, "NC over CC", at("nu", energy), table.value(row, "NC_over_CC_numu"), ours / charged[row], 0.0,
            bounds::cross_section);
      }
    }
  }
}

/// The two models whose numbers the reference computed from the same formulas, and their kinematics on nucleons at
/// rest.
void elastic_and_resonance(const Numbers& table, const ChannelModels& models, Rows& rows) {
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const double energy = table.energy(row);
    add(rows, "quasi-elastic cross section", at("free neutron", energy), table.value(row, "QE_free_n_MA099"),
        models.free_cross_section(Process::elastic, Nucleon::neutron, energy), 0.0, bounds::cross_section);
    add(rows, "quasi-elastic cross section", at("Fermi gas", energy), table.value(row, "QE_n_MA099_PB"),
        models.suppressed_elastic_cross_section(Nucleon::neutron, energy), 0.0, bounds::cross_section);
    const double ours = (18.0 * models.free_cross_section(Process::resonance, Nucleon::proton, energy) +
                         22.0 * models.free_cross_section(Process::resonance, Nucleon::neutron, energy)) /
                        40.0;
    add(rows, "resonance cross section", at("per nucleon", energy), table.value(row, "RES_G2_perNuc"), ours, 0.0,
        bounds::cross_section);
  }
}

void channel_fractions(const Numbers& table, const GeneratorValidationOptions& options, Rows& rows) {
  GeneratorOptions beam;
  beam.seed = options.seed;
  beam.classes = {EventClass::numu_charged_current};
  beam.flux = FluxKind::single_energy;
  beam.flavours = {0.0, 1.0, 0.0, 0.0};
  beam.final_state_interactions = false;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const double energy = table.energy(row);
    beam.energy = energy * units::gigaelectronvolt;
    const Generator generator{beam};
    double elastic = 0.0, resonance = 0.0;
    for (int i = 0; i < options.events_per_point; ++i) {
      const Channel channel = generator.event(static_cast<std::uint64_t>(i)).channel;
      elastic += channel == Channel::cc_quasi_elastic || channel == Channel::cc_two_nucleon ? 1.0 : 0.0;
      resonance += channel == Channel::cc_resonance ? 1.0 : 0.0;
    }
    const double count = options.events_per_point;
    const std::string quantity = "channel fraction";
    add_share(rows, quantity, at("QE", energy), table.value(row, "frac_QE"), elastic / count, count,
              bounds::channel_fraction);
    add_share(rows, quantity, at("RES", energy), table.value(row, "frac_RES"), resonance / count, count,
              bounds::channel_fraction);
    add_share(rows, quantity, at("rest", energy), table.value(row, "frac_REST"), 1.0 - (elastic + resonance) / count,
              count, bounds::channel_fraction);
  }
}

void kinematics(const Numbers& table, const ChannelModels& models, const GeneratorValidationOptions& options,
                Rows& rows) {
  RandomStream random{options.seed, RandomStage::generator, 1};
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const double energy = table.energy(row);
    Mean q2, y;
    for (int i = 0; i < options.events_per_point; ++i) {
      const FreeKinematics free = models.sample_suppressed_elastic(Nucleon::neutron, energy, random);
      q2.add(free.q2_gev2), y.add(free.y);
    }
    add(rows, "QE mean Q2", at("numu CC", energy), table.value(row, "QE_meanQ2"), q2.value(), q2.error(),
        bounds::kinematic_mean);
    add(rows, "QE mean y", at("numu CC", energy), table.value(row, "QE_meany"), y.value(), y.error(),
        bounds::kinematic_mean);

    const double protons = 18.0 * models.free_cross_section(Process::resonance, Nucleon::proton, energy);
    const double neutrons = 22.0 * models.free_cross_section(Process::resonance, Nucleon::neutron, energy);
    Mean resonance_q2, w, resonance_y;
    std::vector<double> all_y;
    double delta_on_proton = 0.0, delta_on_neutron = 0.0, positive = 0.0, neutral = 0.0;
    nuclear::Products products;
    for (int i = 0; i < options.events_per_point; ++i) {
      const bool proton = random.uniform() * (protons + neutrons) < protons;
      const Nucleon nucleon = proton ? Nucleon::proton : Nucleon::neutron;
      const FreeKinematics free = models.sample(Process::resonance, nucleon, energy, random);
      resonance_q2.add(free.q2_gev2), w.add(free.w_gev), resonance_y.add(free.y);
      all_y.push_back(free.y);
      const auto parts = resonance_cross_sections(k_muon_charged, nucleon, energy, free.w_gev, free.q2_gev2);
      double draw = random.uniform() * std::accumulate(parts.begin(), parts.end(), 0.0);
      std::size_t which = 0;
      while (which + 1 < parts.size() && draw >= parts[which]) draw -= parts[which++];
      if (resonances()[which].twice_isospin == 3) (proton ? delta_on_proton : delta_on_neutron) += 1.0;
      // The reference lets every resonance decay into nucleon and pion.
      do {
        products.clear();
        decay_resonance(which, proton ? 2 : 1, 1e3 * free.w_gev, random, products);
      } while (products.size() != 2 || products[1].pdg == pdg::eta);
      positive += products[1].pdg == pdg::pi_plus ? 1.0 : 0.0;
      neutral += products[1].pdg == pdg::pi_zero ? 1.0 : 0.0;
    }
    add(rows, "RES mean Q2", at("numu CC", energy), table.value(row, "RES_meanQ2"), resonance_q2.value(),
        resonance_q2.error(), bounds::kinematic_mean);
    add(rows, "RES mean W", at("numu CC", energy), table.value(row, "RES_meanW"), w.value(), w.error(),
        bounds::kinematic_mean);
    add(rows, "RES mean y", at("numu CC", energy), table.value(row, "RES_meany"), resonance_y.value(),
        resonance_y.error(), bounds::kinematic_mean);
    std::sort(all_y.begin(), all_y.end());
    const double count = options.events_per_point;
    for (const auto& [column, part] :
         {std::pair{"RES_y_q10", 0.1}, std::pair{"RES_y_q50", 0.5}, std::pair{"RES_y_q90", 0.9}}) {
      const double ours = all_y[static_cast<std::size_t>(part * count)];
      // The error of a quantile: that of the share below it over the density there, taken between nearby quantiles.
      const double step = std::sqrt(part * (1.0 - part) / count);
      const auto near = [&](double place) {
        return all_y[static_cast<std::size_t>(std::clamp(place, 0.0, 0.999) * count)];
      };
      add(rows, fmt::format("RES {:g} % quantile of y", 100.0 * part), at("numu CC", energy), table.value(row, column),
          ours, 0.5 * (near(part + step) - near(part - step)), bounds::kinematic_quantile);
    }
    add_share(rows, "RES share of isospin 3/2", at("p", energy), table.value(row, "share_p_I32"),
              delta_on_proton / count, count, bounds::primary_pion_share);
    add_share(rows, "RES share of isospin 3/2", at("n", energy), table.value(row, "share_n_I32"),
              delta_on_neutron / count, count, bounds::primary_pion_share);
    add_share(rows, "RES share among single pions", at("pi+", energy), table.value(row, "RES_piplus"), positive / count,
              count, bounds::primary_pion_share);
    add_share(rows, "RES share among single pions", at("pi0", energy), table.value(row, "RES_pi0"), neutral / count,
              count, bounds::primary_pion_share);
  }
}

void fates(const Numbers& table, const GeneratorValidationOptions& options, Rows& rows) {
  const ArgonDensity argon;
  RandomStream random{options.seed, RandomStage::generator, 2};
  constexpr std::array<std::string_view, 4> columns{"abs", "cex", "inel", "pipro"};
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const double kinetic = table.kinetic(row);
    const bool pion = table.key(row) == "pi";
    constexpr std::array pions{pdg::pi_plus, pdg::pi_zero, pdg::pi_minus};
    constexpr std::array nucleons{pdg::proton, pdg::neutron};
    std::array<double, 5> counts{};
    for (int i = 0; i < options.events_per_point; ++i) {
      const auto k = static_cast<std::size_t>(i);
      const nuclear::PdgCode code = pion ? pions[k % pions.size()] : nucleons[k % nucleons.size()];
      const double mass = nuclear::particle(code).mass;
      const double momentum = std::sqrt(kinetic * (kinetic + 2.0 * mass));
      const nuclear::Product hadron{
          code, nuclear::FourVector::on_shell(mass, momentum * nuclear::isotropic_direction(random))};
      std::optional<Vector3> place;
      while (!place) place = interaction_point(argon, hadron, argon.position(random), 0.0, random);
      Remnant remnant;
      nuclear::Products out;
      counts[static_cast<std::size_t>(interact(argon, hadron, norm(*place), remnant, random, out))] += 1.0;
    }
    double sum = 0.0;
    for (const auto column : columns) sum += table.value(row, column);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      add_share(rows, "fate", fmt::format("{} {:g} MeV {}", table.key(row), kinetic, columns[i]),
                table.value(row, columns[i]) / sum, counts[i] / options.events_per_point, options.events_per_point,
                bounds::hadron_fate);
    }
  }
}

}  // namespace

std::vector<Comparison> validate_generator(const GeneratorValidationOptions& options) {
  WIREBENCH_EXPECT(options.events_per_point >= 100);
  const Numbers sections{options.folder / "nu_xsec_fractions.csv"};
  const Numbers means{options.folder / "nu_kinematics_ref.csv"};
  const Numbers hadrons{options.folder / "fsi_hA_fates.csv"};
  // Before minutes of work: is every energy one that the generator has?
  for (std::size_t row = 0; row < sections.rows(); ++row) static_cast<void>(sections.energy(row));
  for (std::size_t row = 0; row < means.rows(); ++row) static_cast<void>(means.energy(row));
  for (std::size_t row = 0; row < hadrons.rows(); ++row) static_cast<void>(hadrons.kinetic(row));
  Rows rows;
  const ChannelModels models{k_muon_charged, {}};
  cross_sections(sections, rows);
  elastic_and_resonance(sections, models, rows);
  channel_fractions(sections, options, rows);
  kinematics(means, models, options, rows);
  fates(hadrons, options, rows);
  return rows;
}

std::vector<MultiplicityRow> multiplicities(Energy energy, int events, std::uint64_t seed) {
  GeneratorOptions options;
  options.seed = seed;
  options.classes = {EventClass::numu_charged_current};
  options.flux = FluxKind::single_energy;
  options.flavours = {0.0, 1.0, 0.0, 0.0};
  options.energy = energy;
  const Generator generator{options};
  struct Kind {
    std::string_view name;
    nuclear::PdgCode code;
    double threshold;  // MeV, kinetic
  };
  constexpr std::array<Kind, 6> kinds{{{"protons above 40 MeV", pdg::proton, 40.0},
                                       {"protons", pdg::proton, 0.0},
                                       {"neutrons above 40 MeV", pdg::neutron, 40.0},
                                       {"pi+", pdg::pi_plus, 0.0},
                                       {"pi-", pdg::pi_minus, 0.0},
                                       {"pi0", pdg::pi_zero, 0.0}}};
  std::vector<MultiplicityRow> rows;
  for (const Kind& kind : kinds) rows.push_back({std::string{kind.name}, 0.0, 0.0, std::vector<double>(5, 0.0)});
  for (int i = 0; i < events; ++i) {
    const NeutrinoEvent event = generator.event(static_cast<std::uint64_t>(i));
    for (std::size_t k = 0; k < kinds.size(); ++k) {
      std::size_t count = 0;
      for (const EventParticle& particle : event.particles) {
        const double kinetic = particle.momentum.energy - nuclear::particle(particle.pdg).mass;
        if (particle.pdg != kinds[k].code || kinetic < kinds[k].threshold) continue;
        const bool primary = particle.parent == -1 && particle.status != Status::beam;
        if (primary) rows[k].primary += 1.0 / events;
        if (particle.status == Status::final_state) ++count;
      }
      rows[k].final += static_cast<double>(count) / events;
      rows[k].shares[std::min<std::size_t>(count, 4)] += 1.0 / events;
    }
  }
  return rows;
}

}  // namespace wirebench::validation
