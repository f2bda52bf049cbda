"""Which state of the code this is, as git has it."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache

from pipeline.store.home import REPOSITORY


@cache
def git_commit() -> str | None:
    """Commit of the working tree, "+changed" behind it where files differ from it.

    Outside a repository it is what CROSSCHECK_COMMIT says, which an image is built with, and None without it.
    """
    git = shutil.which("git")
    if git is None or not (REPOSITORY / ".git").exists():
        return os.environ.get("CROSSCHECK_COMMIT") or None

    def ask(*arguments: str) -> str | None:
        command = [str(git), "-C", str(REPOSITORY), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # fixed words
        return done.stdout.strip() if done.returncode == 0 else None

    commit = ask("rev-parse", "HEAD")
    return f"{commit}+changed" if commit and ask("status", "--porcelain", "--untracked-files=no") else commit
