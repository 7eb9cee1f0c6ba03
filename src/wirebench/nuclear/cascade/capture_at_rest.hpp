/// \file What happens to a negative hadron where a nucleus catches it.
#pragma once

#include <array>
#include <cstddef>

#include "wirebench/core/random.hpp"
#include "wirebench/nuclear/cascade/hadron.hpp"
#include "wirebench/nuclear/cascade/nucleus_zones.hpp"

namespace wirebench::nuclear::cascade {

/// The reaction by which a hadron at rest is caught in the outermost zone of a nucleus: see absorb_at_rest(), with the
/// sources. Thread-safety: one object and random stream a thread.
class CaptureAtRest {
 public:
  /// Products of a capture and the nucleons that took part in it.
  struct Reaction {
    Bodies products;
    std::array<Hadron, 2> partners{};
    std::size_t partner_count = 0;
  };

  /// `zones` and `random` outlive this. Precondition: pi-, K-, Sigma- or an antiproton.
  CaptureAtRest(Hadron hadron, const NucleusZones& zones, RandomStream& random);

  /// Draws one. False when this draw has no final state, or one that the exclusion principle forbids: to be tried
  /// again.
  [[nodiscard]] bool draw(Reaction& reaction) const;

 private:
  [[nodiscard]] bool draw_unblocked(Reaction& reaction) const;
  [[nodiscard]] bool scatter(Reaction& reaction) const;
  [[nodiscard]] bool on_pair(Reaction& reaction) const;
  [[nodiscard]] bool allowed(const Bodies& products) const;
  [[nodiscard]] FourVector at_rest() const { return {mass(hadron_), {}}; }
  [[nodiscard]] FourVector moving(Hadron nucleon) const;
  [[nodiscard]] Hadron draw_nucleon() const;
  [[nodiscard]] bool split(const FourVector& system, Hadron first, Hadron second, Bodies& products) const;

  Hadron hadron_;
  const NucleusZones* zones_;
  RandomStream* random_;
  int zone_;
};

}  // namespace wirebench::nuclear::cascade
