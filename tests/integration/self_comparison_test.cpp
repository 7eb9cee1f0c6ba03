/// \file A target timed against itself, with every runtime's worker loaded, gives a ratio of 1.00 +- 0.02.
#include "support/self_comparison.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <memory>

#include "support/busy_cores.hpp"
#include "support/needs_runtime.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/error.hpp"
#include "wirebench/graph/networks.hpp"
#include "wirebench/study/convert_network.hpp"
#include "wirebench/study/timed_session.hpp"

namespace wirebench {
namespace {

using test::SelfComparison;

/// A small network as files, and one stopped worker of every installed runtime: the crowd around the pair that is
/// timed.
class SelfComparisonTest : public testing::TestWithParam<std::string> {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<test::TemporaryFolder>();
    const auto network = graph::make_network("resnet50v2", {.height = 64, .width = 64, .width_multiplier = 0.5});
    (void)study::convert_network(network, convert::Format::savedmodel, *folder_ / "network", {});
    (void)study::convert_network(network, convert::Format::tflite_float32, *folder_ / "network.tflite", {});
    for (const std::string& runtime : runtime::runtime_names()) {
      if (test::missing_runtime(runtime).empty()) crowd_.push_back(open(runtime, "crowd"));
    }
  }
  static void TearDownTestSuite() {
    crowd_.clear();
    folder_.reset();
  }

  /// Loaded and stopped, as the sessions of a study are while another one is timed.
  static std::unique_ptr<study::TimedSession> open(const std::string& runtime, const std::string& name) {
    const auto file = *folder_ / (runtime.starts_with("tensorflow") ? "network" : "network.tflite");
    // One thread: it finds a free core on a shared machine far more often than two find both.
    const auto target = runtime::parse_target(runtime + "@1");
    auto session = runtime::make_runtime(runtime, runtime::default_paths())->open(file, target);
    if (!session) throw Error{ErrorKind::failed, {"no session on " + runtime, "", session.reason(), ""}};
    std::vector<std::byte> image(session.value()->input().bytes());
    auto timed = std::make_unique<study::TimedSession>(name, std::move(session).value(), std::move(image));
    timed->pause();
    return timed;
  }

 private:
  static std::unique_ptr<test::TemporaryFolder> folder_;
  static std::vector<std::unique_ptr<study::TimedSession>> crowd_;
};

std::unique_ptr<test::TemporaryFolder> SelfComparisonTest::folder_;
std::vector<std::unique_ptr<study::TimedSession>> SelfComparisonTest::crowd_;

TEST_P(SelfComparisonTest, RatioIsOne) {
  WIREBENCH_NEEDS_RUNTIME(GetParam());
  constexpr std::chrono::seconds limit{30};
  constexpr int tries = 3;  // each with new processes: where their memory happens to lie can cost a few percent
  // One query at a time, on one thread. With more to do, the machine shares its cores out unevenly: a session that sits
  // on the busier one is slower all along, and no interval within one run can tell.
  constexpr double most_busy_cores = 1.2;
  for (int i = 1; i <= tries; ++i) {
    const auto first = open(GetParam(), "first");
    const auto second = open(GetParam(), "second");
    const test::BusyCores busy;
    first->resume();
    second->resume();
    const SelfComparison result = test::compare_alike(*first, *second, limit);
    const auto text = fmt::format("{} against itself: ratio {:.4f} [{:.4f}, {:.4f}] after {} queries of each",
                                  GetParam(), result.ratio.value, result.ratio.low, result.ratio.high, result.queries);
    std::cout << "  " << text << '\n';
    if (result.finding == SelfComparison::Finding::agrees) return;
    if (const double cores = busy.average(); !(cores <= most_busy_cores)) {
      GTEST_SKIP() << fmt::format("the machine is too busy to tell, {:.1f} cores at work: {}", cores, text);
    }
    if (result.finding == SelfComparison::Finding::too_noisy) {
      GTEST_SKIP() << "the machine is too busy to tell within " << limit.count() << " s: " << text;
    }
  }
  FAIL() << GetParam() << " differs from itself by more than 2 % in each of " << tries << " tries";
}

INSTANTIATE_TEST_SUITE_P(Runtimes, SelfComparisonTest, testing::ValuesIn(runtime::runtime_names()),
                         [](const auto& instance) {
                           std::string name = instance.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace wirebench
