"""What a run record says of where and with what it was made."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from functools import cache
from importlib.metadata import version

import psutil

from pipeline.store.home import REPOSITORY

# the libraries that touch the numbers
LIBRARIES = ("accelerate", "numpy", "safetensors", "scikit-learn", "seqeval", "tokenizers", "torch", "transformers")


@cache
def versions() -> dict[str, str]:
    """Versions of Python and of the libraries that touch the numbers."""
    return {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}


@cache
def git_commit() -> str | None:
    """Commit of the working tree, "+changed" behind it where files differ from it; None outside a repository."""
    git = shutil.which("git")
    if git is None or not (REPOSITORY / ".git").exists():
        return None

    def ask(*arguments: str) -> str | None:
        command = [str(git), "-C", str(REPOSITORY), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # fixed words
        return done.stdout.strip() if done.returncode == 0 else None

    commit = ask("rev-parse", "HEAD")
    return f"{commit}+changed" if commit and ask("status", "--porcelain", "--untracked-files=no") else commit


@cache
def machine() -> dict[str, object]:
    """Class of the machine: processor, cores, memory; never its name."""
    return {
        "processor": platform.machine(),
        "cores": os.cpu_count() or 1,
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "system": platform.system(),
    }
