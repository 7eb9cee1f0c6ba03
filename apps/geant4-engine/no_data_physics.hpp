/// \file A physics list that needs none of Geant4's data files.
#pragma once

#include <G4VModularPhysicsList.hh>

namespace g4engine {

/// Standard electromagnetic physics with models that have their data in the code (Klein-Nishina, Bethe-Heitler,
/// parametrised photoelectric effect, relativistic bremsstrahlung from 5 MeV), Bertini's cascade with Barashenkov's and
/// Glauber-Gribov cross sections, elastic scattering, decays, capture at rest. No Rayleigh scattering, no fluorescence,
/// no neutron capture, no photo- and electronuclear reactions; light nuclei do not interact.
class NoDataPhysics : public G4VModularPhysicsList {
 public:
  NoDataPhysics();
};

}  // namespace g4engine
