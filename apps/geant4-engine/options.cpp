#include "options.hpp"

#include <cerrno>
#include <cmath>
#include <cstdlib>

namespace g4engine {
namespace {

double positive(const std::string& name, const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || !std::isfinite(value) || !(value > 0.0)) {
    throw Failure{2, "not a positive number: " + name + " " + text};
  }
  return value;
}

std::uint64_t whole(const std::string& name, const std::string& text) {
  char* end = nullptr;
  errno = 0;
  const std::uint64_t value = std::strtoull(text.c_str(), &end, 10);
  if (text.empty() || *end != '\0' || text[0] == '-' || errno == ERANGE)
    throw Failure{2, "not a whole number: " + name + " " + text};
  return value;
}

}  // namespace

const char* const k_help =
    "wirebench-geant4 --primaries FILE --out FILE [options]\n"
    "Transports particles in a box of liquid argon with Geant4 and writes their energy deposits (segments HDF5).\n"
    "  --physics NAME        'no-data' (needs no data files) or a reference physics list, as QGSP_BERT [no-data]\n"
    "  --half-size X Y Z     of the box about the origin, mm [15000 15000 15000]\n"
    "  --density D           of the argon, g/cm3 [1.396]\n"
    "  --cut MM              production cut [0.7]\n"
    "  --step MM             longest step of charged particles [3]\n"
    "  --time-limit NS       later particles are dropped [1e7]\n"
    "  --seed N              [1]\n"
    "  --no-trajectories     leaves out the table of tracks\n"
    "  --primary-steps       adds the steps of the primaries\n"
    "  --version, --help\n"
    "The file of primaries is text: 'event ID RANDOM NU_PDG CC X Y Z T', then its 'particle PDG PX PY PZ X Y Z T'\n"
    "(MeV, mm, ns). RANDOM is the number of the event's random numbers; CC is 1, 0 or -1 (not known). '#' starts a "
    "comment.\n"
    "Exit codes: 0 done, 1 failed, 2 wrong usage.\n";

Options parse_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    const auto next = [&]() -> std::string {
      if (i + 1 >= argc) throw Failure{2, "value missing: " + name};
      return argv[++i];
    };
    if (name == "--primaries")
      options.primaries = next();
    else if (name == "--out")
      options.out = next();
    else if (name == "--physics")
      options.physics = next();
    else if (name == "--half-size")
      for (double& half : options.half_size) half = positive(name, next());
    else if (name == "--density")
      options.density = positive(name, next());
    else if (name == "--cut")
      options.production_cut = positive(name, next());
    else if (name == "--step")
      options.step_limit = positive(name, next());
    else if (name == "--time-limit")
      options.time_limit = positive(name, next());
    else if (name == "--seed")
      options.seed = whole(name, next());
    else if (name == "--no-trajectories")
      options.trajectories = false;
    else if (name == "--primary-steps")
      options.primary_steps = true;
    else
      throw Failure{2, "unknown option: " + name + " (see --help)"};
  }
  if (options.primaries.empty()) throw Failure{2, "--primaries FILE is needed (see --help)"};
  if (options.out.empty()) throw Failure{2, "--out FILE is needed (see --help)"};
  return options;
}

}  // namespace g4engine
