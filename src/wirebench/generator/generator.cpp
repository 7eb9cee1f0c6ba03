#include "wirebench/generator/generator.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/random.hpp"
#include "wirebench/generator/intranuclear.hpp"
#include "wirebench/generator/primary_interaction.hpp"
#include "wirebench/nuclear/decay.hpp"

namespace wirebench::generator {
namespace {

namespace pdg = nuclear::pdg;
using nuclear::FourVector;
using nuclear::Product;
using nuclear::Products;

/// The table's energies are finer than this, MeV: cross sections are straight lines within.
constexpr double k_energy_step = 20.0;

[[noreturn]] void refuse(const std::string& what, const std::string& why, const std::string& remedy) {
  throw Error{ErrorKind::usage, {what, "generator", why, remedy}};
}

void check(const GeneratorOptions& options) {
  constexpr double low = 200.0, high = 10'000.0;  // MeV
  const auto within = [](Energy energy) { return energy.value() >= low && energy.value() <= high; };
  const bool single = options.flux == FluxKind::single_energy;
  if (single
          ? !within(options.energy)
          : !(within(options.energy_low) && within(options.energy_high) && options.energy_low < options.energy_high)) {
    refuse("energy out of range", "neutrinos from 0.2 to 10 GeV can be generated", "");
  }
  const std::set<EventClass> distinct{options.classes.begin(), options.classes.end()};
  if (options.classes.empty() || distinct.size() != options.classes.size()) {
    refuse("classes wrong", "at least one class, none twice, can be generated", "");
  }
  const double length = norm(options.direction);
  if (!(length > 0.0 && std::isfinite(length))) refuse("direction wrong", "a vector of some length is needed", "");
  for (const double side : {options.vertex_spread.x, options.vertex_spread.y, options.vertex_spread.z}) {
    if (!(side >= 0.0)) refuse("vertex spread wrong", "sides are not negative", "");
  }
  if (!(options.two_nucleon_share >= 0.0 && options.two_nucleon_share <= 1.0)) {
    refuse("two-nucleon share wrong", "a share is from 0 to 1", "");
  }
  for (const double share : options.flavours) {
    if (!(share >= 0.0 && std::isfinite(share))) refuse("flavours wrong", "shares are not negative", "");
  }
}

Flux make_flux(const GeneratorOptions& options) {
  switch (options.flux) {
    case FluxKind::flat: return flat_flux(options.energy_low.value(), options.energy_high.value(), options.flavours);
    case FluxKind::single_energy: return single_energy_flux(options.energy.value(), options.flavours);
    case FluxKind::table: return read_flux(options.flux_file);
    case FluxKind::dune_far_detector: break;
  }
  return dune_far_detector_flux();
}

/// Electron neutrinos of the balanced mixture come as the muon neutrinos do.
nuclear::PdgCode swapped(nuclear::PdgCode neutrino) noexcept {
  if (neutrino == pdg::nu_e) return pdg::nu_mu;
  if (neutrino == pdg::nu_e_bar) return pdg::nu_mu_bar;
  return neutrino;
}

std::vector<nuclear::PdgCode> neutrinos_of(EventClass one) {
  switch (one) {
    case EventClass::neutral_current: return {k_flavours.begin(), k_flavours.end()};
    case EventClass::numu_charged_current: return {pdg::nu_mu, pdg::nu_mu_bar};
    case EventClass::nue_charged_current: return {pdg::nu_e, pdg::nu_e_bar};
  }
  return {};
}

std::string_view class_name(EventClass one) noexcept {
  switch (one) {
    case EventClass::neutral_current: return "nc";
    case EventClass::numu_charged_current: return "numu_cc";
    case EventClass::nue_charged_current: return "nue_cc";
  }
  return "";
}

/// Process and struck nucleon by their cross sections.
std::pair<Process, Nucleon> draw_process(const ChannelCrossSections& sections, RandomStream& random) {
  double draw = random.uniform() * sections.total();
  std::pair<Process, Nucleon> last{Process::elastic, Nucleon::neutron};
  for (std::size_t p = 0; p < k_process_count; ++p) {
    for (std::size_t n = 0; n < 2; ++n) {
      const double part = sections.by_process[p][n];
      if (!(part > 0.0)) continue;
      last = {static_cast<Process>(p), n == 0 ? Nucleon::proton : Nucleon::neutron};
      if (draw < part) return last;
      draw -= part;
    }
  }
  return last;
}

/// Puts a particle that leaves into the event; neutral kaons leave as one of the states that have a lifetime, and eta
/// mesons, which live no longer than the nucleus takes to cross, as what they decay to.
void add_final(NeutrinoEvent& event, const Product& product, std::int32_t parent, RandomStream& random) {
  if (product.pdg == pdg::eta) {
    event.particles.push_back({product.pdg, Status::decayed, product.momentum, parent});
    parent = static_cast<std::int32_t>(event.particles.size()) - 1;
    Products out;
    nuclear::decay(product, random, out);
    for (const Product& child : out) add_final(event, child, parent, random);
    return;
  }
  if (product.pdg == pdg::k_zero || product.pdg == pdg::k_zero_bar) {
    event.particles.push_back({product.pdg, Status::decayed, product.momentum, parent});
    parent = static_cast<std::int32_t>(event.particles.size()) - 1;
    const auto state = random.uniform() < 0.5 ? pdg::k_zero_long : pdg::k_zero_short;
    const double mass = nuclear::particle(state).mass;
    const double own = nuclear::particle(product.pdg).mass;
    WIREBENCH_ASSERT(std::fabs(mass - own) < 1e-6);
    event.particles.push_back({state, Status::final_state, product.momentum, parent});
    return;
  }
  event.particles.push_back({product.pdg, Status::final_state, product.momentum, parent});
}

/// The hadrons of the primary interaction cross the nucleus; what leaves goes into the event.
void cross_nucleus(const ArgonDensity& argon, bool interactions, PrimaryInteraction& primary, RandomStream& random,
                   NeutrinoEvent& event) {
  const bool coherent = primary.struck.empty();  // its pion's interactions are in the cross section
  for (const Product& hadron : primary.hadrons) {
    std::optional<Vector3> place;
    if (interactions && !coherent) {
      const double free_path = primary.hadrons_form_late ? formation_path(hadron) : 0.0;
      place = interaction_point(argon, hadron, primary.position, free_path, random);
    }
    if (!place) {
      add_final(event, hadron, -1, random);
      continue;
    }
    event.particles.push_back({hadron.pdg, Status::documentation, hadron.momentum, -1});
    const auto parent = static_cast<std::int32_t>(event.particles.size()) - 1;
    Products out;
    interact(argon, hadron, norm(*place), primary.remnant, random, out);
    for (const Product& product : out) add_final(event, product, parent, random);
  }
}

}  // namespace

struct Generator::Component {
  std::shared_ptr<const ChannelModels> models;
  std::vector<double> energies;    // MeV
  std::vector<double> rates;       // two an interval: flux times cross section at its ends
  std::vector<double> cumulative;  // integral of the rate up to the end of each interval
  double rate = 0.0;
  nuclear::PdgCode source = 0;  // whose flux it comes with

