#include "wirebench/runtime/line_channel.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "wirebench/core/contract.hpp"

namespace wirebench::runtime {
namespace {

constexpr std::size_t k_longest_line = std::size_t{64} << 20U;

}  // namespace

void LineChannel::wait_until_ready(short events, Deadline deadline) const {
  while (true) {
    int milliseconds = -1;
    if (deadline) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - std::chrono::steady_clock::now());
      milliseconds = static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(left.count(), 0, 1'000'000'000));
    }
    pollfd waiting{socket_.get(), events, 0};
    const int ready = ::poll(&waiting, 1, milliseconds);
    if (ready > 0) return;
    if (ready == 0) throw ChannelFault{Fault::silent, "no answer in time"};
    if (errno != EINTR) throw ChannelFault{Fault::ended, std::generic_category().message(errno)};
  }
}

void LineChannel::send(std::string_view line, Deadline deadline) {
  WIREBENCH_EXPECT(line.find('\n') == std::string_view::npos);
  std::string text{line};
  text += '\n';
  std::string_view rest = text;
  while (!rest.empty()) {
    wait_until_ready(POLLOUT, deadline);
    const ssize_t sent = ::send(socket_.get(), rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno != EINTR && errno != EAGAIN) {
      throw ChannelFault{Fault::ended, "connection closed"};
    }
  }
}

std::string LineChannel::receive(Deadline deadline) {
  std::array<char, 65536> buffer{};
  std::size_t searched = 0;
  while (true) {
    const std::size_t end = pending_.find('\n', searched);
    if (end != std::string::npos) {
      std::string line = pending_.substr(0, end);
      pending_.erase(0, end + 1);
      return line;
    }
    searched = pending_.size();
    if (pending_.size() > k_longest_line) throw ChannelFault{Fault::nonsense, "a line longer than 64 MiB"};
    wait_until_ready(POLLIN, deadline);
    const ssize_t got = ::recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got == 0) throw ChannelFault{Fault::ended, "connection closed"};
    if (got > 0) {
      pending_.append(buffer.data(), static_cast<std::size_t>(got));
    } else if (errno != EINTR && errno != EAGAIN) {
      throw ChannelFault{Fault::ended, "connection closed"};
    }
  }
}

}  // namespace wirebench::runtime
