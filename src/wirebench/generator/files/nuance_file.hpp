/// \file Reading the tracker text of NUANCE, as GENIE's `gntpc -f nuance_tracker` and `t2k_tracker` write it.
#pragma once

#include <string>

#include "wirebench/generator/files/event_file.hpp"

namespace wirebench::generator {

/// Events of a tracker text: lines "$ begin", "$ nuance CODE" (or "$ genie CODE", "$ neut CODE": NEUT's codes), "$
/// vertex X Y Z T", "$ track PDG E DX DY DZ STATUS", "$ info ..." (not read), "$ end", and "$ stop" behind the last
/// event. The '$' may be missing. Energies are total, in MeV; vertices in cm (EventFileOptions::nuance_length), times
/// in ns. Several
/// "$ nuance" blocks between one begin and end (several vertices) are several events. Events are numbered from 0.
///
/// Status -1: neutrino, then target (nucleus as 1000 Z + A or as 100ZZZAAA0; without one the struck nucleon is the
/// target), struck nucleons; -2: inside the nucleus; 0: leaves; others are dropped. The direction -999 -999 -999 is
/// that of a particle at rest. Parents are not told (-1, struck nucleons: the target). Violations without error: code
/// not known or missing, "$ stop" missing, direction not of length 1 within 1 %, unknown lines. Sources: GENIE 3.6
/// src/Apps/gNtpConv.cxx; WCSim doc/Nuance_MC_Format.md; codes: NUANCE (D. Casper, hep-ph/0208030) and NEUT's table of
/// modes.
class NuanceFile final : public EventFile {
 public:
  static constexpr std::size_t k_most_tracks = 100'000;

  NuanceFile(LineReader lines, EventFileOptions options) : EventFile{std::move(lines), std::move(options)} {}

  /// True when a text of this form begins so.
  [[nodiscard]] static bool begins(std::string_view first_bytes) noexcept;

  [[nodiscard]] std::string form() const override { return "nuance tracker text"; }

 private:
  [[nodiscard]] std::optional<NeutrinoEvent> read_event() override;
  void resynchronize() override;
  [[nodiscard]] std::optional<std::int64_t> event_number() const override;

  void read_code(std::string_view keyword, std::string_view word, NeutrinoEvent& event, std::optional<bool>& charged);
  void read_vertex(std::string_view rest, NeutrinoEvent& event) const;
  [[nodiscard]] std::optional<EventParticle> read_track(std::string_view rest);
  [[nodiscard]] NeutrinoEvent finish(NeutrinoEvent event, std::vector<EventParticle> particles,
                                     std::optional<bool> charged);

  std::int64_t count_ = 0;  // events begun
  bool inside_ = false;     // between begin and end
  bool in_event_ = false;   // behind a code
  bool stopped_ = false;
};

}  // namespace wirebench::generator
