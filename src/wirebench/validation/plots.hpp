/// \file Overlay figures of a run and its reference.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "wirebench/report/gnuplot.hpp"
#include "wirebench/validation/transport_validation.hpp"

namespace wirebench::validation {

/// Scripts and data of one reference run: loss by depth, containment by radius, survival of the primary, loss on full
/// steps where there are any; the reference in points, the engine in lines.
[[nodiscard]] report::FigureScript overlay_figure(const RunValidation& run, const std::string& engine);

/// Draws it into `folder` (SVG, PDF and PNG, script and data in `src/`). Errors: those of report::draw().
void draw_overlay(const RunValidation& run, const std::string& engine, const std::filesystem::path& folder);

}  // namespace wirebench::validation
