#include "wirebench/transport/embedded/engine.hpp"

#include "wirebench/transport/embedded/embedded_tables.hpp"
#include "wirebench/transport/embedded/event_transport.hpp"
#include "wirebench/transport/embedded/physics.hpp"

namespace wirebench::transport::embedded {

EmbeddedEngine::EmbeddedEngine(const EmbeddedOptions& options)
    : physics_{std::make_unique<const Physics>(options)}, tables_{std::make_unique<const EmbeddedTables>(*physics_)} {}

EmbeddedEngine::~EmbeddedEngine() = default;

TransportedEvent EmbeddedEngine::transport(const PrimaryEvent& event, Keep keep) const {
  return EventTransport{*physics_, event, keep}.run();
}

const MaterialTables* EmbeddedEngine::tables() const noexcept {
  return tables_.get();
}

}  // namespace wirebench::transport::embedded
