#include "wirebench/transport/segments_output.hpp"

#include "wirebench/core/contract.hpp"
#include "wirebench/transport/segments_rows.hpp"

namespace wirebench::transport {
namespace {

constexpr std::size_t k_segment_chunk = 16384;
constexpr std::size_t k_small_chunk = 2048;

}  // namespace

SegmentsOutput::SegmentsOutput(const std::filesystem::path& path, const Options& options)
    : path_{path}, threads_{options.threads} {
  partial_.emplace(path_);
  file_ = hdf5::File::create(partial_->path());
  segments.emplace(*file_, "/segments", row_type<layout::Segment>(layout::k_segment_fields), k_segment_chunk, threads_);
  if (options.trajectories) {
    trajectories.emplace(*file_, "/trajectories", row_type<layout::Trajectory>(layout::k_trajectory_fields),
                         k_segment_chunk, threads_);
  }
  vertices.emplace(*file_, "/vertices", row_type<layout::Vertex>(layout::k_vertex_fields), k_small_chunk, threads_);
  interactions.emplace(*file_, "/mc_hdr", row_type<layout::Interaction>(layout::k_interaction_fields), k_small_chunk,
                       threads_);
  stack.emplace(*file_, "/mc_stack", row_type<layout::StackParticle>(layout::k_stack_fields), k_small_chunk, threads_);
  weights.emplace(*file_, "/flux_weights", row_type<layout::FluxWeight>(layout::k_flux_weight_fields), k_small_chunk,
                  threads_);
  if (options.primary_steps) {
    steps.emplace(*file_, "/primary_steps", row_type<layout::PrimaryStepRow>(layout::k_primary_step_fields),
                  k_segment_chunk, threads_);
  }
}

void SegmentsOutput::close_tables() noexcept {
  segments.reset();
  trajectories.reset();
  vertices.reset();
  interactions.reset();
  stack.reset();
  weights.reset();
  steps.reset();
}

void SegmentsOutput::discard() noexcept {
  close_tables();
  file_.reset();
  partial_.reset();
}

void SegmentsOutput::write_rest(const Facts& facts) {
  segments->finish();
  if (trajectories) trajectories->finish();
  vertices->finish();
  interactions->finish();
  stack->finish();
  weights->finish();
  if (steps) steps->finish();
  close_tables();  // open ones would keep the file open
  file_->set_attribute("/", "format", "larnd-sim segments");
  file_->set_attribute("/", "units", "cm, us, MeV");
  if (!facts.engine.empty()) file_->set_attribute("/", "engine", facts.engine);
  file_->set_attribute("/", "provenance", facts.provenance);
  file_->set_attribute("/", "tracks", static_cast<std::int64_t>(facts.tracks));
  file_->close();
  file_.reset();
  partial_->commit();
}

void SegmentsOutput::finish(const Facts& facts) {
  WIREBENCH_EXPECT(file_);
  try {
    write_rest(facts);
  } catch (...) {
    discard();
    throw;
  }
}

}  // namespace wirebench::transport
