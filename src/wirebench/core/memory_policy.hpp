/// \file How a program's freed memory is treated.
#pragma once

namespace wirebench {

/// Freed memory stays with the program rather than going back to the kernel at once. Each event's waveforms and images
/// are freed before the next event's are made; fetching their pages anew each time takes a tenth of a simulation. To be
/// called once, at the beginning of a program; a library has no business doing so. No effect but with glibc.
void keep_freed_memory() noexcept;

}  // namespace wirebench
