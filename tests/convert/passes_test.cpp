#include <gmock/gmock.h>

#include <variant>

#include "convert/small_networks.hpp"
#include "support/expect_error.hpp"

#include "wirebench/convert/graph_draft.hpp"
#include "wirebench/convert/passes/absorb_padding.hpp"
#include "wirebench/convert/passes/batch_norm_affine.hpp"
#include "wirebench/convert/passes/complete_biases.hpp"
#include "wirebench/convert/passes/drop_dropout.hpp"
#include "wirebench/convert/passes/fold_batch_norm.hpp"
#include "wirebench/convert/passes/fuse_relu.hpp"
#include "wirebench/convert/passes/keep_mean_dims.hpp"
#include "wirebench/convert/passes/lower_batch_norm.hpp"
#include "wirebench/convert/passes/lower_swish.hpp"
#include "wirebench/convert/passes/merge_rescale.hpp"
#include "wirebench/convert/passes/shift_input.hpp"

namespace wirebench::convert {
namespace {

using testing::ElementsAre;
using namespace graph;  // operator names

constexpr double k_rounding = 2e-6;

template <class Pass>
Graph after(const Graph& graph, Pass&& pass) {
  GraphDraft draft{graph};
  pass(draft);
  return draft.finish();
}

Graph conv_norm_relu() {
  test::SmallNetwork net{{1, 5, 5, 2}};
  const auto conv = net.op("conv", Conv2d{}, {net.input(), net.random_constant({3, 3, 3, 2})});
  return net.finish(net.op("relu", Relu{}, {net.batch_norm("bn", conv)}));
}

TEST(BatchNormAffine, HandWorked) {
  test::SmallNetwork net{{1, 1, 1, 1}};
  const auto out = net.op("bn", BatchNormalization{.epsilon = 0.25F},
                          {net.input(), net.constant({1}, {3.0F}), net.constant({1}, {1.0F}), net.constant({1}, {2.0F}),
                           net.constant({1}, {2.0F})});
  const GraphDraft draft{net.finish(out)};
  const Affine affine = batch_norm_affine(draft, draft.operators[0]);
  EXPECT_DOUBLE_EQ(affine.scale[0], 2.0);    // 3 / sqrt(2.25)
  EXPECT_DOUBLE_EQ(affine.offset[0], -3.0);  // 1 - 2 * 2
}

TEST(BatchNormAffine, WithoutGamma) {
  test::SmallNetwork net{{1, 1, 1, 1}};
  const auto out =
      net.op("bn", BatchNormalization{.epsilon = 0.25F},
             {net.input(), net.constant({1}, {1.0F}), net.constant({1}, {3.0F}), net.constant({1}, {3.75F})});
  const GraphDraft draft{net.finish(out)};
  const Affine affine = batch_norm_affine(draft, draft.operators[0]);
  EXPECT_DOUBLE_EQ(affine.scale[0], 0.5);    // 1 / sqrt(4)
  EXPECT_DOUBLE_EQ(affine.offset[0], -0.5);  // 1 - 3 * 0.5
}

TEST(BatchNormAffine, NegativeVarianceIsAnError) {
  test::SmallNetwork net{{1, 1, 1, 1}};
  const auto out = net.op("broken_bn", BatchNormalization{},
                          {net.input(), net.constant({1}, {3.0F}), net.constant({1}, {1.0F}), net.constant({1}, {2.0F}),
                           net.constant({1}, {-1.0F})});
  const GraphDraft draft{net.finish(out)};
  test::expect_error([&] { (void)batch_norm_affine(draft, draft.operators[0]); }, ErrorKind::failed,
                     {"broken_bn, channel 0"});
}

TEST(FoldBatchNorm, IntoConvolution) {
  const Graph before = conv_norm_relu();
  const Graph folded = after(before, fold_batch_norm);
  EXPECT_THAT(test::kinds(folded), ElementsAre("conv2d", "relu"));
  EXPECT_LE(test::largest_difference(before, folded), k_rounding);
}

TEST(FoldBatchNorm, IntoDepthwiseWithMultiplierAndBias) {
  test::SmallNetwork net{{1, 5, 5, 2}};
  DepthwiseConv2d depthwise;
  depthwise.multiplier = 2;
  const auto conv =
      net.op("conv", depthwise, {net.input(), net.random_constant({1, 3, 3, 4}), net.random_constant({4})});
  const Graph before = net.finish(net.batch_norm("bn", conv));
  const Graph folded = after(before, fold_batch_norm);
  EXPECT_THAT(test::kinds(folded), ElementsAre("depthwise_conv2d"));
  EXPECT_LE(test::largest_difference(before, folded), k_rounding);
}

TEST(FoldBatchNorm, LeavesAConvolutionWithAnotherReader) {
  test::SmallNetwork net{{1, 4, 4, 2}};
  const auto conv = net.op("conv", Conv2d{}, {net.input(), net.random_constant({2, 1, 1, 2})});
  const Graph before = net.finish(net.op("sum", Add{}, {conv, net.batch_norm("bn", conv)}));
  EXPECT_THAT(test::kinds(after(before, fold_batch_norm)), ElementsAre("conv2d", "batch_normalization", "add"));
}

TEST(FoldBatchNorm, LeavesAConvolutionWithActivation) {
  test::SmallNetwork net{{1, 4, 4, 2}};
  const auto conv =
      net.op("conv", Conv2d{.activation = Activation::relu}, {net.input(), net.random_constant({2, 1, 1, 2})});
  const Graph before = net.finish(net.batch_norm("bn", conv));
  EXPECT_THAT(test::kinds(after(before, fold_batch_norm)), ElementsAre("conv2d", "batch_normalization"));
}

TEST(LowerBatchNorm, ToMultiplyAndAdd) {
  test::SmallNetwork net{{1, 4, 4, 3}};
  const Graph before = net.finish(net.batch_norm("bn", net.input()));
  const Graph lowered = after(before, lower_batch_norm_to_multiply_add);
  EXPECT_THAT(test::kinds(lowered), ElementsAre("multiply", "add"));
  EXPECT_LE(test::largest_difference(before, lowered), k_rounding);
}

TEST(LowerBatchNorm, ToDepthwise) {
  test::SmallNetwork net{{1, 4, 4, 3}};
  const Graph before = net.finish(net.batch_norm("bn", net.input()));
  const Graph lowered = after(before, lower_batch_norm_to_depthwise);
  EXPECT_THAT(test::kinds(lowered), ElementsAre("depthwise_conv2d"));
  EXPECT_LE(test::largest_difference(before, lowered), k_rounding);
}

TEST(LowerBatchNorm, DepthwiseNeedsAnImage) {
  test::SmallNetwork net{{1, 3}};
  const Graph flat = net.finish(net.batch_norm("flat_bn", net.input()));
  test::expect_error([&] { (void)after(flat, lower_batch_norm_to_depthwise); }, ErrorKind::usage, {"flat_bn", "1x3"});
}

TEST(FuseRelu, IntoTheOperatorBefore) {
  const Graph before = after(conv_norm_relu(), fold_batch_norm);
  const Graph fused = after(before, fuse_relu);
  EXPECT_THAT(test::kinds(fused), ElementsAre("conv2d"));
  EXPECT_EQ(activation_of(fused.operators()[0]), Activation::relu);
  EXPECT_EQ(fused.tensor(fused.outputs()[0]).name, "relu");
  EXPECT_EQ(test::largest_difference(before, fused), 0.0);
}

TEST(FuseRelu, LeavesOperatorsWithAnotherReaderAndWithoutActivation) {
  test::SmallNetwork net{{1, 4, 4, 2}};
  const auto conv = net.op("conv", Conv2d{}, {net.input(), net.random_constant({2, 1, 1, 2})});
  const auto pool = net.op("pool", MaxPool2d{}, {net.op("sum", Add{}, {conv, net.op("relu", Relu{}, {conv})})});
  const Graph before = net.finish(net.op("pool_relu", Relu{}, {pool}));
  EXPECT_THAT(test::kinds(after(before, fuse_relu)), ElementsAre("conv2d", "relu", "add", "max_pool2d", "relu"));
}

/// Zero padding of one cell around a 3x3 convolution.
Graph padded(std::int64_t size, std::int32_t stride, std::int32_t cells, std::int64_t window) {
  test::SmallNetwork net{{1, size, size, 2}};
  Conv2d conv;
  conv.stride_h = conv.stride_w = stride;
  const auto pad = net.op("pad", ZeroPad2d{cells, cells, cells, cells}, {net.input()});
  return net.finish(net.op("conv", conv, {pad, net.random_constant({2, window, window, 2})}));
}

TEST(AbsorbPadding, WhereSameMeansTheSame) {
  const Graph before = padded(6, 1, 1, 3);
  const Graph absorbed = after(before, absorb_padding);
  EXPECT_THAT(test::kinds(absorbed), ElementsAre("conv2d"));
  EXPECT_EQ(test::largest_difference(before, absorbed), 0.0);
  // Stride 2 on an odd size: SAME puts one cell on each side too.
  const Graph odd = padded(7, 2, 1, 3);
  EXPECT_THAT(test::kinds(after(odd, absorb_padding)), ElementsAre("conv2d"));
  EXPECT_EQ(test::largest_difference(odd, after(odd, absorb_padding)), 0.0);
}

TEST(AbsorbPadding, NotWhereSameIsLopsided) {
  EXPECT_THAT(test::kinds(after(padded(6, 2, 1, 3), absorb_padding)), ElementsAre("zero_pad2d", "conv2d"));
  EXPECT_THAT(test::kinds(after(padded(16, 2, 3, 7), absorb_padding)), ElementsAre("zero_pad2d", "conv2d"));
  EXPECT_THAT(test::kinds(after(padded(6, 1, 2, 3), absorb_padding)), ElementsAre("zero_pad2d", "conv2d"));
}

TEST(CompleteBiases, AddsZerosOnce) {
  const Graph before = conv_norm_relu();
  const Graph complete = after(before, complete_biases);
  ASSERT_EQ(complete.operators()[0].inputs.size(), 3U);
  EXPECT_THAT(complete.tensor(complete.operators()[0].inputs[2]).values<float>(), ElementsAre(0.0F, 0.0F, 0.0F));
  EXPECT_EQ(after(complete, complete_biases).tensors().size(), complete.tensors().size());
}

TEST(DropDropout, AlsoChainsOfThemAndTheOutput) {
  test::SmallNetwork net{{1, 2, 2, 2}};
  auto x = net.op("first", Dropout{}, {net.input()});
  x = net.op("second", Dropout{}, {x});
  const auto relu = net.op("relu", Relu{}, {x});
  const Graph before = net.finish(net.op("last", Dropout{}, {relu}));
  const Graph dropped = after(before, drop_dropout);
  EXPECT_THAT(test::kinds(dropped), ElementsAre("relu"));
  EXPECT_EQ(dropped.tensor(dropped.outputs()[0]).name, "relu");
  EXPECT_EQ(test::largest_difference(before, dropped), 0.0);
}

TEST(MergeRescale, HandWorked) {
  test::SmallNetwork net{{1, 1, 1, 3}};
  auto x = net.op("a", Rescale{.scale = {2.0F, 2.0F, 2.0F}, .offset = {1.0F, 1.0F, 1.0F}}, {net.input()});
  x = net.op("b", Rescale{.scale = {10.0F, 20.0F, 30.0F}, .offset = {-3.0F, 0.0F, 3.0F}}, {x});
  const Graph merged = after(net.finish(x), merge_rescale);
  ASSERT_THAT(test::kinds(merged), ElementsAre("rescale"));
  const auto& rescale = std::get<Rescale>(merged.operators()[0].attributes);
  EXPECT_THAT(rescale.scale, ElementsAre(20.0F, 40.0F, 60.0F));
  EXPECT_THAT(rescale.offset, ElementsAre(7.0F, 20.0F, 33.0F));
}

TEST(MergeRescale, LeavesOneWithAnotherReader) {
  test::SmallNetwork net{{1, 1, 1, 3}};
  const auto a = net.op("a", Rescale{}, {net.input()});
  const auto b = net.op("b", Rescale{}, {a});
  const Graph merged = after(net.finish(net.op("sum", Add{}, {a, b})), merge_rescale);
  EXPECT_THAT(test::kinds(merged), ElementsAre("rescale", "rescale", "add"));
}

TEST(LowerRescale, LikeABatchNormalization) {
  test::SmallNetwork net{{1, 3, 3, 4}};
  const Graph before =
      net.finish(net.op("r", Rescale{.scale = {2.0F, 3.0F, 4.0F}, .offset = {0.5F, 0.0F, -1.0F}}, {net.input()}));
  for (const auto lower : {&lower_batch_norm_to_multiply_add, &lower_batch_norm_to_depthwise}) {
    const Graph lowered = after(before, lower);
    EXPECT_NE(test::kinds(lowered), test::kinds(before));
    EXPECT_LE(test::largest_difference(before, lowered), k_rounding);
  }
}

TEST(LowerSwish, IsAProductWithItsLogistic) {
  test::SmallNetwork net{{1, 3, 3, 2}};
  const Graph before = net.finish(net.op("s", Swish{}, {net.input()}));
  const Graph lowered = after(before, lower_swish);
  EXPECT_THAT(test::kinds(lowered), ElementsAre("logistic", "multiply"));
  EXPECT_LE(test::largest_difference(before, lowered), k_rounding);
}

TEST(KeepMeanDims, OnlyBeforeAReshapeToOneCell) {
  const auto reshaped = [](Shape shape) {
    test::SmallNetwork net{{1, 3, 3, 4}};
    const auto mean = net.op("mean", GlobalAveragePool{}, {net.input()});
    return after(net.finish(net.reshape("cell", mean, std::move(shape))), keep_mean_dims);
  };
  EXPECT_THAT(test::kinds(reshaped({1, 1, 1, 4})), ElementsAre("global_average_pool"));
  EXPECT_THAT(reshaped({1, 1, 1, 4}).tensor(reshaped({1, 1, 1, 4}).outputs()[0]).shape, ElementsAre(1, 1, 1, 4));
  EXPECT_THAT(test::kinds(reshaped({1, 2, 2, 1})), ElementsAre("global_average_pool", "reshape"));
}

TEST(ShiftInput, GoesIntoTheFirstBias) {
  test::SmallNetwork net{{1, 2, 2, 1}};
  const auto conv = net.op("conv", Conv2d{},
                           {net.input(), net.constant({2, 1, 1, 1}, {2.0F, -4.0F}), net.constant({2}, {1.0F, 1.0F})});
  GraphDraft draft{net.finish(conv)};
  ASSERT_EQ(shift_input(draft, 0.5), Shifted::yes);
  const Graph shifted = draft.finish();
  EXPECT_THAT(shifted.tensor(shifted.operators()[0].inputs[2]).values<float>(), ElementsAre(2.0F, -1.0F));
}

TEST(ShiftInput, RefusesAnythingButOneConvolution) {
  test::SmallNetwork net{{1, 4, 4, 2}};
  const auto conv =
      net.op("conv", Conv2d{}, {net.input(), net.random_constant({2, 1, 1, 2}), net.random_constant({2})});
  GraphDraft draft{net.finish(net.op("sum", Add{}, {conv, net.input()}))};
  EXPECT_EQ(shift_input(draft, 0.5), Shifted::no);
}

}  // namespace
}  // namespace wirebench::convert
