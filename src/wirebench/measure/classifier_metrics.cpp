#include "wirebench/measure/classifier_metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <span>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/measure/accuracy.hpp"
#include "wirebench/measure/energy_bins.hpp"
#include "wirebench/measure/statistics.hpp"

namespace wirebench::measure {
namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();

double ratio(double part, double whole) {
  return whole > 0.0 ? part / whole : k_nan;
}

/// [true][predicted], of some events: how many, and their weights added up.
struct Tally {
  std::size_t classes;
  std::vector<double> counts;
  std::vector<double> weights;

  explicit Tally(std::size_t number_of_classes)
      : classes{number_of_classes}, counts(classes * classes), weights(classes * classes) {}
  void clear() {
    std::fill(counts.begin(), counts.end(), 0.0);
    std::fill(weights.begin(), weights.end(), 0.0);
  }
  [[nodiscard]] double row(const std::vector<double>& table, std::size_t truth) const {
    double sum = 0.0;
    for (std::size_t said = 0; said < classes; ++said) sum += table[truth * classes + said];
    return sum;
  }
  [[nodiscard]] double column(const std::vector<double>& table, std::size_t said) const {
    double sum = 0.0;
    for (std::size_t truth = 0; truth < classes; ++truth) sum += table[truth * classes + said];
    return sum;
  }
};

bool all_known(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

std::uint64_t unknown(std::span<const double> values) {
  return static_cast<std::uint64_t>(
      std::count_if(values.begin(), values.end(), [](double v) { return !std::isfinite(v); }));
}

/// The numbers of a sample or a resample, as the values of estimates whose ends are not known yet, in one order.
void visit(ClassifierMetrics& metrics, const auto& each) {
  for (Estimate* e : {&metrics.accuracy, &metrics.balanced_accuracy, &metrics.mean_area, &metrics.calibration_error}) {
    each(*e);
  }
  const auto of_class = [&](ClassMetrics& c) {
    for (Estimate* e : {&c.efficiency, &c.purity, &c.area, &c.flux_efficiency, &c.flux_purity}) each(*e);
  };
  for (ClassMetrics& c : metrics.classes) of_class(c);
  for (EnergyBin& bin : metrics.by_energy) {
    for (ClassMetrics& c : bin.classes) of_class(c);
  }
}

/// The numbers of the events, and of any resample of them.
class Numbers {
 public:
  explicit Numbers(const Predictions& predictions) : predictions_{predictions}, said_{predictions.classes_predicted()} {
    const std::size_t classes = predictions.classes;
    numbers_.classes.resize(classes);
    for (const std::uint32_t label : predictions.labels) ++numbers_.classes[label].events;
    numbers_.events = predictions.size();
    numbers_.confusion = confusion_matrix(predictions.labels, said_, classes);
    find_bins();
    find_weights();
    for (std::uint32_t c = 0; c < classes; ++c) {
      rankings_.emplace_back(predictions, c);
      numbers_.curves.push_back(rankings_.back().curve());
    }
    if (are_probabilities(predictions)) {
      calibration_.emplace(predictions);
      numbers_.reliability = calibration_->bins();
    } else {
      numbers_.left_out.emplace_back("Calibration: the scores are no probabilities.");
    }
    tallies_.assign(numbers_.by_energy.size() + 1, Tally{classes});
  }

  /// Sets the value of every number to that of a resample.
  void operator()(Multiplicities multiplicities) {
    count(multiplicities);
    const std::size_t classes = predictions_.classes;
    const Tally& all = tallies_.back();
    double right = 0.0;
    double efficiencies = 0.0;
    double present = 0.0;
    double areas = 0.0;
    for (std::size_t c = 0; c < classes; ++c) {
      right += all.counts[c * classes + c];
      ClassMetrics& numbers = numbers_.classes[c];
      fill(all, c, numbers);
      numbers.area.value = rankings_[c].area(multiplicities);
      if (numbers.events == 0) continue;
      present += 1.0;
      efficiencies += numbers.efficiency.value;
      areas += numbers.area.value;
    }
    numbers_.accuracy.value = right / static_cast<double>(predictions_.size());
    numbers_.balanced_accuracy.value = efficiencies / present;
    numbers_.mean_area.value = areas / present;
    numbers_.calibration_error.value = calibration_ ? calibration_->error(multiplicities) : k_nan;
    for (std::size_t bin = 0; bin < numbers_.by_energy.size(); ++bin) {
      for (std::size_t c = 0; c < classes; ++c) {
        ClassMetrics& numbers = numbers_.by_energy[bin].classes[c];
        fill(tallies_[bin], c, numbers);
        numbers.area.value = k_nan;
      }
    }
  }

  [[nodiscard]] ClassifierMetrics& get() noexcept { return numbers_; }
  /// Counts of the last resample: of each energy bin, then of all events.
  [[nodiscard]] const std::vector<Tally>& tallies() const noexcept { return tallies_; }

 private:
  void find_bins() {
    const auto& energies = predictions_.true_energy_mev;
    const auto unusable = static_cast<std::uint64_t>(
        std::count_if(energies.begin(), energies.end(), [](double e) { return !(std::isfinite(e) && e > 0.0); }));
    if (energies.empty() || unusable > 0) {
      numbers_.left_out.push_back(
          fmt::format("Efficiency and purity against true energy: it is not known of {} of {} events.",
                      energies.empty() ? predictions_.size() : unusable, predictions_.size()));
      return;
    }
    const std::vector<double> edges = energy_edges(energies);
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
      EnergyBin bin{edges[i], edges[i + 1], std::vector<ClassMetrics>(predictions_.classes)};
      numbers_.by_energy.push_back(std::move(bin));
    }
    for (std::size_t event = 0; event < energies.size(); ++event) {
      bins_.push_back(energy_bin(edges, energies[event]));
      ++numbers_.by_energy[bins_.back()].classes[predictions_.labels[event]].events;
    }
  }

  void find_weights() {
    const auto& weights = predictions_.flux_weight;
    const bool known = !weights.empty() && all_known(weights);
    const bool usable = known && std::all_of(weights.begin(), weights.end(), [](double w) { return w >= 0.0; }) &&
                        std::accumulate(weights.begin(), weights.end(), 0.0) > 0.0;
    if (usable) {
      weights_ = weights;
      return;
    }
    numbers_.left_out.push_back(
        known ? std::string{"Efficiency and purity in the flux: some weights are negative, or all are 0."}
              : fmt::format("Efficiency and purity in the flux: the weight is not known of {} of {} events.",
                            weights.empty() ? predictions_.size() : unknown(weights), predictions_.size()));
  }

  void count(Multiplicities multiplicities) {
    WIREBENCH_EXPECT(multiplicities.size() == predictions_.size());
    for (Tally& tally : tallies_) tally.clear();
    Tally& all = tallies_.back();
    for (std::size_t event = 0; event < predictions_.size(); ++event) {
      const double times = multiplicities[event];
      if (times == 0.0) continue;
      const std::size_t cell = predictions_.labels[event] * predictions_.classes + said_[event];
      const double weight = weights_.empty() ? 0.0 : times * weights_[event];
      all.counts[cell] += times;
      all.weights[cell] += weight;
      if (bins_.empty()) continue;
      tallies_[bins_[event]].counts[cell] += times;
      tallies_[bins_[event]].weights[cell] += weight;
    }
  }

  void fill(const Tally& tally, std::size_t c, ClassMetrics& numbers) const {
    const std::size_t classes = predictions_.classes;
    numbers.efficiency.value = ratio(tally.counts[c * classes + c], tally.row(tally.counts, c));
    // Every class weighs the same: its events count one over their number in the whole sample.
    double called = 0.0;
    double rightly = 0.0;
    for (std::size_t truth = 0; truth < classes; ++truth) {
      if (numbers_.classes[truth].events == 0) continue;
      const double share = tally.counts[truth * classes + c] / static_cast<double>(numbers_.classes[truth].events);
      called += share;
      if (truth == c) rightly = share;
    }
    numbers.purity.value = ratio(rightly, called);
    numbers.flux_efficiency.value = ratio(tally.weights[c * classes + c], tally.row(tally.weights, c));
    numbers.flux_purity.value = ratio(tally.weights[c * classes + c], tally.column(tally.weights, c));
  }

  const Predictions& predictions_;
  std::vector<std::uint32_t> said_;
  std::vector<std::size_t> bins_;  // of the events; empty where energies are not known
  std::vector<double> weights_;    // empty where they are not known
  std::vector<ScoreRanking> rankings_;
  std::optional<Calibration> calibration_;
  std::vector<Tally> tallies_;
  ClassifierMetrics numbers_;
};

void set_ends(Estimate& estimate, const Estimate& ends) {
  estimate.low = ends.low;
  estimate.high = ends.high;
}

bool stuck(const Estimate& share) {
  return share.value == 0.0 || share.value == 1.0;
}

/// Shares of 0 and 1 do not move in resamples.
void mend_stuck(const Tally& tally, std::size_t c, ClassMetrics& numbers) {
  const auto whole = [](double count) { return static_cast<std::uint64_t>(std::llround(count)); };
  const std::uint64_t right = whole(tally.counts[c * tally.classes + c]);
  const Estimate efficiency = wilson(right, whole(tally.row(tally.counts, c)));
  const Estimate purity = wilson(right, whole(tally.column(tally.counts, c)));
  if (stuck(numbers.efficiency)) set_ends(numbers.efficiency, efficiency);
  if (stuck(numbers.flux_efficiency)) set_ends(numbers.flux_efficiency, efficiency);
  if (stuck(numbers.purity)) set_ends(numbers.purity, purity);
  if (stuck(numbers.flux_purity)) set_ends(numbers.flux_purity, purity);
}

void check(const Predictions& predictions) {
  const auto fail = [](const std::string& what, const std::string& why) {
    throw Error{ErrorKind::failed,
                {what, "judging a classifier", why, "Give the predictions of the dataset's events."}};
  };
  if (predictions.size() == 0) fail("no predictions", "there are no events to judge");
  WIREBENCH_EXPECT(predictions.scores.size() == predictions.size() * predictions.classes);
  for (const std::uint32_t label : predictions.labels) {
    if (label >= predictions.classes) {
      fail("class out of range", fmt::format("label {} of {} classes", label, predictions.classes));
    }
  }
}

/// The predictions of the events at `kept`.
Predictions some(const Predictions& all, std::span<const std::size_t> kept) {
  Predictions some;
  some.classes = all.classes;
  const auto take = [&](const auto& from, auto& to) {
    if (from.empty()) return;
    for (const std::size_t event : kept) to.push_back(from[event]);
  };
  take(all.event_ids, some.event_ids);
  take(all.labels, some.labels);
  take(all.true_energy_mev, some.true_energy_mev);
  take(all.visible_charge, some.visible_charge);
  take(all.flux_weight, some.flux_weight);
  for (const std::size_t event : kept) {
    const auto scores = all.scores_of(event);
    some.scores.insert(some.scores.end(), scores.begin(), scores.end());
  }
  return some;
}

/// The events with enough charge; the others are counted in `below`.
Predictions with_enough_charge(const Predictions& predictions, double least, CountedApart& below) {
  below.min_visible_charge = least;
  below.by_class.assign(predictions.classes, 0);
  if (!(least > 0.0)) return predictions;
  if (predictions.visible_charge.empty() || !all_known(predictions.visible_charge)) {
    throw Error{
        ErrorKind::usage,
        {"a least visible charge is asked for, but the charge is not known", fmt::format("{} electrons", least),
         fmt::format("{} of {} events do not say how much charge is in their image",
                     predictions.visible_charge.empty() ? predictions.size() : unknown(predictions.visible_charge),
                     predictions.size()),
         "Leave the option out for images that were not simulated here."}};
  }
  const std::vector<std::uint32_t> said = predictions.classes_predicted();
  std::vector<std::size_t> kept;
  for (std::size_t event = 0; event < predictions.size(); ++event) {
    if (predictions.visible_charge[event] >= least) {
      kept.push_back(event);
      continue;
    }
    ++below.events;
    ++below.by_class[predictions.labels[event]];
    below.right += said[event] == predictions.labels[event] ? 1 : 0;
  }
  if (kept.empty()) {
    throw Error{ErrorKind::usage,
                {"no event has the least visible charge", fmt::format("{} electrons", least),
                 fmt::format("all {} events have less", predictions.size()), "Lower it."}};
  }
  return some(predictions, kept);
}

}  // namespace

