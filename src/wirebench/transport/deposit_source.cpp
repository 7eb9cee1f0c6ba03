#include "wirebench/transport/deposit_source.hpp"

#include <string>

#include "wirebench/core/error.hpp"
#include "wirebench/core/hdf5.hpp"
#include "wirebench/transport/segments_file.hpp"
#include "wirebench/transport/voxel_file.hpp"

namespace wirebench::transport {

std::unique_ptr<DepositSource> open_deposits(const std::filesystem::path& path) {
  const hdf5::File file = hdf5::File::open(path);
  if (file.exists("/segments") || file.exists("/tracks")) return std::make_unique<SegmentsFile>(path);
  if (file.exists("/events") && file.exists("/voxels")) return std::make_unique<VoxelFile>(path);
  std::string have;
  for (const auto& member : file.members("/")) have += (have.empty() ? "" : ", ") + member;
  throw Error{ErrorKind::failed,
              {"no energy deposits in this HDF5 file", path.string(),
               have.empty() ? "the file is empty" : "at its top it has " + have,
               "Give a larnd-sim file with a dataset 'segments' (older: 'tracks'), or a voxel file with 'events' and "
               "'voxels'."}};
}

}  // namespace wirebench::transport
