#include "wirebench/validation/quantities.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "wirebench/validation/shapes.hpp"

namespace wirebench::validation {
namespace {

namespace pdg = nuclear::pdg;

bool is_shower(nuclear::PdgCode code) {
  return std::abs(code) == pdg::electron || code == pdg::gamma || code == pdg::pi_zero;
}
bool is_muon(nuclear::PdgCode code) {
  return std::abs(code) == pdg::mu_minus;
}
bool is_charged_pion(nuclear::PdgCode code) {
  return std::abs(code) == pdg::pi_plus;
}
bool interacts(nuclear::PdgCode code) {
  return !is_shower(code) && !is_muon(code);
}

bool is_charged(nuclear::PdgCode code) {
  const auto data = nuclear::find_particle(code);
  return data && data->charge != 0;
}

/// With fewer particles, their number has no normal distribution, and the error of their mean is not known.
constexpr double k_enough = 10.0;
/// Events that a shape (a peak, an edge) needs.
constexpr double k_enough_for_shapes = 50.0;

/// Collects the numbers of one run.
class Collector {
 public:
  explicit Collector(const SingleParticleRun& run) : run_{run}, beam_{run.beam.pdg} {}

  std::vector<Quantity> collect() {
    add_energy();
    add_length();
    add_step_loss();
    add_start();
    add_profile();
    add_crossings();
    add_secondaries();
    return std::move(list_);
  }

 private:
  Quantity& add(std::string name, double value, std::optional<Bound> bound = std::nullopt) {
    Quantity quantity;
    quantity.name = std::move(name);
    quantity.value = value;
    quantity.bound = bound;
    return list_.emplace_back(std::move(quantity));
  }
  Quantity& add(std::string name, const MeanSpread& value, std::optional<Bound> bound = std::nullopt) {
    Quantity& quantity = add(std::move(name), value.mean, bound);
    quantity.error = value.spread / std::sqrt(run_.events);
    return quantity;
  }

  void need_events(Quantity& quantity) const {
    quantity.entries = run_.events;
    quantity.enough = k_enough_for_shapes;
    quantity.needs = Quantity::Needs::events;
  }

  void add_energy() {
    const bool precise = (is_shower(beam_) && beam_ != pdg::pi_zero) || is_muon(beam_) || beam_ == pdg::proton;
    add("visible energy [MeV]", run_.deposited, precise ? bounds::visible_energy : bounds::visible_energy_hadron);
    for (std::size_t kind = 0; kind < k_depositors; ++kind) {
      add(fmt::format("deposited by {} [MeV]", depositor_name(static_cast<Depositor>(kind))), run_.deposited_by[kind]);
    }
  }

  void add_length() {
    // Where most interact, the mean length is their free path, which has its own bound.
    const bool stops = is_muon(beam_) || beam_ == pdg::proton || is_charged_pion(beam_);
    std::optional<Bound> bound;
    if (stops) bound = run_.inelastic_fraction < 0.5 ? bounds::range : bounds::hadron_free_path;
    add("track length [cm]", run_.length, bound);
    add("end depth [cm]", run_.end_z);
    if (stops && !is_muon(beam_)) {
      std::vector<double> profile;
      for (const MeanSpread& bin : run_.depth_profile) profile.push_back(bin.mean);
      if (const auto edge = find_stopping_edge(profile, k_profile_bin)) {
        need_events(add("range at the stopping edge [cm]", *edge, bounds::range));
      }
    }
    if (interacts(beam_)) {
      Quantity& fraction = add("inelastic fraction", run_.inelastic_fraction, bounds::inelastic_fraction);
      fraction.error = std::sqrt(run_.inelastic_fraction * (1.0 - run_.inelastic_fraction) / run_.events);
    }
  }

  void add_step_loss() {
    if (run_.step_loss.empty()) return;
    const double first = run_.step_loss.front().loss;
    std::vector<double> bins;
    double mean = 0.0;
    double shares = 0.0;
    for (const auto& bin : run_.step_loss) {
      shares += bin.share;
      const auto at = static_cast<std::size_t>(std::lround((bin.loss - first) / k_loss_bin));
      if (bins.size() <= at) bins.resize(at + 1);
      bins[at] = bin.share;
      mean += bin.loss * bin.share;
    }
    if (!(shares > 0.0)) return;
    mean /= shares;
    const auto peak = find_peak(bins, first - 0.5 * k_loss_bin, k_loss_bin);
    add("3 mm step loss, mean [MeV]", mean, bounds::step_mean);
    if (!peak) return;  // slow particles: the loss grows from step to step, and there is no single peak
    need_events(add("3 mm step loss, most probable [MeV]", peak->position, bounds::step_most_probable));
    need_events(add("3 mm step loss, width at half maximum [MeV]", peak->width, bounds::step_width));
  }

  void add_start() {
    const bool bounded = std::abs(beam_) == pdg::electron || beam_ == pdg::gamma;
    const auto bound = bounded ? std::optional{bounds::start_energy} : std::nullopt;
    if (run_.start) {
      add("first 2.5 cm, mean [MeV]", run_.start->mean);
      // Error of a quantile: sqrt(q (1 - q) / n) over the density there, which the distances of the quartiles tell.
      const auto& start = *run_.start;
      const auto quantile = [&](const char* name, double value, double share, double between, double distance) {
        add(fmt::format("first 2.5 cm, {} [MeV]", name), value, bound).least_error =
            std::sqrt(share * (1.0 - share) / run_.events) * distance / between;
      };
      quantile("lower quartile", start.lower_quartile, 0.25, 0.25, start.median - start.lower_quartile);
      quantile("median", start.median, 0.5, 0.5, start.upper_quartile - start.lower_quartile);
      quantile("upper quartile", start.upper_quartile, 0.75, 0.25, start.upper_quartile - start.median);
    }
    if (run_.first_charged) {
      // Distances to an interaction are exponential: their spread is their mean.
      Quantity& distance = add("first charged secondary, distance [cm]", *run_.first_charged, bounds::first_charged);
      distance.least_error = *run_.first_charged / std::sqrt(run_.events);
    }
  }