ClassifierMetrics judge(const Predictions& predictions, const JudgeOptions& options) {
  check(predictions);
  CountedApart below;
  const Predictions judged = with_enough_charge(predictions, options.min_visible_charge, below);
  Numbers numbers{judged};
  const auto values_of = [&](std::span<double> values) {
    std::size_t next = 0;
    visit(numbers.get(), [&](const Estimate& e) { values[next++] = e.value; });
  };
  std::size_t count = 0;
  visit(numbers.get(), [&](const Estimate&) { ++count; });
  const auto resampled = bootstrap(
      judged.labels, count,
      [&](Multiplicities multiplicities, std::span<double> values) {
        numbers(multiplicities);
        values_of(values);
      },
      options.bootstrap);

  const std::vector<std::uint32_t> once(judged.size(), 1);
  numbers(once);  // last, so that its numbers stay
  ClassifierMetrics metrics = numbers.get();
  std::size_t next = 0;
  visit(metrics, [&](Estimate& e) { e = percentile_interval(e.value, resampled[next++]); });
  constexpr std::size_t calibration_error = 3;  // in the order of visit()
  metrics.calibration_error = reflected_interval(metrics.calibration_error.value, resampled[calibration_error], 0.0);
  for (std::size_t c = 0; c < judged.classes; ++c) {
    mend_stuck(numbers.tallies().back(), c, metrics.classes[c]);
    for (std::size_t bin = 0; bin < metrics.by_energy.size(); ++bin) {
      mend_stuck(numbers.tallies()[bin], c, metrics.by_energy[bin].classes[c]);
    }
  }
  const AccuracySummary counted = summarise_accuracy(metrics.confusion);
  if (stuck(metrics.accuracy)) set_ends(metrics.accuracy, counted.accuracy);
  if (stuck(metrics.balanced_accuracy)) set_ends(metrics.balanced_accuracy, counted.balanced_accuracy);
  metrics.below = std::move(below);
  metrics.bootstrap = options.bootstrap;
  return metrics;
}

