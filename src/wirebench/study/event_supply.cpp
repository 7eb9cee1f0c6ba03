#include "wirebench/study/event_supply.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <thread>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/generator/files/open_events.hpp"
#include "wirebench/generator/generator.hpp"
#include "wirebench/runtime/runtime.hpp"
#include "wirebench/study/root_file.hpp"
#include "wirebench/transport/deposit_source.hpp"
#include "wirebench/transport/embedded/engine.hpp"
#include "wirebench/transport/geant4/geant4_engine.hpp"

namespace wirebench::study {
namespace {

std::optional<std::uint8_t> label_number(const transport::Truth& truth) {
  if (!truth.label) return std::nullopt;
  return static_cast<std::uint8_t>(*truth.label);
}

/// Deposits from a file.
class FileSupply final : public EventSupply {
 public:
  explicit FileSupply(std::filesystem::path path) : path_{std::move(path)}, source_{transport::open_deposits(path_)} {}

  [[nodiscard]] std::vector<std::optional<std::uint8_t>> labels(std::uint64_t most, const Log& log) override {
    const auto source = transport::open_deposits(path_);
    Progress progress{log, "reading labels", source->count(), "events"};
    std::vector<std::optional<std::uint8_t>> labels;
    std::uint64_t labelled = 0;
    while (const auto event = source->next()) {
      progress.advance();
      labels.push_back(label_number(event->truth));
      labelled += labels.back() ? 1 : 0;
      if (most != 0 && labelled == most) break;
    }
    return labels;
  }

  [[nodiscard]] std::optional<Task> next() override {
    auto event = source_->next();
    if (!event) return std::nullopt;
    // A std::function is copied, an event need not be.
    auto shared = std::make_shared<transport::EventDeposits>(std::move(*event));
    return [shared] {
      SuppliedEvent supplied;
      supplied.event.deposits = std::move(*shared);
      supplied.primaries.event_id = supplied.event.deposits.event_id;
      supplied.primaries.truth = supplied.event.deposits.truth;
      return supplied;
    };
  }

  void skip() override { (void)source_->next(); }

 private:
  std::filesystem::path path_;
  std::unique_ptr<transport::DepositSource> source_;
};

std::shared_ptr<const transport::Engine> make_engine(const SimulationOptions& options) {
  if (options.engine == TransportEngine::embedded) {
    return std::make_shared<transport::embedded::EmbeddedEngine>(options.transport);
  }
  const auto& transport = options.transport;
  transport::geant4::Geant4Options geant4;
  geant4.physics = options.physics_list;
  geant4.half_size = transport.half_size;
  geant4.density = Density{transport.argon.density};
  geant4.production_cut = transport.production_cut;
  geant4.step_limit = transport.step_limit;
  geant4.time_limit = transport.time_limit;
  geant4.seed = transport.seed;
  auto engine = transport::geant4::Geant4Engine::make(geant4);
  if (!engine) throw Error{ErrorKind::missing, {"Geant4 cannot be used", "", engine.reason(), ""}};
  return std::move(engine).value();
}

/// Interactions one after the other; making one may be left to another thread.
class Interactions {
 public:
  using Task = std::function<generator::NeutrinoEvent()>;

  Interactions() = default;
  Interactions(const Interactions&) = delete;
  Interactions& operator=(const Interactions&) = delete;
  virtual ~Interactions() = default;
  [[nodiscard]] virtual std::optional<Task> next() = 0;
  /// As EventSupply's.
  [[nodiscard]] virtual std::vector<std::optional<std::uint8_t>> labels(std::uint64_t most, const Log& log) = 0;
  [[nodiscard]] virtual std::uint64_t bad_events() const noexcept { return 0; }
};

/// Of the embedded generator: any event can be made at any time.
class GeneratedInteractions final : public Interactions {
 public:
  GeneratedInteractions(const generator::GeneratorOptions& options, const EventRange& range)
      : generator_{std::make_shared<const generator::Generator>(options)}, range_{range}, next_{range.first} {}

  [[nodiscard]] std::optional<Task> next() override {
    if (next_ == range_.end()) return std::nullopt;
    return [generator = generator_, number = next_++] { return generator->event(number); };
  }

  [[nodiscard]] std::vector<std::optional<std::uint8_t>> labels(std::uint64_t most, const Log&) override {
    const std::uint64_t wanted = most == 0 ? range_.count : std::min(most, range_.count);
    const auto& options = generator_->options();
    std::vector<std::optional<std::uint8_t>> labels;
    labels.reserve(wanted);
    for (std::uint64_t number = range_.first; number < range_.first + wanted; ++number) {
      if (options.mixture == generator::Mixture::balanced) {
        labels.push_back(static_cast<std::uint8_t>(options.classes[number % options.classes.size()]));
      } else {
        labels.push_back(label_number(transport::truth_of(generator_->event(number))));
      }
    }
    return labels;
  }

 private:
  std::shared_ptr<const generator::Generator> generator_;
  EventRange range_;
  std::uint64_t next_;
};

/// Of a generator's file.
class FileInteractions final : public Interactions {
 public:
  FileInteractions(const SimulationOptions& options, const Log& log)
      : path_{options.events_file},
        skip_bad_{options.skip_bad_events},
        nuance_length_{options.nuance_length},
        log_{log} {
    if (generator::event_file_form(path_) == generator::EventFileForm::root) {
      root_ = std::make_unique<RootFile>(path_, runtime::default_paths(), log);
      path_ = root_->converted();
    }
  }

