"""Converts ROOT files of the field into files wirebench reads itself (docs/components/generator-files.md).

    root_reader.py INPUT OUTPUT [--detector NAME]

A tree `gRooTracker` (GENIE's rooTracker) becomes NuHepMC text, packed with gzip; a tree `EDepSimEvents` (edep-sim) becomes
segments HDF5 in larnd-sim's layout. What was done, or why nothing could be, is said in one line of JSON behind RESULT.
Events are read in pieces, so that memory does not grow with the file.
"""

import argparse
import gzip
import json
import re
import resource
import struct
import sys

RESULT = "wirebench-result "
MEMORY_LIMIT = 8 << 30  # bytes; a damaged file may announce anything
PIECE = "16 MB"
ROWS = 500  # events of edep-sim a piece


class Unusable(Exception):
    """The file cannot be used: what is wrong, and why."""

    def __init__(self, what, why=""):
        super().__init__(what)
        self.what = what
        self.why = why


def require(branches, names, tree):
    missing = [name for name in names if name not in branches]
    if missing:
        raise Unusable("a branch is missing", f"{tree} has no {', '.join(missing)}")


# ---- GENIE's rooTracker ------------------------------------------------------------------------------------------------

# Scattering types as GENIE writes them in EvtCode, and the process of a charged current in NuHepMC's blocks (E.C.1). The
# neutral current's is 50 higher.
PROCESSES = {"QES": 200, "MEC": 300, "RES": 400, "DIS": 600, "COH": 700, "COHPi": 700}
PROCESS_NAMES = {0: "unknown", 200: "CC quasi-elastic", 250: "NC elastic", 300: "CC two-nucleon", 350: "NC two-nucleon",
                 400: "CC resonance", 450: "NC resonance", 600: "CC deep inelastic", 650: "NC deep inelastic",
                 700: "CC coherent", 750: "NC coherent", 701: "CC other", 751: "NC other"}
# GHepStatus to NuHepMC's particle statuses; others are documentation.
STATUSES = {1: 1, 3: 2, 11: 21}
VERTEX_STATUSES = {1: "PrimaryVertex", 21: "NucleonSeparationVertex", 22: "IntranuclearVertex", 23: "DecayVertex"}
PARTICLE_STATUSES = {1: "final state", 2: "decayed", 3: "documentation", 4: "beam", 20: "target", 21: "struck nucleon"}
PSEUDO_PARTICLES = {2000000001: "HadronicSystem", 2000000002: "HadronicBlob", 2000000101: "BindingEnergy",
                    2000000102: "CoulombEnergy", 2000000200: "ClusterNN", 2000000201: "ClusterNP",
                    2000000202: "ClusterPP", 2000000300: "CompoundNucleus"}


def process_of(code):
    """Process number of GENIE's event code, "nu:14;tgt:1000180400;N:2112;proc:Weak[CC],QES;"."""
    match = re.search(r"proc:Weak\[(CC|NC)\],([A-Za-z0-9]+)", code)
    if not match:
        return 0
    return PROCESSES.get(match.group(2), 701) + (50 if match.group(1) == "NC" else 0)


def run_text():
    attributes = {
        "NuHepMC.Version.Major": "1", "NuHepMC.Version.Minor": "0", "NuHepMC.Version.Patch": "0",
        "NuHepMC.Conventions": "E.C.1 E.C.5 V.C.1 P.C.1",
        "NuHepMC.Units.CrossSection.Unit": "10-38 cm2", "NuHepMC.Units.CrossSection.TargetScale": "PerAtom",
        "NuHepMC.ProcessIDs": " ".join(map(str, PROCESS_NAMES)),
        "NuHepMC.VertexStatusIDs": " ".join(map(str, VERTEX_STATUSES)),
        "NuHepMC.ParticleStatusIDs": " ".join(map(str, PARTICLE_STATUSES)),
        "NuHepMC.AdditionalParticleNumbers": " ".join(map(str, PSEUDO_PARTICLES)),
    }
    for info, names in (("ProcessInfo", PROCESS_NAMES), ("VertexStatusInfo", VERTEX_STATUSES),
                        ("ParticleStatusInfo", PARTICLE_STATUSES)):
        for number, name in names.items():
            attributes[f"NuHepMC.{info}[{number}].Name"] = name
            attributes[f"NuHepMC.{info}[{number}].Description"] = f"{name}, as GENIE's rooTracker says"
    for number, name in PSEUDO_PARTICLES.items():
        attributes[f"NuHepMC.AdditionalParticleNumber[{number}].Name"] = name
    lines = ["HepMC::Version 3.02.05", "HepMC::Asciiv3-START_EVENT_LISTING", "W CV",
             "T GENIE\\|unknown\\|rooTracker, converted by wirebench"]
    return "\n".join(lines + [f"A {name} {text}" for name, text in sorted(attributes.items())]) + "\n"


