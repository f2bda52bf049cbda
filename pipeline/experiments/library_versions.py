"""Versions of the libraries that touch numbers, so that a job's key changes when its result may."""

from __future__ import annotations

from importlib.metadata import version

# weights: tensors and optimiser, networks, word pieces, precision and processes, random draws
TRAINING_LIBRARIES = ("accelerate", "numpy", "tokenizers", "torch", "transformers")
# F1 over labels and over tagged spans
SCORING_LIBRARIES = (*TRAINING_LIBRARIES, "scikit-learn", "seqeval")


def library_versions(names: tuple[str, ...]) -> dict[str, str]:
    """Version of each installed library, without the part after "+".

    That part ("+cpu", "+cu130") says for which machine a release was built; the machine is no part of a key either.
    """
    return {name: version(name).partition("+")[0] for name in names}
