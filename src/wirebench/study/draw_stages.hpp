/// \file An event at every stage of the detector, as a picture.
#pragma once

#include <cstdint>
#include <filesystem>

#include "wirebench/core/log.hpp"
#include "wirebench/study/make_images.hpp"

namespace wirebench::study {

/// Errors: Error(usage) for a detector without a readout, or a position beyond the events that are asked for.
void check_stages(const ImageJob& job, std::uint64_t position);

/// Draws event number `position` of the job (0: the first) to a PNG file (atomically): true charge, waveforms, charge
/// after deconvolution and image, each in all three planes. The first three are those of the anode that most of the
/// charge arrives on. Errors: those of check_stages(); Error(usage) when the source has no such event;
/// Error(failed) when none of its charge arrives; those of report::draw.
void draw_stages(const ImageJob& job, std::uint64_t position, const std::filesystem::path& png, const Log& log);

}  // namespace wirebench::study
