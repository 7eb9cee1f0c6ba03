/// \file The simulation stage: events become a dataset of images.
#pragma once

#include <cstdint>
#include <filesystem>
#include <variant>

#include "wirebench/core/json.hpp"
#include "wirebench/core/log.hpp"
#include "wirebench/dataset/split.hpp"
#include "wirebench/detector/detector_chain.hpp"
#include "wirebench/detector/detector_preset.hpp"
#include "wirebench/detector/imaging/image_options.hpp"
#include "wirebench/detector/overlay.hpp"
#include "wirebench/study/event_share.hpp"
#include "wirebench/study/ranks.hpp"
#include "wirebench/study/simulation_options.hpp"

namespace wirebench::study {

/// Which of the events that were given a split become images.
enum class Keep {
  all,
  validation_example,  ///< the first validation event of each class: what is timed and shown in the report
};

struct ImageJob {
  SimulationOptions events;
  detector::DetectorPreset detector;
  detector::OverlayOptions overlay{};  ///< its file empty: none
  detector::ImageOptions image;
  /// Counts: that many events, the classes in equal parts. Fractions: every labelled event.
  std::variant<dataset::SplitCounts, dataset::SplitFractions> splits;
  Keep keep = Keep::all;
  std::uint64_t most_events = 0;  ///< of a file: no more labelled events than this, 0 = all; else the number generated
  std::uint64_t seed = 1;
  unsigned threads = 0;  ///< 0 = all cores; the bytes written do not depend on it
  Json configuration{};  ///< embedded in the file with the provenance
  /// A second file, of the waveforms; empty: none. All of the detector is read out then, not only what images show.
  std::filesystem::path waveforms{};
  RankSource source = RankSource::shared;  ///< of several ranks: what the events are read from
};

/// What happened to the events.
struct ImageCounts {
  std::uint64_t events = 0;  ///< that were detected
  std::uint64_t images = 0;
  std::uint64_t bad_events = 0;        ///< left out: events of a generator's file that cannot be used
  std::uint64_t unlabelled = 0;        ///< skipped: none of the three classes
  std::uint64_t without_charge = 0;    ///< images whose pixels are all black; they are in the dataset
  std::uint64_t deposits_outside = 0;  ///< deposits outside the frame of their image
  std::uint64_t assumed_steps = 0;     ///< events whose step lengths are an approximation
  std::uint64_t without_deposits = 0;  ///< events that left nothing in the argon
  std::uint64_t samples = 0;           ///< of waveforms
  detector::ChargeAccount charge;      ///< of all events
};

/// The counts as they stand in results and in the manifest of a run.
[[nodiscard]] Json to_json(const ImageCounts& counts);
/// Of all ranks together, electrons rounded to whole ones on each. All ranks call it.
[[nodiscard]] ImageCounts sum(const ImageCounts& own, Ranks& ranks);

/// Writes the dataset to `out` and the waveforms where the job says so (both atomically). `out` may be empty: then
/// there are no images, and events of no class are in the waveforms too. Only events that are kept are generated and
/// transported.
/// Errors: those of the event supply and the dataset writer; Error(failed) when there are no
/// events; Error(usage) when a class has too few, or when waveforms are wanted of a
/// detector that has no readout.
[[nodiscard]] ImageCounts make_images(const ImageJob& job, const std::filesystem::path& out, const Log& log);
/// The same of this rank's part of the events, within Ranks::together(): a part of the dataset (merge.hpp), split as
/// the whole would be. Counts are those of the part, but `unlabelled`, which the first rank has for all. A rank without
/// images writes nothing. What is odd about the counts is left to tell().
[[nodiscard]] ImageCounts make_images(const ImageJob& job, const std::filesystem::path& out, const Log& log,
                                      Ranks& ranks);

/// Says what is odd about the images of a dataset.
void tell(const ImageCounts& counts, const Log& log);

}  // namespace wirebench::study
