#include "wirebench/validation/single_particle_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <set>
#include <string_view>
#include <utility>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/validation/csv.hpp"

namespace wirebench::validation {
namespace {

struct NamedParticle {
  const char* name;
  nuclear::PdgCode pdg;
};

/// Geant4's names of what the engines transport.
constexpr std::array k_particles{
    NamedParticle{"e-", nuclear::pdg::electron},        NamedParticle{"e+", nuclear::pdg::positron},
    NamedParticle{"gamma", nuclear::pdg::gamma},        NamedParticle{"mu-", nuclear::pdg::mu_minus},
    NamedParticle{"mu+", nuclear::pdg::mu_plus},        NamedParticle{"pi+", nuclear::pdg::pi_plus},
    NamedParticle{"pi-", nuclear::pdg::pi_minus},       NamedParticle{"pi0", nuclear::pdg::pi_zero},
    NamedParticle{"kaon+", nuclear::pdg::k_plus},       NamedParticle{"kaon-", nuclear::pdg::k_minus},
    NamedParticle{"kaon0L", nuclear::pdg::k_zero_long}, NamedParticle{"kaon0S", nuclear::pdg::k_zero_short},
    NamedParticle{"proton", nuclear::pdg::proton},      NamedParticle{"neutron", nuclear::pdg::neutron},
    NamedParticle{"deuteron", nuclear::pdg::deuteron},  NamedParticle{"triton", nuclear::pdg::triton},
    NamedParticle{"He3", nuclear::pdg::helium3},        NamedParticle{"alpha", nuclear::pdg::alpha},
    NamedParticle{"lambda", nuclear::pdg::lambda},      NamedParticle{"anti_proton", nuclear::pdg::antiproton}};

struct RunName {
  std::string particle;
  double kinetic = 0.0;
};

/// Parts of `<particle>_<kinetic MeV>.csv`.
std::optional<RunName> name_of_run(const std::filesystem::path& path) {
  if (path.extension() != ".csv") return std::nullopt;
  const std::string stem = path.stem().string();
  const auto bar = stem.rfind('_');
  if (bar == std::string::npos) return std::nullopt;
  double kinetic = 0.0;
  const auto result = std::from_chars(stem.data() + bar + 1, stem.data() + stem.size(), kinetic);
  if (result.ec != std::errc{} || result.ptr != stem.data() + stem.size()) return std::nullopt;
  if (!(kinetic > 0.0) || !std::isfinite(kinetic)) return std::nullopt;
  return RunName{stem.substr(0, bar), kinetic};
}

/// Number after `n=` in a comment; 0 when there is none.
double primaries_in(std::string_view comment) {
  for (auto at = comment.find("n="); at != std::string_view::npos; at = comment.find("n=", at + 1)) {
    if (at > 0 && comment[at - 1] != ' ' && comment[at - 1] != ',') continue;
    double n = 0.0;
    const auto result = std::from_chars(comment.data() + at + 2, comment.data() + comment.size(), n);
    if (result.ec == std::errc{}) return n;
  }
  return 0.0;
}

/// One file being read.
class RunReader {
 public:
  RunReader(const std::filesystem::path& path, SingleParticleRun& run) : csv_{path}, run_{run} {}

  void read() {
    for (const std::string& comment : csv_.comments()) {
      if (run_.events == 0.0) run_.events = primaries_in(comment);
    }
    if (csv_.header() != std::vector<std::string>{"quantity", "key", "value", "spread"}) {
      throw csv_.error(csv_.header_line(), "wrong columns", "'quantity,key,value,spread' is needed");
    }
    if (run_.events == 0.0) throw csv_.error(1, "number of primaries not said", "no comment has 'n=NUMBER'");
    if (!(run_.events >= 2.0 && run_.events <= k_most_primaries && run_.events == std::floor(run_.events))) {
      throw csv_.error(1, "bad number of primaries",
                       fmt::format("n={:g} is not a whole number of 2 to 1e9", run_.events));
    }
    if (!csv_.ends_whole() && !csv_.rows().empty()) {
      throw csv_.error(csv_.rows().back().line, "file cut short", "its last line has no end");
    }
    for (const CsvRow& row : csv_.rows()) {
      if (!seen_.emplace(row.cells[0], row.cells[1]).second) {
        throw csv_.error(row.line, "given twice", row.cells[0] + "," + row.cells[1]);
      }
      take(row);
    }
    for (const char* quantity : {"edep_total_MeV", "primary_length_cm", "primary_end_z_cm", "inelastic_fraction"}) {
      if (!seen_.contains({quantity, ""})) {
        throw csv_.error(csv_.rows().empty() ? csv_.header_line() : csv_.rows().back().line, "incomplete run",
                         fmt::format("there is no '{}', which every run has: the file may be cut short", quantity));
      }
    }
    std::sort(run_.step_loss.begin(), run_.step_loss.end(),
              [](const auto& a, const auto& b) { return a.loss < b.loss; });
  }

 private:
  static constexpr double k_most_primaries = 1.0e9;

