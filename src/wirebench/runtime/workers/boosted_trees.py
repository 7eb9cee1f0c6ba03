"""Trains scikit-learn's boosted trees on a few numbers an event, and scores other events (docs/components/evaluation.md).

    boosted_trees.py FEATURES SCORES [--seed N]

FEATURES is CSV with a header: `part` (0: train on it, 1: score it), `label`, then the features. SCORES becomes CSV with the
probability of each class, a line an event of part 1, in their order. What was done, or why nothing could be, is said in one
line of JSON behind RESULT. The settings are chosen by cross-validation among the training events alone.
"""

import argparse
import json
import os
import sys

RESULT = "wirebench-result "
FOLDS = 3
LEARNING_RATE = 0.05
LEAVES = (4, 8, 16, 32)
MOST_TREES = 1000
PATIENCE = 20  # trees without a gain on held-out training events


class Unusable(Exception):
    """The table cannot be used: what is wrong, and why."""

    def __init__(self, what, why=""):
        super().__init__(what)
        self.what = what
        self.why = why


def make_trees(leaves, seed):
    return HistGradientBoostingClassifier(
        learning_rate=LEARNING_RATE, max_leaf_nodes=leaves, max_iter=MOST_TREES, early_stopping=True,
        validation_fraction=0.15, n_iter_no_change=PATIENCE, random_state=seed)


def choose(features, labels, seed):
    """The number of leaves of the least cross-validated log loss, and that loss."""
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    best = None
    for leaves in LEAVES:
        loss = 0.0
        for train, held_out in folds.split(features, labels):
            trees = make_trees(leaves, seed).fit(features[train], labels[train])
            loss += log_loss(labels[held_out], trees.predict_proba(features[held_out]), labels=trees.classes_)
        if best is None or loss / FOLDS < best[0]:
            best = (loss / FOLDS, leaves)
    return best


def run(features_path, scores_path, seed):
    table = numpy.loadtxt(features_path, delimiter=",", skiprows=1, ndmin=2)
    if table.shape[1] < 3:
        raise Unusable("not a table of features", f"{table.shape[1]} columns")
    part, labels, features = table[:, 0], table[:, 1].astype(int), table[:, 2:]
    train, judge = part == 0, part == 1
    counts = numpy.bincount(labels[train])
    classes = labels.max() + 1
    if len(counts) < classes or counts.min() < FOLDS:
        raise Unusable("too few training events", f"every class needs {FOLDS} or more, there are {counts.tolist()}")
    loss, leaves = choose(features[train], labels[train], seed)
    trees = make_trees(leaves, seed).fit(features[train], labels[train])
    numpy.savetxt(scores_path, trees.predict_proba(features[judge]), fmt="%.9g", delimiter=",")
    return {"library": f"scikit-learn {sklearn.__version__}", "learning_rate": LEARNING_RATE, "leaves": leaves,
            "trees": int(trees.n_iter_), "cross_validated_log_loss": loss, "training_events": int(train.sum()),
            "judged_events": int(judge.sum())}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("features")
    parser.add_argument("scores")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    try:
        answer = run(options.features, options.scores, options.seed)
    except Unusable as problem:
        answer = {"what": problem.what, "why": problem.why}
    except Exception as problem:  # the library raises many kinds
        first_line = (str(problem).strip().splitlines() or [""])[0]
        answer = {"what": "the boosted trees could not be trained", "why": f"{type(problem).__name__}: {first_line}"[:500]}
    print(RESULT + json.dumps(answer), flush=True)
    return 0 if "library" in answer else 1


if __name__ == "__main__":
    # Some thousand events and nine numbers each: more threads only wait for one another.
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    import numpy
    import sklearn
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.metrics import log_loss
    from sklearn.model_selection import StratifiedKFold
    sys.exit(main())
