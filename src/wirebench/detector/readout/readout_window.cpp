#include "wirebench/detector/readout/readout_window.hpp"

#include <array>
#include <string_view>

namespace wirebench::detector {

ReadoutWindow read_readout_window(ConfigTable& table) {
  constexpr std::array<std::string_view, 2> selections{"full", "signal"};
  constexpr std::array<std::string_view, 2> channels{"signal", "all"};
  ReadoutWindow window;
  window.tick = table.number("tick_us", {0.05, 5.0}) * units::microsecond;
  window.start = table.number("start_us", {-1.0e5, 1.0e5}) * units::microsecond;
  window.ticks = static_cast<std::size_t>(table.integer("ticks", {16, 100000}));
  window.selection = table.choice("window", selections) == "full" ? TickSelection::full : TickSelection::signal;
  window.margin = static_cast<std::size_t>(table.integer("margin_ticks", {0, 100000}));
  window.channels = table.choice("channels", channels) == "all" ? ChannelSelection::all : ChannelSelection::signal;
  window.least_electrons = table.number("least_electrons", {0.0, 1.0e6}, window.least_electrons);
  return window;
}

}  // namespace wirebench::detector
