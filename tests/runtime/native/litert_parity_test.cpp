// Every kernel against LiteRT 2.3.0 itself: models made by Google's converter and outputs recorded from its three
// kernel sets (tests/data/runtime/native/generate.py).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "wirebench/graph/tflite_reader.hpp"
#include "wirebench/runtime/native/engine.hpp"

namespace wirebench::runtime::native {
namespace {

const std::filesystem::path k_folder = std::filesystem::path{WIREBENCH_SOURCE_DIR} / "tests/data/runtime/native";

std::vector<std::byte> read_bytes(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  const std::vector<char> chars{std::istreambuf_iterator<char>{file}, {}};
  std::vector<std::byte> bytes(chars.size());
  std::memcpy(bytes.data(), chars.data(), chars.size());
  return bytes;
}

template <class T>
std::vector<double> numbers(std::span<const std::byte> bytes) {
  std::vector<T> values(bytes.size() / sizeof(T));
  std::memcpy(values.data(), bytes.data(), bytes.size());
  return {values.begin(), values.end()};
}

std::vector<double> numbers(std::span<const std::byte> bytes, graph::DataType type) {
  switch (type) {
    case graph::DataType::float32: return numbers<float>(bytes);
    case graph::DataType::int8: return numbers<std::int8_t>(bytes);
    case graph::DataType::uint8: return numbers<std::uint8_t>(bytes);
    default: return {};
  }
}

struct Difference {
  double largest = 0.0;    ///< absolute; infinite where a value is not a number
  double magnitude = 0.0;  ///< largest |expected|
  std::size_t count = 0;   ///< values that differ at all
};

Difference compare(const std::vector<double>& got, const std::vector<double>& expected) {
  Difference d;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double difference = std::abs(got[i] - expected[i]);
    d.largest = std::max(d.largest, std::isnan(difference) ? HUGE_VAL : difference);
    d.magnitude = std::max(d.magnitude, std::abs(expected[i]));
    d.count += difference == 0.0 ? 0 : 1;
  }
  return d;
}

class LiteRtParity : public testing::TestWithParam<std::string> {};

TEST_P(LiteRtParity, AgreesWithAllKernelSets) {
  const graph::Graph graph = graph::read_tflite(k_folder / (GetParam() + ".tflite"));
  const std::vector<std::byte> recorded = read_bytes(k_folder / (GetParam() + ".bin"));
  Engine engine{graph, EngineOptions{2}};
  ASSERT_EQ(recorded.size(), engine.input_bytes() + 3 * engine.output_bytes());

  std::vector<std::byte> output(engine.output_bytes());
  engine.run(std::span{recorded}.first(engine.input_bytes()), output);

  const graph::DataType type = graph.tensor(graph.outputs()[0]).type;
  const std::vector<double> got = numbers(output, type);
  const std::set<double> distinct{got.begin(), got.end()};
  EXPECT_GT(distinct.size(), 2U) << "a constant output would prove nothing";

  const double relative = type == graph::DataType::float32 ? 1e-5 : 0.0;  // of the largest value
  const double absolute = type == graph::DataType::float32 ? 0.0 : 1.0;
  constexpr std::array k_kernel_sets{"XNNPACK", "built-in", "reference"};
  for (std::size_t set = 0; set < k_kernel_sets.size(); ++set) {
    const auto expected = numbers(
        std::span{recorded}.subspan(engine.input_bytes() + set * engine.output_bytes(), engine.output_bytes()), type);
    const Difference d = compare(got, expected);
    EXPECT_LE(d.largest, absolute + relative * d.magnitude)
        << k_kernel_sets[set] << ": " << d.count << " of " << got.size() << " values differ";
  }
}

std::vector<std::string> models() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator{k_folder}) {
    if (entry.path().extension() == ".tflite") {
      names.push_back(entry.path().stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(Models, LiteRtParity, testing::ValuesIn(models()),
                         [](const auto& model) { return model.param; });

TEST(LiteRtParityCheck, SeesWrongValues) {
  EXPECT_EQ(compare({1.0, 2.0, 5.0}, {1.0, 4.0, 4.0}).largest, 2.0);
  EXPECT_EQ(compare({1.0, std::nan(""), 5.0}, {1.0, 4.0, 5.0}).largest, HUGE_VAL);
}

TEST(LiteRtParityData, IsAllThere) {
  EXPECT_EQ(models().size(), 52U);
}

}  // namespace
}  // namespace wirebench::runtime::native