  double value(const CsvRow& row) const { return csv_.number(row, 2); }
  double share(const CsvRow& row) const {
    const double read = value(row);
    if (read < 0.0 || read > 1.0) throw csv_.error(row.line, "not a share", row.cells[2] + " is not within 0 and 1");
    return read;
  }
  double spread(const CsvRow& row) const {
    return row.cells[3].empty() ? std::numeric_limits<double>::quiet_NaN() : csv_.number(row, 3);
  }
  MeanSpread mean_spread(const CsvRow& row) const { return {value(row), spread(row)}; }

  /// Index of a key that counts in steps of `bin` from `offset`.
  std::size_t index(const CsvRow& row, double bin, double offset, std::size_t most) const {
    const double at = (csv_.number(row, 1) - offset) / bin;
    if (!(at >= -1e-6) || !(at < static_cast<double>(most) + 0.5)) {
      throw csv_.error(row.line, "key out of range", row.cells[1]);
    }
    return static_cast<std::size_t>(std::lround(at));
  }
  template <class T>
  static T& element(std::vector<T>& values, std::size_t i) {
    if (values.size() <= i) values.resize(i + 1);
    return values[i];
  }

  SingleParticleRun::Crossing& crossing(const CsvRow& row) {
    const double depth = csv_.number(row, 1);
    for (auto& crossing : run_.crossings) {
      if (crossing.depth == depth) return crossing;
    }
    return run_.crossings.emplace_back(SingleParticleRun::Crossing{depth, 0.0, 0.0, 0.0});
  }

  nuclear::PdgCode code(const CsvRow& row, std::string_view text) const {
    nuclear::PdgCode pdg = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), pdg);
    if (result.ec != std::errc{} || result.ptr != text.data() + text.size()) {
      throw csv_.error(row.line, "not a particle code", std::string{text});
    }
    return pdg;
  }

  void take_fast_secondary(const CsvRow& row) {
    const std::string& key = row.cells[1];
    const auto colon = key.find(':');
    for (std::size_t range = 0; range < k_fast_names.size() && colon != std::string::npos; ++range) {
      if (key.substr(colon + 1) != k_fast_names[range]) continue;
      run_.fast_secondaries.push_back(
          {code(row, std::string_view{key}.substr(0, colon)), range, value(row), spread(row)});
      return;
    }
    throw csv_.error(row.line, "key is not 'pdg:energy range'", key);
  }

  void take_start(const CsvRow& row) {
    if (!run_.start) run_.start.emplace();
    const std::string& key = row.cells[1];
    if (key == "mean") run_.start->mean = value(row);
    if (key == "q25") run_.start->lower_quartile = value(row);
    if (key == "median") run_.start->median = value(row);
    if (key == "q75") run_.start->upper_quartile = value(row);
  }

  void take(const CsvRow& row) {
    const std::string& quantity = row.cells[0];
    if (quantity == "cpu_s_per_event") run_.seconds_per_event = value(row);
    if (quantity == "edep_total_MeV") run_.deposited = mean_spread(row);
    if (quantity == "primary_length_cm") run_.length = mean_spread(row);
    if (quantity == "primary_end_z_cm") run_.end_z = mean_spread(row);
    if (quantity == "inelastic_fraction") run_.inelastic_fraction = share(row);
    if (quantity == "edep_by") {
      for (std::size_t kind = 0; kind < k_depositors; ++kind) {
        if (row.cells[1] == depositor_name(static_cast<Depositor>(kind))) run_.deposited_by[kind] = value(row);
      }
    }
    if (quantity == "rms_displacement_cm") {
      crossing(row).rms_displacement = value(row);
      crossing(row).tracks = csv_.number(row, 3);
    }
    if (quantity == "rms_plane_angle_rad") crossing(row).rms_slope = value(row);
    if (quantity == "edep_z_MeV_per_cm") {
      element(run_.depth_profile, index(row, k_profile_bin, 0.0, k_profile_bins)) = mean_spread(row);
    }
    if (quantity == "containment_radius_cm") {
      element(run_.containment, index(row, k_radius_bin, k_radius_bin, k_radius_bins)) = value(row);
    }
    if (quantity == "primary_survival") {
      element(run_.survival, index(row, k_survival_bin, 0.0, k_profile_bins)) = value(row);
    }
    if (quantity == "step_3mm_loss_pdf") {
      const std::size_t bin = index(row, k_loss_bin, 0.5 * k_loss_bin, k_loss_bins - 1);
      run_.step_loss.push_back({(static_cast<double>(bin) + 0.5) * k_loss_bin, share(row)});
    }
    if (quantity == "start_2p5cm_MeV") take_start(row);
    if (quantity == "first_charged_distance_cm") run_.first_charged = value(row);
    if (quantity == "inelastic_secondary_above_20MeV") take_fast_secondary(row);
    if (quantity == "inelastic_secondary") {
      run_.secondaries.push_back({code(row, row.cells[1]), value(row), spread(row)});
    }
  }

  Csv csv_;
  SingleParticleRun& run_;
  std::set<std::pair<std::string, std::string>> seen_;  // quantities and keys
};

}  // namespace

std::string Beam::name() const {
  return fmt::format("{} {:g} MeV", particle, kinetic);
}

