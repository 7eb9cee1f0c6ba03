#include "wirebench/study/ranks.hpp"

#include <charconv>
#include <optional>
#include <utility>

#include "wirebench/core/contract.hpp"

namespace wirebench::study {
namespace {

constexpr std::string_view k_fine = "+";

std::string to_text(const RankFailure& failure) {
  return std::to_string(failure.code) + ' ' + failure.text;
}

RankFailure failure_from(const std::string& text) {
  const auto blank = text.find(' ');
  RankFailure failure;
  std::from_chars(text.data(), text.data() + blank, failure.code);
  failure.text = text.substr(blank + 1);
  return failure;
}

std::uint64_t number(const std::string& text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

Ranks Ranks::join(const Launch& launch) {
  return launch.size == 1 ? Ranks{} : Ranks{join_ranks(launch)};
}

/// Every exchange begins with this one, so that a rank that has failed meets the others wherever they are.
void Ranks::agree(const RankFailure* own) {
  const auto states = messages_->gather(own != nullptr ? to_text(*own) : std::string{k_fine});
  std::vector<int> failed;
  for (std::size_t i = 0; i < states.size(); ++i) {
    if (states[i] != k_fine) failed.push_back(static_cast<int>(i));
  }
  if (failed.empty()) return;
  messages_->take_warnings(failed);
  throw RanksFailed{failed.front(), failure_from(states[static_cast<std::size_t>(failed.front())])};
}

void Ranks::together(const std::function<void()>& work,
                     const std::function<RankFailure(const std::exception_ptr&)>& describe,
                     const std::function<void(const RanksFailed&)>& tell) {
  if (alone()) {
    work();
    return;
  }
  std::exception_ptr own;
  std::optional<RanksFailed> agreed;
  try {
    work();
  } catch (const Stopped&) {  // not this rank's failure
  } catch (const RanksFailed& failed) {
    agreed = failed;
  } catch (...) {
    own = std::current_exception();
  }
  if (!agreed) {
    try {
      if (own) {
        messages_->warn();
        const RankFailure failure = describe(own);
        agree(&failure);
      } else {
        agree(nullptr);
      }
    } catch (const RanksFailed& failed) {
      agreed = failed;
    }
  }
  if (!agreed) return;
  (void)messages_->gather("");  // every rank has unwound its work: files are closed or gone
  if (is_first()) tell(*agreed);
  (void)messages_->gather("");
  throw RanksFailed{*agreed};
}

void Ranks::check() {
  if (messages_ && messages_->warned()) throw Stopped{};
}

std::vector<std::string> Ranks::gather(std::string_view own) {
  if (!messages_) return {std::string{own}};
  agree(nullptr);
  return messages_->gather(own);
}

std::string Ranks::on_first(const std::function<std::string()>& work) {
  return gather(is_first() ? work() : std::string{}).front();
}

std::vector<std::uint64_t> Ranks::sums(const std::vector<std::uint64_t>& own) {
  std::string text;
  for (const std::uint64_t value : own) text += std::to_string(value) + ' ';
  std::vector<std::uint64_t> sums(own.size());
  for (const std::string& given : gather(text)) {
    std::size_t at = 0;
    for (std::uint64_t& sum : sums) {
      const auto blank = given.find(' ', at);
      WIREBENCH_EXPECT(blank != std::string::npos);
      sum += number(given.substr(at, blank - at));
      at = blank + 1;
    }
  }
  return sums;
}

}  // namespace wirebench::study
