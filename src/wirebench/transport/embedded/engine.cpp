#include "wirebench/transport/embedded/engine.hpp"

#include "wirebench/transport/embedded/event_transport.hpp"
#include "wirebench/transport/embedded/physics.hpp"

namespace wirebench::transport::embedded {

EmbeddedEngine::EmbeddedEngine(const EmbeddedOptions& options) : physics_{std::make_unique<const Physics>(options)} {}

EmbeddedEngine::~EmbeddedEngine() = default;

TransportedEvent EmbeddedEngine::transport(const PrimaryEvent& event, Keep keep) const {
  return EventTransport{*physics_, event, keep}.run();
}

}  // namespace wirebench::transport::embedded
