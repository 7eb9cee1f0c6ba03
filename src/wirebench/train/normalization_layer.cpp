#include "wirebench/train/normalization_layer.hpp"

#include <algorithm>
#include <tuple>

#include "wirebench/core/contract.hpp"
#include "wirebench/train/collective.hpp"
#include "wirebench/train/parallel.hpp"

namespace wirebench::train {
namespace {

float* floats(const at::Tensor& tensor) {
  return tensor.data_ptr<float>();
}

/// Calls `body` with the element type of `tensor` as normalization.hpp names it.
template <class Body>
void with_element_type(const at::Tensor& tensor, const Body& body) {
  if (tensor.scalar_type() == at::kBFloat16) {
    body(normalization::Bfloat16{});
  } else {
    body(float{});
  }
}
template <class T>
normalization::Rows<T> rows_of(const at::Tensor& tensor, std::size_t stride, std::size_t first_row) {
  return {static_cast<T*>(tensor.data_ptr()) + first_row * stride, stride};
}

// Elements per block: fits the second-level cache. Fixed, so that sums do not depend on the number of threads.
constexpr std::size_t k_block = 16384;

std::size_t block_rows(const RowView& view) {
  return std::max<std::size_t>(1, k_block / view.channels);
}

template <class Body>
void for_blocks(const RowView& view, const Body& body) {
  const std::size_t rows = block_rows(view);
  const std::size_t blocks = (view.rows + rows - 1) / rows;
  parallel_for(blocks, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t block = begin; block < end; ++block) {
      const std::size_t first = block * rows;
      body(block, first, std::min(rows, view.rows - first));
    }
  });
}

}  // namespace

/// Two sums per channel: float32 within a block, double over the blocks, in order.
template <class Body>
Normalization::Sums Normalization::reduce(const RowView& view, const Body& body) {
  const std::size_t blocks = (view.rows + block_rows(view) - 1) / block_rows(view);
  std::vector<float> parts(blocks * 2 * view.channels);
  for_blocks(view, [&](std::size_t block, std::size_t first, std::size_t rows) {
    float* const part = parts.data() + block * 2 * view.channels;
    body(first, rows, part, part + view.channels);
  });
  Sums sums{std::vector<double>(view.channels, 0.0), std::vector<double>(view.channels, 0.0)};
  for (std::size_t block = 0; block < blocks; ++block) {
    const float* const part = parts.data() + block * 2 * view.channels;
    for (std::size_t c = 0; c < view.channels; ++c) {
      sums.first[c] += part[c];
      sums.second[c] += part[view.channels + c];
    }
  }
  return sums;
}

std::pair<at::Tensor, at::Tensor> Normalization::batch_moments(const at::Tensor& src, const RowView& view) {
  const auto channels = static_cast<std::int64_t>(view.channels);
  // Any value of the channel will do as the shift; images are mostly empty, so the first one is the usual value.
  std::vector<float> shift(view.channels);
  with_element_type(src, [&]<class T>(T) {
    const at::Tensor first = src.dim() == 4 ? src.select(0, 0).select(1, 0).select(1, 0) : src.select(0, 0);
    const at::Tensor copy = first.to(at::kFloat).contiguous();
    std::copy_n(floats(copy), view.channels, shift.data());
  });
  Sums sums = reduce(view, [&](std::size_t first, std::size_t rows, float* s, float* q) {
    with_element_type(src, [&]<class T>(T) {
      normalization::moments({rows, view.channels}, rows_of<const T>(src, view.stride, first), shift.data(), s, q);
    });
  });
  auto rows = static_cast<double>(view.rows);
  if (s_.group != nullptr) {
    // Every process has a shift of its own, so the sums are moved to a common zero first.
    for (std::size_t c = 0; c < view.channels; ++c) {
      const double from = shift[c];
      sums.second[c] += from * (2.0 * sums.first[c] + from * rows);
      sums.first[c] += from * rows;
      shift[c] = 0.0F;
    }
    join(sums, rows);
  }
  const auto& [sum, square] = sums;
  at::Tensor mean = at::empty({channels}, at::kFloat);
  at::Tensor variance = at::empty({channels}, at::kFloat);
  for (std::size_t c = 0; c < view.channels; ++c) {
    const double centre = sum[c] / rows;
    floats(mean)[c] = static_cast<float>(shift[c] + centre);
    const double spread = square[c] / rows - centre * centre;
    // Rounding may leave a tiny negative number; NaN must pass through to be seen in the loss.
    floats(variance)[c] = static_cast<float>(spread < 0.0 ? 0.0 : spread);
  }
  return {mean, variance};
}

void Normalization::join(Sums& sums, double& rows) const {
  if (s_.group == nullptr) return;
  const auto channels = static_cast<std::int64_t>(sums.first.size());
  at::Tensor all = at::empty({2 * channels + 1}, at::kDouble);
  double* const values = all.data_ptr<double>();
  std::copy(sums.first.begin(), sums.first.end(), values);
  std::copy(sums.second.begin(), sums.second.end(), values + channels);
  values[2 * channels] = rows;
  s_.group->sum(all);
  std::copy_n(values, channels, sums.first.begin());
  std::copy_n(values + channels, channels, sums.second.begin());
  rows = values[2 * channels];
}

