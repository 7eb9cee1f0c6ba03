#include "wirebench/generator/generator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
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

constexpr Energy k_lowest_energy{200.0};
constexpr Energy k_highest_energy{10'000.0};
/// The table's energies are finer than this, MeV: cross sections are straight lines within.
constexpr double k_energy_step = 20.0;

[[noreturn]] void refuse(const std::string& what, const std::string& why, const std::string& remedy) {
  throw Error{ErrorKind::usage, {what, "generator", why, remedy}};
}

void check_energies(const GeneratorOptions& options) {
  const auto within = [](Energy energy) { return energy >= k_lowest_energy && energy <= k_highest_energy; };
  if (options.flux == FluxKind::single_energy) {
    if (within(options.energy)) return;
    refuse("energy out of range", fmt::format("{:g} MeV", options.energy.value()),
           "Neutrinos from 200 MeV to 10 GeV can be generated.");
  }
  if (within(options.energy_low) && within(options.energy_high) && options.energy_low < options.energy_high) return;
  refuse("energy out of range",
         fmt::format("from {:g} to {:g} MeV", options.energy_low.value(), options.energy_high.value()),
         "Neutrinos from 200 MeV to 10 GeV can be generated, and the lower limit must be below the upper one.");
}

void check_places(const GeneratorOptions& options) {
  const auto shown = [](const Vector3& v) { return fmt::format("({:g}, {:g}, {:g})", v.x, v.y, v.z); };
  const auto all = [](const Vector3& v, const auto& good) { return good(v.x) && good(v.y) && good(v.z); };
  const auto finite = [](double value) { return std::isfinite(value); };
  if (!(norm(options.direction) > 0.0 && all(options.direction, finite))) {
    refuse("direction that is none", shown(options.direction), "Give a finite vector that is not zero.");
  }
  if (!all(options.vertex, finite) || !std::isfinite(options.time.value())) {
    refuse("vertex or time not finite", fmt::format("{} mm, {:g} ns", shown(options.vertex), options.time.value()),
           "Give finite numbers.");
  }
  if (!all(options.vertex_spread, [](double side) { return side >= 0.0 && std::isfinite(side); })) {
    refuse("vertex spread out of range", shown(options.vertex_spread) + " mm",
           "The sides of the box are finite and not negative.");
  }
}

void check(const GeneratorOptions& options) {
  check_energies(options);
  check_places(options);
  const std::set<EventClass> distinct{options.classes.begin(), options.classes.end()};
  if (options.classes.empty()) refuse("no classes", "there is nothing to generate", "Name at least one class.");
  if (distinct.size() != options.classes.size()) {
    refuse("class named twice", fmt::format("{} of {} are distinct", distinct.size(), options.classes.size()),
           "Name each class once.");
  }
  if (!(options.two_nucleon_share >= 0.0 && options.two_nucleon_share <= 1.0)) {
    refuse("two-nucleon share out of range", fmt::format("{:g}", options.two_nucleon_share), "Give 0 to 1.");
  }
  for (const double share : options.flavours) {
    if (!(share >= 0.0 && std::isfinite(share))) {
      refuse("share of a flavour out of range", fmt::format("{:g}", share), "Shares are finite and not negative.");
    }
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

/// The muon neutrino in place of an electron neutrino.
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

bool has(const Flux& flux, nuclear::PdgCode neutrino) {
  const auto& bins = flux.bins[flavour_index(neutrino)];
  return std::any_of(bins.begin(), bins.end(), [](double value) { return value > 0.0; });
}

/// The neutrino with whose flux `neutrino` comes: its own, or of electron neutrinos in the balanced mixture the muon
/// neutrino's. A flux without muon neutrinos has nothing to swap.
nuclear::PdgCode source_of(nuclear::PdgCode neutrino, EventClass one, Mixture mixture, const Flux& flux) {
  const bool swap = mixture == Mixture::balanced && one == EventClass::nue_charged_current;
  return swap && has(flux, swapped(neutrino)) ? swapped(neutrino) : neutrino;
}

/// Energies (MeV) of the tables of rates: the flux's edges within the energy range, and points between them.
std::vector<double> tabulated_energies(const GeneratorOptions& options, const Flux& flux) {
  if (flux.single_energy()) return {flux.edges[0]};
  const double low = std::max(options.energy_low.value(), flux.edges.front());
  const double high = std::min(options.energy_high.value(), flux.edges.back());
  if (!(low < high)) {
    refuse("no neutrinos in the energy range",
           fmt::format("{:g} to {:g} MeV, the flux has {:g} to {:g} MeV", options.energy_low.value(),
                       options.energy_high.value(), flux.edges.front(), flux.edges.back()),
           "Choose a range that the flux covers.");
  }
  std::vector<double> corners{low, high};
  for (const double edge : flux.edges) {
    if (edge > low && edge < high) corners.push_back(edge);
  }
  std::sort(corners.begin(), corners.end());
  std::vector<double> energies;
  for (std::size_t i = 0; i + 1 < corners.size(); ++i) {
    const double width = corners[i + 1] - corners[i];
    const int parts = std::max(1, static_cast<int>(std::ceil(width / k_energy_step)));
    for (int k = 0; k < parts; ++k) energies.push_back(corners[i] + width * k / parts);
  }
  energies.push_back(high);
  return energies;
}

/// The models of each neutrino and current, made once. The neutral current does not know flavours: electron and muon
/// neutrinos share the tables.
class ModelLibrary {
 public:
  explicit ModelLibrary(const ChannelOptions& options) : options_{options} {}

  [[nodiscard]] std::shared_ptr<const ChannelModels> of(const Probe& probe) {
    auto& models = built_[{probe.neutrino, probe.current}];
    if (models) return models;
    const nuclear::PdgCode twin = probe.antineutrino() ? pdg::nu_mu_bar + pdg::nu_e_bar - probe.neutrino
                                                       : pdg::nu_mu + pdg::nu_e - probe.neutrino;
    const auto other = built_.find({twin, probe.current});
    models = !probe.charged() && other != built_.end()
                 ? std::make_shared<const ChannelModels>(other->second->with_flavour(probe.neutrino))
                 : std::make_shared<const ChannelModels>(probe, options_);
    return models;
  }

 private:
  ChannelOptions options_;
  std::map<std::pair<nuclear::PdgCode, Current>, std::shared_ptr<const ChannelModels>> built_;
};

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

/// The interaction of event `number`: a process that finds no allowed kinematics, close to its threshold, is drawn
/// anew.
PrimaryInteraction draw_interaction(const ChannelModels& models, const ChannelCrossSections& sections,
                                    const ArgonDensity& argon, double energy, std::uint64_t number,
                                    RandomStream& random) {
  constexpr int most_tries = 100;
  for (int attempt = 0; attempt < most_tries; ++attempt) {
    const auto [process, nucleon] = draw_process(sections, random);
    if (auto primary = interact_in_argon(models, argon, process, nucleon, energy, random)) return *std::move(primary);
  }
  throw Error{ErrorKind::failed,
              {"no interaction found", fmt::format("event {}", number),
               fmt::format("{} of {:g} MeV is too close to every threshold",
                           nuclear::particle_name(models.probe().neutrino), energy),
               "Raise the lower limit of the energy range."}};
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

/// What describes the interaction as a whole.
void put_kinematics(const Probe& probe, double energy, const PrimaryInteraction& primary, NeutrinoEvent& event) {
  const double transfer = energy - primary.lepton.momentum.energy;
  event.channel = primary.channel;
  event.neutrino_pdg = probe.neutrino;
  event.charged_current = probe.charged();
  event.neutrino_energy = energy;
  event.q_squared = primary.q2_mev2;
  event.invariant_mass = primary.w_mev;
  event.inelasticity = transfer / energy;
  event.bjorken_x = primary.q2_mev2 / (2.0 * nuclear::particle(pdg::proton).mass * transfer);
}

/// All particles in the order NeutrinoEvent wants, the neutrino along +z: beam and target, struck nucleons, lepton,
/// hadrons with what becomes of them, and what the nucleus leaves.
void add_particles(const ArgonDensity& argon, bool interactions, PrimaryInteraction& primary, RandomStream& random,
                   NeutrinoEvent& event) {
  const double energy = event.neutrino_energy;
  event.particles.reserve(16);
  event.particles.push_back({event.neutrino_pdg, Status::beam, {energy, {0.0, 0.0, energy}}, -1});
  event.particles.push_back({pdg::argon40, Status::target, Remnant{}.momentum(), -1});
  for (const Product& nucleon : primary.struck) {
    event.particles.push_back({nucleon.pdg, Status::struck_nucleon, nucleon.momentum, 1});
  }
  event.particles.push_back({primary.lepton.pdg, Status::final_state, primary.lepton.momentum, -1});
  cross_nucleus(argon, interactions, primary, random, event);
  Products out;
  primary.remnant.deexcite(random, out);
  for (const Product& product : out) {
    event.particles.push_back({product.pdg, Status::final_state, product.momentum, 1});
  }
}

}  // namespace

struct Generator::Component {
  std::shared_ptr<const ChannelModels> models;
  nuclear::PdgCode source = 0;     // whose flux it comes with
  std::vector<double> energies;    // MeV
  std::vector<double> rates;       // two an interval: flux times cross section at its ends
  std::vector<double> cumulative;  // integral of the rate up to the end of each interval
  double rate = 0.0;               // with the flux of `source`
  double own_flux = 0.0;           // the neutrino's own within the energies, and the rate it gives
  double own_rate = 0.0;

  Component(std::shared_ptr<const ChannelModels> of, nuclear::PdgCode comes_as, const Flux& flux,
            const std::vector<double>& at)
      : models{std::move(of)}, source{comes_as}, energies{at} {
    const nuclear::PdgCode neutrino = models->probe().neutrino;
    std::vector<double> sections;
    sections.reserve(energies.size());
    for (const double energy : energies) sections.push_back(models->cross_sections(1e-3 * energy).total());
    if (energies.size() == 1) {
      own_flux = flux.bins[flavour_index(neutrino)][0];
      own_rate = own_flux * sections[0];
      rate = flux.bins[flavour_index(source)][0] * sections[0];
      return;
    }
    for (std::size_t i = 0; i + 1 < energies.size(); ++i) {
      const double middle = 0.5 * (energies[i] + energies[i + 1]);
      const double width = energies[i + 1] - energies[i];
      const double density = flux.density(source, middle);
      const double mean = 0.5 * (sections[i] + sections[i + 1]);
      rates.insert(rates.end(), {density * sections[i], density * sections[i + 1]});
      rate += density * mean * width;
      cumulative.push_back(rate);
      own_flux += flux.density(neutrino, middle) * width;
      own_rate += flux.density(neutrino, middle) * width * mean;
    }
  }

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
  std::vector<Component> components;
  double rate = 0.0;       // with the flux that is generated
  double flux_rate = 0.0;  // with the flux as it is

  [[nodiscard]] const Component& draw_component(RandomStream& random) const {
    double draw = random.uniform() * rate;
    std::size_t i = 0;
    while (i + 1 < components.size() && draw >= components[i].rate) draw -= components[i++].rate;
    return components[i];
  }
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
  const std::vector<double> energies = tabulated_energies(options_, flux);
  ModelLibrary library{ChannelOptions{options_.two_nucleon_share}};
  double whole_flux = 0.0;
  std::set<nuclear::PdgCode> counted;
  for (const EventClass one : options_.classes) {
    ClassTable table;
    const Current current = one == EventClass::neutral_current ? Current::neutral : Current::charged;
    for (const nuclear::PdgCode neutrino : neutrinos_of(one)) {
      const nuclear::PdgCode source = source_of(neutrino, one, options_.mixture, flux);
      if (!has(flux, source)) continue;
      Component component{library.of({neutrino, current}), source, flux, energies};
      if (!(component.rate > 0.0)) continue;
      table.rate += component.rate;
      table.flux_rate += component.own_rate;
      if (counted.insert(neutrino).second) whole_flux += component.own_flux;
      table.components.push_back(std::move(component));
    }
    if (table.components.empty()) {
      refuse("no neutrinos for a class", fmt::format("the flux has none for {}", class_name(one)),
             "Give the flux these neutrinos, or leave the class out.");
    }
    flux_rate_ += table.flux_rate;
    classes_.push_back(std::move(table));
  }
  if (!(flux_rate_ > 0.0)) {
    refuse("no neutrinos of the classes", "the flux has none of their own, and weights refer to it",
           "Give the flux the neutrinos of at least one class.");
  }
  flux_averaged_ = flux_rate_ / whole_flux;
  flux_ = flux;
}

const Generator::ClassTable& Generator::draw_class(std::uint64_t number, RandomStream& random) const {
  if (options_.mixture == Mixture::balanced) return classes_[number % classes_.size()];
  double draw = random.uniform() * flux_rate_;
  std::size_t i = 0;
  while (i + 1 < classes_.size() && draw >= classes_[i].flux_rate) draw -= classes_[i++].flux_rate;
  return classes_[i];
}

double Generator::weight(const ClassTable& table, const Component& component, double energy) const {
  if (options_.mixture != Mixture::balanced) return 1.0;
  const nuclear::PdgCode neutrino = component.models->probe().neutrino;
  return flux_.density(neutrino, energy) / flux_.density(component.source, energy) * table.rate *
         static_cast<double>(classes_.size()) / flux_rate_;
}

NeutrinoEvent Generator::event(std::uint64_t number) const {
  RandomStream random{options_.seed, RandomStage::generator, number};
  const ClassTable& table = draw_class(number, random);
  const Component& component = table.draw_component(random);
  const ChannelModels& models = *component.models;
  const double energy = component.draw_energy(random);
  const ChannelCrossSections sections = models.cross_sections(1e-3 * energy);
  PrimaryInteraction primary = draw_interaction(models, sections, argon_, energy, number, random);

  NeutrinoEvent event;
  event.event_id = number;
  event.cross_section = sections.total();
  event.weight = weight(table, component, energy);
  put_kinematics(models.probe(), energy, primary, event);
  event.vertex = options_.vertex + Vector3{options_.vertex_spread.x * (random.uniform() - 0.5),
                                           options_.vertex_spread.y * (random.uniform() - 0.5),
                                           options_.vertex_spread.z * (random.uniform() - 0.5)};
  event.time = options_.time.value();
  add_particles(argon_, options_.final_state_interactions, primary, random, event);
  for (EventParticle& particle : event.particles) {
    particle.momentum.momentum = rotated_to(options_.direction, particle.momentum.momentum);
  }
  return event;
}

}  // namespace wirebench::generator
