/// \file The text form of HepMC 3 ("HepMC::Asciiv3"), as written: run information, particles and vertices, no meaning
/// yet. Source: A. Buckley et al., Comput. Phys. Commun. 260 (2021) 107310, and files written by HepMC 3.3.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wirebench/generator/files/line_reader.hpp"
#include "wirebench/nuclear/four_vector.hpp"

namespace wirebench::generator {

/// What is said once for all events.
struct HepMCRun {
  std::vector<std::string> weights;               ///< names
  std::vector<std::array<std::string, 3>> tools;  ///< name, version, description
  std::map<std::string, std::string, std::less<>>
      attributes;  ///< those beginning "NuHepMC.", but not "NuHepMC.Provenance"
};

struct HepMCParticle {
  std::int32_t origin = 0;  ///< > 0: the particle it came from; < 0: its vertex; 0: comes from outside
  std::int32_t pdg = 0;
  std::int32_t status = 0;
  nuclear::FourVector momentum;  ///< MeV
};

struct HepMCVertex {
  std::int32_t id = 0;  ///< < 0
  std::int32_t status = 0;
  std::vector<std::int32_t> incoming;             ///< numbers of particles, from 1
  std::optional<std::array<double, 4>> position;  ///< mm, and mm for c t
};

struct HepMCEvent {
  std::int64_t number = 0;
  bool has_units = false;
  double energy_unit = 1000.0;                    ///< MeV; HepMC's default is GeV
  double length_unit = 1.0;                       ///< mm
  std::optional<std::array<double, 4>> position;  ///< mm, and mm for c t
  std::vector<double> weights;
  std::vector<HepMCParticle> particles;                        ///< number n at n - 1
  std::vector<HepMCVertex> vertices;                           ///< those written, in the file's order
  std::map<std::string, std::string, std::less<>> attributes;  ///< of the event itself, those that are used
};

/// Reads a text of this form, record by record. Every count and number is checked before it is used.
class HepMCText {
 public:
  static constexpr std::size_t k_most_particles = 100'000;
  static constexpr std::size_t k_most_attributes = 10'000;
  static constexpr std::size_t k_most_attribute_bytes = std::size_t{16} << 20U;

  /// `lines` must outlive this.
  explicit HepMCText(LineReader& lines) : lines_{lines} {}

  /// True when a text of this form begins so.
  [[nodiscard]] static bool begins(std::string_view first_bytes) noexcept { return first_bytes.starts_with("HepMC::"); }

  /// Reads the head, up to the first event or the end. Errors: EventProblem.
  [[nodiscard]] HepMCRun read_run();
  /// The next event; nothing behind the last. A new head between events (files put together) replaces `run`.
  /// Errors: EventProblem; with ends_stream when the file is cut.
  [[nodiscard]] std::optional<HepMCEvent> read_event(HepMCRun& run);
  /// Whether read_event() replaced the run since the last call of this.
  [[nodiscard]] bool take_run_changed() noexcept { return std::exchange(run_changed_, false); }
  /// Goes on to the next event, the closing line or the end.
  void skip_to_event();
  /// Number of the event being read.
  [[nodiscard]] std::optional<std::int64_t> event_number() const noexcept { return number_; }

 private:
  void read_run_line(std::string_view line, HepMCRun& run);
  [[nodiscard]] HepMCEvent begin_event(std::string_view line, std::int64_t& vertices, std::int64_t& particles);
  static void read_units(std::string_view line, HepMCEvent& event);
  static void read_weights(std::string_view line, HepMCEvent& event);
  static void read_attribute(std::string_view line, HepMCEvent& event);
  static void read_particle(std::string_view line, HepMCEvent& event);
  void read_vertex(std::string_view line, HepMCEvent& event);
  static void check(const HepMCEvent& event, std::int64_t vertices, std::int64_t particles);

  LineReader& lines_;
  std::size_t attribute_bytes_ = 0;
  std::size_t incoming_ = 0;  // entries of the vertices of this event
  std::optional<std::int64_t> number_;
  bool run_changed_ = false;
  bool closed_ = false;  // the closing line was the last one
};

}  // namespace wirebench::generator
