/// \file Geant4 as a program of its own: primaries in, a segments file out.
#include <cmath>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>

#include "argon_box.hpp"
#include "empty_data.hpp"
#include "no_data_physics.hpp"
#include "options.hpp"
#include "primaries_file.hpp"
#include "recorder.hpp"
#include "table.hpp"
#include <G4EmParameters.hh>
#include <G4Event.hh>
#include <G4ExceptionHandler.hh>
#include <G4Geantino.hh>
#include <G4HadronicParameters.hh>
#include <G4IonTable.hh>
#include <G4ParticleTable.hh>
#include <G4PhysListFactory.hh>
#include <G4PrimaryParticle.hh>
#include <G4PrimaryVertex.hh>
#include <G4RunManagerFactory.hh>
#include <G4StateManager.hh>
#include <G4Step.hh>
#include <G4StepLimiterPhysics.hh>
#include <G4SystemOfUnits.hh>
#include <G4Track.hh>
#include <G4UImanager.hh>
#include <G4UserEventAction.hh>
#include <G4UserSteppingAction.hh>
#include <G4UserTrackingAction.hh>
#include <G4VModularPhysicsList.hh>
#include <G4VUserPrimaryGeneratorAction.hh>
#include <G4Version.hh>
#include <Randomize.hh>

namespace g4engine {
namespace {

G4ParticleDefinition* find_particle(int pdg) {
  G4ParticleDefinition* particle = G4ParticleTable::GetParticleTable()->FindParticle(pdg);
  if (particle == nullptr && pdg > 1000000000) particle = G4IonTable::GetIonTable()->GetIon(pdg);
  return particle;
}

/// Gives Geant4 the event that is next, with random numbers of its own.
class Gun : public G4VUserPrimaryGeneratorAction {
 public:
  Gun(const Options& options, const PrimaryEvent& event) : options_{options}, event_{event} {}

  void GeneratePrimaries(G4Event* event) override {
    // Seed and event number, whatever ran before: no two events share all three. The multiplier (D. E. Knuth's, of the
    // golden ratio) keeps neighbouring seeds apart.
    const long seeds[3] = {static_cast<long>(options_.seed * 2654435761U + 1U), static_cast<long>(event_.random >> 31U),
                           static_cast<long>(event_.random & 0x7fffffffU)};
    G4Random::setTheSeeds(seeds, 3);
    for (const Primary& primary : event_.primaries) {
      G4ParticleDefinition* particle = find_particle(primary.pdg);
      if (particle == nullptr) {
        throw Failure{
            1, "event " + std::to_string(event_.event_id) + ": unknown particle code " + std::to_string(primary.pdg)};
      }
      for (int axis = 0; axis < 3; ++axis) {
        if (!(std::abs(primary.position[axis]) <= options_.half_size[axis])) {
          throw Failure{1, "event " + std::to_string(event_.event_id) + ": a primary starts outside the argon"};
        }
      }
      auto* vertex = new G4PrimaryVertex{primary.position[0] * mm, primary.position[1] * mm, primary.position[2] * mm,
                                         primary.time * ns};
      vertex->SetPrimary(new G4PrimaryParticle{particle, primary.momentum[0] * MeV, primary.momentum[1] * MeV,
                                               primary.momentum[2] * MeV});
      event->AddPrimaryVertex(vertex);
    }
  }

 private:
  const Options& options_;
  const PrimaryEvent& event_;
};

class Stepping : public G4UserSteppingAction {
 public:
  Stepping(const Options& options, Recorder& recorder) : options_{options}, recorder_{recorder} {}
  void UserSteppingAction(const G4Step* step) override {
    // Only the argon is of interest; what leaves it is gone.
    const G4StepPoint& before = *step->GetPreStepPoint();
    if (before.GetPhysicalVolume()->GetName() == "argon") recorder_.add_step(*step);
    const G4VPhysicalVolume* after = step->GetPostStepPoint()->GetPhysicalVolume();
    const bool left = after == nullptr || after->GetName() != "argon";
    const bool late = step->GetTrack()->GetGlobalTime() > options_.time_limit * ns;
    if ((left || late) && step->GetTrack()->GetTrackStatus() == fAlive) step->GetTrack()->SetTrackStatus(fStopAndKill);
  }

