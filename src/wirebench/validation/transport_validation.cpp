#include "wirebench/validation/transport_validation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <map>
#include <mutex>
#include <string>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/validation/jackknife.hpp"
#include "wirebench/validation/quantities.hpp"
#include "wirebench/validation/run_sums.hpp"
#include "wirebench/validation/table_validation.hpp"

namespace wirebench::validation {
namespace {

constexpr std::size_t k_groups = 32;
constexpr double k_most_without_asking = 1.0e7;
using Groups = std::array<RunSums, k_groups>;

/// Adds measured events to their groups in the order of their numbers, whatever the order they come in: sums of
/// floating point numbers depend on it.
class OrderedSums {
 public:
  void add(std::size_t index, EventMeasures&& event) {
    const std::lock_guard lock{mutex_};
    waiting_.emplace(index, std::move(event));
    for (auto first = waiting_.begin(); first != waiting_.end() && first->first == next_; ++next_) {
      groups_[next_ % k_groups].add(first->second);
      first = waiting_.erase(first);
    }
  }
  [[nodiscard]] const Groups& groups() const noexcept { return groups_; }

 private:
  std::mutex mutex_;
  std::map<std::size_t, EventMeasures> waiting_;
  std::size_t next_ = 0;
  Groups groups_;
};

/// A number of 32 bits for a beam, so that equal event numbers of different beams have other random numbers (FNV-1a).
std::uint64_t beam_number(const Beam& beam) {
  std::uint32_t hash = 2166136261U;
  for (const char c : beam.name()) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

transport::PrimaryEvent primary_event(const Beam& beam, std::uint64_t index) {
  const double mass = nuclear::particle(beam.pdg).mass;
  transport::PrimaryEvent event;
  event.event_id = (beam_number(beam) << 32U) | index;
  event.primaries.push_back(
      {beam.pdg, {0.0, 0.0, std::sqrt(beam.kinetic * (beam.kinetic + 2.0 * mass))}, {0.0, 0.0, 0.0}, 0.0});
  return event;
}

struct EngineSums {
  Groups groups;
  double seconds_per_event = 0.0;
};

EngineSums transport_beam(const transport::Engine& engine, const Beam& beam, std::uint64_t events,
                          const TransportValidationOptions& options) {
  if (events < 2) {
    throw Error{ErrorKind::usage,
                {"too few events", fmt::format("{} for {}", events, beam.name()), "one event has no statistical error",
                 "Give a larger --events."}};
  }
  if (!nuclear::find_particle(beam.pdg)) {
    throw Error{ErrorKind::usage, {"unknown particle", beam.name(), "its mass is not known", ""}};
  }
  std::vector<transport::PrimaryEvent> primaries;
  for (std::uint64_t i = 0; i < events; ++i) primaries.push_back(primary_event(beam, i));
  OrderedSums sums;
  const auto start = std::chrono::steady_clock::now();
  engine.transport_all(primaries, {.tracks = true, .primary_steps = true}, options.threads,
                       [&](std::size_t index, transport::TransportedEvent&& event) {
                         sums.add(index, measure(event, beam, options.step_limit));
                       });
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return {sums.groups(), seconds * options.threads / static_cast<double>(events)};
}

RunSums all_but(const Groups& groups, std::size_t left_out) {
  RunSums sums;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    if (g != left_out) sums.add(groups[g]);
  }
  return sums;
}

const Quantity* find(const std::vector<Quantity>& list, const std::string& name) {
  for (const Quantity& quantity : list) {
    if (quantity.name == name) return &quantity;
  }
  return nullptr;
}
/// Value of a quantity of this name; `otherwise` where the run has none.
double value_in(const std::vector<Quantity>& list, const std::string& name, double otherwise) {
  const Quantity* quantity = find(list, name);
  return quantity == nullptr ? otherwise : quantity->value;
}

/// True where the entries of a quantity of the reference and of the engine's `own` (null: none) are too few.
bool has_too_few(const Quantity& quantity, const Quantity* own, double reference_events, double engine_events) {
  double engine_entries = own != nullptr ? own->entries : 0.0;
  if (own == nullptr && quantity.needs == Quantity::Needs::both) {
    // Nothing where a good number was to be expected is a difference.
    const double expected = quantity.entries * engine_events / reference_events;
    if (expected >= 2.0 * quantity.enough) return false;
  }
  if (quantity.needs == Quantity::Needs::events) engine_entries = engine_events;
  const double decisive = quantity.needs == Quantity::Needs::one ? std::max(quantity.entries, engine_entries)
                                                                 : std::min(quantity.entries, engine_entries);
  return decisive < quantity.enough;
}

}  // namespace

std::vector<std::filesystem::path> find_runs(const std::filesystem::path& reference) {
  std::vector<std::filesystem::path> files;
  std::error_code failed;
  if (std::filesystem::is_directory(reference, failed)) {
    for (const auto& entry : std::filesystem::directory_iterator{reference}) {
      if (beam_of_file(entry.path())) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
  } else if (std::filesystem::exists(reference, failed)) {
    if (!is_table(reference)) files.push_back(reference);
  } else {
    throw Error{ErrorKind::usage, {"no such reference", reference.string(), "the folder or file does not exist", ""}};
  }
  return files;
}

std::vector<std::filesystem::path> find_unknown_runs(const std::filesystem::path& reference) {
  std::vector<std::filesystem::path> files;
  std::error_code failed;
  if (!std::filesystem::is_directory(reference, failed)) return files;
  for (const auto& entry : std::filesystem::directory_iterator{reference}) {
    if (is_named_like_a_run(entry.path()) && !beam_of_file(entry.path())) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

SingleParticleRun run_engine(const transport::Engine& engine, const Beam& beam, std::uint64_t events,
                             const TransportValidationOptions& options) {
  const EngineSums sums = transport_beam(engine, beam, events, options);
  SingleParticleRun run = all_but(sums.groups, k_groups).result(beam);
  run.seconds_per_event = sums.seconds_per_event;
  return run;
}

RunValidation validate_run(const SingleParticleRun& reference, const transport::Engine& engine,
                           const TransportValidationOptions& options) {
  const auto events = options.events.value_or(static_cast<std::uint64_t>(reference.events));
  if (!options.events && reference.events > k_most_without_asking) {
    throw Error{ErrorKind::usage,
                {"too many events", fmt::format("{:.0f} for {}", reference.events, reference.beam.name()),
                 "the reference says it has so many", "Give --events."}};
  }
  const EngineSums sums = transport_beam(engine, reference.beam, events, options);

  RunValidation validation;
  validation.reference = reference;
  validation.engine = all_but(sums.groups, k_groups).result(reference.beam);
  validation.engine.seconds_per_event = sums.seconds_per_event;
  const std::vector<Quantity> wanted = quantities(reference);
  const std::vector<Quantity> have = quantities(validation.engine);
  std::vector<std::vector<Quantity>> without_group;
  for (std::size_t g = 0; g < k_groups; ++g) {
    const RunSums rest = all_but(sums.groups, g);
    if (rest.events() > 0.0 && sums.groups[g].events() > 0.0) {
      without_group.push_back(quantities(rest.result(reference.beam)));
    }
  }

  const double scale = std::sqrt(static_cast<double>(events) / reference.events);
  const auto compare = [&](const Quantity& quantity) {
    const Quantity* own = find(have, quantity.name);
    Comparison row;
    row.subject = reference.beam.name();
    row.quantity = quantity.name;
    row.reference = quantity.value;
    row.bound = quantity.bound;
    row.value = own != nullptr ? own->value : quantity.when_absent;
    const double otherwise = std::isnan(quantity.when_absent) ? row.value : quantity.when_absent;
    std::vector<double> resampled;
    for (const auto& list : without_group) resampled.push_back(value_in(list, quantity.name, otherwise));
    row.value_error = jackknife_error(resampled);
    if (own != nullptr) row.value_error = std::max(row.value_error, own->least_error);
    row.reference_error =
        std::isfinite(quantity.error) ? quantity.error : std::max(quantity.least_error, row.value_error * scale);
    row.too_few = has_too_few(quantity, own, reference.events, validation.engine.events);
    validation.rows.push_back(std::move(row));
  };
  for (const Quantity& quantity : wanted) compare(quantity);
  // Kinds of particles that only the engine has.
  for (const Quantity& quantity : have) {
    if (reference.secondaries.empty() || std::isnan(quantity.when_absent) || find(wanted, quantity.name) != nullptr)
      continue;
    Quantity none = quantity;
    none.value = none.when_absent;
    none.entries = 0.0;
    // One particle more or less would not have been seen.
    none.error = 1.0 / std::max(1.0, reference.inelastic_fraction * reference.events);
    compare(none);
  }
  return validation;
}

}  // namespace wirebench::validation
