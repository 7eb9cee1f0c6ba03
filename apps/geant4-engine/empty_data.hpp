/// \file Data folders for the list that needs none.
#pragma once

#include <string>

namespace g4engine {

/// Points all of Geant4's data variables to a folder that is empty but for what Geant4 wants to open at its start (an
/// empty table of nuclides), so that results do not depend on the data sets installed. Removed with the object. Make it
/// before anything of Geant4.
class EmptyData {
 public:
  EmptyData();
  ~EmptyData();
  EmptyData(const EmptyData&) = delete;
  EmptyData& operator=(const EmptyData&) = delete;

 private:
  std::string folder_;
};

}  // namespace g4engine
