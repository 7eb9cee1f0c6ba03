/// \file Compiling one inner loop for several instruction sets, chosen when the program starts.
#pragma once

// GCC only: clang 15 emits the clones under names the linker does not find from other files, and the resolvers run
// before a sanitizer is ready. Where the macro is empty the loops are compiled for the baseline and give the same
// bits, since sums are ordered by the source and contraction into fused multiply-adds is off for this folder.
#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define WIREBENCH_MULTIVERSION __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define WIREBENCH_MULTIVERSION
#endif
