/// \file Turns what Geant4 does into the rows of a segments file.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "options.hpp"
#include "primaries_file.hpp"
#include "table.hpp"

class G4Step;
class G4Track;

namespace g4engine {

/// Collects one event at a time and writes it when it ends. One thread.
class Recorder {
 public:
  Recorder(const Options& options, OutputFile& file);

  void begin_event(const PrimaryEvent& event);
  void begin_track(const G4Track& track);
  void add_step(const G4Step& step);
  void end_track(const G4Track& track);
  void end_event();
  void flush();

 private:
  using Segment = wirebench::transport::layout::Segment;
  using Trajectory = wirebench::transport::layout::Trajectory;

  void add_segment(const G4Step& step, double energy, int pdg);
  [[nodiscard]] std::uint32_t file_track(std::uint32_t track) const { return first_file_track_ + track - 1; }

  const Options& options_;
  Table<Segment> segments_;
  std::optional<Table<Trajectory>> trajectories_;
  Table<wirebench::transport::layout::Vertex> vertices_;
  Table<wirebench::transport::layout::Interaction> interactions_;
  Table<wirebench::transport::layout::StackParticle> stack_;
  std::optional<Table<wirebench::transport::layout::PrimaryStepRow>> primary_steps_;

  std::uint32_t event_id_ = 0;
  std::uint32_t next_segment_ = 0;
  std::uint32_t first_file_track_ = 0;
  std::uint32_t last_track_ = 0;                ///< largest track number of the event
  std::map<std::uint32_t, Trajectory> tracks_;  ///< of the event, by number
};

}  // namespace g4engine
