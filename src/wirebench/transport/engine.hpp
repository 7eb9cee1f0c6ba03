/// \file A transport engine: particles in, energy deposits out.
#pragma once

#include <string>

#include "wirebench/transport/primary.hpp"
#include "wirebench/transport/transported_event.hpp"

namespace wirebench::transport {

/// What to keep of an event besides its deposits.
struct Keep {
  bool tracks = false;
  bool primary_steps = false;
};

/// Transports events one by one. The same event, seed and configuration give the same result, whatever was transported
/// before and on whatever thread.
/// Thread-safety: transport() is const; one engine may serve several threads.
class Engine {
 public:
  Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  virtual ~Engine() = default;

  /// "embedded", "geant4 11.4.0 ..."
  [[nodiscard]] virtual std::string name() const = 0;

  /// Errors: Error(usage) for a primary of an unknown code, with no finite momentum, or outside the volume.
  [[nodiscard]] virtual TransportedEvent transport(const PrimaryEvent& event, Keep keep) const = 0;
};

}  // namespace wirebench::transport
