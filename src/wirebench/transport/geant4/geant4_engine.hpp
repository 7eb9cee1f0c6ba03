/// \file Geant4 as a transport engine: a program of its own, fed and read through files.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "wirebench/core/outcome.hpp"
#include "wirebench/core/units.hpp"
#include "wirebench/core/vector3.hpp"
#include "wirebench/transport/engine.hpp"

namespace wirebench::transport::geant4 {

struct Geant4Options {
  /// "no-data", the list that needs no data files, or the name of one of Geant4's reference lists ("QGSP_BERT").
  std::string physics = "no-data";
  Vector3 half_size{15000.0, 15000.0, 15000.0};  ///< of the box of argon about the origin, mm
  Density density{1.396e-3};
  Length production_cut{0.7};
  Length step_limit{3.0};  ///< longest step of a charged particle
  Time time_limit{1.0e7};  ///< later particles are dropped
  std::uint64_t seed = 1;
  std::filesystem::path program;             ///< empty: find_program() of this header
  std::chrono::seconds patience{24 * 3600};  ///< for one piece of work of the program
};

/// The program: the environment variable WIREBENCH_GEANT4; `../libexec/wirebench/wirebench-geant4` seen from the
/// running program; where the build put it; `wirebench-geant4` in PATH. Absent with how to get it.
[[nodiscard]] Outcome<std::filesystem::path> find_program();

/// Runs one program a thread, each with a part of the events. An event's random numbers depend on the seed and its
/// number alone. The energy ledger has the deposits only: Geant4 does not tell the rest.
class Geant4Engine final : public Engine {
 public:
  /// Absent when the program is not there or cannot run, with how to get it.
  [[nodiscard]] static Outcome<std::unique_ptr<Geant4Engine>> make(const Geant4Options& options);

  [[nodiscard]] std::string name() const override { return name_; }
  /// One event is a whole run of the program: transport_all() is meant.
  [[nodiscard]] TransportedEvent transport(const PrimaryEvent& event, Keep keep) const override;
  /// Errors: Error(usage) for primaries of an unknown code; Error(failed) with the program's message when it fails.
  void transport_all(std::span<const PrimaryEvent> events, Keep keep, unsigned threads,
                     const TransportSink& sink) const override;

 private:
  Geant4Engine(Geant4Options options, std::string name) : options_{std::move(options)}, name_{std::move(name)} {}
  void run_part(std::span<const PrimaryEvent> events, std::size_t first, Keep keep, const TransportSink& sink) const;

  Geant4Options options_;
  std::string name_;
};

}  // namespace wirebench::transport::geant4
