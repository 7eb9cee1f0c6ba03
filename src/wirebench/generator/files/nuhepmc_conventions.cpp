#include "wirebench/generator/files/nuhepmc_conventions.hpp"

#include <algorithm>
#include <cctype>
#include <string>

namespace wirebench::generator::nuhepmc {
namespace {

std::string lower(std::string_view text) {
  std::string result{text};
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

Channel of_block(std::int64_t hundreds, bool charged) noexcept {
  switch (hundreds) {
    case 2: return charged ? Channel::cc_quasi_elastic : Channel::nc_elastic;
    case 3: return charged ? Channel::cc_two_nucleon : Channel::nc_two_nucleon;
    case 4: return charged ? Channel::cc_resonance : Channel::nc_resonance;
    case 5: return charged ? Channel::cc_shallow_inelastic : Channel::nc_shallow_inelastic;
    case 6: return charged ? Channel::cc_deep_inelastic : Channel::nc_deep_inelastic;
    default: return Channel::unknown;
  }
}

}  // namespace

std::array<StatusDescription, 5> vertex_statuses() noexcept {
  return {{{vertex::primary, "PrimaryVertex", "The neutrino's interaction"},
           {vertex::separation, "NucleonSeparationVertex", "The struck nucleons leave the target nucleus (V.C.1)"},
           {vertex::intranuclear, "IntranuclearVertex", "A hadron interacts on its way out of the nucleus"},
           {vertex::decay, "DecayVertex", "A particle becomes the one that leaves"},
           {vertex::deexcitation, "DeexcitationVertex",
            "The excited remnant, with the hadrons it absorbed, emits particles and photons and is left in its ground "
            "state"}}};
}

std::array<StatusDescription, 6> particle_statuses() noexcept {
  return {{{1, "UndecayedPhysicalParticle", "A particle or nucleus that leaves the interaction"},
           {2, "DecayedPhysicalParticle", "A particle that became another one"},
           {3, "DocumentationLine", "A hadron inside the nucleus, or the excited remnant"},
           {4, "IncomingBeamParticle", "The neutrino"},
           {20, "TargetParticle", "The target nucleus"},
           {21, "StruckNucleon", "A nucleon of the target that the neutrino interacts with (P.C.1)"}}};
}

std::array<Channel, 13> channels() noexcept {
  return {Channel::unknown,           Channel::cc_quasi_elastic,     Channel::nc_elastic,
          Channel::cc_two_nucleon,    Channel::nc_two_nucleon,       Channel::cc_resonance,
          Channel::nc_resonance,      Channel::cc_shallow_inelastic, Channel::nc_shallow_inelastic,
          Channel::cc_deep_inelastic, Channel::nc_deep_inelastic,    Channel::cc_coherent_pion,
          Channel::nc_coherent_pion};
}

std::string_view channel_description(Channel channel) noexcept {
  switch (channel) {
    case Channel::unknown: return "Another process, or one that was not told";
    case Channel::cc_quasi_elastic: return "Charged-current quasi-elastic scattering on a bound nucleon";
    case Channel::nc_elastic: return "Neutral-current elastic scattering on a bound nucleon";
    case Channel::cc_two_nucleon: return "Charged-current knock-out of two nucleons";
    case Channel::nc_two_nucleon: return "Neutral-current knock-out of two nucleons";
    case Channel::cc_resonance: return "Charged-current production of a baryon resonance";
    case Channel::nc_resonance: return "Neutral-current production of a baryon resonance";
    case Channel::cc_shallow_inelastic:
      return "Charged-current inelastic scattering at low hadronic mass, no resonance";
    case Channel::nc_shallow_inelastic:
      return "Neutral-current inelastic scattering at low hadronic mass, no resonance";
    case Channel::cc_deep_inelastic: return "Charged-current deep inelastic scattering";
    case Channel::nc_deep_inelastic: return "Neutral-current deep inelastic scattering";
    case Channel::cc_coherent_pion: return "Charged-current coherent pion production on the whole nucleus";
    case Channel::nc_coherent_pion: return "Neutral-current coherent pion production on the whole nucleus";
  }
  return "";
}

Process process(std::int64_t id, std::string_view name, bool by_block) {
  Process result;
  if (by_block && id >= 100) result.charged_current = id % 100 < 50;
  if (by_block && id >= 200 && id < 700) {
    const bool charged = id % 100 < 50;
    result.channel = of_block(id / 100, charged);
    result.charged_current = charged;
  } else if (lower(name).find("coh") != std::string::npos) {
    const bool charged = result.charged_current.value_or(lower(name).find("nc") == std::string::npos);
    result.channel = charged ? Channel::cc_coherent_pion : Channel::nc_coherent_pion;
    result.charged_current = charged;
  }
  return result;
}

}  // namespace wirebench::generator::nuhepmc
