/// \file Figures through gnuplot: a script and its data in, SVG, PDF and PNG out.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace wirebench::report {

/// A figure before it is drawn. Script and data are kept, so that anyone can change and replot it.
struct FigureScript {
  std::string stem;    ///< file name without its end
  unsigned width = 0;  ///< of the SVG, pixels at 96 per inch
  unsigned height = 0;
  std::string body;  ///< gnuplot commands that draw it on the current terminal
  struct Data {
    std::string name;  ///< file name beside the script
    std::string text;
  };
  std::vector<Data> data;
};

/// `text` as a gnuplot string nothing in it can break out of or be executed from; control characters become spaces and
/// straight single quotes typographic ones.
[[nodiscard]] std::string gnuplot_quoted(std::string_view text);

struct Gnuplot {
  std::string program = "gnuplot";     ///< looked up in PATH
  std::chrono::seconds patience{120};  ///< for one figure
};

/// Writes `folder/src/<stem>.gp`, `<stem>.body.gp` and the data and runs gnuplot there (no shell, no start-up files,
/// C.UTF-8 locale), which writes `folder/<stem>.svg`, `.pdf` and `.png`. Errors: Error(missing) when there is no
/// gnuplot; Error(failed) with its message when it fails or hangs, or when one of the three files is not there.
void draw(const FigureScript& figure, const std::filesystem::path& folder, const Gnuplot& gnuplot);

}  // namespace wirebench::report
