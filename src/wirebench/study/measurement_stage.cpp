#include "wirebench/study/measurement_stage.hpp"

#include <malloc.h>

#include <iterator>
#include <memory>
#include <span>

#include "wirebench/core/digest.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/dataset/reader.hpp"
#include "wirebench/graph/weights_file.hpp"
#include "wirebench/measure/interleave.hpp"
#include "wirebench/measure/samples_file.hpp"
#include "wirebench/measure/statistics.hpp"
#include "wirebench/measure/storage.hpp"
#include "wirebench/study/model_input.hpp"
#include "wirebench/study/rows.hpp"
#include "wirebench/study/run_layout.hpp"
#include "wirebench/study/timed_session.hpp"

namespace wirebench::study {
namespace {

/// A row on its way: its session while it is open.
struct Pending {
  RowPlan plan;
  std::string row_name;
  measure::ResultRow result;
  std::unique_ptr<TimedSession> session;
};

/// Fields that do not depend on whether the row can be measured.
measure::ResultRow describe_row(const RunContext& run, const NetworkChoice& network, const RowPlan& plan) {
  const auto model = layout::timed_form(network.name, plan.format, run.options.latency_size);
  measure::ResultRow row;
  row.network = network.name;
  row.form = form_name(plan.format);
  row.target = runtime::to_string(plan.target);
  row.scenario = measure::k_single_stream;
  row.model_file = model.string();
  row.model_sha256 = file_sha256(run.at(layout::network_file(model, plan.format)));
  row.model_bytes = measure::bytes_on_disk(run.at(model));
  return row;
}

/// The prepared input of one session: the first image of the timed dataset.
std::vector<std::byte> timed_input(const runtime::Port& port, const graph::Preprocessing& preprocessing,
                                   const dataset::DatasetReader& images) {
  std::vector<float> pixels(images.header().shape.pixels());
  images.read(0, pixels);
  std::vector<std::byte> input;
  encode_image(port, preprocessing, images.header().shape, pixels, input);
  return input;
}

void open_session(const RunContext& run, Pending& row, const graph::Preprocessing& preprocessing,
                  const dataset::DatasetReader& images) {
  if (const std::string reason = why_not_applicable(row.plan); !reason.empty()) {
    row.result.status = measure::RowStatus::not_measured;
    row.result.reason = reason;
    return;
  }
  try {
    auto session = runtime::make_runtime(row.plan.target.runtime, run.runtimes)
                       ->open(run.at(row.result.model_file), row.plan.target);
    if (!session) {
      row.result.status = measure::RowStatus::not_measured;
      row.result.reason = session.reason();
      return;
    }
    const auto& report = session.value()->load_report();
    row.result.runtime_version = report.version;
    row.result.implementation = report.implementation;
    row.result.load_ms = std::chrono::duration<double, std::milli>{report.load}.count();
    row.result.input_shape = graph::to_string(session.value()->input().shape);
    auto input = timed_input(session.value()->input(), preprocessing, images);
    row.session = std::make_unique<TimedSession>(row.row_name, std::move(session).value(), std::move(input));
  } catch (const Error& error) {
    row.result.status = measure::RowStatus::failed;
    row.result.reason = error.what();
  }
}

void take_samples(const RunContext& run, std::vector<Pending>& rows) {
  std::vector<measure::SystemUnderTest*> systems;
  std::vector<Pending*> timed;
  for (Pending& row : rows) {
    if (!row.session) continue;
    systems.push_back(row.session.get());
    timed.push_back(&row);
  }
  if (systems.empty()) return;
  const auto samples = measure::measure_interleaved(systems, run.options.measurement, run.log);
  for (std::size_t i = 0; i < timed.size(); ++i) {
    measure::ResultRow& result = timed[i]->result;
    measure::record_latency(result, samples[i]);
    if (samples[i].samples.empty()) continue;
    result.first_ms = std::chrono::duration<double, std::milli>{samples[i].samples.front().duration}.count();
    result.samples_file = layout::samples(timed[i]->row_name).string();
    measure::write_samples(run.at(result.samples_file), samples[i]);
    if (result.status != measure::RowStatus::measured) continue;
    try {
      constexpr double megabyte = 1e6;
      result.peak_memory_mb = static_cast<double>(timed[i]->session->session().peak_memory()) / megabyte;
    } catch (const Error& error) {
      run.log.warning("{}: no memory reading: {}", timed[i]->row_name, error.what());
    }
  }
}

std::string measurement_key(const RunContext& run, const NetworkChoice& network, std::span<const RowPlan> plans) {
  const auto& options = run.options.measurement;
  Digest key = stage_key("measure");
  key.add_file(run.at(layout::timed_images()));
  const auto number = [](auto value) { return std::to_string(value); };
  key.add(number(options.min_count))
      .add(number(options.min_duration.count()))
      .add(number(options.max_duration.count()));
  key.add(number(options.max_count)).add(host_description().dump());  // another machine measures anew
  key.add(number(options.warmup_count)).add(number(options.warmup_duration.count())).add(number(options.block));
  for (const RowPlan& plan : plans) {
    const auto model = layout::timed_form(network.name, plan.format, run.options.latency_size);
    key.add_file(run.at(layout::network_file(model, plan.format)));
    key.add(runtime::to_string(plan.target)).add(availability(run, plan.target));
  }
  return std::move(key).hexadecimal();
}

/// The rows of one form: its targets are timed in turns.
std::vector<measure::ResultRow> measure_form(RunContext& run, const NetworkChoice& network,
                                             std::span<const RowPlan> plans) {
  const std::string stage = "measure " + network.name + ' ' + form_name(plans.front().format);
  const std::string key = measurement_key(run, network, plans);
  std::vector<measure::ResultRow> results;
  if (run.cache.done(stage, key)) {
    run.log.info("{}: done before", stage);
    const Json facts = run.cache.facts(stage);
    for (const Json& row : facts) results.push_back(measure::result_row_from_json(row));
    return results;
  }
  run.log.info("timing {} as {}", network.name, form_name(plans.front().format));

  const dataset::DatasetReader images{run.at(layout::timed_images())};
  const graph::Preprocessing preprocessing = graph::load_network(run.at(layout::weights(network.name))).preprocessing();
  // Training and conversion have left hundreds of megabytes with the allocator; the workers need them more.
  (void)::malloc_trim(0);
  std::vector<Pending> rows;
  for (const RowPlan& plan : plans) {
    Pending row{plan, layout::row_name(network.name, plan.format, plan.target), describe_row(run, network, plan), {}};
    open_session(run, row, preprocessing, images);
    rows.push_back(std::move(row));
  }
  take_samples(run, rows);

  std::vector<std::filesystem::path> outputs;
  Json facts = Json::array();
  bool settled = true;
  for (const Pending& row : rows) {
    results.push_back(row.result);
    facts.push_back(measure::to_json(row.result));
    if (!row.result.samples_file.empty()) outputs.emplace_back(row.result.samples_file);
    if (row.result.status == measure::RowStatus::failed) {
      run.log.warning("{}: failed: {}", row.row_name, row.result.reason);
      settled = false;  // not recorded as done: the same command tries again
    }
  }
  if (settled) run.cache.record(stage, key, outputs, std::move(facts));
  return results;
}

}  // namespace

std::vector<measure::ResultRow> run_measurement_stage(RunContext& run, const NetworkChoice& network) {
  // plan_rows() lists the targets of one form together. All forms at once would need the memory of every model and
  // runtime at once, gigabytes for these networks.
  const std::vector<RowPlan> plans = plan_rows(run.options);
  std::vector<measure::ResultRow> results;
  for (std::size_t first = 0; first < plans.size(); first += run.options.targets.size()) {
    auto rows = measure_form(run, network, std::span{plans}.subspan(first, run.options.targets.size()));
    results.insert(results.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
  }
  return results;
}

}  // namespace wirebench::study
