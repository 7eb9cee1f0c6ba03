#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/dataset/reader.hpp"

namespace wirebench::dataset {

/// A ring of `ahead` places. Workers claim batch numbers in order and may run at most `ahead` batches in front of the
/// consumer, so a claimed batch always has a free place and memory is bounded.
struct BatchStream::State {
  struct Place {
    std::optional<Batch> batch;
    std::exception_ptr error;
    [[nodiscard]] bool filled() const noexcept { return batch.has_value() || error != nullptr; }
  };

  const DatasetReader& reader;
  const std::vector<std::uint64_t> order;
  const std::size_t batch_size;
  const std::size_t batches;
  const std::size_t part;
  const std::size_t parts;
  const std::function<void(std::span<float>, std::uint64_t)> change;

  std::mutex mutex;
  std::condition_variable_any room;
  std::condition_variable_any filled;
  std::vector<Place> places;
  std::size_t claimed;
  std::size_t delivered;
  std::exception_ptr broken;  ///< once a batch failed, every later next() says so again
  std::chrono::duration<double> waited{0.0};
  std::vector<std::jthread> workers;  ///< last: they stop and are joined before anything they use goes away

  State(const DatasetReader& source, std::vector<std::uint64_t> epoch, const StreamOptions& options,
        std::size_t first_batch)
      : reader{source},
        order{std::move(epoch)},
        batch_size{options.batch_size},
        batches{options.drop_last ? order.size() / batch_size : (order.size() + batch_size - 1) / batch_size},
        part{options.part},
        parts{options.parts},
        change{options.change},
        places(std::max<std::size_t>(options.ahead, 1)),
        claimed{std::min(first_batch, batches)},
        delivered{claimed} {
    const std::size_t left = batches - claimed;
    const std::size_t count =
        std::min({std::max<std::size_t>(options.workers, 1), places.size(), std::max<std::size_t>(left, 1)});
    workers.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      workers.emplace_back([this](const std::stop_token& stop) { work(stop); });
    }
  }

  [[nodiscard]] Batch read(std::size_t number) const {
    const std::size_t whole = std::min(batch_size, order.size() - number * batch_size);
    const std::size_t first = number * batch_size + whole * part / parts;
    const std::size_t count = number * batch_size + whole * (part + 1) / parts - first;
    const std::size_t pixels = reader.header().shape.pixels();
    Batch batch;
    batch.whole = whole;
    batch.pixels.resize(count * pixels);
    batch.labels.reserve(count);
    batch.positions.assign(order.begin() + static_cast<std::ptrdiff_t>(first),
                           order.begin() + static_cast<std::ptrdiff_t>(first + count));
    for (std::size_t i = 0; i < count; ++i) {
      const auto image = std::span{batch.pixels}.subspan(i * pixels, pixels);
      reader.read(batch.positions[i], image);
      if (change) change(image, batch.positions[i]);
      batch.labels.push_back(reader.events()[batch.positions[i]].label);
    }
    return batch;
  }

  void work(const std::stop_token& stop) {
    for (;;) {
      std::size_t number = 0;
      {
        std::unique_lock lock{mutex};
        const bool more = room.wait(lock, stop, [this] {
          return broken != nullptr || claimed == batches || claimed < delivered + places.size();
        });
        if (!more || stop.stop_requested() || broken != nullptr || claimed == batches) return;
        number = claimed++;
      }
      Place place;
      try {
        place.batch = read(number);
      } catch (...) {
        place.error = std::current_exception();
      }
      {
        const std::lock_guard lock{mutex};
        WIREBENCH_ASSERT(!places[number % places.size()].filled());
        places[number % places.size()] = std::move(place);
      }
      filled.notify_one();
    }
  }

  [[nodiscard]] std::optional<Batch> next() {
    std::unique_lock lock{mutex};
    if (broken != nullptr) std::rethrow_exception(broken);
    if (delivered == batches) return std::nullopt;
    Place& place = places[delivered % places.size()];
    if (!place.filled()) {
      const auto start = std::chrono::steady_clock::now();
      filled.wait(lock, [&] { return place.filled(); });
      waited += std::chrono::steady_clock::now() - start;
    }
    Place taken = std::exchange(place, Place{});
    if (taken.error != nullptr) {
      broken = taken.error;
    } else {
      ++delivered;
    }
    lock.unlock();
    room.notify_all();
    if (taken.error != nullptr) std::rethrow_exception(taken.error);
    return std::move(taken.batch);
  }
};

namespace {

std::vector<std::uint64_t> checked_order(const DatasetReader& reader, std::span<const std::uint64_t> positions,
                                         const StreamOptions& options, std::uint64_t epoch) {
  WIREBENCH_EXPECT(options.batch_size > 0 && options.part < options.parts);
  const std::size_t events = reader.events().size();
  WIREBENCH_EXPECT(std::all_of(positions.begin(), positions.end(), [=](std::uint64_t p) { return p < events; }));
  static_cast<void>(events);
  return epoch_order(reader.events(), positions, options, epoch);
}

}  // namespace

BatchStream::BatchStream(const DatasetReader& reader, std::vector<std::uint64_t> positions,
                         const StreamOptions& options, std::uint64_t epoch, std::size_t first_batch)
    : state_{std::make_unique<State>(reader, checked_order(reader, positions, options, epoch), options, first_batch)} {}
BatchStream::~BatchStream() = default;

std::optional<Batch> BatchStream::next() {
  return state_->next();
}
std::size_t BatchStream::batches() const noexcept {
  return state_->batches;
}
std::chrono::duration<double> BatchStream::waited() const noexcept {
  return state_->waited;
}

}  // namespace wirebench::dataset
