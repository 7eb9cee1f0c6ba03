/// \file Text that travels with a model.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace wirebench::convert {

/// Changes nothing in how the model runs.
struct ModelText {
  std::string description;  ///< shown by model viewers
  /// Named entries, for example the provenance as JSON.
  std::vector<std::pair<std::string, std::string>> metadata;
};

}  // namespace wirebench::convert
