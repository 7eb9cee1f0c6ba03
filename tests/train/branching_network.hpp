/// \file A network in which every operator the trainer knows takes part and gradients meet.
#pragma once

#include <string>
#include <vector>

#include "train/graph_maker.hpp"

namespace wirebench::test {

/// A network with every kind of layer that passes gradients, smooth enough for finite differences.
inline graph::Graph branching_network() {
  GraphMaker g{{1, 6, 5, 2}};
  const auto batch_norm = [&](const std::string& name, graph::TensorId src, std::int64_t channels) {
    return g.op(
        name, graph::BatchNormalization{},
        {src, g.random(name + "_gamma", {channels}, 1.0, 0.2), g.random(name + "_beta", {channels}, 0.3, 0.5),
         g.constant(name + "_mean", {channels}, std::vector<float>(static_cast<std::size_t>(channels), 0.0F)),
         g.constant(name + "_variance", {channels}, std::vector<float>(static_cast<std::size_t>(channels), 1.0F))});
  };
  const auto c1 = g.op("c1", graph::Conv2d{.padding = graph::Padding::same},
                       {g.input(), g.random("c1_w", {4, 2, 2, 2}, 0, 0.5), g.random("c1_b", {4}, 0, 0.2)});
  const auto b1 = batch_norm("b1", c1, 4);
  const auto r1 = g.op("r1", graph::Relu{}, {b1});
  // r1 has four readers: gradients from all must meet.
  const auto c2 = g.op("c2", graph::Conv2d{.padding = graph::Padding::same, .activation = graph::Activation::relu6},
                       {r1, g.random("c2_w", {4, 3, 3, 4}, 0, 0.3)});
  const auto a2 = g.op("a2", graph::Add{}, {r1, c2});
  const auto m2 = g.op("m2", graph::Multiply{}, {a2, r1});
  const auto k3 = g.op("k3", graph::Concatenation{}, {m2, r1});
  const auto b3 = g.op("r3", graph::Relu{}, {batch_norm("b3", k3, 8)});
  const auto c3 = g.op("c3", graph::Conv2d{}, {b3, g.random("c3_w", {3, 1, 1, 8}, 0, 0.5)});
  const auto k4 = g.op("k4", graph::Concatenation{}, {k3, c3});
  const auto r4 = g.op("r4", graph::Relu{}, {k4});
  const auto p4 = g.op("p4", graph::AveragePool2d{3, 2, 2, 2, graph::Padding::same}, {r4});
  const auto m4 = g.op("m4", graph::MaxPool2d{3, 2, 2, 2, graph::Padding::same}, {r4});
  const auto d5 = g.op("d5", graph::DepthwiseConv2d{.padding = graph::Padding::same},
                       {g.op("a4", graph::Add{}, {p4, m4}), g.random("d5_w", {1, 3, 3, 11}, 0, 0.5)});
  const auto g6 = g.op("g6", graph::GlobalAveragePool{}, {d5});
  const auto f6 = g.op("f6", graph::Dense{}, {g6, g.random("f6_w", {3, 11}, 0, 1), g.random("f6_b", {3}, 0, 0.1)});
  return g.make(g.op("s6", graph::Softmax{}, {f6}));
}

/// Everything EfficientNet adds, in one branch: pre-processing, a batch normalisation without gamma, swish, squeeze and
/// excitation, both kinds of dropout.
inline graph::Graph gated_network() {
  GraphMaker g{{1, 6, 5, 2}};
  const auto scaled =
      g.op("x", graph::Rescale{.scale = {0.5F, 2.0F, 1.0F}, .offset = {0.1F, -0.3F, 0.0F}}, {g.input()});
  const auto c1 =
      g.op("c1", graph::Conv2d{.padding = graph::Padding::same}, {scaled, g.random("c1_w", {6, 3, 3, 2}, 0, 0.5)});
  const auto b1 = g.op("b1", graph::BatchNormalization{},
                       {c1, g.random("b1_beta", {6}, 0.1, 0.4), g.random("b1_mean", {6}, 0, 0.1),
                        g.constant("b1_variance", {6}, std::vector<float>(6, 1.0F))});
  const auto s1 = g.op("s1", graph::Swish{}, {b1});
  const auto mean = g.reshape("cell", g.op("mean", graph::GlobalAveragePool{}, {s1}), {1, 1, 1, 6});
  const auto reduce = g.op("r", graph::Swish{},
                           {g.op("reduce", graph::Conv2d{},
                                 {mean, g.random("reduce_w", {2, 1, 1, 6}, 0, 1), g.random("reduce_b", {2}, 0, 0.3)})});
  const auto gate = g.op("g", graph::Logistic{},
                         {g.op("expand", graph::Conv2d{},
                               {reduce, g.random("expand_w", {6, 1, 1, 2}, 0, 2), g.random("expand_b", {6}, 0, 0.3)})});
  const auto excited = g.op("excited", graph::Multiply{}, {s1, gate});
  const auto c2 = g.op("c2", graph::Conv2d{}, {excited, g.random("c2_w", {6, 1, 1, 6}, 0, 0.5)});
  const auto kept = g.op("drop", graph::Dropout{.rate = 0.3F, .whole_images = true}, {c2});
  const auto sum = g.op("sum", graph::Add{}, {kept, s1});
  const auto pooled = g.op("pooled", graph::GlobalAveragePool{}, {sum});
  const auto thinned = g.op("thinned", graph::Dropout{.rate = 0.4F, .whole_images = false}, {pooled});
  const auto logits =
      g.op("logits", graph::Dense{}, {thinned, g.random("w", {3, 6}, 0, 1), g.random("b", {3}, 0, 0.1)});
  return g.make(g.op("scores", graph::Softmax{}, {logits}));
}

}  // namespace wirebench::test
