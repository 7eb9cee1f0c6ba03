#include "wirebench/core/config.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/expect_error.hpp"

namespace wirebench {
namespace {

using test::expect_error;

TEST(Config, ReadsAndResolvesWithDefaults) {
  ConfigTable root =
      Config::parse("[study]\nname = 'quick'\n[[network]]\nname='a'\n[[network]]\nname='b'\n", "t.toml").root();
  ConfigTable study = root.table("study");
  EXPECT_EQ(study.string("name"), "quick");
  EXPECT_EQ(study.integer("seed", {0, 100}, 7), 7);
  auto networks = root.tables("network");
  ASSERT_EQ(networks.size(), 2U);
  EXPECT_EQ(networks[1].string("name"), "b");
  EXPECT_EQ(networks[0].string("name"), "a");
  root.finish();
  EXPECT_EQ(root.resolved().dump(), R"({"study":{"name":"quick","seed":7},"network":[{"name":"a"},{"name":"b"}]})");
}

TEST(Config, UnknownKeyNamesFileLineKeyAndNearest) {
  ConfigTable root = Config::parse("[training]\nepochs = 3\nlerning_rate = 1.0\n", "q.toml").root();
  ConfigTable training = root.table("training");
  (void)training.integer("epochs", {1, 10}, 1);
  (void)training.number("learning_rate", {0, 1}, 0.1);
  expect_error([&] { root.finish(); }, ErrorKind::usage,
               {"unknown key", "q.toml:3: training.lerning_rate", "Did you mean 'learning_rate'?"});
}

TEST(Config, UnknownTableIsFound) {
  ConfigTable root = Config::parse("[trainin]\nepochs = 3\n", "q.toml").root();
  (void)root.table("training");
  expect_error([&] { root.finish(); }, ErrorKind::usage, {"q.toml:1: trainin", "'training'"});
}

TEST(Config, RangeTypeAndChoice) {
  ConfigTable root = Config::parse("a = -5\nb = 'x'\nc = 'adm'\nd = 2\n", "q.toml").root();
  expect_error([&] { (void)root.integer("a", {0, 10}); }, ErrorKind::usage, {"q.toml:1: a", "-5", "from 0 to 10"});
  expect_error([&] { (void)root.integer("b", {0, 10}); }, ErrorKind::usage, {"q.toml:2: b", "a string", "an integer"});
  expect_error(
      [&] {
        (void)root.choice("c", {"sgd", "adam"}, "sgd");
      },
      ErrorKind::usage, {"q.toml:3: c", "'sgd', 'adam'", "Did you mean 'adam'?"});
  expect_error([&] { (void)root.table("d"); }, ErrorKind::usage, {"q.toml:4: d", "a table"});
  expect_error([&] { (void)root.string("e"); }, ErrorKind::usage, {"missing key", "e"});
  EXPECT_DOUBLE_EQ(root.number("d", {0, 10}), 2.0);  // an integer serves as a number
}

TEST(Config, NotANumberIsOutOfRange) {
  ConfigTable root = Config::parse("a = nan\n", "q.toml").root();
  expect_error([&] { (void)root.number("a", {0, 10}); }, ErrorKind::usage, {"out of range"});
}

// A table for each part, one inside the other: parsed, they end the program when they are taken down.
TEST(Config, KeysOfEndlessPartsAreRefused) {
  std::string parts = "a";
  for (int i = 0; i < 1'000'000; ++i) parts += ".a";
  for (const std::string& text :
       {"\n" + parts + " = 1\n", "\n[" + parts + "]\n", "\n[[" + parts + "]]\n", "\nv = {" + parts + " = 1}\n"}) {
    expect_error([&] { (void)Config::parse(text, "q.toml"); }, ErrorKind::usage, {"too many dots", "q.toml:2"});
  }
  for (const std::string& set : {parts + "=1", "v={" + parts + " = 1}"}) {
    const std::vector<std::string> sets{set};
    expect_error([&] { (void)Config::parse("a = 1\n", "q.toml", sets); }, ErrorKind::usage, {"too many dots", "--set"});
  }
  std::string few = "# ";
  for (int i = 0; i < 150; ++i) few += '.';
  few += "\nv = [0.5";
  for (int i = 0; i < 150; ++i) few += ", 1.5";
  few += "]\na.b.c = 1\n";
  (void)Config::parse(few, "q.toml");
}

TEST(Config, SetTakesOnlyUtf8) {
  const std::vector<std::string> sets{"study.name=caf\xe9"};
  expect_error([&] { (void)Config::parse("[study]\n", "q.toml", sets); }, ErrorKind::usage, {"--set", "not UTF-8"});
}

TEST(Config, SyntaxErrorHasLineAndColumn) {
  expect_error([] { (void)Config::parse("a = 1\nb = = 2\n", "q.toml"); }, ErrorKind::usage,
               {"q.toml:2:5", "not valid TOML"});
}

TEST(Config, MissingFile) {
  expect_error([] { (void)Config::read("/nonexistent/q.toml"); }, ErrorKind::usage, {"/nonexistent/q.toml"});
}

TEST(Config, Overrides) {
  const std::vector<std::string> sets{"training.epochs=9", "study.name=fast", "network.1.name='z'", "new.key=1.5"};
  ConfigTable root =
      Config::parse("[training]\nepochs=3\n[[network]]\nname='a'\n[[network]]\nname='b'\n", "t.toml", sets).root();
  EXPECT_EQ(root.table("training").integer("epochs", {0, 10}), 9);
  EXPECT_EQ(root.table("study").string("name"), "fast");
  EXPECT_EQ(root.tables("network")[1].string("name"), "z");
  EXPECT_DOUBLE_EQ(root.table("new").number("key", {0, 2}), 1.5);
}

TEST(Config, BadOverrides) {
  for (const std::string bad : {"epochs", "=3", "a..b=1", "network.7.name=1", "training.epochs.x=1"}) {
    const std::vector<std::string> sets{bad};
    expect_error([&] { (void)Config::parse("[training]\nepochs=3\n[[network]]\nname='a'\n", "t.toml", sets); },
                 ErrorKind::usage, {"--set", bad});
  }
}

TEST(ToToml, RoundTrip) {
  const Json value = Json::parse(
      R"({"a":1,"b":2.0,"c":"x \"y\"","d":[1,2],"e":true,"t":{"k":0.5,"n":{"z":"q"}},"l":[{"m":1},{"m":2}]})");
  const std::string text = to_toml(value);
  ConfigTable root = Config::parse(text, "out.toml").root();
  EXPECT_EQ(root.integer("a", {0, 9}), 1);
  EXPECT_DOUBLE_EQ(root.number("b", {0, 9}), 2.0);
  EXPECT_EQ(root.string("c"), "x \"y\"");
  EXPECT_EQ(root.numbers("d", {}, {}), (std::vector<double>{1.0, 2.0}));
  EXPECT_TRUE(root.boolean("e", false));
  EXPECT_EQ(root.table("t").table("n").string("z"), "q");
  EXPECT_DOUBLE_EQ(root.table("t").number("k", {}), 0.5);
  auto list = root.tables("l");
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].integer("m", {0, 9}), 1);
  EXPECT_EQ(list[1].integer("m", {0, 9}), 2);
  root.finish();
}

TEST(Nearest, FindsSlipsAndLetsOtherWordsBe) {
  const std::vector<std::string> known{"epochs", "batch_size", "learning_rate"};
  EXPECT_EQ(nearest("epcohs", known), "epochs");
  EXPECT_EQ(nearest("batchsize", known), "batch_size");
  EXPECT_EQ(nearest("zzzz", known), std::nullopt);
}

}  // namespace
}  // namespace wirebench
