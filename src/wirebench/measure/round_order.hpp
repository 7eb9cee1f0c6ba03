/// \file Who runs when: an order for each round in which no system is favoured.
#pragma once

#include <cstdint>
#include <vector>

namespace wirebench::measure {

/// Order of `systems` systems in round `round`: rows of a Williams design, repeated. Over a cycle (`systems` rounds
/// when even, twice that when odd) each system takes each place equally often and directly follows each other one
/// equally often, so that neither heat nor caches left by a neighbour favour anyone.
/// Valid for: systems >= 1. Deterministic.
/// Source: E. J. Williams, Aust. J. Sci. Res. A 2 (1949) 149.
[[nodiscard]] std::vector<std::size_t> round_order(std::size_t systems, std::uint64_t round);

}  // namespace wirebench::measure
