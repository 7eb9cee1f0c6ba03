#include "wirebench/convert/savedmodel_writer.hpp"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "wirebench/convert/savedmodel.pb.h"
#include "wirebench/convert/tensorflow_graph.hpp"
#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/atomic_folder.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench::convert {

std::string to_saved_model(const graph::Graph& network) {
  tensorflow::SavedModel model;
  fill_saved_model(network, model);
  std::string bytes;
  bool complete = false;
  {
    google::protobuf::io::StringOutputStream stream{&bytes};
    google::protobuf::io::CodedOutputStream coded{&stream};
    coded.SetSerializationDeterministic(true);  // attribute maps in key order
    complete = model.SerializeToCodedStream(&coded);
  }
  if (!complete) {
    throw Error{ErrorKind::failed,
                {"cannot write a SavedModel", network.name(), "it passes 2 GB", "Choose a smaller network."}};
  }
  return bytes;
}

std::uint64_t write_saved_model(const graph::Graph& network, const ModelText& text, const std::filesystem::path& path) {
  const std::string model = to_saved_model(network);
  std::uint64_t bytes = model.size();
  write_folder_atomically(path, [&](const std::filesystem::path& folder) {
    write_text_atomically(folder / "saved_model.pb", model);
    // TensorFlow leaves assets.extra to others.
    for (const auto& [name, content] : text.metadata) {
      write_text_atomically(folder / "assets.extra" / (name + ".json"), content);
      bytes += content.size();
    }
  });
  return bytes;
}

}  // namespace wirebench::convert