def event_text(number, weight, vertex, code, pdg, status, momentum, mother):
    """One event of HepMC text. Particle i has the number i + 1; each vertex stands before the first particle from it."""
    count = len(pdg)
    if not len(status) == len(momentum) == len(mother) == count:
        raise Unusable("arrays of different lengths", f"event {number}")
    if count < 2 or status[0] != 0 or status[1] != 0:
        raise Unusable("event without probe and target", f"event {number}: its first two particles are not initial ones")
    statuses = [STATUSES.get(int(one), 3) for one in status]
    statuses[0], statuses[1] = 4, 20
    struck = [i for i in range(2, count) if statuses[i] == 21]
    body, vertices = [], {}

    def vertex_of(key, kind, entering):
        if key not in vertices:
            vertices[key] = -len(vertices) - 1
            body.append(f"V {vertices[key]} {kind} [{','.join(str(i + 1) for i in sorted(entering))}]")
        return vertices[key]

    def origin(i):
        if i < 2:
            return 0
        parent = int(mother[i])
        if struck and (i in struck or parent == 1):
            return vertex_of("separation", 21, [1])
        if parent < 2 or parent >= i or parent in struck:
            return vertex_of("primary", 1, [0] + (struck or [1]))
        return vertex_of(parent, 23 if statuses[parent] == 2 else 22, [parent])

    for i in range(count):
        px, py, pz, energy = (float(one) for one in momentum[i])
        mass = max(0.0, energy * energy - px * px - py * py - pz * pz) ** 0.5
        start = origin(i)
        body.append(f"P {i + 1} {start} {int(pdg[i])} {px!r} {py!r} {pz!r} {energy!r} {mass!r} {statuses[i]}")
    x, y, z, t = (float(one) for one in vertex)
    head = [f"E {number} {len(vertices)} {count}", "U GEV MM", f"W {float(weight)!r}",
            f"A 0 lab_pos {1e3 * x!r} {1e3 * y!r} {1e3 * z!r} {t!r}", f"A 0 signal_process_id {process_of(code)}"]
    return "\n".join(head + body) + "\n"


