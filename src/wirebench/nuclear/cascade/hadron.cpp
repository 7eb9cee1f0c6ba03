#include "wirebench/nuclear/cascade/hadron.hpp"

namespace wirebench::nuclear::cascade {
namespace {

struct Known {
  double mass;
  int charge;
  int baryon_number;
};
using KnownTable = std::array<Known, k_hadrons>;

const KnownTable& known() {
  static const KnownTable table = [] {
    KnownTable t{};
    for (std::size_t i = 0; i < k_hadrons; ++i) {
      const ParticleData data = particle(k_hadron_data[i].pdg);
      t[i] = {data.mass, data.charge, data.baryon_number};
    }
    return t;
  }();
  return table;
}

}  // namespace

double mass(Hadron h) noexcept {
  return known()[index(h)].mass;
}
int charge(Hadron h) noexcept {
  return known()[index(h)].charge;
}
int baryon_number(Hadron h) noexcept {
  return known()[index(h)].baryon_number;
}

}  // namespace wirebench::nuclear::cascade
