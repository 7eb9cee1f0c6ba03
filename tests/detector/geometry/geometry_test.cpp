#include "wirebench/detector/geometry/geometry.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>
#include <numeric>
#include <set>

#include "support/expect_error.hpp"

namespace wirebench::detector {
namespace {

WirePlane view(const char* name, double degrees, double pitch) {
  return {name, degrees * units::degree, pitch * units::millimeter};
}

// DUNE FD-HD, one anode plane assembly (JINST 15 T08010): 2.3 m by 6 m, induction wires wrapped round the frame.
GeometryDescription assembly() {
  GeometryDescription description;
  description.views = {view("U", 35.7, 4.669), view("V", -35.7, 4.669), view("W", 0.0, 4.790)};
  description.layers[0] = {9.52 * units::millimeter, Winding::wrapped, {}};
  description.layers[1] = {4.76 * units::millimeter, Winding::wrapped, {}};
  description.drift_length = 3594.0 * units::millimeter;
  AnodeDescription anode;
  anode.half_thickness = 40.0 * units::millimeter;
  anode.vertical = {0.0, 5984.0};
  anode.beam = {0.0, 2299.8};
  anode.sides = {Side::below, Side::above};
  anode.where = "test";
  description.anodes = {anode};
  return description;
}

// MicroBooNE (JINST 12 P02017).
GeometryDescription one_face() {
  GeometryDescription description;
  description.views = {view("U", 60.0, 3.0), view("V", -60.0, 3.0), view("Y", 0.0, 3.0)};
  description.layers[0].to_collection = 6.0 * units::millimeter;
  description.layers[1].to_collection = 3.0 * units::millimeter;
  description.drift_length = 2560.0 * units::millimeter;
  AnodeDescription anode;
  anode.vertical = {-1165.0, 1165.0};
  anode.beam = {0.0, 10368.0};
  anode.sides = {Side::above};
  anode.where = "test";
  description.anodes = {anode};
  return description;
}

TEST(Geometry, OneFaceHasTheNumberOfWiresOfMicroboone) {
  const Geometry geometry{one_face()};
  ASSERT_EQ(geometry.faces().size(), 1U);
  const AnodeFace& face = geometry.faces().front();
  EXPECT_EQ(face.planes[0].wires(), 2400U);
  EXPECT_EQ(face.planes[1].wires(), 2400U);
  EXPECT_EQ(face.planes[2].wires(), 3456U);
  EXPECT_EQ(geometry.channels(), 8256U);
  // A collection wire is as long as the face is high; the longest induction wires go from edge to edge: 2330 / cos 60.
  EXPECT_FLOAT_EQ(face.planes[2].lengths[1000], 2330.0F);
  EXPECT_FLOAT_EQ(face.planes[0].lengths[1200], 4660.0F);
  EXPECT_LT(face.planes[0].lengths[0], 10.0F);
  EXPECT_NEAR(face.planes[2].first_wire, 1.5, 1e-9);
  // Electrons drift from 2566 to 6 mm, the first layer, and on to the collection plane at 0.
  EXPECT_DOUBLE_EQ(face.cathode(), 2566.0);
  EXPECT_DOUBLE_EQ(face.drift.low, 6.0);
  EXPECT_DOUBLE_EQ(face.drift_distance(1000.0), 1000.0);
}

TEST(Geometry, AnAssemblyHasTheChannelsOfDune) {
  const Geometry geometry{assembly()};
  ASSERT_EQ(geometry.anodes().size(), 1U);
  const Anode& anode = geometry.anodes().front();
  EXPECT_EQ(anode.layers[0].channels(), 800U);
  EXPECT_EQ(anode.layers[1].channels(), 800U);
  EXPECT_EQ(anode.layers[2].channels(), 960U);
  EXPECT_EQ(geometry.channels(), 2560U);
  for (const AnodeFace& face : geometry.faces()) {
    EXPECT_EQ(face.planes[2].wires(), 480U);
    // DUNE's own geometry file has 1148 stretches of wire on each face (ProtoDUNE-SP and the far detector).
    EXPECT_NEAR(face.planes[0].wires(), 1148, 1);
    EXPECT_NEAR(face.planes[1].wires(), 1148, 1);
  }
  EXPECT_NEAR(geometry.pitch(0), 4.669, 0.002);
}

// Half of the wrapped wires start on each face: 400, and none but collection wires stay on one face.
TEST(Geometry, WrappedWiresStartOnBothFaces) {
  const Geometry geometry{assembly()};
  for (std::uint32_t layer = 0; layer < 2; ++layer) {
    const ChannelLayer& channels = geometry.anodes().front().layers[layer];
    std::array<int, 2> starts{};
    for (std::uint32_t channel = 0; channel < channels.channels(); ++channel) {
      const auto segments = channels.segments(channel);
      ASSERT_GE(segments.size(), 2U);
      ASSERT_LE(segments.size(), 3U);
      ++starts.at(segments.front().face);
      for (std::size_t i = 1; i < segments.size(); ++i) EXPECT_NE(segments[i].face, segments[i - 1].face);
      // Straight when unrolled: 5984 mm / cos 35.7 degrees = 7368.6 mm.
      EXPECT_NEAR(channels.length(channel), 7368.6, 0.5);
    }
    EXPECT_EQ(starts[0], 400);
    EXPECT_EQ(starts[1], 400);
  }
}

// A stretch ends where the next one begins: at the same height, on the same side of the frame.
TEST(Geometry, WrappedWiresAreContinuousRoundTheFrame) {
  for (const ReadoutEnd end : {ReadoutEnd::top, ReadoutEnd::bottom}) {
    GeometryDescription description = assembly();
    description.anodes.front().readout_end = end;
    const Geometry geometry{description};
    for (std::uint32_t layer = 0; layer < 2; ++layer) {
      const ChannelLayer& channels = geometry.anodes().front().layers[layer];
      const auto ends = [&](const WireSegment& segment) {
        const FacePlane& plane = geometry.plane(segment, layer);
        return *cut_wire(plane.direction, plane.across(segment.wire), geometry.faces()[segment.face].rectangle);
      };
      for (std::uint32_t channel = 0; channel < channels.channels(); ++channel) {
        const auto segments = channels.segments(channel);
        const double readout =
            end == ReadoutEnd::top ? ends(segments.front()).high.vertical : ends(segments.front()).low.vertical;
        EXPECT_NEAR(readout, end == ReadoutEnd::top ? 5984.0 : 0.0, 1e-6);
        for (std::size_t i = 1; i < segments.size(); ++i) {
          const WireEnds before = ends(segments[i - 1]);
          const WireEnds after = ends(segments[i]);
          const PlanePoint from = end == ReadoutEnd::top ? before.low : before.high;
          const PlanePoint to = end == ReadoutEnd::top ? after.high : after.low;
          EXPECT_NEAR(from.vertical, to.vertical, 1e-6);
          EXPECT_NEAR(from.beam, to.beam, 1e-6);
          EXPECT_TRUE(std::abs(from.beam) < 1e-6 || std::abs(from.beam - 2299.8) < 1e-6) << from.beam;
        }
      }
    }
  }
}

TEST(Geometry, EveryWireIsInTheSegmentsOfItsChannel) {
  const Geometry geometry{assembly()};
  for (std::uint32_t index = 0; index < geometry.faces().size(); ++index) {
    for (const FacePlane& plane : geometry.faces()[index].planes) {
      for (std::uint32_t wire = 0; wire < plane.wires(); ++wire) {
        const auto segments = geometry.anodes().front().layers[plane.layer].segments(plane.channels[wire]);
        EXPECT_TRUE(std::any_of(segments.begin(), segments.end(),
                                [&](const WireSegment& s) { return s.face == index && s.wire == wire; }));
      }
    }
  }
}

// The frame turned round: what leans forwards on one face leans backwards on the other.
TEST(Geometry, TheOtherFaceShowsTheOtherView) {
  const Geometry geometry{assembly()};
  const auto& faces = geometry.faces();
  EXPECT_EQ(faces[0].planes[0].view, 0U);
  EXPECT_EQ(faces[0].planes[1].view, 1U);
  EXPECT_EQ(faces[1].planes[0].view, 1U);
  EXPECT_EQ(faces[1].planes[1].view, 0U);
  EXPECT_EQ(faces[1].planes[2].view, 2U);
}

TEST(Geometry, FindsTheVolumeOfAPlace) {
  const Geometry geometry{assembly()};
  EXPECT_EQ(geometry.find_face(-1000.0, {3000.0, 100.0}), 0U);
  EXPECT_EQ(geometry.find_face(1000.0, {3000.0, 100.0}), 1U);
  EXPECT_FALSE(geometry.find_face(0.0, {3000.0, 100.0}));      // within the frame
  EXPECT_FALSE(geometry.find_face(-45.0, {3000.0, 100.0}));    // between the layers
  EXPECT_FALSE(geometry.find_face(1000.0, {6000.0, 100.0}));   // above it
  EXPECT_FALSE(geometry.find_face(-4000.0, {3000.0, 100.0}));  // behind the cathode
}

// A wire number in a view is the number of the cell of wire_plane.hpp that the wire is in, with any origin.
TEST(Geometry, WiresAreNumberedByTheirPlaceInTheView) {
  GeometryDescription description = assembly();
  description.anodes.front().copies = 2;
  description.anodes.front().copy_step = 2320.0 * units::millimeter;
  description.input_origin = {0.0 * units::millimeter, 1000.0 * units::millimeter, 500.0 * units::millimeter};
  const Geometry geometry{description};
  ASSERT_EQ(geometry.faces().size(), 4U);
  for (const AnodeFace& face : geometry.faces()) {
    for (const FacePlane& plane : face.planes) {
      for (const std::uint32_t wire : {0U, 1U, plane.wires() / 2, plane.wires() - 1}) {
        const double place = plane.across(wire) / geometry.pitch(plane.view);
        EXPECT_LE(std::abs(plane.view_wire(wire) - place), 0.5 + 1e-6);
      }
    }
  }
  // Collection wire 0 of the second anode: 2320 + (2299.8 - 479 * 4.79) / 2 - 500 mm = 1822.695 mm, 380.5 pitches.
  EXPECT_EQ(geometry.faces()[2].planes[2].view_wire(0), 381);
}

TEST(Geometry, NearestWireIsWithinHalfAPitch) {
  const Geometry geometry{one_face()};
  const FacePlane& plane = geometry.faces().front().planes[2];
  EXPECT_EQ(plane.nearest_wire({0.0, 1.5 + 3.0 * 7 + 1.4}), 7U);
  EXPECT_EQ(plane.nearest_wire({0.0, 1.5 + 3.0 * 7 + 1.6}), 8U);
  EXPECT_FALSE(plane.nearest_wire({0.0, -0.1}));
  EXPECT_FALSE(plane.nearest_wire({0.0, 10368.1}));
}

void expect_impossible(const std::function<void(GeometryDescription&)>& change, const GeometryDescription& from,
                       std::initializer_list<std::string> parts) {
  GeometryDescription description = from;
  change(description);
  test::expect_error([&] { Geometry{description}; }, ErrorKind::usage, parts);
}

TEST(Geometry, RefusesTheImpossible) {
  expect_impossible([](auto& d) { d.anodes.front().sides = {Side::above}; }, assembly(), {"wrapped", "both faces"});
  expect_impossible([](auto& d) { d.anodes.front().beam = {0.0, 20.0}; }, assembly(), {"do not close"});
  expect_impossible([](auto& d) { d.layers[2].wires = 700; }, assembly(), {"plane W", "700 wires", "room for 480.1"});
  expect_impossible([](auto& d) { d.layers[2].wires = 300; }, assembly(), {"plane W", "bare"});
  expect_impossible([](auto& d) { d.anodes.front().vertical = {10.0, 10.0}; }, assembly(), {"no area"});
  expect_impossible([](auto& d) { d.anodes.front().copies = 2; }, assembly(), {"anodes 0 and 1 overlap"});
  expect_impossible([](auto& d) { d.views[1].angle = -30.0 * units::degree; }, assembly(), {"other side", "no view"});
  expect_impossible(
      [](auto& d) {
        d.views[1].pitch = 5.0 * units::millimeter;
        d.layers[1].winding = Winding::flat;
      },
      assembly(), {"same view"});
}

}  // namespace
}  // namespace wirebench::detector
