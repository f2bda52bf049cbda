"""Encoders of a model hub, each at the commit that data/reference/encoder_revisions.csv pins it to.

What a hub shows under a name may change; a commit does not. Files are fetched into the hub's own cache before a job
begins, and the job reads the folder of that commit alone. Weights in safetensors only: a pickle may run code.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

from pipeline.domain.errors import DataFormatError, EncoderError
from pipeline.store.home import REFERENCE
from pipeline.store.reference_rows import read_reference_rows

REVISIONS = REFERENCE / "encoder_revisions.csv"
_COMMIT = re.compile(r"[0-9a-f]{40}")
_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
_FILES = (
    "config.json",
    "model.safetensors",
    "tokenizer*",
    "vocab*",
    "merges.txt",
    "sentencepiece*",
    "spiece.model",
    "special_tokens_map.json",
)


def is_hub_id(name: str) -> bool:
    """Whether a name that stands for no folder has the form ORGANISATION/ENCODER."""
    return _HUB_ID.fullmatch(name) is not None and not Path(name).is_dir()


@functools.cache
def encoder_revisions(path: Path = REVISIONS) -> dict[str, str]:
    """Pinned commit by hub id.

    Raises:
        MissingDataError: there is no such file.
        DataFormatError: a revision that is no whole commit.
    """
    revisions: dict[str, str] = {}
    for line, row in read_reference_rows(path):
        encoder, revision = row.get("encoder"), row.get("revision")
        if not encoder or not _COMMIT.fullmatch(revision or ""):
            raise DataFormatError(
                path, line, f"{revision!r} in column 'revision'", "an encoder and a commit of 40 digits"
            )
        revisions[str(encoder)] = str(revision)
    return revisions


def pinned_folder(name: str) -> Path | None:
    """The folder of a hub encoder's pinned commit in the hub's cache; None where it is not pinned or not fetched."""
    revision = encoder_revisions().get(name) if is_hub_id(name) else None
    if revision is None:
        return None
    import huggingface_hub  # noqa: PLC0415  # with the training libraries alone

    found = huggingface_hub.try_to_load_from_cache(name, "config.json", revision=revision)
    return Path(found).parent if isinstance(found, str) else None


def fetch_hub_encoder(name: str) -> None:
    """Bring the files of a hub encoder's pinned commit into the hub's cache; nothing for any other encoder.

    Raises:
        EncoderError: the encoder is not pinned, or the hub cannot be reached.
    """
    if not is_hub_id(name):
        return
    revision = encoder_revisions().get(name)
    if revision is None:
        raise EncoderError(
            f"encoder {name!r} is loaded from a model hub only at a pinned commit, and {REVISIONS.name} has none "
            "for it; add a line with the commit that you have looked at, or give a folder"
        )
    import huggingface_hub  # noqa: PLC0415
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError  # noqa: PLC0415

    try:
        huggingface_hub.snapshot_download(name, revision=revision, allow_patterns=list(_FILES))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        said = " ".join(str(error).split())[:200]
        raise EncoderError(
            f"encoder {name!r} at commit {revision} cannot be fetched ({said}); connect to the hub, or give a folder"
        ) from error
