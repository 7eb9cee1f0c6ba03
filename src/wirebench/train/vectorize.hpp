/// \file One compiled copy of a loop per instruction set, chosen when the program starts.
#pragma once

// The compiler vectorises plain loops; only the instruction set has to be chosen at run time, because packages are
// built for the oldest x86-64. Elsewhere the baseline already has vectors.
#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__)) && !defined(__SANITIZE_ADDRESS__)
#define WIREBENCH_VECTORIZED [[gnu::target_clones("avx512f", "avx2", "default")]]
#else
#define WIREBENCH_VECTORIZED
#endif
/// For the templates the copies share: they must be compiled inside each copy.
#define WIREBENCH_INLINED [[gnu::always_inline]] inline
