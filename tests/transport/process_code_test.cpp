#include "wirebench/transport/process_code.hpp"

namespace wirebench::transport {
namespace {

TEST(ProcessCode, IsReadBackAsWritten) {
  for (int number = 1; number <= 15; ++number) {
    const auto process = static_cast<Process>(number);
    EXPECT_EQ(start_process(process_code(process)), process) << process_name(process);
  }
}

/// Numbers of Geant4 11.4's enumerations.
TEST(ProcessCode, IsGeant4s) {
  EXPECT_EQ(process_code(Process::compton), (ProcessCode{2, 13}));
  EXPECT_EQ(process_code(Process::hadron_inelastic), (ProcessCode{4, 121}));
  EXPECT_EQ(process_code(Process::decay), (ProcessCode{6, 201}));
  EXPECT_EQ(start_process({2, 4}), Process::pair_production);
  EXPECT_EQ(start_process({99, 99}), Process::none);
}

TEST(ProcessCode, SlowingDownEndsNoTrack) {
  EXPECT_EQ(end_process({2, 2}, false), Process::none);
  EXPECT_EQ(end_process({0, 0}, true), Process::none);
  EXPECT_EQ(end_process({4, 121}, false), Process::hadron_inelastic);
  EXPECT_EQ(end_process({1, 91}, false), Process::left_volume);
}

}  // namespace
}  // namespace wirebench::transport
