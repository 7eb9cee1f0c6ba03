/// \file What the parity tests share: real images, and both networks at full width after a short training on them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "support/temporary_folder.hpp"

#include "wirebench/dataset/reader.hpp"
#include "wirebench/graph/graph.hpp"

namespace wirebench::test {

/// Made once a test program, since training takes seconds. Not thread-safe.
class StudyFixture {
 public:
  /// `network`: "resnet50v2" or "densenet169".
  static StudyFixture& of(const std::string& network);

  [[nodiscard]] const dataset::DatasetReader& images() const { return *images_; }
  /// Every image of the dataset, training and validation: at least 300.
  [[nodiscard]] const std::vector<std::uint64_t>& positions() const { return positions_; }
  [[nodiscard]] const graph::Graph& network() const { return network_; }
  /// [N, 3] class scores by the trainer, float32.
  [[nodiscard]] const std::vector<float>& trainer_scores() const { return scores_; }
  [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }

 private:
  explicit StudyFixture(const std::string& network);

  TemporaryFolder folder_;
  std::unique_ptr<dataset::DatasetReader> images_;
  std::vector<std::uint64_t> positions_;
  graph::Graph network_{""};
  std::vector<float> scores_;
};

}  // namespace wirebench::test
