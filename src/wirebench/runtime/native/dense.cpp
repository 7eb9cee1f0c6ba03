#include <fmt/format.h>

#include "wirebench/runtime/native/contraction.hpp"
#include "wirebench/runtime/native/dynamic_range.hpp"
#include "wirebench/runtime/native/epilogue.hpp"
#include "wirebench/runtime/native/kernels.hpp"
#include "wirebench/runtime/native/patches.hpp"

namespace wirebench::runtime::native {
namespace {

constexpr std::int32_t k_output_axis = 0;  // of [out, in] weights

// What the three forms share: a matrix of `rows` sources.
class Dense : public Kernel {
 protected:
  explicit Dense(const Site& site) : Kernel{{site.input_id(0)}, site.output_id()} {
    const graph::Shape& weights = site.input(1).shape;
    if (weights.size() != 2 || weights[0] <= 0 || weights[1] <= 0 ||
        graph::element_count(site.input(0).shape) % weights[1] != 0 ||
        weights[1] > static_cast<std::int64_t>(IntegerWeights::k_largest_depth)) {
      site.refuse(fmt::format("source {} and weights {} do not fit", graph::to_string(site.input(0).shape),
                              graph::to_string(weights)));
    }
    outputs_ = to_size(weights[0]);
    depth_ = to_size(weights[1]);
    rows_ = element_count(site.input(0)) / depth_;
    if (element_count(site.output()) != rows_ * outputs_) {
      site.refuse(
          fmt::format("output {} does not hold {} rows of {}", graph::to_string(site.output().shape), rows_, outputs_));
    }
  }

  std::size_t outputs_ = 0;
  std::size_t depth_ = 0;
  std::size_t rows_ = 0;
};

class FloatDense final : public Dense {
 public:
  explicit FloatDense(const Site& site)
      : Dense{site},
        weights_{site.constant<float>(1, graph::DataType::float32), outputs_},
        epilogue_{site, outputs_, site.attributes<graph::Dense>().activation} {
    need_thread_scratch(contraction_scratch(weights_, rows_));
  }

  void run(const Workspace& workspace) const override {
    const auto* from = workspace.read<float>(src());
    auto* to = workspace.write<float>(dst());
    contract(
        weights_, rows_, workspace,
        [&](std::size_t row, float* patch) { std::copy_n(from + row * depth_, depth_, patch); },
        [&](std::size_t row, std::size_t first, const float* sums, std::size_t count) {
          epilogue_(sums, first, count, to + row * outputs_ + first);
        });
  }

 private:
  FloatWeights weights_;
  FloatEpilogue epilogue_;
};

class IntegerDense final : public Dense {
 public:
  explicit IntegerDense(const Site& site)
      : Dense{site},
        weights_{site.constant<std::int8_t>(1, graph::DataType::int8), outputs_},
        zero_point_{site.src_quantization().zero_point},
        epilogue_{site, outputs_, k_output_axis, site.attributes<graph::Dense>().activation} {
    need_thread_scratch(contraction_scratch(weights_, rows_));
  }

  void run(const Workspace& workspace) const override {
    const auto* from = workspace.read<std::int8_t>(src());
    auto* to = workspace.write<std::int8_t>(dst());
    contract(
        weights_, rows_, workspace,
        [&](std::size_t row, std::int16_t* patch) {
          copy_centred(from + row * depth_, static_cast<std::int64_t>(depth_), zero_point_, patch);
        },
        [&](std::size_t row, std::size_t first, const std::int32_t* sums, std::size_t count) {
          epilogue_(sums, first, count, to + row * outputs_ + first);
        });
  }

 private:
  IntegerWeights weights_;
  std::int32_t zero_point_;
  IntegerEpilogue epilogue_;
};

class HybridDense final : public Dense {
 public:
  explicit HybridDense(const Site& site)
      : Dense{site},
        weights_{site.constant<std::int8_t>(1, graph::DataType::int8), outputs_},
        source_{rows_, depth_},
        epilogue_{site, outputs_, k_output_axis, site.attributes<graph::Dense>().activation} {
    need_thread_scratch(contraction_scratch(weights_, rows_));
    need_shared_scratch(source_.scratch_bytes());
  }

  void run(const Workspace& workspace) const override {
    const DynamicSource::View from = source_.quantize(workspace.read<float>(src()), workspace);
    auto* to = workspace.write<float>(dst());
    contract(
        weights_, rows_, workspace,
        [&](std::size_t row, std::int16_t* patch) {
          copy_centred(from.values + row * depth_, static_cast<std::int64_t>(depth_), from.params[row].zero_point,
                       patch);
        },
        [&](std::size_t row, std::size_t first, const std::int32_t* sums, std::size_t count) {
          epilogue_(sums, first, count, from.params[row].scale, to + row * outputs_ + first);
        });
  }

 private:
  IntegerWeights weights_;
  DynamicSource source_;
  HybridEpilogue epilogue_;
};

}  // namespace

KernelPtr make_float_dense(const Site& site) {
  return std::make_unique<FloatDense>(site);
}
KernelPtr make_integer_dense(const Site& site) {
  return std::make_unique<IntegerDense>(site);
}
KernelPtr make_hybrid_dense(const Site& site) {
  return std::make_unique<HybridDense>(site);
}

}  // namespace wirebench::runtime::native
