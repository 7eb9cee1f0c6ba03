#include "wirebench/detector/readout/fft.hpp"

#include <fftw3.h>

#include <cstdint>
#include <mutex>

#include "wirebench/core/contract.hpp"

namespace wirebench::detector {
namespace {

/// FFTW's planner, alone in the library, must not run twice at a time.
std::mutex& planner() {
  static std::mutex mutex;
  return mutex;
}

bool aligned(const void* pointer) {
  return reinterpret_cast<std::uintptr_t>(pointer) % 64 == 0;
}

fftwf_complex* as_fftw(std::complex<float>* pointer) {
  return reinterpret_cast<fftwf_complex*>(pointer);  // the layouts are the same by the C++ standard
}

}  // namespace

struct RealFft::Plans {
  Plans() = default;
  ~Plans() {
    const std::lock_guard lock{planner()};
    fftwf_destroy_plan(forward);
    fftwf_destroy_plan(inverse);
  }
  Plans(const Plans&) = delete;
  Plans& operator=(const Plans&) = delete;

  fftwf_plan forward = nullptr;
  fftwf_plan inverse = nullptr;
};

RealFft::RealFft(std::size_t length, std::size_t rows)
    : length_{length}, rows_{rows}, plans_{std::make_unique<Plans>()} {
  WIREBENCH_EXPECT(length > 1 && rows > 0);
  AlignedVector<float> samples(length * rows);
  AlignedVector<std::complex<float>> spectrum(bins() * rows);
  const int n = static_cast<int>(length);
  const int many = static_cast<int>(rows);
  const int half = static_cast<int>(bins());
  const std::lock_guard lock{planner()};
  plans_->forward = fftwf_plan_many_dft_r2c(1, &n, many, samples.data(), nullptr, 1, n, as_fftw(spectrum.data()),
                                            nullptr, 1, half, FFTW_ESTIMATE);
  plans_->inverse = fftwf_plan_many_dft_c2r(1, &n, many, as_fftw(spectrum.data()), nullptr, 1, half, samples.data(),
                                            nullptr, 1, n, FFTW_ESTIMATE);
  WIREBENCH_ENSURE(plans_->forward != nullptr && plans_->inverse != nullptr);
}

RealFft::~RealFft() = default;
RealFft::RealFft(RealFft&&) noexcept = default;
RealFft& RealFft::operator=(RealFft&&) noexcept = default;

void RealFft::forward(std::span<const float> in, std::span<std::complex<float>> out) const {
  WIREBENCH_EXPECT(in.size() == length_ * rows_ && out.size() == bins() * rows_);
  WIREBENCH_EXPECT(aligned(in.data()) && aligned(out.data()));
  // An out-of-place transform from real input leaves its input as it is (FFTW manual, planner flags).
  fftwf_execute_dft_r2c(plans_->forward, const_cast<float*>(in.data()), as_fftw(out.data()));
}

void RealFft::inverse(std::span<std::complex<float>> in, std::span<float> out) const {
  WIREBENCH_EXPECT(out.size() == length_ * rows_ && in.size() == bins() * rows_);
  WIREBENCH_EXPECT(aligned(in.data()) && aligned(out.data()));
  fftwf_execute_dft_c2r(plans_->inverse, as_fftw(in.data()), out.data());
}

std::size_t RealFft::fast_length(std::size_t least) {
  for (std::size_t length = least < 2 ? 2 : least + least % 2;; length += 2) {
    std::size_t rest = length;
    for (const std::size_t factor : {2U, 3U, 5U}) {
      while (rest % factor == 0) rest /= factor;
    }
    if (rest == 1) return length;
  }
}

}  // namespace wirebench::detector
