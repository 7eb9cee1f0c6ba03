#include "argon_box.hpp"

#include <cmath>

#include <G4Box.hh>
#include <G4LogicalVolume.hh>
#include <G4NistManager.hh>
#include <G4PVPlacement.hh>
#include <G4SystemOfUnits.hh>
#include <G4UserLimits.hh>

namespace g4engine {

G4VPhysicalVolume* ArgonBox::Construct() {
  G4NistManager* nist = G4NistManager::Instance();
  G4Material* argon = nist->FindOrBuildMaterial("G4_lAr");
  const G4double density = options_.density * g / cm3;
  if (std::abs(density / argon->GetDensity() - 1.0) > 1e-6) {
    argon = nist->BuildMaterialWithNewDensity("argon_of_given_density", "G4_lAr", density);
  }
  const double* half = options_.half_size;
  // Geant4 owns geometry.
  auto* world_box = new G4Box{"world", half[0] + 10.0 * cm, half[1] + 10.0 * cm, half[2] + 10.0 * cm};
  auto* world = new G4LogicalVolume{world_box, nist->FindOrBuildMaterial("G4_Galactic"), "world"};
  auto* box = new G4LogicalVolume{new G4Box{"argon", half[0], half[1], half[2]}, argon, "argon"};
  box->SetUserLimits(new G4UserLimits{options_.step_limit * mm});
  new G4PVPlacement{nullptr, {}, box, "argon", world, false, 0};
  return new G4PVPlacement{nullptr, {}, world, "world", nullptr, false, 0};
}

}  // namespace g4engine
