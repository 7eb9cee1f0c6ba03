#include "empty_data.hpp"

#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "options.hpp"

namespace g4engine {
namespace {

constexpr const char* k_nuclides = "/ENSDFSTATE.dat";

}  // namespace

EmptyData::EmptyData() {
  const char* temporary = std::getenv("TMPDIR");
  folder_ = std::string{temporary != nullptr ? temporary : "/tmp"} + "/wirebench-no-data-XXXXXX";
  if (::mkdtemp(&folder_[0]) == nullptr) throw Failure{1, "cannot make a folder: " + folder_};
  if (!std::ofstream{folder_ + k_nuclides}) {
    ::rmdir(folder_.c_str());
    throw Failure{1, "cannot write: " + folder_ + k_nuclides};
  }
  for (const char* name :
       {"G4ENSDFSTATEDATA", "G4LEDATA", "G4LEVELGAMMADATA", "G4PARTICLEXSDATA", "G4RADIOACTIVEDATA", "G4NEUTRONHPDATA",
        "G4PIIDATA", "G4REALSURFACEDATA", "G4SAIDXSDATA", "G4ABLADATA", "G4INCLDATA", "G4CHANNELINGDATA"}) {
    ::setenv(name, folder_.c_str(), 1);
  }
}

EmptyData::~EmptyData() {
  ::unlink((folder_ + k_nuclides).c_str());
  ::rmdir(folder_.c_str());
}

}  // namespace g4engine
