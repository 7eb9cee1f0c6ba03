/// \file A runtime session with one prepared input, as the measuring core sees it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "wirebench/measure/system_under_test.hpp"
#include "wirebench/runtime/runtime.hpp"

namespace wirebench::study {

class TimedSession final : public measure::SystemUnderTest {
 public:
  /// `input` has the session's input size.
  TimedSession(std::string name, std::unique_ptr<runtime::Session> session, std::vector<std::byte> input)
      : name_{std::move(name)}, session_{std::move(session)}, input_{std::move(input)} {}

  [[nodiscard]] std::string name() const override { return name_; }
  [[nodiscard]] std::vector<measure::Nanoseconds> run(std::size_t count) override {
    return session_->time(input_, count);
  }
  void pause() override { session_->pause(); }
  void resume() override { session_->resume(); }

  [[nodiscard]] runtime::Session& session() noexcept { return *session_; }

 private:
  std::string name_;
  std::unique_ptr<runtime::Session> session_;
  std::vector<std::byte> input_;
};

}  // namespace wirebench::study