 private:
  const Options& options_;
  Recorder& recorder_;
};

class Tracking : public G4UserTrackingAction {
 public:
  explicit Tracking(Recorder& recorder) : recorder_{recorder} {}
  void PreUserTrackingAction(const G4Track* track) override { recorder_.begin_track(*track); }
  void PostUserTrackingAction(const G4Track* track) override { recorder_.end_track(*track); }

 private:
  Recorder& recorder_;
};

/// Geant4's own ends with a core dump; a fatal message becomes a Failure here.
class ExceptionHandler : public G4VExceptionHandler {
 public:
  G4bool Notify(const char* origin, const char* code, G4ExceptionSeverity severity, const char* text) override {
    if (severity == JustWarning || severity == IgnoreTheIssue) return false;
    throw Failure{1, std::string{"Geant4: "} + code + " in " + origin + ": " + text};
  }
};

std::unique_ptr<G4VModularPhysicsList> make_physics(const Options& options) {
  if (options.physics == "no-data") return std::make_unique<NoDataPhysics>();
  G4PhysListFactory factory{0};
  if (!factory.IsReferencePhysList(options.physics)) {
    std::string names;
    for (const auto& name : factory.AvailablePhysLists()) names += " " + name;
    throw Failure{2, "unknown physics list: " + options.physics + ". There are: no-data" + names};
  }
  std::unique_ptr<G4VModularPhysicsList> list{factory.GetReferencePhysList(options.physics)};
  if (!list) throw Failure{1, "the physics list cannot be made: " + options.physics};
  list->RegisterPhysics(new G4StepLimiterPhysics);
  return list;
}

void run(const Options& options) {
  PrimariesFile primaries{options.primaries};
  std::unique_ptr<EmptyData> no_data;
  if (options.physics == "no-data") no_data = std::make_unique<EmptyData>();
  auto manager = std::unique_ptr<G4RunManager>{G4RunManagerFactory::CreateRunManager(G4RunManagerType::SerialOnly)};
  ExceptionHandler handler;
  G4StateManager::GetStateManager()->SetExceptionHandler(&handler);
  manager->SetVerboseLevel(0);
  G4HadronicParameters::Instance()->SetVerboseLevel(0);

  OutputFile file{options.out};
  file.set_text("engine", std::string{G4Version} + ", physics list " + options.physics);
  long events = 0;
  {
    Recorder recorder{options, file};
    PrimaryEvent event;
    manager->SetUserInitialization(new ArgonBox{options});
    G4VModularPhysicsList* physics = make_physics(options).release();
    physics->SetVerboseLevel(0);
    physics->SetDefaultCutValue(options.production_cut * mm);
    manager->SetUserInitialization(physics);
    manager->SetUserAction(new Gun{options, event});
    manager->SetUserAction(new Tracking{recorder});
    manager->SetUserAction(new Stepping{options, recorder});
    G4UImanager::GetUIpointer()->ApplyCommand("/process/em/verbose 0");
    G4UImanager::GetUIpointer()->ApplyCommand("/process/had/verbose 0");
    manager->Initialize();
    bool is_first = true;
    while (primaries.next(event)) {
      recorder.begin_event(event);
      if (!event.primaries.empty()) {
        if (is_first) manager->BeamOn(0);  // builds the tables once, outside any event
        is_first = false;
        manager->BeamOn(1);
      }
      recorder.end_event();
      ++events;
    }
    recorder.flush();
  }
  file.close();
  std::printf("%ld events\n", events);
}

}  // namespace
}  // namespace g4engine

int main(int argc, char** argv) {
  try {
    for (int i = 1; i < argc; ++i) {
      const std::string argument = argv[i];
      if (argument == "--help" || argument == "-h") {
        std::fputs(g4engine::k_help, stdout);
        return 0;
      }
      if (argument == "--version") {
        std::printf("%s\n", G4Version.c_str());
        return 0;
      }
    }
    g4engine::run(g4engine::parse_options(argc, argv));
    return 0;
  } catch (const g4engine::Failure& failure) {
    std::fprintf(stderr, "wirebench-geant4: %s\n", failure.what());
    return failure.exit_code;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "wirebench-geant4: %s\n", error.what());
    return 1;
  }
}
