"""What a run record says of where and with what it was made."""

from __future__ import annotations

import os
import platform
from functools import cache
from importlib.metadata import version

import psutil

from pipeline.store.working_tree import git_commit

__all__ = ["git_commit", "machine", "versions"]

# the libraries that touch the numbers
LIBRARIES = ("accelerate", "numpy", "safetensors", "scikit-learn", "seqeval", "tokenizers", "torch", "transformers")


@cache
def versions() -> dict[str, str]:
    """Versions of Python and of the libraries that touch the numbers."""
    return {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}


@cache
def machine() -> dict[str, object]:
    """Class of the machine: processor, cores, memory; never its name."""
    return {
        "processor": platform.machine(),
        "cores": os.cpu_count() or 1,
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "system": platform.system(),
    }
