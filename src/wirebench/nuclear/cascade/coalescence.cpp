#include "wirebench/nuclear/cascade/coalescence.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <optional>

namespace wirebench::nuclear::cascade {
namespace {

constexpr std::array<double, 5> k_most_momentum{0.0, 0.0, 90.0, 108.0, 115.0};  // MeV, by the number of nucleons
constexpr std::size_t k_most_nucleons_joined = 4;

std::optional<PdgCode> bound_nucleus(int protons, std::size_t nucleons) {
  if (nucleons == 2 && protons == 1) return pdg::deuteron;
  if (nucleons == 3 && protons == 1) return pdg::triton;
  if (nucleons == 3 && protons == 2) return pdg::helium3;
  if (nucleons == 4 && protons == 2) return pdg::alpha;
  return std::nullopt;
}

class Joiner {
 public:
  Joiner(const std::vector<Body>& bodies, Products& out) : bodies_{&bodies}, out_{&out} {}

  void run() {
    used_.fill(false);
    const std::size_t n = std::min(bodies_->size(), used_.size());
    for (std::size_t i = 0; i < n; ++i) {
      if (!is_nucleon((*bodies_)[i].hadron)) continue;
      group_[0] = i;
      extend(1, n);
    }
    for (std::size_t i = 0; i < bodies_->size(); ++i) {
      if (i < used_.size() && used_[i]) continue;
      out_->push_back({pdg_code((*bodies_)[i].hadron), (*bodies_)[i].momentum});
    }
  }

 private:
  /// Tries every larger group first, then this one.
  void extend(std::size_t size, std::size_t n) {
    if (size < k_most_nucleons_joined) {
      for (std::size_t j = group_[size - 1] + 1; j < n; ++j) {
        if (any_used(size)) return;
        if (used_[j] || !is_nucleon((*bodies_)[j].hadron) || !near(size, j)) continue;
        group_[size] = j;
        extend(size + 1, n);
      }
    }
    if (size >= 2 && !any_used(size)) join(size);
  }

  bool any_used(std::size_t size) const {
    return std::any_of(group_.begin(), group_.begin() + static_cast<std::ptrdiff_t>(size),
                       [this](std::size_t i) { return used_[i]; });
  }

  /// No two of a group are further apart than twice the largest momentum in its rest frame.
  bool near(std::size_t size, std::size_t j) const {
    constexpr double most = 2.0 * k_most_momentum.back();
    return std::all_of(group_.begin(), group_.begin() + static_cast<std::ptrdiff_t>(size), [&](std::size_t i) {
      const FourVector difference = (*bodies_)[i].momentum - (*bodies_)[j].momentum;
      return -difference.mass_squared() < most * most;
    });
  }

  void join(std::size_t size) {
    FourVector sum;
    int protons = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const Body& b = (*bodies_)[group_[i]];
      sum += b.momentum;
      protons += b.hadron == Hadron::p ? 1 : 0;
    }
    const auto code = bound_nucleus(protons, size);
    if (!code) return;
    const double sum_mass = sum.mass();
    for (std::size_t i = 0; i < size; ++i) {
      const Body& b = (*bodies_)[group_[i]];
      const double energy = dot(b.momentum, sum) / sum_mass;
      if (energy * energy - b.momentum.mass_squared() >= k_most_momentum[size] * k_most_momentum[size]) return;
    }
    for (std::size_t i = 0; i < size; ++i) used_[group_[i]] = true;
    out_->push_back({*code, FourVector::on_shell(particle(*code).mass, sum.momentum)});
  }

  const std::vector<Body>* bodies_;
  Products* out_;
  std::array<bool, 64> used_{};
  std::array<std::size_t, k_most_nucleons_joined> group_{};
};

}  // namespace

void coalesce(const std::vector<Body>& bodies, Products& out) {
  Joiner{bodies, out}.run();
}

}  // namespace wirebench::nuclear::cascade
