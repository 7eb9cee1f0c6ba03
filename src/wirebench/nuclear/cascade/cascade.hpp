/// \file The cascade of collisions a hadron starts in a nucleus.
#pragma once

#include <array>
#include <vector>

#include "wirebench/core/random.hpp"
#include "wirebench/nuclear/cascade/hadron.hpp"
#include "wirebench/nuclear/cascade/nucleus_zones.hpp"
#include "wirebench/nuclear/deexcitation.hpp"

namespace wirebench::nuclear::cascade {

/// A hadron on its way through the nucleus. Positions in fm from the centre.
struct Traveller {
  Body body;
  Vector3 position;
  int zone = 0;        ///< NucleusZones::count() = outside
  bool fresh = false;  ///< made in this nucleus: it does not collide within the first quarter fm of a zone
  bool moving_in = true;
  bool reflected = false;  ///< at the last boundary
  int reflections = 0;
};

/// Follows hadrons through a nucleus until all have left or are caught. Straight lines between the boundaries of the
/// zones, where they are refracted or reflected; collisions with nucleons of the local Fermi gas with free cross
/// sections, not allowed when a nucleon would end in the Fermi sea; pions are also absorbed by pairs. A hadron is
/// offered one collision with each kind of nucleon a zone. Charged ones that would leave under the Coulomb barrier
/// tunnel or are caught. Source: as for NucleusZones. Not thread-safe: one object a thread. No allocation once its
/// buffers have grown.
class Cascade {
 public:
  explicit Cascade(const NucleusZones& nucleus) : nucleus_{&nucleus} {}

  /// Starts over with the nucleus whole.
  void reset() noexcept;
  /// Adds a hadron to follow.
  void add(const Traveller& traveller) { travellers_.push_back(traveller); }
  /// Adds a hadron that has already left.
  void add_outgoing(const Body& body) { outgoing_.push_back(body); }
  /// Notes a nucleon that took part in a reaction before the cascade.
  void remove_nucleon(Hadron nucleon) noexcept;

  /// Follows all that was added, and what that makes, until nothing is left to follow.
  void run(RandomStream& random);

  /// What has left, and what is no nucleon and was caught.
  [[nodiscard]] const std::vector<Body>& outgoing() const noexcept { return outgoing_; }
  /// Nucleons caught, and the holes of those hit.
  [[nodiscard]] const Excitons& excitons() const noexcept { return excitons_; }
  /// Collisions that the exclusion principle allowed.
  [[nodiscard]] int collisions() const noexcept { return collisions_; }

 private:
  struct Partner {
    double path = 0.0;  // fm to the collision
    Hadron first = Hadron::p;
    Hadron second = Hadron::p;
    bool pair = false;
    FourVector momentum;
  };

  [[nodiscard]] double path_to_boundary(Traveller& t) const noexcept;
  void find_partners(const Traveller& t, double path, RandomStream& random) noexcept;
  void offer(const Traveller& t, double path, double inverse_mean_free_path, const Partner& partner,
             RandomStream& random) noexcept;
  [[nodiscard]] bool interact(Traveller& t, RandomStream& random);
  void cross_boundary(Traveller& t) const noexcept;
  void leave_or_stay(const Traveller& t, RandomStream& random);
  void leave_nucleus(const Body& body, RandomStream& random);
  void catch_hadron(const Body& body);
  [[nodiscard]] FourVector nucleon_momentum(Hadron nucleon, int zone, RandomStream& random) const noexcept;
  [[nodiscard]] bool pauli_allows(int zone) const noexcept;
  [[nodiscard]] int left(Hadron nucleon) const noexcept { return left_[index(nucleon)]; }
  [[nodiscard]] double share_left(Hadron nucleon) const noexcept;

  const NucleusZones* nucleus_;
  std::vector<Traveller> travellers_;
  std::vector<Body> outgoing_;
  std::array<Partner, 3> partners_{};
  std::size_t partner_count_ = 0;
  Bodies products_;
  Excitons excitons_;
  std::array<int, 2> left_{};  // protons, neutrons not yet hit
  int collisions_ = 0;
};

}  // namespace wirebench::nuclear::cascade
