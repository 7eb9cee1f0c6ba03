/// \file Stage: images for training and judging, and a few at the timed size.
#pragma once

#include "wirebench/study/run_context.hpp"

namespace wirebench::study {

/// Makes datasets/images.h5 and datasets/timed.h5, unless they are there already.
void run_images_stage(RunContext& run);

}  // namespace wirebench::study
