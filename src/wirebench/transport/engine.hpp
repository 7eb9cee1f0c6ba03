/// \file A transport engine: particles in, energy deposits out.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>

#include "wirebench/transport/primary.hpp"
#include "wirebench/transport/transported_event.hpp"

namespace wirebench::transport {

/// What to keep of an event besides its deposits.
struct Keep {
  bool tracks = false;
  bool primary_steps = false;
};

class MaterialTables;

/// Takes the event made from primary event `index`. Called once an event, from several threads at once, in any order.
using TransportSink = std::function<void(std::size_t index, TransportedEvent&& event)>;

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

  /// Transports all events on `threads` threads (>= 1). Engines that run as a program of their own take them in one go.
  /// Errors: as transport(), and what `sink` throws; the first one, in the order of the events, ends the work.
  virtual void transport_all(std::span<const PrimaryEvent> events, Keep keep, unsigned threads,
                             const TransportSink& sink) const;

  /// Mean free paths and stopping powers the engine works with; null where it does not tell them.
  [[nodiscard]] virtual const MaterialTables* tables() const noexcept { return nullptr; }
};

}  // namespace wirebench::transport
