#include "wirebench/generator/files/words.hpp"

#include <gtest/gtest.h>

namespace wirebench::generator {
namespace {

TEST(Words, TakesThemOneByOne) {
  Words words{"  E 12\t-3   rest of it "};
  EXPECT_EQ(words.next(), "E");
  EXPECT_EQ(words.next(), "12");
  EXPECT_EQ(words.rest(), "-3   rest of it ");
  EXPECT_EQ(words.next(), "-3");
  for (const char* word : {"rest", "of", "it", "", ""}) EXPECT_EQ(words.next(), word);
}

TEST(ToNumber, UnderstandsWholeFiniteNumbersOnly) {
  EXPECT_EQ(to_number("-1.5e3"), -1500.0);
  EXPECT_EQ(to_number("+2"), 2.0);
  for (const char* word : {"", "1.5x", "nan", "inf", "-inf", "1e999", "--1", "+-1", "0x10", "1,5"}) {
    EXPECT_FALSE(to_number(word)) << word;
  }
}

TEST(ToInteger, RefusesWhatDoesNotFit) {
  EXPECT_EQ(to_integer<std::int32_t>("-2147483648"), -2147483647 - 1);
  for (const char* word : {"2147483648", "1.0", "", "1 ", "99999999999999999999"}) {
    EXPECT_FALSE(to_integer<std::int32_t>(word)) << word;
  }
}

TEST(Shown, IsShortAndPrintable) {
  EXPECT_EQ(shown("a\tb\x01\xff"),
            "'a?b?"
            "?'");
  EXPECT_EQ(shown(std::string(50, 'x')), "'" + std::string(40, 'x') + "...'");
}

}  // namespace
}  // namespace wirebench::generator
