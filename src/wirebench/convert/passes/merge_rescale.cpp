#include "wirebench/convert/passes/merge_rescale.hpp"

#include <cstddef>
#include <variant>
#include <vector>

namespace wirebench::convert {

void merge_rescale(GraphDraft& draft) {
  const TensorUses uses{draft};
  std::vector<bool> remove(draft.operators.size(), false);
  for (std::size_t i = 0; i < draft.operators.size(); ++i) {
    graph::Operator& op = draft.operators[i];
    auto* const second = std::get_if<graph::Rescale>(&op.attributes);
    if (second == nullptr) continue;
    const std::size_t before = uses.producer(op.inputs[0]);
    if (before == TensorUses::k_none || uses.only_reader(op.inputs[0]) != i) continue;
    const auto* const first = std::get_if<graph::Rescale>(&draft.operators[before].attributes);
    if (first == nullptr) continue;
    for (std::size_t c = 0; c < second->scale.size(); ++c) {
      const double scale = double{second->scale.at(c)};
      second->offset.at(c) = static_cast<float>(double{first->offset.at(c)} * scale + double{second->offset.at(c)});
      second->scale.at(c) = static_cast<float>(double{first->scale.at(c)} * scale);
    }
    op.inputs[0] = draft.operators[before].inputs[0];
    remove[before] = true;
  }
  remove_operators(draft, remove);
}

}  // namespace wirebench::convert
