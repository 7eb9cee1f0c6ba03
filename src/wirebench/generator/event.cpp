#include "wirebench/generator/event.hpp"

namespace wirebench::generator {

std::string_view channel_name(Channel channel) noexcept {
  switch (channel) {
    case Channel::unknown: return "unknown";
    case Channel::cc_quasi_elastic: return "CC quasi-elastic";
    case Channel::nc_elastic: return "NC elastic";
    case Channel::cc_two_nucleon: return "CC two-nucleon knock-out";
    case Channel::nc_two_nucleon: return "NC two-nucleon knock-out";
    case Channel::cc_resonance: return "CC resonance";
    case Channel::nc_resonance: return "NC resonance";
    case Channel::cc_shallow_inelastic: return "CC shallow inelastic";
    case Channel::nc_shallow_inelastic: return "NC shallow inelastic";
    case Channel::cc_deep_inelastic: return "CC deep inelastic";
    case Channel::nc_deep_inelastic: return "NC deep inelastic";
    case Channel::cc_coherent_pion: return "CC coherent pion";
    case Channel::nc_coherent_pion: return "NC coherent pion";
  }
  return "unknown";
}

}  // namespace wirebench::generator
