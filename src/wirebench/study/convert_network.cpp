#include "wirebench/study/convert_network.hpp"

#include "wirebench/convert/calibration_images.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/runtime/native/calibration.hpp"

namespace wirebench::study {

convert::ConversionReport convert_network(const graph::Graph& network, convert::Format format,
                                          const std::filesystem::path& out, const ConversionSettings& settings) {
  convert::ConvertOptions options;
  options.io = settings.io;
  options.configuration = settings.configuration;
  if (format == convert::Format::tflite_int8) {
    if (settings.calibration == nullptr) {
      throw Error{ErrorKind::usage,
                  {"calibration images are needed", std::string{convert::name(format)},
                   "integer ranges are taken from images the network will see",
                   "Give a dataset with --calibration F.h5 (wirebench simulate or wirebench import makes one)."}};
    }
    const auto& shape = settings.calibration->header().shape;
    const graph::Graph sample = graph::with_input_size(network, shape.height, shape.width);
    options.calibration = convert::calibration_images(
        *settings.calibration, sample,
        {.count = settings.calibration_images, .seed = settings.seed, .fit = convert::Fit::exact});
    options.calibration_network = sample;
    options.executor = runtime::native::make_calibration_executor(settings.threads);
  }
  return convert::convert(network, format, out, options);
}

}  // namespace wirebench::study
