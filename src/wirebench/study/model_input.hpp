/// \file Between images and models: pixel values to a model's input bytes, output bytes to class scores.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "wirebench/dataset/dataset.hpp"
#include "wirebench/graph/graph.hpp"
#include "wirebench/runtime/runtime.hpp"

namespace wirebench::study {

/// Appends the input bytes of one image to `out`.
/// Shape: `pixels` [C, H, W] as DatasetReader::read() gives them; the model's input is [1, H, W, C].
/// Float inputs get pixel * scale + offset; quantised inputs that value in their own scale and zero point (for uint8
/// inputs that keep the pixel range these are the pixel codes themselves).
/// Errors: Error(usage) when the model's input shape is not the image's.
void encode_image(const runtime::Port& input, const graph::Preprocessing& preprocessing,
                  const dataset::ImageShape& shape, std::span<const float> pixels, std::vector<std::byte>& out);

/// Class scores of one output. Quantised outputs are turned into real values. Errors: Error(failed) for a type that is
/// neither float32, uint8 nor int8.
[[nodiscard]] std::vector<float> decode_scores(const runtime::Port& output, std::span<const std::byte> bytes);

}  // namespace wirebench::study