def convert_tracker(tree, output):
    names = set(tree.keys(recursive=True))
    needed = ["StdHepPdg", "StdHepStatus", "StdHepP4", "StdHepFm", "EvtVtx"]
    require(names, needed, tree.name)
    code_branch = next((name for name in ("EvtCode/fString", "EvtCode") if name in names), None)
    extra = [name for name in ("EvtNum", "EvtWght") if name in names]
    numbers = tree["EvtNum"].array(library="np") if "EvtNum" in extra else []
    own_numbers = len(numbers) > 0 and all(a < b for a, b in zip(numbers, numbers[1:])) and numbers[0] >= 0
    count = 0
    with open(output, "wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as out:
        out.write(run_text().encode())
        for piece, report in tree.iterate(needed + extra, step_size=PIECE, library="np", report=True):
            codes = None
            if code_branch:
                codes = tree[code_branch].array(entry_start=report.tree_entry_start, entry_stop=report.tree_entry_stop,
                                                library="np")
            for i in range(len(piece["StdHepPdg"])):
                number = int(numbers[count]) if own_numbers else count
                weight = piece["EvtWght"][i] if "EvtWght" in extra else 1.0
                out.write(event_text(number, weight, piece["EvtVtx"][i], str(codes[i]) if codes is not None else "",
                                     piece["StdHepPdg"][i], piece["StdHepStatus"][i], piece["StdHepP4"][i],
                                     piece["StdHepFm"][i]).encode())
                count += 1
        out.write(b"HepMC::Asciiv3-END_EVENT_LISTING\n\n")
    return {"content": "neutrino events", "events": count}


# ---- edep-sim ----------------------------------------------------------------------------------------------------------

class Bytes:
    """Takes big-endian numbers from what ROOT streamed."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, form):
        size = struct.calcsize(form)
        if size > len(self.data) - self.at:
            raise Unusable("damaged edep-sim segments", "the data of an event ends too early")
        values = struct.unpack_from(form, self.data, self.at)
        self.at += size
        return values

    def header(self):
        """A byte count and the version of a class."""
        count, version = self.take(">IH")
        if not count & 0x40000000:
            raise Unusable("edep-sim segments of an unknown form", "no byte count")
        return version

    def base(self):
        """TObject: version, fUniqueID and fBits; referenced objects have the number of a process as well."""
        _, _, bits = self.take(">HII")
        if bits & 0x10:
            self.take(">H")

    def lorentz_vector(self):
        self.header()
        self.base()
        self.header()
        self.base()
        return self.take(">4d")


def hit_segments(data, vectors, elements):
    """The vectors of TG4HitSegment in one event of `SegmentDetectors.second`, each a dict of lists.

    ROOT writes them member by member: a header (byte count, version with the bit for this way of writing, version of the
    class), then for each vector its length and each member of all its objects. `elements` names the members in their order.
    """
    if not vectors and not data:
        return []
    source = Bytes(data)
    version = source.header()
    if not version & 0x4000:
        raise Unusable("edep-sim segments of an unknown form", "they are not written member by member")
    if source.take(">H")[0] == 0:
        source.take(">I")  # a checksum in place of a version
    result = []
    for _ in range(vectors):
        (count,) = source.take(">I")
        if count > len(data):
            raise Unusable("damaged edep-sim segments", f"{count} segments announced in {len(data)} bytes")
        members = {}
        for name, form in elements:
            if form == "BASE":
                for _ in range(count):
                    source.base()
            elif form == "vector<int>":
                values = []
                if count:
                    source.header()
                for _ in range(count):
                    (length,) = source.take(">I")
                    if length > len(data):
                        raise Unusable("damaged edep-sim segments", f"{length} contributors announced")
                    values.append(source.take(f">{length}i"))
                members[name] = values
            elif form in ("int", "Int_t", "float", "Float_t", "double", "Double_t"):
                letter = {"i": "i", "f": "f", "d": "d"}[form[0].lower()]
                members[name] = source.take(f">{count}{letter}")
            elif form == "TLorentzVector":
                members[name] = [source.lorentz_vector() for _ in range(count)]
            else:
                raise Unusable("edep-sim segments of an unknown form", f"member {name} is a {form}")
        result.append(members)
    if source.at != len(data):
        raise Unusable("damaged edep-sim segments", f"{len(data) - source.at} bytes behind the last segment")
    return result


def segment_types(numpy):
    """Row types of larnd-sim's cli/dumpTree.py, by name, order and alignment."""
    segments = [("event_id", "u4"), ("vertex_id", "u8"), ("file_vertex_id", "u8"), ("segment_id", "u4"), ("z_end", "f4"),
                ("traj_id", "u4"), ("file_traj_id", "u4"), ("tran_diff", "f4"), ("z_start", "f4"), ("x_end", "f4"),
                ("y_end", "f4"), ("n_electrons", "u4"), ("pdg_id", "i4"), ("x_start", "f4"), ("y_start", "f4"),
                ("t_start", "f4"), ("t0_start", "f8"), ("t0_end", "f8"), ("t0", "f8"), ("dx", "f4"), ("long_diff", "f4"),
                ("pixel_plane", "i4"), ("t_end", "f4"), ("dEdx", "f4"), ("dE", "f4"), ("t", "f4"), ("y", "f4"),
                ("x", "f4"), ("z", "f4"), ("n_photons", "f4")]
    vertices = [("event_id", "u4"), ("vertex_id", "u8"), ("file_vertex_id", "u8"), ("x_vert", "f4"), ("y_vert", "f4"),
                ("z_vert", "f4"), ("t_vert", "f4"), ("t_event", "f4")]
    interactions = [("event_id", "u4"), ("vertex_id", "u8"), ("isCC", "?"), ("isQES", "?"), ("isMEC", "?"),
                    ("isRES", "?"), ("isDIS", "?"), ("isCOH", "?"), ("nu_pdg", "i4")]
    return tuple(numpy.dtype(fields, align=True) for fields in (segments, vertices, interactions))


def pick_detectors(names, wanted):
    """Which sensitive detectors are taken: the one asked for; else larnd-sim's usual one where it is there; else all."""
    if wanted:
        if wanted not in names:
            raise Unusable("no such sensitive detector", f"{wanted}; the file has {', '.join(sorted(names)) or 'none'}")
        return {wanted}
    return {"volTPCActive"} if "volTPCActive" in names else set(names)


def convert_deposits(tree, output, wanted):
    import h5py
    import numpy

    base = "Event/SegmentDetectors/SegmentDetectors."
    names = set(tree.keys(recursive=True))
    raw_bytes = uproot.AsJagged(uproot.AsDtype("u1"))
    needed = [base + "first", base + "second", "Event/RunId", "Event/EventId", "Event/Trajectories/Trajectories.TrackId",
              "Event/Trajectories/Trajectories.PDGCode", "Event/Primaries/Primaries.Position",
              "Event/Primaries/Primaries.Reaction"]
    require(names, needed, tree.name)
    streamer = tree.file.streamer_named("TG4HitSegment")
    if streamer is None:
        raise Unusable("the file does not describe TG4HitSegment", "it was not written by edep-sim, or is damaged")
    elements = [(e.name, "BASE" if "Base" in type(e).__name__ else e.typename) for e in streamer.elements]
    found = {name for name, _ in elements}
    require(found, ["Contrib", "EnergyDeposit", "Start", "Stop"], "TG4HitSegment")

    segment_type, vertex_type, interaction_type = segment_types(numpy)
    entries = tree.num_entries
    ids = tree["Event/EventId"].array(library="np")
    own_ids = len(set(ids.tolist())) == len(ids) and (len(ids) == 0 or ids.min() >= 0)
    detectors = set()
    for start in range(0, entries, ROWS):
        for names_of_event in tree[base + "first"].array(entry_start=start, entry_stop=start + ROWS, library="np"):
            detectors.update(str(name) for name in names_of_event)
        if len(detectors) > 1000:
            raise Unusable("damaged edep-sim tree", "more than a thousand sensitive detectors")
    taken = pick_detectors(detectors, wanted)

    segment_id = file_vertex_id = file_track_id = 0
    with h5py.File(output, "w") as out:
        tables = {name: out.create_dataset(name, (0,), dtype, maxshape=(None,), chunks=(1024,))
                  for name, dtype in (("segments", segment_type), ("vertices", vertex_type), ("mc_hdr", interaction_type))}

        def append(name, rows):
            table = tables[name]
            table.resize((len(table) + len(rows),))
            if len(rows):
                table[-len(rows):] = rows

        for start in range(0, entries, ROWS):
            stop = min(entries, start + ROWS)
            span = {"entry_start": start, "entry_stop": stop}
            firsts = tree[base + "first"].array(library="np", **span)
            seconds = tree[base + "second"].array(interpretation=raw_bytes, library="np", **span)
            tracks = tree["Event/Trajectories/Trajectories.TrackId"].array(library="np", **span)
            codes = tree["Event/Trajectories/Trajectories.PDGCode"].array(library="np", **span)
            places = tree["Event/Primaries/Primaries.Position"].array(library="ak", **span)
            reactions = tree["Event/Primaries/Primaries.Reaction"].array(library="np", **span)
            for i in range(stop - start):
                event_id = int(ids[start + i]) if own_ids else start + i
                append_vertices(append, numpy, vertex_type, interaction_type, event_id, file_vertex_id, places[i],
                                reactions[i])
                pdg_of = dict(zip(tracks[i].tolist(), codes[i].tolist()))
                numbers = {track: file_track_id + k for k, track in enumerate(tracks[i].tolist())}
                vectors = hit_segments(bytes(seconds[i]), len(firsts[i]), elements)
                for detector, hits in zip(firsts[i], vectors):
                    if str(detector) not in taken:
                        continue
                    rows = segment_rows(numpy, segment_type, hits, event_id, file_vertex_id, segment_id, pdg_of,
                                        numbers)
                    append("segments", rows)
                    segment_id += len(rows)
                file_vertex_id += len(reactions[i])
                file_track_id += len(tracks[i])
    return {"content": "energy deposits", "events": entries, "segments": segment_id, "detectors": sorted(taken)}


def append_vertices(append, numpy, vertex_type, interaction_type, event_id, first, places, reactions):
    rows = numpy.zeros(len(reactions), vertex_type)
    interactions = numpy.zeros(len(reactions), interaction_type)
    for k, (place, reaction) in enumerate(zip(places, reactions)):
        rows[k]["event_id"] = interactions[k]["event_id"] = event_id
        rows[k]["vertex_id"] = interactions[k]["vertex_id"] = k
        rows[k]["file_vertex_id"] = first + k
        for axis in "XYZ":
            rows[k][f"{axis.lower()}_vert"] = 0.1 * float(place["fP"][f"f{axis}"])  # mm to cm
        rows[k]["t_vert"] = 1e-3 * float(place["fE"])  # ns to us
        neutrino = re.search(r"nu:(-?\d+)", str(reaction))
        process = process_of(str(reaction))
        interactions[k]["nu_pdg"] = int(neutrino.group(1)) if neutrino else 0
        interactions[k]["isCC"] = 0 < process and process % 100 < 50
        for name, block in (("isQES", 2), ("isMEC", 3), ("isRES", 4), ("isDIS", 6)):
            interactions[k][name] = process // 100 == block
        interactions[k]["isCOH"] = process in (700, 750)
    append("vertices", rows)
    # Without a generator's word on it, nothing is said: a table of zeros would say neutral current.
    append("mc_hdr", interactions[interactions["nu_pdg"] != 0])


def segment_rows(numpy, segment_type, hits, event_id, vertex_id, segment_id, pdg_of, numbers):
    count = len(hits["EnergyDeposit"])
    rows = numpy.zeros(count, segment_type)
    if count == 0:
        return rows
    start = numpy.array(hits["Start"])
    stop = numpy.array(hits["Stop"])
    tracks = [contributors[0] if len(contributors) else -1 for contributors in hits["Contrib"]]
    rows["event_id"] = event_id
    rows["file_vertex_id"] = vertex_id
    rows["segment_id"] = numpy.arange(segment_id, segment_id + count)
    rows["traj_id"] = [track if track >= 0 else 0xFFFFFFFF for track in tracks]
    rows["file_traj_id"] = [numbers.get(track, 0xFFFFFFFF) for track in tracks]
    rows["pdg_id"] = [pdg_of.get(track, 0) for track in tracks]
    for k, axis in enumerate("xyz"):
        rows[f"{axis}_start"] = 0.1 * start[:, k]
        rows[f"{axis}_end"] = 0.1 * stop[:, k]
        rows[axis] = 0.05 * (start[:, k] + stop[:, k])
    rows["t0_start"], rows["t0_end"] = 1e-3 * start[:, 3], 1e-3 * stop[:, 3]
    rows["t0"] = 0.5e-3 * (start[:, 3] + stop[:, 3])
    length = 0.1 * numpy.sqrt(((stop - start)[:, :3] ** 2).sum(axis=1))
    energy = numpy.array(hits["EnergyDeposit"])
    rows["dx"], rows["dE"] = length, energy
    rows["dEdx"] = numpy.divide(energy, length, out=numpy.zeros(count), where=length > 0)
    return rows


# ---- both --------------------------------------------------------------------------------------------------------------

def convert(path, output, detector):
    with uproot.open(path) as file:
        trees = file.classnames(recursive=False)
        for key in trees:
            name = key.split(";")[0]
            if name == "gRooTracker":
                return convert_tracker(file[key], output)
            if name == "EDepSimEvents":
                return convert_deposits(file[key], output, detector)
        raise Unusable("neither rooTracker nor edep-sim events",
                       "its top has " + (", ".join(sorted(trees))[:300] or "nothing") +
                       "; known are gRooTracker and EDepSimEvents")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("input")
    parser.add_argument("output")
    parser.add_argument("--detector", default="")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    try:
        answer = convert(options.input, options.output, options.detector)
    except Unusable as problem:
        answer = {"what": problem.what, "why": problem.why}
    except MemoryError:
        answer = {"what": "the file needs too much memory", "why": f"more than {MEMORY_LIMIT >> 30} GiB"}
    except Exception as problem:  # uproot raises many kinds for damaged files
        first_line = (str(problem).strip().splitlines() or [""])[0]
        answer = {"what": "the ROOT file cannot be read", "why": f"{type(problem).__name__}: {first_line}"[:500]}
    print(RESULT + json.dumps(answer), flush=True)
    return 0 if "content" in answer else 1


if __name__ == "__main__":
    import uproot
    sys.exit(main())
