"""Reports that a visitor hands in: audited in a process of its own, kept nowhere but in the visitor's session."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from threading import BoundedSemaphore

import streamlit as st

from dashboard.kit.render_queue import aside
from dashboard.parts.documents.frames import AuditFrames, frames_of
from pipeline.audits.reports.sandbox import audit_in_sandbox
from pipeline.audits.reports.uploads import Upload
from pipeline.domain.errors import DataFormatError

ENDINGS = ["txt", "md", "markdown", "pdf"]
MOST_MEGABYTES = 10  # of one file; text is read up to 2 MB, as docs/audit.md says
MOST_FILES = 5
WAIT_SECONDS = 20.0
_SLOTS = BoundedSemaphore(2)  # audits at once; each may take seconds and much memory
_KEPT = "documents-audited"  # in the session: digests of the files and their audit


def audit_uploads(uploads: Sequence[Upload], store: Path) -> AuditFrames:
    """The audit of the files together, held against the published file; made once for the same files.

    Raises:
        DataFormatError: too many or too large files, one that cannot be read, or no free process.
        StoreError: the published file cannot be read.
    """
    key = (str(store), *(hashlib.sha256(upload.content).hexdigest() + upload.name for upload in uploads))
    kept = st.session_state.get(_KEPT)
    if kept is not None and kept[0] == key:
        frames: AuditFrames = kept[1]
        return frames
    _check(uploads)
    with aside():
        if not _SLOTS.acquire(timeout=WAIT_SECONDS):
            raise DataFormatError(
                _names(uploads), None, "other audits running", "a free process; try again in a moment"
            )
        try:
            found = frames_of(audit_in_sandbox(uploads, store))
        finally:
            _SLOTS.release()
    st.session_state[_KEPT] = (key, found)
    return found


def forget() -> None:
    """Drop what the session keeps of an audit."""
    st.session_state.pop(_KEPT, None)


def _check(uploads: Sequence[Upload]) -> None:
    if len(uploads) > MOST_FILES:
        raise DataFormatError(_names(uploads), None, f"{len(uploads)} files", f"at most {MOST_FILES} at once")
    for upload in uploads:
        if len(upload.content) > MOST_MEGABYTES << 20:
            raise DataFormatError(upload.name, None, f"{len(upload.content):,} bytes", f"at most {MOST_MEGABYTES} MiB")


def _names(uploads: Sequence[Upload]) -> str:
    return ", ".join(upload.name for upload in uploads)
