#include "integration/study_fixture.hpp"

#include <map>
#include <memory>
#include <numeric>

#include "support/events_of.hpp"

#include "wirebench/core/log.hpp"
#include "wirebench/graph/networks.hpp"
#include "wirebench/study/make_images.hpp"
#include "wirebench/train/predict.hpp"
#include "wirebench/train/trainer.hpp"

namespace wirebench::test {

StudyFixture& StudyFixture::of(const std::string& network) {
  static std::map<std::string, std::unique_ptr<StudyFixture>> fixtures;
  auto& fixture = fixtures[network];
  if (!fixture) fixture.reset(new StudyFixture{network});
  return *fixture;
}

StudyFixture::StudyFixture(const std::string& network) {
  detector::ImageOptions image;
  image.size = 64;
  const study::ImageJob job{.events = test::events_of(WIREBENCH_SOURCE_DIR "/data/events_sample.h5"),
                            .detector = detector::read_detector_preset("poster"),
                            .image = image,
                            .splits = dataset::SplitCounts{.training = 240, .validation = 90, .test = 0},
                            .keep = study::Keep::all,
                            .most_events = 0,
                            .seed = 5,
                            .threads = 0,
                            .configuration = Json::object()};
  const auto path = folder_ / "images.h5";
  (void)study::make_images(job, path, Log::silent());
  images_ = std::make_unique<dataset::DatasetReader>(path);
  positions_.resize(images_->events().size());
  std::iota(positions_.begin(), positions_.end(), std::uint64_t{0});

  train::TrainingOptions training;
  training.epochs = 2;
  training.threads = 1;  // other tests run beside this one
  training.batch_size = 24;
  training.warmup_epochs = 0.5;
  training.precision = train::PrecisionChoice::automatic;
  training.batch_norm_momentum = 0.7;  // few steps: the moving statistics must follow quickly
  network_ = train::train(graph::make_network(network, {.height = 64, .width = 64}), *images_, training,
                          folder_ / "model", Log::silent())
                 .graph;
  scores_ = train::predict(network_, *images_, positions_);
}

}  // namespace wirebench::test
