#!/usr/bin/env python3
"""Simulations shared by several ranks: the same bytes, one message for a failure, nothing left of it.

usage: ranks_test.py WIREBENCH MPIRUN|none
`none`: this build has no MPI; the tests that need it are skipped, the others check that it says so.
"""
import gzip
import hashlib
import json
import os
import pathlib
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest

WIREBENCH, MPIRUN = sys.argv[1], sys.argv[2]
KINDS = {".events.hepmc3.gz", ".deposits.h5", ".h5"}
needs_mpi = unittest.skipIf(MPIRUN == "none", "built without MPI: libopenmpi-dev and openmpi-bin are missing")

# Of Open MPI: containers run tests as root on few cores and without the shared memory it likes.
ENVIRONMENT = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
               "OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
               "OMPI_MCA_plm_rsh_agent": "", "ASAN_OPTIONS": "detect_leaks=0"}


def digest(path: pathlib.Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Ranks(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="wirebench-ranks-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def run_command(self, command, environment=None):
        return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=240, check=False,
                              env={**os.environ, **ENVIRONMENT, **(environment or {})})

    def simulate(self, ranks, out, *more, program=WIREBENCH):
        """`ranks` 0: without mpirun."""
        launcher = [MPIRUN, "-n", ranks] if ranks else []
        return self.run_command([*launcher, program, "simulate", "--out", self.folder / out, *more])

    def simulate_all(self, ranks, out, *more, events=24):
        result = self.simulate(ranks, out, "--events", events, "--keep", "events,deposits,images", "--json", *more)
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def digests(self, name):
        return {kind: digest(self.folder / (name + kind)) for kind in KINDS}

    def names(self):
        return sorted(path.name for path in self.folder.iterdir())

    def refused(self, result, code, *parts):
        self.assertEqual(result.returncode, code, result.stderr)
        self.assertEqual(result.stdout, "")
        paragraphs = [line for line in result.stderr.splitlines() if line.startswith("wirebench: ")]
        self.assertEqual(len(paragraphs), 1, result.stderr)
        for part in parts:
            self.assertIn(part, paragraphs[0])

    @needs_mpi
    def test_any_number_of_ranks_gives_the_same_bytes(self):
        alone = self.simulate_all(0, "alone.h5", "--threads", "1")
        for ranks in (2, 3):
            shared = self.simulate_all(ranks, "shared.h5")
            self.assertEqual(self.digests("shared"), self.digests("alone"), f"{ranks} ranks")
            self.assertEqual(shared["ranks"], ranks)
            for key in ("events", "segments", "unlabelled", "without_charge", "deposits_outside", "stages"):
                self.assertEqual(shared[key], alone[key], key)
        self.assertEqual(len(self.names()), 6, "nothing but the outputs is left")

    @needs_mpi
    def test_more_ranks_than_events(self):
        for ranks, out in ((0, "alone.h5"), (5, "shared.h5")):
            result = self.simulate(ranks, out, "--events", "3", "--keep", "events,deposits", "--threads", "1")
            self.assertEqual(result.returncode, 0, result.stderr)
        for ending in (".h5", ".events.hepmc3.gz"):
            self.assertEqual(digest(self.folder / ("shared" + ending)), digest(self.folder / ("alone" + ending)), ending)

    @needs_mpi
    def test_events_of_a_flux_and_of_files(self):
        config = self.folder / "flux.toml"
        config.write_text('[generator]\nmixture = "flux"\nflux = "flat"\nenergy_gev = [0.5, 1.0]\n')
        for ranks, out in ((0, "alone.h5"), (2, "shared.h5")):
            result = self.simulate(ranks, out, "--config", config, "--events", "60")
            self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(digest(self.folder / "shared.h5"), digest(self.folder / "alone.h5"))

        self.simulate_all(0, "made.h5")
        for source in (self.folder / "made.events.hepmc3.gz", self.folder / "made.deposits.h5"):
            for ranks, out in ((0, "alone.h5"), (2, "shared.h5")):
                result = self.simulate(ranks, out, "--input", source, "--events", "15")
                self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(digest(self.folder / "shared.h5"), digest(self.folder / "alone.h5"), source.name)

    @needs_mpi
    def test_bad_events_are_counted_once(self):
        """Of a file cut in the middle, which every rank reads."""
        self.simulate_all(0, "made.h5")
        text = gzip.decompress((self.folder / "made.events.hepmc3.gz").read_bytes())
        cut = self.folder / "cut.hepmc3"
        cut.write_bytes(text[:len(text) * 2 // 3])
        told = []
        for ranks, out in ((0, "alone.h5"), (3, "shared.h5")):
            result = self.simulate(ranks, out, "--input", cut, "--skip-bad-events", "--keep", "deposits", "--json")
            self.assertEqual(result.returncode, 0, result.stderr)
            told.append(json.loads(result.stdout))
        self.assertEqual(digest(self.folder / "shared.h5"), digest(self.folder / "alone.h5"))
        self.assertEqual(told[0]["bad_events"], told[1]["bad_events"])
        self.assertEqual(told[0]["events"], told[1]["events"])
        self.assertGreater(told[0]["events"], 0)

    @needs_mpi
    def test_kept_shards_are_files_of_their_own_and_merge_to_the_same_bytes(self):
        self.simulate_all(0, "alone.h5")
        kept = self.simulate_all(2, "shared.h5", "--shards", "keep")
        shards = self.folder / "shared.shards"
        self.assertEqual(kept["images"], str(shards))
        self.assertEqual(sorted(path.name for path in shards.iterdir()),
                         [f"{product}-000{number}-of-0002{ending}" for product, ending in
                          (("deposits", ".h5"), ("events", ".hepmc3.gz"), ("images", ".h5")) for number in (1, 2)] +
                         ["shards.json"])
        self.assertFalse((self.folder / "shared.h5").exists())
        result = self.run_command([WIREBENCH, "simulate", "--input", shards / "deposits-0002-of-0002.h5", "--out",
                                   self.folder / "second_half.h5", "--json"])
        self.assertEqual(json.loads(result.stdout)["images"], str(self.folder / "second_half.h5"))
        self.assertEqual(json.loads(result.stdout)["events"], 12)
        result = self.run_command([WIREBENCH, "merge", shards, "--out", self.folder / "merged.h5"])
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(self.digests("merged"), self.digests("alone"))
        self.refused(self.simulate(2, "shared.h5", "--events", "4", "--shards", "keep"), 2, "shared.shards", "there already")

    @needs_mpi
    def test_a_failure_of_one_rank_ends_all_with_one_message(self):
        """Rank 1 runs into a full disk (a limit to the size of its files) while rank 0 is simulating."""
        wrapper = self.folder / "wrapper"
        wrapper.write_text(f'#!/bin/bash\n[ "$OMPI_COMM_WORLD_RANK" = 1 ] && ulimit -f 64\nexec {WIREBENCH} "$@"\n')
        wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR)
        result = self.simulate(2, "shared.h5", "--events", "400", "--keep", "deposits,images", program=wrapper)
        self.refused(result, 1, "on rank 1 of 2", "cannot write", "deposits-0002-of-0002.h5")
        self.assertEqual(self.names(), ["wrapper"])

    @needs_mpi
    def test_mistakes_are_told_once(self):
        self.refused(self.simulate(2, "shared.h5"), 2, "--events")
        self.refused(self.simulate(2, "shared.h5", "--input", self.folder / "absent.h5"), 2, "absent.h5")
        result = self.simulate(2, "shared.h5", "--evnts", "3")
        self.assertEqual(result.returncode, 2)
        self.assertEqual(result.stderr.count("evnts"), 1, result.stderr)
        self.assertEqual(self.names(), [])

    def test_other_verbs_are_not_repeated_by_every_process(self):
        for rank in ("0", "1"):
            result = self.run_command([WIREBENCH, "devices"], {"PMI_RANK": rank, "PMI_SIZE": "2"})
            self.assertEqual(result.returncode, 2)
            self.assertEqual("simulate" in result.stderr, rank == "0", result.stderr)

    def test_processes_that_do_not_find_each_other_do_not_all_do_the_whole_work(self):
        """A launcher of another MPI, or a build without one."""
        for rank in ("0", "1"):
            result = self.run_command([WIREBENCH, "simulate", "--events", "3", "--out", self.folder / "out.h5"],
                                      {"PMI_RANK": rank, "PMI_SIZE": "2"})
            self.assertEqual(result.returncode, 3 if MPIRUN == "none" else 2, result.stderr)
            self.assertEqual("PMI_SIZE=2" in result.stderr, rank == "0", result.stderr)
        self.assertEqual(self.names(), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
