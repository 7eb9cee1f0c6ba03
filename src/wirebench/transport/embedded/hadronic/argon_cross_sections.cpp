#include "wirebench/transport/embedded/hadronic/argon_cross_sections.hpp"

namespace wirebench::transport::embedded {
namespace {
constexpr double k_millibarn = 1e-25;  // mm2
}

ArgonCrossSections::ArgonCrossSections(double atoms_per_mm3) : ArgonCrossSections{atoms_per_mm3, argon_nodes} {}

ArgonCrossSections::ArgonCrossSections(double atoms_per_mm3, const std::function<CrossSectionNodes(Tabulated)>& nodes) {
  tables_.reserve(k_tabulated);
  for (std::size_t i = 0; i < k_tabulated; ++i) {
    const CrossSectionNodes of = nodes(static_cast<Tabulated>(i));
    tables_.emplace_back(of.inelastic, of.elastic, k_millibarn * atoms_per_mm3);
  }
}

}  // namespace wirebench::transport::embedded
