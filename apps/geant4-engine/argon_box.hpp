/// \file The geometry: a box of liquid argon in nothing.
#pragma once

#include "options.hpp"
#include <G4VUserDetectorConstruction.hh>

namespace g4engine {

class ArgonBox : public G4VUserDetectorConstruction {
 public:
  explicit ArgonBox(const Options& options) : options_{options} {}
  G4VPhysicalVolume* Construct() override;

 private:
  const Options& options_;
};

}  // namespace g4engine
