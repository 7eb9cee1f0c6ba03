#include "wirebench/measure/raw_samples.hpp"

namespace wirebench::measure {

std::string_view to_string(SampleKind kind) noexcept {
  switch (kind) {
    case SampleKind::warmup: return "warmup";
    case SampleKind::settling: return "settling";
    case SampleKind::timed: return "timed";
  }
  return "timed";
}

std::string_view to_string(Ending ending) noexcept {
  switch (ending) {
    case Ending::complete: return "complete";
    case Ending::cut_off: return "cut_off";
    case Ending::failed: return "failed";
  }
  return "failed";
}

std::vector<double> RawSamples::timed_ms() const {
  std::vector<double> values;
  values.reserve(samples.size());
  for (const Sample& sample : samples) {
    if (sample.kind == SampleKind::timed) values.push_back(static_cast<double>(sample.duration.count()) * 1e-6);
  }
  return values;
}

std::vector<std::uint32_t> RawSamples::timed_rounds() const {
  std::vector<std::uint32_t> rounds;
  rounds.reserve(samples.size());
  for (const Sample& sample : samples) {
    if (sample.kind == SampleKind::timed) rounds.push_back(sample.round);
  }
  return rounds;
}

}  // namespace wirebench::measure
