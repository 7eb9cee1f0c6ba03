#include "no_data_physics.hpp"

#include <G4AntiLambda.hh>
#include <G4BGGNucleonElasticXS.hh>
#include <G4BGGNucleonInelasticXS.hh>
#include <G4BGGPionElasticXS.hh>
#include <G4BGGPionInelasticXS.hh>
#include <G4BaryonConstructor.hh>
#include <G4BetheHeitlerModel.hh>
#include <G4BosonConstructor.hh>
#include <G4CascadeInterface.hh>
#include <G4ComponentGGHadronNucleusXsc.hh>
#include <G4ComptonScattering.hh>
#include <G4CoulombScattering.hh>
#include <G4CrossSectionElastic.hh>
#include <G4CrossSectionInelastic.hh>
#include <G4DecayPhysics.hh>
#include <G4EmBuilder.hh>
#include <G4EmParameters.hh>
#include <G4GammaConversion.hh>
#include <G4GenericIon.hh>
#include <G4HadronElastic.hh>
#include <G4HadronElasticProcess.hh>
#include <G4HadronInelasticProcess.hh>
#include <G4IonConstructor.hh>
#include <G4KleinNishinaModel.hh>
#include <G4LeptonConstructor.hh>
#include <G4MesonConstructor.hh>
#include <G4NuclearStopping.hh>
#include <G4PEEffectFluoModel.hh>
#include <G4PhotoElectricEffect.hh>
#include <G4PhysicsListHelper.hh>
#include <G4StepLimiterPhysics.hh>
#include <G4StoppingPhysics.hh>
#include <G4SystemOfUnits.hh>
#include <G4UrbanMscModel.hh>
#include <G4VPhysicsConstructor.hh>
#include <G4WentzelVIModel.hh>
#include <G4eBremsstrahlung.hh>
#include <G4eBremsstrahlungRelModel.hh>
#include <G4eCoulombScatteringModel.hh>
#include <G4eIonisation.hh>
#include <G4eplusAnnihilation.hh>
#include <G4hMultipleScattering.hh>
#include <G4ionIonisation.hh>

namespace g4engine {
namespace {

/// Geant4 owns processes and models.
class ElectromagneticPhysics : public G4VPhysicsConstructor {
 public:
  ElectromagneticPhysics() : G4VPhysicsConstructor{"no-data electromagnetic"} {
    G4EmParameters* parameters = G4EmParameters::Instance();
    parameters->SetDefaults();
    parameters->SetVerbose(0);
    parameters->SetFluo(false);
    parameters->SetGeneralProcessActive(false);
  }

  void ConstructParticle() override { G4EmBuilder::ConstructMinimalEmSet(); }

  void ConstructProcess() override {
    G4EmBuilder::PrepareEMPhysics();
    add_photon();
    add_electron(G4Electron::Electron());
    add_electron(G4Positron::Positron());
    G4PhysicsListHelper* helper = G4PhysicsListHelper::GetPhysicsListHelper();
    helper->RegisterProcess(new G4eplusAnnihilation, G4Positron::Positron());
    auto* ion_scattering = new G4hMultipleScattering{"ionmsc"};
    auto* nuclear_stopping = new G4NuclearStopping;
    nuclear_stopping->SetMaxKinEnergy(G4EmParameters::Instance()->MaxNIELEnergy());
    G4ParticleDefinition* ion = G4GenericIon::GenericIon();
    helper->RegisterProcess(ion_scattering, ion);
    helper->RegisterProcess(new G4ionIonisation, ion);
    helper->RegisterProcess(nuclear_stopping, ion);
    G4EmBuilder::ConstructCharged(ion_scattering, nuclear_stopping);
  }

 private:
  static void add_photon() {
    G4PhysicsListHelper* helper = G4PhysicsListHelper::GetPhysicsListHelper();
    auto* photoelectric = new G4PhotoElectricEffect;
    photoelectric->SetEmModel(new G4PEEffectFluoModel);
    helper->RegisterProcess(photoelectric, G4Gamma::Gamma());
    auto* compton = new G4ComptonScattering;
    compton->SetEmModel(new G4KleinNishinaModel);
    helper->RegisterProcess(compton, G4Gamma::Gamma());
    auto* conversion = new G4GammaConversion;
    conversion->SetEmModel(new G4BetheHeitlerModel);
    helper->RegisterProcess(conversion, G4Gamma::Gamma());
  }

