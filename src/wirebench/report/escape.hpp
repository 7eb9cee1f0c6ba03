/// \file Any text, made harmless in each format.
#pragma once

#include <string>
#include <string_view>

namespace wirebench::report {

/// For text and double-quoted attributes.
[[nodiscard]] std::string html_escaped(std::string_view text);

/// For a Markdown table cell or paragraph: marks of Markdown and HTML are escaped, line ends become spaces.
[[nodiscard]] std::string markdown_escaped(std::string_view text);

/// For LaTeX text. Signs pdflatex knows nothing of are named by their code point.
[[nodiscard]] std::string latex_escaped(std::string_view text);

/// One CSV field, quoted when it must be.
[[nodiscard]] std::string csv_escaped(std::string_view text);

/// For data URIs.
[[nodiscard]] std::string base64(std::string_view bytes);

}  // namespace wirebench::report
