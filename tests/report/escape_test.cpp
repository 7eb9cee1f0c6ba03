#include "wirebench/report/escape.hpp"

#include <gtest/gtest.h>

namespace wirebench::report {
namespace {

constexpr const char* k_nasty = R"(a&b<c>d_e%f$g#h{i}j~k^l\m"n'o)";

TEST(HtmlEscaped, MarksAndQuotes) {
  EXPECT_EQ(html_escaped(R"(<script>"a" & 'b'</script>)"),
            "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;");
}

TEST(LatexEscaped, EverySpecialSign) {
  EXPECT_EQ(
      latex_escaped(k_nasty),
      R"(a\&b\textless{}c\textgreater{}d\_e\%f\$g\#h\{i\}j\textasciitilde{}k\textasciicircum{}l\textbackslash{}m\textquotedbl{}n'o)");
}

TEST(LatexEscaped, SignsOutsideAscii) {
  EXPECT_EQ(latex_escaped("\u03bd\u03bc 1\u20132 \u00d7 caf\u00e9"), "$\\nu$$\\mu$ 1--2 $\\times$ caf\u00e9");
  EXPECT_EQ(latex_escaped("\u4e2d"), "[U+4E2D]");
  EXPECT_EQ(latex_escaped("a\xff\xc3"), "a[U+FFFD][U+FFFD]");
  EXPECT_EQ(latex_escaped("a\nb"), "a b");
}

TEST(MarkdownEscaped, CellsCannotBreak) {
  EXPECT_EQ(markdown_escaped("a|b\nc*d_e<f>`g`#$"), R"(a\|b c\*d\_e&lt;f&gt;\`g\`\#\$)");
}

TEST(CsvEscaped, Rfc4180) {
  EXPECT_EQ(csv_escaped("plain text"), "plain text");
  EXPECT_EQ(csv_escaped("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_escaped("say \"x\""), "\"say \"\"x\"\"\"");
  EXPECT_EQ(csv_escaped("a\nb"), "\"a\nb\"");
}

TEST(Base64, ExamplesOfRfc4648) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("\xff\xfe\xfd"), "//79");
}

}  // namespace
}  // namespace wirebench::report