  static void add_electron(G4ParticleDefinition* particle) {
    G4PhysicsListHelper* helper = G4PhysicsListHelper::GetPhysicsListHelper();
    const G4double limit = G4EmParameters::Instance()->MscEnergyLimit();
    auto* slow = new G4UrbanMscModel;
    auto* fast = new G4WentzelVIModel;
    slow->SetHighEnergyLimit(limit);
    fast->SetLowEnergyLimit(limit);
    G4EmBuilder::ConstructElectronMscProcess(slow, fast, particle);
    auto* single_model = new G4eCoulombScatteringModel;
    single_model->SetLowEnergyLimit(limit);
    single_model->SetActivationLowEnergyLimit(limit);
    auto* single = new G4CoulombScattering;
    single->SetEmModel(single_model);
    single->SetMinKinEnergy(limit);
    auto* bremsstrahlung = new G4eBremsstrahlung;
    auto* model = new G4eBremsstrahlungRelModel;
    model->SetLowEnergyLimit(5.0 * MeV);
    bremsstrahlung->SetEmModel(model);
    helper->RegisterProcess(new G4eIonisation, particle);
    helper->RegisterProcess(bremsstrahlung, particle);
    helper->RegisterProcess(single, particle);
  }
};

class HadronPhysics : public G4VPhysicsConstructor {
 public:
  HadronPhysics() : G4VPhysicsConstructor{"no-data hadrons"} {}

  void ConstructParticle() override {
    G4MesonConstructor{}.ConstructParticle();
    G4BaryonConstructor{}.ConstructParticle();
    G4IonConstructor{}.ConstructParticle();
  }

  void ConstructProcess() override {
    auto* cascade = new G4CascadeInterface;
    cascade->SetMaxEnergy(100.0 * TeV);
    auto* elastic = new G4HadronElastic;
    for (const char* name : {"proton", "neutron"}) {
      G4ParticleDefinition* particle = find(name);
      add(particle, new G4BGGNucleonInelasticXS{particle}, cascade, new G4BGGNucleonElasticXS{particle}, elastic);
    }
    for (const char* name : {"pi+", "pi-"}) {
      G4ParticleDefinition* particle = find(name);
      add(particle, new G4BGGPionInelasticXS{particle}, cascade, new G4BGGPionElasticXS{particle}, elastic);
    }
    auto* glauber = new G4ComponentGGHadronNucleusXsc;
    for (const char* name :
         {"kaon+", "kaon-", "kaon0L", "kaon0S", "lambda", "sigma+", "sigma-", "xi-", "xi0", "omega-"}) {
      add(find(name), new G4CrossSectionInelastic{glauber}, cascade, new G4CrossSectionElastic{glauber}, elastic);
    }
  }

 private:
  static G4ParticleDefinition* find(const char* name) {
    return G4ParticleTable::GetParticleTable()->FindParticle(name);
  }

  static void add(G4ParticleDefinition* particle, G4VCrossSectionDataSet* inelastic_data,
                  G4HadronicInteraction* cascade, G4VCrossSectionDataSet* elastic_data,
                  G4HadronicInteraction* elastic_model) {
    G4PhysicsListHelper* helper = G4PhysicsListHelper::GetPhysicsListHelper();
    auto* inelastic = new G4HadronInelasticProcess{particle->GetParticleName() + "Inelastic", particle};
    inelastic->AddDataSet(inelastic_data);
    inelastic->RegisterMe(cascade);
    helper->RegisterProcess(inelastic, particle);
    auto* elastic = new G4HadronElasticProcess;
    elastic->AddDataSet(elastic_data);
    elastic->RegisterMe(elastic_model);
    helper->RegisterProcess(elastic, particle);
  }
};

}  // namespace

NoDataPhysics::NoDataPhysics() {
  SetVerboseLevel(0);
  RegisterPhysics(new ElectromagneticPhysics);
  RegisterPhysics(new G4DecayPhysics{0});
  RegisterPhysics(new HadronPhysics);
  RegisterPhysics(new G4StoppingPhysics{0});
  RegisterPhysics(new G4StepLimiterPhysics);
}

}  // namespace g4engine
