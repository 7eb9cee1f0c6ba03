#include "wirebench/runtime/native/dispatch.hpp"

#include <array>

namespace wirebench::runtime::native {
namespace {

using graph::DataType;
constexpr DataType f32 = DataType::float32;
constexpr DataType i8 = DataType::int8;
constexpr DataType u8 = DataType::uint8;

struct Entry {
  std::string_view name;
  bool (*accepts)(const Site&);
  KernelPtr (*make)(const Site&);
};

// Source, weights (where the operator has them) and result.
template <class Attribute, DataType Src, DataType Dst>
bool unary(const Site& site) {
  return site.is<Attribute>() && site.has_types({Src}, Dst);
}
template <class Attribute, DataType Src, DataType Second, DataType Dst>
bool binary(const Site& site) {
  return site.is<Attribute>() && site.has_types({Src, Second}, Dst);
}

constexpr std::array k_kernels{
    Entry{"conv2d float32", binary<graph::Conv2d, f32, f32, f32>, make_float_conv},
    Entry{"conv2d int8", binary<graph::Conv2d, i8, i8, i8>, make_integer_conv},
    Entry{"conv2d dynamic range", binary<graph::Conv2d, f32, i8, f32>, make_hybrid_conv},
    Entry{"depthwise_conv2d float32", binary<graph::DepthwiseConv2d, f32, f32, f32>, make_float_depthwise},
    Entry{"depthwise_conv2d int8", binary<graph::DepthwiseConv2d, i8, i8, i8>, make_integer_depthwise},
    Entry{"depthwise_conv2d dynamic range", binary<graph::DepthwiseConv2d, f32, i8, f32>, make_hybrid_depthwise},
    Entry{"dense float32", binary<graph::Dense, f32, f32, f32>, make_float_dense},
    Entry{"dense int8", binary<graph::Dense, i8, i8, i8>, make_integer_dense},
    Entry{"dense dynamic range", binary<graph::Dense, f32, i8, f32>, make_hybrid_dense},
    Entry{"add float32", binary<graph::Add, f32, f32, f32>, make_float_add},
    Entry{"add int8", binary<graph::Add, i8, i8, i8>, make_integer_add},
    Entry{"multiply float32", binary<graph::Multiply, f32, f32, f32>, make_float_multiply},
    Entry{"multiply int8", binary<graph::Multiply, i8, i8, i8>, make_integer_multiply},
    Entry{"batch_normalization float32", unary<graph::BatchNormalization, f32, f32>, make_batch_normalization},
    Entry{"relu float32", unary<graph::Relu, f32, f32>, make_float_relu},
    Entry{"relu int8", unary<graph::Relu, i8, i8>, make_integer_relu},
    Entry{"logistic float32", unary<graph::Logistic, f32, f32>, make_float_logistic},
    Entry{"logistic int8", unary<graph::Logistic, i8, i8>, make_integer_logistic},
    Entry{"max_pool2d float32", unary<graph::MaxPool2d, f32, f32>, make_float_max_pool},
    Entry{"max_pool2d int8", unary<graph::MaxPool2d, i8, i8>, make_integer_max_pool},
    Entry{"average_pool2d float32", unary<graph::AveragePool2d, f32, f32>, make_float_average_pool},
    Entry{"average_pool2d int8", unary<graph::AveragePool2d, i8, i8>, make_integer_average_pool},
    Entry{"global_average_pool float32", unary<graph::GlobalAveragePool, f32, f32>, make_float_mean},
    Entry{"global_average_pool int8", unary<graph::GlobalAveragePool, i8, i8>, make_integer_mean},
    Entry{"softmax float32", unary<graph::Softmax, f32, f32>, make_float_softmax},
    Entry{"softmax int8", unary<graph::Softmax, i8, i8>, make_integer_softmax},
    Entry{"zero_pad2d float32", unary<graph::ZeroPad2d, f32, f32>, make_pad},
    Entry{"zero_pad2d int8", unary<graph::ZeroPad2d, i8, i8>, make_pad},
    Entry{"concatenation float32", unary<graph::Concatenation, f32, f32>, make_concatenation},
    Entry{"concatenation int8", unary<graph::Concatenation, i8, i8>, make_concatenation},
    Entry{"reshape float32", unary<graph::Reshape, f32, f32>, make_reshape},
    Entry{"reshape int8", unary<graph::Reshape, i8, i8>, make_reshape},
    Entry{"reshape uint8", unary<graph::Reshape, u8, u8>, make_reshape},
    Entry{"quantize float32 to int8", unary<graph::Quantize, f32, i8>, make_quantize},
    Entry{"quantize float32 to uint8", unary<graph::Quantize, f32, u8>, make_quantize},
    Entry{"quantize int8 to int8", unary<graph::Quantize, i8, i8>, make_requantize},
    Entry{"quantize int8 to uint8", unary<graph::Quantize, i8, u8>, make_requantize},
    Entry{"quantize uint8 to int8", unary<graph::Quantize, u8, i8>, make_requantize},
    Entry{"quantize uint8 to uint8", unary<graph::Quantize, u8, u8>, make_requantize},
    Entry{"dequantize int8", unary<graph::Dequantize, i8, f32>, make_dequantize},
    Entry{"dequantize uint8", unary<graph::Dequantize, u8, f32>, make_dequantize},
};

}  // namespace

Implementation choose_kernel(const Site& site) {
  for (const Entry& entry : k_kernels) {
    if (entry.accepts(site)) {
      return {entry.name, entry.make(site)};
    }
  }
  site.refuse("there is no kernel for this combination of types");
}

}  // namespace wirebench::runtime::native
