#include "primaries_file.hpp"

#include <cmath>
#include <sstream>

#include "options.hpp"

namespace g4engine {
namespace {

bool at_end(std::istringstream& line) {
  return (line >> std::ws).eof();
}

bool finite(const double* values, int count) {
  for (int i = 0; i < count; ++i) {
    if (!std::isfinite(values[i])) return false;
  }
  return true;
}

}  // namespace

PrimariesFile::PrimariesFile(const std::string& path) : path_{path}, stream_{path} {
  if (!stream_) throw Failure{2, "cannot read the primaries: " + path};
}

void PrimariesFile::fail(const std::string& why) const {
  throw Failure{1, path_ + ":" + std::to_string(number_) + ": " + why};
}

bool PrimariesFile::read_line() {
  if (waiting_) {
    waiting_ = false;
    return true;
  }
  while (std::getline(stream_, line_)) {
    ++number_;
    if (!line_.empty() && line_[0] != '#') return true;
  }
  return false;
}

bool PrimariesFile::next(PrimaryEvent& event) {
  event = {};
  if (!read_line()) return false;
  std::string word;
  {
    std::istringstream line{line_};
    line >> word >> event.event_id >> event.random >> event.neutrino_pdg >> event.charged_current >> event.vertex[0] >>
        event.vertex[1] >> event.vertex[2] >> event.time;
    if (!line || !at_end(line) || word != "event" || !finite(event.vertex, 3) || !std::isfinite(event.time)) {
      fail("'event ID RANDOM NU_PDG CC X Y Z T' is expected");
    }
  }
  while (read_line()) {
    std::istringstream line{line_};
    Primary p;
    line >> word;
    if (word == "event") {
      waiting_ = true;
      return true;
    }
    line >> p.pdg >> p.momentum[0] >> p.momentum[1] >> p.momentum[2] >> p.position[0] >> p.position[1] >>
        p.position[2] >> p.time;
    if (!line || !at_end(line) || word != "particle" || !finite(p.momentum, 3) || !finite(p.position, 3) ||
        !std::isfinite(p.time)) {
      fail("'particle PDG PX PY PZ X Y Z T' is expected");
    }
    event.primaries.push_back(p);
  }
  return true;
}

}  // namespace g4engine