void Normalization::forward(Workspace& work, Mode mode) {
  const at::Tensor src = with_rows(work.read(s_.src));
  const RowView view = *row_view(src);
  at::Tensor dst = new_activation(src.sizes(), src.options());
  at::Tensor mean = s_.mean->values;
  at::Tensor variance = s_.variance->values;
  if (mode == Mode::training) {
    std::tie(mean, variance) = batch_moments(src, view);
    // Keras' convention: the momentum is the part kept, and the variance is the biased one.
    s_.mean->values.mul_(s_.momentum).add_(mean, 1.0 - s_.momentum);
    s_.variance->values.mul_(s_.momentum).add_(variance, 1.0 - s_.momentum);
  }
  const at::Tensor inverse_deviation = at::rsqrt(variance + s_.epsilon);
  const at::Tensor scale = s_.gamma == nullptr ? inverse_deviation : s_.gamma->values * inverse_deviation;
  const normalization::Affine affine{floats(mean), floats(scale), floats(s_.beta->values), s_.rectify};
  with_element_type(src, [&]<class T>(T) {
    for_blocks(view, [&](std::size_t, std::size_t first, std::size_t rows) {
      normalization::normalize({rows, view.channels}, rows_of<const T>(src, view.stride, first),
                               rows_of<T>(dst, view.channels, first), affine);
    });
  });
  if (mode == Mode::training) {
    src_ = src;
    mean_ = mean;
    inverse_deviation_ = inverse_deviation;
    scale_ = scale;
  }
  work.write(s_.dst, std::move(dst));
}

void Normalization::backward(Workspace& work) {
  const at::Tensor src = std::exchange(src_, at::Tensor{});
  at::Tensor diff_dst = work.take_gradient(s_.dst);
  if (!diff_dst.defined()) return;
  diff_dst = with_rows(diff_dst.to(src.scalar_type()));
  const RowView view = *row_view(src);
  const RowView diff_view = *row_view(diff_dst);
  const normalization::Affine affine{floats(mean_), floats(scale_), floats(s_.beta->values), s_.rectify};

  Sums sums = reduce(view, [&](std::size_t first, std::size_t rows, float* s, float* p) {
    with_element_type(src, [&]<class T>(T) {
      normalization::gradient_sums({rows, view.channels}, rows_of<const T>(src, view.stride, first),
                                   rows_of<const T>(diff_dst, diff_view.stride, first), affine, s, p);
    });
  });
  const auto& [sum, product] = sums;
  const auto channels = static_cast<std::int64_t>(view.channels);
  // Parameters get this process' part: their gradients are summed over the processes once, after the backward pass.
  if (s_.beta->trainable) s_.beta->accumulate(at::tensor(at::ArrayRef<double>{sum}, at::kFloat));
  at::Tensor diff_gamma = at::empty({channels}, at::kFloat);
  for (std::size_t c = 0; c < view.channels; ++c) {
    floats(diff_gamma)[c] = static_cast<float>(product[c] * static_cast<double>(floats(inverse_deviation_)[c]));
  }
  if (s_.gamma != nullptr && s_.gamma->trainable) s_.gamma->accumulate(diff_gamma);

  auto whole = static_cast<double>(view.rows);
  join(sums, whole);
  at::Tensor slope = at::empty({channels}, at::kFloat);
  at::Tensor constant = at::empty({channels}, at::kFloat);
  for (std::size_t c = 0; c < view.channels; ++c) {
    const double inverse = floats(inverse_deviation_)[c];
    const double scale = floats(scale_)[c];
    floats(slope)[c] = static_cast<float>(-scale * inverse * inverse * product[c] / whole);
    floats(constant)[c] = static_cast<float>(-scale * sum[c] / whole);
  }

  if (work.needs_gradient(s_.src)) {
    at::Tensor diff_src = work.open_gradient(s_.src);
    const bool into_place =
        diff_src.defined() && diff_src.scalar_type() == src.scalar_type() && row_view(diff_src).has_value();
    if (!into_place) diff_src = new_activation(src.sizes(), src.options());
    const std::size_t stride = row_view(diff_src)->stride;
    const normalization::GradientTerms terms{floats(slope), floats(constant),
                                             into_place ? normalization::Write::add_to : normalization::Write::replace};
    with_element_type(src, [&]<class T>(T) {
      for_blocks(view, [&](std::size_t, std::size_t first, std::size_t rows) {
        normalization::gradient({rows, view.channels}, rows_of<const T>(src, view.stride, first),
                                rows_of<const T>(diff_dst, diff_view.stride, first),
                                rows_of<T>(diff_src, stride, first), affine, terms);
      });
    });
    if (!into_place) work.add_gradient(s_.src, std::move(diff_src), Ownership::owned);
  }
  mean_ = inverse_deviation_ = scale_ = at::Tensor{};
}

