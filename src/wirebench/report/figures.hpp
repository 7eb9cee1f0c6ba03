/// \file The figures of a report, each as a script and data for gnuplot. Pure: nothing is drawn here.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "wirebench/report/gnuplot.hpp"
#include "wirebench/report/report_input.hpp"

namespace wirebench::report {

enum class FigureKind { event, training, confusion, roc, energy, reliability };

/// Whether a figure is about as wide as it is high: pages set such ones side by side.
[[nodiscard]] constexpr bool is_square(FigureKind kind) noexcept {
  return kind == FigureKind::confusion || kind == FigureKind::roc || kind == FigureKind::reliability;
}

struct Figure {
  FigureKind kind = FigureKind::event;
  std::string caption;  ///< a sentence or two, plain text
  FigureScript script;
};

/// The three wire-plane views, one panel each, on one colour scale: zero is white, then viridis from light (little) to
/// dark (much), which stays in order for colour-blind readers and in grey.
/// The scale ends at the 99.5th percentile of the pixels that are not blank; more is drawn in the last colour.
[[nodiscard]] Figure event_figure(const EventPicture& picture, std::size_t number,
                                  std::span<const std::string> class_names);

/// Training and validation accuracy and loss by epoch; `classes` gives the chance line.
[[nodiscard]] Figure training_figure(const NetworkInput& network, std::size_t classes);

/// Counts, and shares of each true class. `subject` is who predicted ("trained network").
[[nodiscard]] Figure confusion_figure(const measure::AccuracySummary& accuracy, const NetworkInput& network,
                                      const std::string& form, const std::string& subject,
                                      std::span<const std::string> class_names);

/// All figures of a report: events, training curves of every network with a history, the classifier_figures() of every
/// network that was judged, confusion matrices of every network for the trainer and for the first result of each form.
[[nodiscard]] std::vector<Figure> figures_of(const ReportInput& input);

}  // namespace wirebench::report