Estimate balanced_accuracy_lead(const Predictions& one, const Predictions& other, const JudgeOptions& options) {
  check(one);
  check(other);
  if (one.event_ids != other.event_ids || one.labels != other.labels || one.classes != other.classes) {
    throw Error{
        ErrorKind::failed,
        {"two classifiers cannot be compared", fmt::format("{} and {} events", one.size(), other.size()),
         "they did not judge the same events in the same order", "Evaluate both on the same dataset and split."}};
  }
  CountedApart ignored;
  const Predictions ours = with_enough_charge(one, options.min_visible_charge, ignored);
  const Predictions theirs = with_enough_charge(other, options.min_visible_charge, ignored);
  if (ours.event_ids != theirs.event_ids) {
    throw Error{ErrorKind::failed,
                {"two classifiers cannot be compared", "", "their tables differ in the charge of the events",
                 "Evaluate both on the same dataset and split."}};
  }
  const std::vector<std::uint32_t> our_classes = ours.classes_predicted();
  const std::vector<std::uint32_t> their_classes = theirs.classes_predicted();
  std::vector<double> class_sizes(ours.classes);
  for (const std::uint32_t label : ours.labels) class_sizes[label] += 1.0;
  const auto present = static_cast<double>(
      std::count_if(class_sizes.begin(), class_sizes.end(), [](double size) { return size > 0.0; }));
  // Resamples keep the classes' sizes, so each event's part in the difference is fixed.
  std::vector<double> parts(ours.size());
  for (std::size_t event = 0; event < parts.size(); ++event) {
    const std::uint32_t label = ours.labels[event];
    const double gain = (our_classes[event] == label ? 1.0 : 0.0) - (their_classes[event] == label ? 1.0 : 0.0);
    parts[event] = gain / class_sizes[label] / present;
  }
  const auto resampled = bootstrap(
      ours.labels, 1,
      [&](Multiplicities multiplicities, std::span<double> value) {
        value[0] = std::inner_product(parts.begin(), parts.end(), multiplicities.begin(), 0.0);
      },
      options.bootstrap);
  return percentile_interval(std::accumulate(parts.begin(), parts.end(), 0.0), resampled.front());
}

AccuracySummary summary_of(const ClassifierMetrics& metrics) {
  return {.images = metrics.events,
          .accuracy = metrics.accuracy,
          .balanced_accuracy = metrics.balanced_accuracy,
          .confusion = metrics.confusion,
          .agreement_with_trainer = 1.0};
}

}  // namespace wirebench::measure