  void add_profile() {
    std::vector<double> profile;
    for (const MeanSpread& bin : run_.depth_profile) profile.push_back(bin.mean);
    const auto bound = [this](Bound value) { return is_shower(beam_) ? std::optional{value} : std::nullopt; };
    if (const auto centre = find_centre(profile, 0.0, k_profile_bin)) {
      add("deposits, mean depth [cm]", centre->mean, bound(bounds::shower_depth));
      add("deposits, spread in depth [cm]", centre->width, bound(bounds::shower_width));
    }
    for (const double share : {0.5, 0.9}) {
      const auto radius = find_crossing(run_.containment, k_radius_bin, k_radius_bin, share);
      if (radius) {
        add(fmt::format("radius of {:.0f} % of the energy [cm]", 100.0 * share), *radius, bound(bounds::shower_radius));
      }
    }
  }

  void add_crossings() {
    constexpr double enough = 30.0;
    const auto need_tracks = [](Quantity& quantity, double tracks) {
      quantity.entries = tracks;
      quantity.enough = enough;
    };
    for (const auto& crossing : run_.crossings) {
      Quantity& displacement =
          add(fmt::format("rms displacement at {:g} cm [cm]", crossing.depth), crossing.rms_displacement,
              is_charged(beam_) ? std::optional{bounds::displacement} : std::nullopt);
      displacement.least_error = crossing.rms_displacement / std::sqrt(4.0 * crossing.tracks);
      need_tracks(displacement, crossing.tracks);
      Quantity& slope = add(fmt::format("rms plane angle at {:g} cm [rad]", crossing.depth), crossing.rms_slope);
      slope.least_error = crossing.rms_slope / std::sqrt(4.0 * crossing.tracks);
      need_tracks(slope, crossing.tracks);
    }
  }

  void add_secondaries() {
    const double interactions = run_.inelastic_fraction * run_.events;
    if (!(interactions > 0.0)) return;
    for (const auto& fast : run_.fast_secondaries) {
      const std::string name = fmt::format("{} of {} MeV", nuclear::particle_name(fast.pdg), k_fast_names[fast.range]);
      Quantity& number = add(name + ", number", fast.number, bounds::secondary_number);
      // The same interaction may give several; counted as if each came alone.
      number.least_error = std::sqrt(fast.number / interactions);
      number.when_absent = 0.0;
      number.entries = fast.number * interactions;
      number.enough = k_enough;
      number.needs = Quantity::Needs::one;
      if (std::isnan(fast.cosine)) continue;
      Quantity& cosine = add(name + ", mean cosine", fast.cosine, bounds::secondary_cosine);
      // A handful of particles does not tell its own spread: that of an isotropic distribution is taken.
      constexpr double isotropic_spread = 0.577;
      constexpr double few = 30.0;
      cosine.entries = fast.number * interactions;
      cosine.enough = k_enough;
      if (cosine.entries < few) cosine.least_error = isotropic_spread / std::sqrt(std::max(1.0, cosine.entries));
    }
    if (is_charged_pion(beam_)) add_pion_shares(interactions);
    for (const auto& secondary : run_.secondaries) {
      if (nuclear::is_nucleus(secondary.pdg) && nuclear::nucleus_charge(secondary.pdg) > 2) continue;
      const std::string name = nuclear::particle_name(secondary.pdg);
      Quantity& number = add(name + " of all energies, number", secondary.number);
      number.least_error = std::sqrt(secondary.number / interactions);
      number.when_absent = 0.0;
      add(name + " of all energies, kinetic [MeV]", secondary.kinetic).when_absent = 0.0;
    }
  }

  /// From mean numbers of pions: exact where an interaction has at most one, so below the threshold of pion production
  /// (and nearly so up to 350 MeV); above, the same numbers are shown without a bound.
  void add_pion_shares(double interactions) {
    constexpr double k_no_production = 350.0;
    double pions = 0.0;
    double neutral = 0.0;
    for (const auto& secondary : run_.secondaries) {
      if (is_charged_pion(secondary.pdg) || secondary.pdg == pdg::pi_zero) pions += secondary.number;
      if (secondary.pdg == pdg::pi_zero) neutral += secondary.number;
    }
    const auto bound = run_.beam.kinetic <= k_no_production ? std::optional{bounds::pion_share} : std::nullopt;
    const auto binomial = [&](double share) {
      const double p = std::min(1.0, std::max(0.0, share));
      return std::sqrt(p * (1.0 - p) / interactions);
    };
    add("pion absorption share", 1.0 - pions, bound).least_error = binomial(1.0 - pions);
    add("pion charge exchange share", neutral, bound).least_error = binomial(neutral);
  }

  const SingleParticleRun& run_;
  nuclear::PdgCode beam_;
  std::vector<Quantity> list_;
};

}  // namespace

std::vector<Quantity> quantities(const SingleParticleRun& run) {
  return Collector{run}.collect();
}

}  // namespace wirebench::validation
