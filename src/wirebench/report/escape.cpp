#include "wirebench/report/escape.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <utility>

namespace wirebench::report {
namespace {

constexpr char32_t k_damaged = 0xFFFD;

/// Takes one code point off the front of `text`; bytes that are not UTF-8 come out as the replacement character.
char32_t next_code_point(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  text.remove_prefix(1);
  if (lead < 0x80) return lead;
  const std::size_t more = lead >= 0xF0 && lead < 0xF5   ? 3
                           : lead >= 0xE0 && lead < 0xF0 ? 2
                           : lead >= 0xC2 && lead < 0xE0 ? 1
                                                         : 0;
  if (more == 0 || text.size() < more) return k_damaged;
  char32_t code = lead & (0x3FU >> more);
  for (std::size_t i = 0; i < more; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0U) != 0x80U) return k_damaged;
    code = code << 6U | (byte & 0x3FU);
  }
  text.remove_prefix(more);
  return code;
}

std::string latex_sign(char32_t code) {
  static constexpr std::array<std::pair<char32_t, const char*>, 27> signs{{
      {'&', "\\&"},
      {'%', "\\%"},
      {'$', "\\$"},
      {'#', "\\#"},
      {'_', "\\_"},
      {'{', "\\{"},
      {'}', "\\}"},
      {'~', "\\textasciitilde{}"},
      {'^', "\\textasciicircum{}"},
      {'\\', "\\textbackslash{}"},
      {'<', "\\textless{}"},
      {'>', "\\textgreater{}"},
      {'|', "\\textbar{}"},
      {'"', "\\textquotedbl{}"},
      {0x2013, "--"},
      {0x2014, "---"},
      {0x00D7, "$\\times$"},
      {0x00B1, "$\\pm$"},
      {0x2264, "$\\leq$"},
      {0x2265, "$\\geq$"},
      {0x03BD, "$\\nu$"},
      {0x03BC, "$\\mu$"},
      {0x00B5, "$\\mu$"},
      {0x00B0, "$^\\circ$"},
      {0x2026, "\\ldots{}"},
      {0x2019, "'"},
      {0x03C0, "$\\pi$"},
  }};
  for (const auto& [sign, latex] : signs) {
    if (sign == code) return latex;
  }
  return fmt::format("[U+{:04X}]", static_cast<std::uint32_t>(code));
}

}  // namespace

std::string html_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string markdown_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '\n':
      case '\r': out += ' '; break;
      case '\\':
      case '`':
      case '*':
      case '_':
      case '{':
      case '}':
      case '[':
      case ']':
      case '#':
      case '|':
      case '~':
      case '^':
      case '$': out += '\\'; [[fallthrough]];
      default: out += c;
    }
  }
  return out;
}

std::string latex_escaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view before = text;
    const char32_t code = next_code_point(text);
    const bool letter = (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
    constexpr std::string_view plain = " !'()*+,-./:;=?@[]`";
    // U+00C0 to U+017F are the accented letters of T1-encoded fonts.
    const bool accented = code >= 0xC0 && code <= 0x17F && code != 0xD7 && code != 0xF7;
    if (letter || accented || (code < 0x80 && plain.find(static_cast<char>(code)) != std::string_view::npos)) {
      out += before.substr(0, before.size() - text.size());
    } else if (code < 0x20) {
      out += ' ';
    } else {
      out += latex_sign(code);
    }
  }
  return out;
}

std::string csv_escaped(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string{text};
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string base64(std::string_view bytes) {
  static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t j) -> std::uint32_t {
      return i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U;
    };
    const std::uint32_t group = byte(0) << 16U | byte(1) << 8U | byte(2);
    out += letters[group >> 18U];
    out += letters[group >> 12U & 63U];
    out += i + 1 < bytes.size() ? letters[group >> 6U & 63U] : '=';
    out += i + 2 < bytes.size() ? letters[group & 63U] : '=';
  }
  return out;
}

}  // namespace wirebench::report