LibraryNormalization::LibraryNormalization(const NormalizationSetup& setup, MovingStatistics& moving)
    : s_{setup}, moving_{&moving}, place_{moving.add(*setup.mean, *setup.variance, setup.epsilon, setup.momentum)} {}

const at::Tensor& LibraryNormalization::factors() {
  if (s_.gamma != nullptr) return s_.gamma->values;
  if (!ones_.defined()) ones_ = at::ones_like(s_.beta->values);
  return ones_;
}

void LibraryNormalization::forward(Workspace& work, Mode mode) {
  const at::Tensor src = packed(work.read(s_.src));
  at::Tensor dst;
  if (mode == Mode::inference) {
    dst = std::get<0>(at::native_batch_norm(src, factors(), s_.beta->values, s_.mean->values, s_.variance->values,
                                            false, 0.0, s_.epsilon));
  } else {
    dst = s_.group == nullptr ? forward_alone(src) : forward_together(src);
    moving_->note(place_, mean_, inverse_deviation_);
    src_ = src;
  }
  if (s_.rectify == normalization::Rectify::yes) {
    dst.relu_();
    if (mode == Mode::training) dst_ = dst;
  }
  work.write(s_.dst, std::move(dst));
}

at::Tensor LibraryNormalization::forward_alone(const at::Tensor& src) {
  at::Tensor dst;
  // No moving statistics are given to the library: it would keep the unbiased variance.
  std::tie(dst, mean_, inverse_deviation_) =
      at::native_batch_norm(src, factors(), s_.beta->values, at::Tensor{}, at::Tensor{}, true, 0.0, s_.epsilon);
  return dst;
}

at::Tensor LibraryNormalization::forward_together(const at::Tensor& src) {
  const auto [mean, inverse_deviation] = at::batch_norm_stats(src, s_.epsilon);
  const std::int64_t channels = src.size(1);
  const auto rows = static_cast<double>(src.numel() / channels);
  // Everyone's statistics side by side: a sum over tables in which each process filled its own row only.
  at::Tensor table = at::zeros({s_.group->size(), 2 * channels + 1}, mean.options());
  at::Tensor own = table.select(0, s_.group->rank());
  own.narrow(0, 0, channels).copy_(mean);
  own.narrow(0, channels, channels).copy_(inverse_deviation);
  own.narrow(0, 2 * channels, 1).fill_(rows);
  s_.group->sum(table);
  counts_ = table.select(1, 2 * channels).contiguous();
  // The moving statistics are named with a momentum of zero, which leaves them alone: they tell the library that counts
  // are float32 where activations are bfloat16.
  std::tie(mean_, inverse_deviation_) = at::batch_norm_gather_stats_with_counts(
      src, table.narrow(1, 0, channels).contiguous(), table.narrow(1, channels, channels).contiguous(), s_.mean->values,
      s_.variance->values, 0.0, s_.epsilon, counts_);
  return at::batch_norm_elemt(src, factors(), s_.beta->values, mean_, inverse_deviation_, s_.epsilon);
}

void LibraryNormalization::backward(Workspace& work) {
  const at::Tensor src = std::exchange(src_, at::Tensor{});
  const at::Tensor dst = std::exchange(dst_, at::Tensor{});
  const at::Tensor mean = std::exchange(mean_, at::Tensor{});
  const at::Tensor inverse_deviation = std::exchange(inverse_deviation_, at::Tensor{});
  at::Tensor gradient = work.take_gradient(s_.dst);
  if (!gradient.defined()) return;
  gradient = packed(gradient.to(src.scalar_type()));
  if (s_.rectify == normalization::Rectify::yes) gradient = at::threshold_backward(gradient, dst, 0);
  const bool trains_gamma = s_.gamma != nullptr && s_.gamma->trainable;
  at::Tensor diff_src, diff_gamma, diff_beta;
  if (s_.group == nullptr) {
    std::tie(diff_src, diff_gamma, diff_beta) = at::native_batch_norm_backward(
        gradient, src, factors(), at::Tensor{}, at::Tensor{}, mean, inverse_deviation, true, s_.epsilon,
        {work.needs_gradient(s_.src), trains_gamma, s_.beta->trainable});
  } else {
    auto [sum, product, gamma_part, beta_part] =
        at::batch_norm_backward_reduce(gradient, src, mean, inverse_deviation, factors(), true, true, true);
    diff_gamma = gamma_part;
    diff_beta = beta_part;
    at::Tensor sums = at::stack({sum, product});
    s_.group->sum(sums);
    diff_src = at::batch_norm_backward_elemt(gradient, src, mean, inverse_deviation, factors(), sums[0], sums[1],
                                             counts_.to(at::kInt));
    counts_ = at::Tensor{};
  }
  if (trains_gamma) s_.gamma->accumulate(diff_gamma);
  if (s_.beta->trainable) s_.beta->accumulate(diff_beta);
  if (work.needs_gradient(s_.src)) work.add_gradient(s_.src, std::move(diff_src), Ownership::owned);
}

}  // namespace wirebench::train
