#include "wirebench/graph/operators.hpp"

#include "wirebench/graph/overloaded.hpp"

namespace wirebench::graph {

std::string_view kind_name(const Attributes& attributes) noexcept {
  return std::visit(Overloaded{[](const Conv2d&) { return "conv2d"; },
                               [](const DepthwiseConv2d&) { return "depthwise_conv2d"; },
                               [](const BatchNormalization&) { return "batch_normalization"; },
                               [](const Relu&) { return "relu"; },
                               [](const Logistic&) { return "logistic"; },
                               [](const Swish&) { return "swish"; },
                               [](const Rescale&) { return "rescale"; },
                               [](const Dropout&) { return "dropout"; },
                               [](const Add&) { return "add"; },
                               [](const Multiply&) { return "multiply"; },
                               [](const Concatenation&) { return "concatenation"; },
                               [](const MaxPool2d&) { return "max_pool2d"; },
                               [](const AveragePool2d&) { return "average_pool2d"; },
                               [](const GlobalAveragePool&) { return "global_average_pool"; },
                               [](const Dense&) { return "dense"; },
                               [](const Softmax&) { return "softmax"; },
                               [](const ZeroPad2d&) { return "zero_pad2d"; },
                               [](const Reshape&) { return "reshape"; },
                               [](const Quantize&) { return "quantize"; },
                               [](const Dequantize&) { return "dequantize"; }},
                    attributes);
}

}  // namespace wirebench::graph
