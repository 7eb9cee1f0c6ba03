#include "wirebench/transport/embedded/hadronic/argon_levels.hpp"

#include <array>

namespace wirebench::transport::embedded {
namespace {

// Lines of each level, {level it goes to, share}; then the levels, {MeV, 2 J, lines}.
constexpr std::array<GammaTransition, 1> k_argon40_1{{{0, 1}}};
constexpr std::array<GammaTransition, 1> k_argon40_2{{{1, 1}}};
constexpr std::array<GammaTransition, 2> k_argon40_3{{{1, 0.5714}, {0, 0.4286}}};
constexpr std::array<GammaTransition, 2> k_argon40_4{{{3, 0.009915}, {1, 0.9901}}};
constexpr std::array<GammaTransition, 4> k_argon40_5{{{4, 0.008793}, {2, 0.01754}, {1, 0.8772}, {0, 0.09649}}};
constexpr std::array<GammaTransition, 1> k_argon40_6{{{4, 1}}};
constexpr std::array<GammaTransition, 5> k_argon40_7{
    {{5, 0.01579}, {4, 0.01575}, {3, 0.04724}, {1, 0.7873}, {0, 0.1339}}};
constexpr std::array<GammaTransition, 3> k_argon40_8{{{4, 0.3114}, {3, 0.08982}, {1, 0.5988}}};
constexpr std::array<GammaTransition, 3> k_argon40_9{{{4, 0.1026}, {3, 0.04274}, {1, 0.8547}}};
constexpr std::array<GammaTransition, 5> k_argon40_10{
    {{9, 0.004773}, {3, 0.1311}, {2, 0.08939}, {1, 0.1788}, {0, 0.5959}}};
constexpr std::array<GammaTransition, 1> k_argon40_11{{{0, 1}}};
constexpr std::array<GammaTransition, 2> k_argon40_12{{{3, 0.5988}, {1, 0.4012}}};
constexpr std::array<GammaTransition, 3> k_argon40_13{{{3, 0.02978}, {1, 0.9606}, {0, 0.009606}}};
constexpr std::array<GammaTransition, 1> k_argon40_14{{{0, 1}}};
constexpr std::array<GammaTransition, 2> k_argon40_15{{{9, 0.471}, {4, 0.529}}};
constexpr std::array<GammaTransition, 2> k_argon40_16{{{3, 0.7692}, {1, 0.2308}}};
constexpr std::array<GammaTransition, 3> k_argon40_17{{{5, 0.02037}, {3, 0.009699}, {1, 0.9699}}};
constexpr std::array<GammaTransition, 2> k_argon40_18{{{1, 0.7092}, {0, 0.2908}}};
constexpr std::array<NuclearLevel, 19> k_argon40_levels{{
    {0, 0, {}},
    {1.46085, 4, k_argon40_1},
    {2.1208, 0, k_argon40_2},
    {2.5241, 4, k_argon40_3},
    {2.8926, 8, k_argon40_4},
    {3.208, 4, k_argon40_5},
    {3.46448, 12, k_argon40_6},
    {3.5113, 4, k_argon40_7},
    {3.515, 8, k_argon40_8},
    {3.6808, 6, k_argon40_9},
    {3.9188, 4, k_argon40_10},
    {3.9417, 4, k_argon40_11},
    {4.041, 2, k_argon40_12},
    {4.0825, 6, k_argon40_13},
    {4.1789, 2, k_argon40_14},
    {4.226, 8, k_argon40_15},
    {4.229, 4, k_argon40_16},
    {4.3008, 2, k_argon40_17},
    {4.3245, 4, k_argon40_18},
}};

constexpr std::array<GammaTransition, 1> k_argon41_1{{{0, 1}}};
constexpr std::array<GammaTransition, 2> k_argon41_2{{{1, 0.2187}, {0, 0.7813}}};
constexpr std::array<GammaTransition, 2> k_argon41_3{{{2, 0.4414}, {1, 0.5586}}};
constexpr std::array<GammaTransition, 3> k_argon41_4{{{2, 0.1613}, {1, 0.8064}, {0, 0.03226}}};
constexpr std::array<GammaTransition, 3> k_argon41_5{{{4, 0.4673}, {3, 0.2523}, {2, 0.2804}}};
constexpr std::array<GammaTransition, 3> k_argon41_6{{{4, 0.6494}, {2, 0.3052}, {1, 0.04545}}};
constexpr std::array<GammaTransition, 2> k_argon41_7{{{4, 0.08257}, {1, 0.9174}}};
constexpr std::array<GammaTransition, 2> k_argon41_8{{{2, 0.3671}, {1, 0.6329}}};
constexpr std::array<GammaTransition, 1> k_argon41_9{{{1, 1}}};
constexpr std::array<GammaTransition, 4> k_argon41_10{{{5, 0.06805}, {4, 0.1041}, {3, 0.02722}, {2, 0.8006}}};
constexpr std::array<GammaTransition, 2> k_argon41_11{{{4, 0.5917}, {2, 0.4083}}};
constexpr std::array<GammaTransition, 1> k_argon41_12{{{1, 1}}};
constexpr std::array<NuclearLevel, 13> k_argon41_levels{{
    {0, 7, {}},
    {0.1673, 5, k_argon41_1},
    {0.516, 3, k_argon41_2},
    {1.0347, 3, k_argon41_3},
    {1.354, 3, k_argon41_4},
    {1.87, 1, k_argon41_5},
    {2.3983, 1, k_argon41_6},
    {2.7334, 3, k_argon41_7},
    {2.9485, 3, k_argon41_8},
    {3.0097, 3, k_argon41_9},
    {3.3267, 1, k_argon41_10},
    {3.9682, 1, k_argon41_11},
    {4.271, 3, k_argon41_12},
}};

}  // namespace

LevelScheme argon40_levels() noexcept {
  return {nuclear::k_argon40, k_argon40_levels};
}
LevelScheme argon41_levels() noexcept {
  return {{18, 41}, k_argon41_levels};
}

}  // namespace wirebench::transport::embedded
