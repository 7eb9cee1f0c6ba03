/// \file wirebench's own transport of particles in liquid argon.
#pragma once

#include <memory>
#include <string>

#include "wirebench/transport/embedded/options.hpp"
#include "wirebench/transport/engine.hpp"

namespace wirebench::transport::embedded {

class EmbeddedTables;
struct Physics;

/// A box of liquid argon about the origin. Particles that leave it are gone.
/// Valid for kinetic energies to 100 GeV. Random numbers: the stream {seed, RandomStage::transport, event id}.
/// Building it fills tables (some ten milliseconds); transport() is const and may be called by several threads.
class EmbeddedEngine final : public Engine {
 public:
  /// Errors: Error(usage) naming the option that is out of range.
  explicit EmbeddedEngine(const EmbeddedOptions& options = {});
  ~EmbeddedEngine() override;

  [[nodiscard]] std::string name() const override { return "embedded"; }
  [[nodiscard]] TransportedEvent transport(const PrimaryEvent& event, Keep keep) const override;
  [[nodiscard]] const MaterialTables* tables() const noexcept override;

 private:
  std::unique_ptr<const Physics> physics_;
  std::unique_ptr<const EmbeddedTables> tables_;  // of *physics_
};

}  // namespace wirebench::transport::embedded
