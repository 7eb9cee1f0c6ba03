/// \file The inner loop of the AC coupling.
#pragma once

#include <span>

namespace wirebench::detector {

/// y[n] = x[n] - (1 - decay) s[n - 1], s[n] = decay s[n - 1] + x[n], from s = 0, in place. Vector code for the machine
/// it runs on.
void couple(std::span<float> samples, float decay);

}  // namespace wirebench::detector
