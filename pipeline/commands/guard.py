"""What the command line says of faults that are no errors of the project's own: one message, never a traceback."""

from __future__ import annotations

import errno
import re
import tempfile
import traceback
from datetime import datetime

import duckdb

from pipeline.store.home import find_home

# top-level modules that an installation for reading results lacks (requirements-training.txt)
TRAINING = frozenset(
    "accelerate babel datasets fsspec num2words psutil ray safetensors seqeval sklearn statsmodels tokenizers torch "
    "transformers".split()
)
_ADVICE = {
    errno.ENOSPC: "the disk is full; free space, or give another home (--home or CROSSCHECK_HOME), and run it again",
    errno.EDQUOT: "your quota is used up; free space, or give another home (--home or CROSSCHECK_HOME)",
    errno.EFBIG: "the file would exceed the limit on file size; raise it (ulimit -f), and run it again",
    errno.EROFS: "the file system is read-only; give another home (--home or CROSSCHECK_HOME)",
    errno.EACCES: "not allowed; change its permissions, or give another home (--home or CROSSCHECK_HOME)",
    errno.EPERM: "not allowed; change its permissions, or give another home (--home or CROSSCHECK_HOME)",
    errno.EISDIR: "a folder stands where a file is expected; move it away, and run it again",
    errno.ENOTDIR: "a file stands where a folder is expected; move it away, and run it again",
    errno.EEXIST: "a file stands where a folder is expected; move it away, and run it again",
    errno.ENAMETOOLONG: "the name is too long for the file system; give a shorter one",
    errno.EMFILE: "too many files are open; raise the limit (ulimit -n), and run it again",
}
_MISSING = "what training and scoring need: `pip install 'crosscheck[training]'`, in a checkout `make setup`"


def outside_message(error: OSError | MemoryError | duckdb.Error | ModuleNotFoundError) -> str | None:
    """One line on a fault of the machine or the installation, with place and next step; None: a defect of ours."""
    if isinstance(error, ModuleNotFoundError):
        name = (error.name or "").partition(".")[0]
        return f"this command needs {name!r}, which is not installed; install {_MISSING}" if name in TRAINING else None
    if isinstance(error, MemoryError | duckdb.OutOfMemoryException):
        return "the memory of this machine is not enough; close other programs, or take smaller inputs"
    if isinstance(error, duckdb.Error):
        is_outside = isinstance(error, duckdb.IOException) or re.search("No space left|Permission denied", str(error))
        text = " ".join(str(error).split())[:300]
        return f"{text}; free space or give another home (--home or CROSSCHECK_HOME)" if is_outside else None
    place = f"{error.filename}: " if error.filename else ""
    advice = _ADVICE.get(error.errno or 0, "check that place, and run it again")
    return f"{place}{(error.strerror or str(error)).lower()}: {advice}"


def defect_message(error: BaseException, now: datetime) -> str:
    """One line on a defect of the project, its traceback kept in a file that can go with a report."""
    text = "".join(traceback.format_exception(error))
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", prefix="crosscheck-defect-", suffix=".txt", delete=False
    ) as file:
        file.write(f"{now.isoformat()}\nhome: {find_home().root}\n{text}")
    last = traceback.extract_tb(error.__traceback__)[-1:]
    where = f" in {last[0].filename.rpartition('/')[2]}, line {last[0].lineno}" if last else ""
    return (
        f"a defect of Crosscheck, not of your input ({type(error).__name__}{where}); nothing published was changed. "
        f"Please report it with {file.name}, which holds the traceback"
    )