  [[nodiscard]] std::optional<Task> next() override {
    if (!file_) file_ = open(log_);
    auto event = file_->next();
    bad_events_ = std::max(bad_events_, file_->skipped());
    if (!event) return std::nullopt;
    return [shared = std::make_shared<generator::NeutrinoEvent>(std::move(*event))] { return std::move(*shared); };
  }

  [[nodiscard]] std::vector<std::optional<std::uint8_t>> labels(std::uint64_t most, const Log& log) override {
    WIREBENCH_EXPECT(!file_);
    const auto file = open(log);
    log_ = Log::silent();
    std::vector<std::optional<std::uint8_t>> labels;
    std::uint64_t labelled = 0;
    while (const auto event = file->next()) {
      labels.push_back(label_number(transport::truth_of(*event)));
      labelled += labels.back() ? 1 : 0;
      if (most != 0 && labelled == most) break;
    }
    bad_events_ = file->skipped();
    return labels;
  }

  [[nodiscard]] std::uint64_t bad_events() const noexcept override { return bad_events_; }

 private:
  [[nodiscard]] std::unique_ptr<generator::EventFile> open(const Log& log) const {
    generator::EventFileOptions options;
    options.skip_bad_events = skip_bad_;
    options.nuance_length = nuance_length_;
    options.log = log;
    return generator::open_events(path_, std::move(options));
  }

  std::filesystem::path path_;
  bool skip_bad_;
  Length nuance_length_;
  Log log_;                                     // of the stream
  std::unique_ptr<RootFile> root_;              // keeps the converted file
  std::unique_ptr<generator::EventFile> file_;  // the stream, once it has begun
  std::uint64_t bad_events_ = 0;
};

/// Interactions, transported by an engine.
class TransportedSupply final : public EventSupply {
 public:
  TransportedSupply(const SimulationOptions& options, std::unique_ptr<Interactions> interactions,
                    const SupplyOptions& supply)
      : interactions_{std::move(interactions)},
        engine_{make_engine(options)},
        keep_{supply.keep},
        threads_{supply.threads != 0 ? supply.threads : std::max(1U, std::thread::hardware_concurrency())},
        in_batches_{options.engine == TransportEngine::geant4} {}

  [[nodiscard]] std::vector<std::optional<std::uint8_t>> labels(std::uint64_t most, const Log& log) override {
    return interactions_->labels(most, log);
  }

  [[nodiscard]] std::optional<Task> next() override {
    if (in_batches_) return next_of_batch();
    auto interaction = interactions_->next();
    if (!interaction) return std::nullopt;
    return [engine = engine_, keep = keep_, make = std::move(*interaction)] {
      auto event = make();
      auto primaries = transport::primaries_of(event);
      auto transported = engine->transport(primaries, keep);
      return SuppliedEvent{std::move(transported), std::move(primaries), std::move(event)};
    };
  }

  [[nodiscard]] std::uint64_t bad_events() const noexcept override { return interactions_->bad_events(); }

  void skip() override {
    if (ready_.empty()) {
      (void)interactions_->next();
    } else {
      ready_.pop_front();
    }
  }

 private:
  std::optional<Task> next_of_batch() {
    if (ready_.empty()) make_batch();
    if (ready_.empty()) return std::nullopt;
    const auto event = std::move(ready_.front());
    ready_.pop_front();
    return [event] { return std::move(*event); };
  }

  /// Makes the next events all at once, as many as pay for starting a program.
  void make_batch() {
    constexpr std::size_t at_once = 256;
    std::vector<transport::PrimaryEvent> primaries;
    while (primaries.size() < at_once) {
      const auto interaction = interactions_->next();
      if (!interaction) break;
      auto event = (*interaction)();
      primaries.push_back(transport::primaries_of(event));
      ready_.push_back(std::make_shared<SuppliedEvent>(SuppliedEvent{{}, primaries.back(), std::move(event)}));
    }
    engine_->transport_all(primaries, keep_, threads_, [&](std::size_t index, transport::TransportedEvent&& event) {
      ready_[index]->event = std::move(event);
    });
  }

  std::unique_ptr<Interactions> interactions_;
  std::shared_ptr<const transport::Engine> engine_;
  transport::Keep keep_;
  unsigned threads_;
  bool in_batches_;
  std::deque<std::shared_ptr<SuppliedEvent>> ready_;
};

}  // namespace

std::unique_ptr<EventSupply> open_supply(const SimulationOptions& options, const SupplyOptions& supply,
                                         const Log& log) {
  if (options.engine == TransportEngine::file) return std::make_unique<FileSupply>(options.deposits);
  std::unique_ptr<Interactions> interactions;
  if (options.events_file.empty()) {
    interactions = std::make_unique<GeneratedInteractions>(options.generator, supply.generated);
  } else {
    interactions = std::make_unique<FileInteractions>(options, log);
  }
  return std::make_unique<TransportedSupply>(options, std::move(interactions), supply);
}

Error no_events(const SimulationOptions& options, std::uint64_t bad_events) {
  const auto& file = options.engine == TransportEngine::file ? options.deposits : options.events_file;
  return {
      ErrorKind::failed,
      {"no events", file.string(),
       bad_events > 0 ? fmt::format("none of its {} can be used", bad_events) : "there are none to make anything of",
       "Give a file with events, or generate some."}};
}

}  // namespace wirebench::study