std::optional<Beam> beam_of_file(const std::filesystem::path& path) {
  const auto parts = name_of_run(path);
  if (!parts) return std::nullopt;
  for (const NamedParticle& particle : k_particles) {
    if (parts->particle == particle.name) return Beam{particle.name, particle.pdg, parts->kinetic};
  }
  return std::nullopt;
}

bool is_named_like_a_run(const std::filesystem::path& path) {
  return name_of_run(path).has_value();
}

Depositor depositor(nuclear::PdgCode pdg) noexcept {
  switch (std::abs(pdg)) {
    case nuclear::pdg::electron:
    case nuclear::pdg::gamma: return Depositor::em;
    case nuclear::pdg::mu_minus: return Depositor::muon;
    case nuclear::pdg::pi_plus:
    case nuclear::pdg::pi_zero: return Depositor::pion;
    default: return pdg == nuclear::pdg::proton ? Depositor::proton : Depositor::other;
  }
}

const char* depositor_name(Depositor kind) noexcept {
  constexpr std::array names{"em", "muon", "proton", "pion", "other"};
  return names[static_cast<std::size_t>(kind)];
}

std::optional<std::size_t> fast_range(double kinetic) noexcept {
  if (!(kinetic >= k_fast_bounds.front())) return std::nullopt;
  std::size_t range = 0;
  while (range + 1 < k_fast_bounds.size() && kinetic >= k_fast_bounds[range + 1]) ++range;
  return range;
}

std::vector<std::string_view> particle_names() {
  std::vector<std::string_view> names;
  for (const NamedParticle& particle : k_particles) names.emplace_back(particle.name);
  return names;
}

SingleParticleRun read_run(const std::filesystem::path& path) {
  const auto beam = beam_of_file(path);
  if (!beam) {
    throw Error{
        ErrorKind::usage,
        {"not a run of one particle", path.string(), "the name tells particle and kinetic energy in MeV: 'pi+_300.csv'",
         fmt::format("Particles are {}.", fmt::join(particle_names(), ", "))}};
  }
  SingleParticleRun run;
  run.beam = *beam;
  RunReader{path, run}.read();
  return run;
}

std::string run_text(const SingleParticleRun& run, const std::string& comment) {
  std::string text = fmt::format("# {}, n={:.0f}\nquantity,key,value,spread\n", comment, run.events);
  const auto add = [&text](const char* quantity, const auto& key, double value,
                           double spread = std::numeric_limits<double>::quiet_NaN()) {
    text += fmt::format("{},{},{:.6g},{}\n", quantity, key, value,
                        std::isnan(spread) ? std::string{} : fmt::format("{:.6g}", spread));
  };
  const auto key = [](double number) { return fmt::format("{:g}", number); };
  if (!std::isnan(run.seconds_per_event)) add("cpu_s_per_event", "", run.seconds_per_event);
  add("edep_total_MeV", "", run.deposited.mean, run.deposited.spread);
  add("primary_length_cm", "", run.length.mean, run.length.spread);
  add("primary_end_z_cm", "", run.end_z.mean, run.end_z.spread);
  add("inelastic_fraction", "", run.inelastic_fraction);
  for (std::size_t kind = 0; kind < k_depositors; ++kind) {
    add("edep_by", depositor_name(static_cast<Depositor>(kind)), run.deposited_by[kind]);
  }
  for (const auto& crossing : run.crossings) {
    add("rms_displacement_cm", key(crossing.depth), crossing.rms_displacement, crossing.tracks);
    add("rms_plane_angle_rad", key(crossing.depth), crossing.rms_slope, crossing.tracks);
  }
  for (std::size_t i = 0; i < run.depth_profile.size(); ++i) {
    add("edep_z_MeV_per_cm", i, run.depth_profile[i].mean, run.depth_profile[i].spread);
  }
  for (std::size_t i = 0; i < run.containment.size(); ++i) {
    add("containment_radius_cm", key(k_radius_bin * static_cast<double>(i + 1)), run.containment[i]);
  }
  for (std::size_t i = 0; i < run.survival.size(); ++i) {
    add("primary_survival", key(k_survival_bin * static_cast<double>(i)), run.survival[i]);
  }
  for (const auto& bin : run.step_loss) add("step_3mm_loss_pdf", key(bin.loss), bin.share);
  if (run.start) {
    add("start_2p5cm_MeV", "mean", run.start->mean);
    add("start_2p5cm_MeV", "q25", run.start->lower_quartile);
    add("start_2p5cm_MeV", "median", run.start->median);
    add("start_2p5cm_MeV", "q75", run.start->upper_quartile);
  }
  if (run.first_charged) add("first_charged_distance_cm", "mean", *run.first_charged, run.events);
  for (const auto& fast : run.fast_secondaries) {
    add("inelastic_secondary_above_20MeV", fmt::format("{}:{}", fast.pdg, k_fast_names[fast.range]), fast.number,
        fast.cosine);
  }
  for (const auto& secondary : run.secondaries) {
    add("inelastic_secondary", secondary.pdg, secondary.number, secondary.kinetic);
  }
  return text;
}

}  // namespace wirebench::validation