  [[nodiscard]] double draw_energy(RandomStream& random) const {
    if (energies.size() == 1) return energies[0];
    const double draw = random.uniform() * cumulative.back();
    const auto above = std::upper_bound(cumulative.begin(), cumulative.end(), draw);
    const auto i = std::min(static_cast<std::size_t>(above - cumulative.begin()), cumulative.size() - 1);
    // The rate is a straight line within the interval: invert its integral.
    const double a = rates[2 * i];
    const double b = rates[2 * i + 1];
    const double u = random.uniform();
    const double part = std::fabs(b - a) < 1e-9 * (a + b) ? u : (std::sqrt(a * a + u * (b * b - a * a)) - a) / (b - a);
    return energies[i] + part * (energies[i + 1] - energies[i]);
  }
};

struct Generator::ClassTable {
  EventClass event_class = EventClass::neutral_current;
  std::vector<Component> components;
  double rate = 0.0;       // with the flux that is generated
  double flux_rate = 0.0;  // with the flux as it is
};

Generator::Generator(GeneratorOptions options) : options_{std::move(options)} {
  check(options_);
  options_.direction = unit(options_.direction);
  build_classes(make_flux(options_));
}

Generator::~Generator() = default;
Generator::Generator(Generator&&) noexcept = default;
Generator& Generator::operator=(Generator&&) noexcept = default;

void Generator::build_classes(const Flux& flux) {
  const bool balanced = options_.mixture == Mixture::balanced;
  std::vector<double> energies;
  if (flux.single_energy()) {
    energies = {flux.edges[0]};
  } else {
    const double low = std::max(options_.energy_low.value(), flux.edges.front());
    const double high = std::min(options_.energy_high.value(), flux.edges.back());
    if (!(low < high)) refuse("no neutrinos", "the flux has none in the energy range", "");
    std::vector<double> corners{low, high};
    for (const double edge : flux.edges) {
      if (edge > low && edge < high) corners.push_back(edge);
    }
    std::sort(corners.begin(), corners.end());
    for (std::size_t i = 0; i + 1 < corners.size(); ++i) {
      const double width = corners[i + 1] - corners[i];
      const int parts = std::max(1, static_cast<int>(std::ceil(width / k_energy_step)));
      for (int k = 0; k < parts; ++k) energies.push_back(corners[i] + width * k / parts);
    }
    energies.push_back(high);
  }

  // The neutral current does not know flavours: electron and muon neutrinos share the tables.
  std::map<std::pair<nuclear::PdgCode, Current>, std::shared_ptr<const ChannelModels>> built;
  const auto models_of = [&](const Probe& probe) {
    auto& models = built[{probe.neutrino, probe.current}];
    if (!models) {
      const nuclear::PdgCode twin = probe.antineutrino() ? pdg::nu_mu_bar + pdg::nu_e_bar - probe.neutrino
                                                         : pdg::nu_mu + pdg::nu_e - probe.neutrino;
      const auto other = built.find({twin, probe.current});
      models = !probe.charged() && other != built.end()
                   ? std::make_shared<const ChannelModels>(other->second->with_flavour(probe.neutrino))
                   : std::make_shared<const ChannelModels>(probe, ChannelOptions{options_.two_nucleon_share});
    }
    return models;
  };

  double whole_flux = 0.0;
  std::set<nuclear::PdgCode> counted;
  for (const EventClass one : options_.classes) {
    ClassTable table;
    table.event_class = one;
    const Current current = one == EventClass::neutral_current ? Current::neutral : Current::charged;
    for (const nuclear::PdgCode neutrino : neutrinos_of(one)) {
      const bool swap = balanced && one == EventClass::nue_charged_current;
      // A flux without muon neutrinos has nothing to swap.
      const auto has = [&](nuclear::PdgCode code) {
        const auto& bins = flux.bins[flavour_index(code)];
        return std::any_of(bins.begin(), bins.end(), [](double value) { return value > 0.0; });
      };
      const nuclear::PdgCode source = swap && has(swapped(neutrino)) ? swapped(neutrino) : neutrino;
      if (!has(source)) continue;
      Component component;
      component.models = models_of({neutrino, current});
      component.energies = energies;
      component.source = source;
      double own_rate = 0.0;
      double own_flux = 0.0;
      if (flux.single_energy()) {
        const double section = component.models->cross_sections(1e-3 * energies[0]).total();
        component.rate = flux.bins[flavour_index(source)][0] * section;
        own_flux = flux.bins[flavour_index(neutrino)][0];
        own_rate = own_flux * section;
      } else {
        std::vector<double> sections;
        for (const double energy : energies)
          sections.push_back(component.models->cross_sections(1e-3 * energy).total());
        for (std::size_t i = 0; i + 1 < energies.size(); ++i) {
          const double middle = 0.5 * (energies[i] + energies[i + 1]);
          const double width = energies[i + 1] - energies[i];
          const double density = flux.density(source, middle);
          const double mean = 0.5 * (sections[i] + sections[i + 1]);
          component.rates.insert(component.rates.end(), {density * sections[i], density * sections[i + 1]});
          component.rate += density * mean * width;
          component.cumulative.push_back(component.rate);
          own_flux += flux.density(neutrino, middle) * width;
          own_rate += flux.density(neutrino, middle) * width * mean;
        }
      }
      if (!(component.rate > 0.0)) continue;
      table.rate += component.rate;
      table.flux_rate += own_rate;
      if (counted.insert(neutrino).second) whole_flux += own_flux;
      table.components.push_back(std::move(component));
    }
    if (table.components.empty()) {
      refuse("no neutrinos for a class", "the flux has none for " + std::string{class_name(one)},
             "Give the flux these neutrinos, or leave the class out.");
    }
    flux_rate_ += table.flux_rate;
    classes_.push_back(std::move(table));
  }
  if (!(flux_rate_ > 0.0)) refuse("no neutrinos", "the flux has none of the classes", "");
  flux_averaged_ = flux_rate_ / whole_flux;
  flux_ = flux;
}

NeutrinoEvent Generator::event(std::uint64_t number) const {
  RandomStream random{options_.seed, RandomStage::generator, number};
  const bool balanced = options_.mixture == Mixture::balanced;
  const ClassTable* table = &classes_[number % classes_.size()];
  if (!balanced) {
    double draw = random.uniform() * flux_rate_;
    std::size_t i = 0;
    while (i + 1 < classes_.size() && draw >= classes_[i].flux_rate) draw -= classes_[i++].flux_rate;
    table = &classes_[i];
  }
  double draw = random.uniform() * table->rate;
  std::size_t index = 0;
  while (index + 1 < table->components.size() && draw >= table->components[index].rate) {
    draw -= table->components[index++].rate;
  }
  const Component& component = table->components[index];
  const ChannelModels& models = *component.models;
  const Probe& probe = models.probe();
  const double energy = component.draw_energy(random);
  const ChannelCrossSections sections = models.cross_sections(1e-3 * energy);

  std::optional<PrimaryInteraction> primary;
  for (int attempt = 0; attempt < 100 && !primary; ++attempt) {
    const auto [process, nucleon] = draw_process(sections, random);
    primary = interact_in_argon(models, argon_, process, nucleon, energy, random);
  }
  if (!primary) throw Error{ErrorKind::failed, {"no interaction found", "event " + std::to_string(number), "", ""}};

  NeutrinoEvent event;
  event.event_id = number;
  event.channel = primary->channel;
  event.neutrino_pdg = probe.neutrino;
  event.charged_current = probe.charged();
  event.neutrino_energy = energy;
  event.cross_section = sections.total();
  event.q_squared = primary->q2_mev2;
  event.invariant_mass = primary->w_mev;
  const double transfer = energy - primary->lepton.momentum.energy;
  event.inelasticity = transfer / energy;
  event.bjorken_x = primary->q2_mev2 / (2.0 * nuclear::particle(pdg::proton).mass * transfer);
  if (balanced) {
    event.weight = flux_.density(probe.neutrino, energy) / flux_.density(component.source, energy) * table->rate *
                   static_cast<double>(classes_.size()) / flux_rate_;
  }
  event.vertex = options_.vertex + Vector3{options_.vertex_spread.x * (random.uniform() - 0.5),
                                           options_.vertex_spread.y * (random.uniform() - 0.5),
                                           options_.vertex_spread.z * (random.uniform() - 0.5)};
  event.time = options_.time.value();

  event.particles.reserve(16);
  event.particles.push_back({probe.neutrino, Status::beam, {energy, {0.0, 0.0, energy}}, -1});
  event.particles.push_back({pdg::argon40, Status::target, Remnant{}.momentum(), -1});
  for (const Product& nucleon : primary->struck) {
    event.particles.push_back({nucleon.pdg, Status::struck_nucleon, nucleon.momentum, 1});
  }
  event.particles.push_back({primary->lepton.pdg, Status::final_state, primary->lepton.momentum, -1});
  cross_nucleus(argon_, options_.final_state_interactions, *primary, random, event);
  Products nuclear_products;
  primary->remnant.deexcite(random, nuclear_products);
  for (const Product& product : nuclear_products) {
    event.particles.push_back({product.pdg, Status::final_state, product.momentum, 1});
  }
  for (EventParticle& particle : event.particles) {
    particle.momentum.momentum = rotated_to(options_.direction, particle.momentum.momentum);
  }
  return event;
}

}  // namespace wirebench::generator
