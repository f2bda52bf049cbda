"""One data set of the hub at one revision, or a local folder laid out as one: its card, its files, their rows.

Files are found by the card alone (the YAML head of README.md, `configs`), and read by `datasets`' own readers of
parquet, JSON and CSV. A loading script that a repository may hold is never looked at, and no other kind of file is
opened: nothing of a data set is run or unpickled.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from pipeline.domain.errors import DataFormatError, MissingDataError

CARD = "README.md"
_READERS = {".parquet": "parquet", ".json": "json", ".jsonl": "json", ".csv": "csv", ".tsv": "csv"}
_FENCE = "---"


class Files(Protocol):
    """The files of one repository."""

    place: str  # for messages
    revision: str

    def read_text(self, name: str) -> str:
        """Text of a file; MissingDataError where it is not there."""

    def find(self, pattern: str) -> list[str]:
        """Names that a pattern of the card fits, sorted."""

    def addresses(self, names: Sequence[str]) -> list[str]:
        """What `datasets` opens for each of these files."""

    def digest(self, names: Sequence[str]) -> str:
        """sha256 (hex) that changes where one of these files does."""


class _DataFile(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)
    split: str
    path: str | list[str]


class _Config(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)
    config_name: str
    data_files: list[_DataFile]


_CONFIGS = TypeAdapter(list[_Config])


class Repository:
    """A data set: its configurations, splits and rows."""

    def __init__(self, files: Files, *, keeps_copies: bool) -> None:
        """Open `files`; `keeps_copies`: whether `datasets` may keep Arrow copies of them in its own cache."""
        self.files, self._keeps_copies = files, keeps_copies

    def splits(self, config: str) -> tuple[str, ...]:
        """Splits of a configuration, in the order of the card; empty where there is no such configuration."""
        return tuple(self._configs.get(config, {}))

    def names(self, config: str, split: str) -> tuple[str, ...]:
        """Data files of a split, below the repository.

        Raises:
            MissingDataError: there is no such configuration, split or file.
            DataFormatError: a file that is neither parquet, JSON nor CSV.
        """
        patterns = self._configs.get(config, {}).get(split)
        if patterns is None:
            known = ", ".join(self.splits(config)) if config in self._configs else ", ".join(self._configs)
            what = f"split {split!r} of configuration" if config in self._configs else "configuration"
            raise MissingDataError(f"{self.files.place} has no {what} {config!r}; its card names {known or 'none'}")
        names = tuple(name for pattern in patterns for name in self.files.find(pattern))
        if not names:
            raise MissingDataError(f"{self.files.place}: no file fits {', '.join(patterns)}")
        for name in names:
            if PurePosixPath(name).suffix not in _READERS:
                raise DataFormatError(f"{self.files.place}/{name}", None, "another kind of file", ", ".join(_READERS))
        return names

    def rows(self, config: str, split: str, columns: Sequence[str]) -> list[Mapping[str, Any]]:
        """Rows in file order, with at least these columns.

        Raises:
            MissingDataError, DataFormatError: as `names`; or a column is not there.
        """
        import datasets  # noqa: PLC0415  # a second to load, which no other source pays

        names = self.names(config, split)
        kinds = {_READERS[PurePosixPath(name).suffix] for name in names}
        if len(kinds) > 1:
            raise DataFormatError(f"{self.files.place} {config} {split}", None, f"files of {sorted(kinds)}", "one kind")
        is_tabbed = any(name.endswith(".tsv") for name in names)
        found = datasets.load_dataset(
            kinds.pop(),
            data_files={"rows": self.files.addresses(names)},
            split="rows",
            streaming=not self._keeps_copies,
            **({"sep": "\t"} if is_tabbed else {}),
        )
        values = list(found)  # to the end, so that no file stays open
        present = found.column_names or list(next(iter(values), {}))
        lacking = sorted(set(columns) - set(present))
        if lacking:
            place = f"{self.files.place} {config} {split}"
            raise DataFormatError(place, None, f"the columns {', '.join(present)}", f"also {', '.join(lacking)}")
        return values

    def digest(self, config: str, split: str) -> str:
        """sha256 (hex) of what `rows` gives."""
        return self.files.digest(self.names(config, split))

    @cached_property
    def _configs(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Patterns of the files, by configuration and split."""
        place = f"{self.files.place}/{CARD}"
        head, fence, _ = self.files.read_text(CARD).removeprefix(f"{_FENCE}\n").partition(f"\n{_FENCE}")
        try:
            card = yaml.safe_load(head) if fence else None
            configs = _CONFIGS.validate_python(card.get("configs") if isinstance(card, dict) else None)
        except (yaml.YAMLError, ValidationError) as error:
            expected = "a YAML head with configs: config_name, and data_files with split and path"
            raise DataFormatError(place, None, str(error).splitlines()[0], expected) from error
        return {
            config.config_name: {
                file.split: (file.path,) if isinstance(file.path, str) else tuple(file.path)
                for file in config.data_files
            }
            for config in configs
        }


class LocalFiles:
    """A folder laid out as a repository of the hub."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.place, self.revision = folder, str(folder), "local"

    def read_text(self, name: str) -> str:
        """Text of a file; MissingDataError where it is not there."""
        path = self.folder / name
        if not path.is_file():
            raise MissingDataError(f"{path} is not there; expected a data set in the hub's layout, with its card")
        return path.read_text(encoding="utf-8")

    def find(self, pattern: str) -> list[str]:
        """Names that a pattern of the card fits, sorted; none outside the folder."""
        root = self.folder.resolve()
        if PurePosixPath(pattern).is_absolute() or ".." in PurePosixPath(pattern).parts:
            raise DataFormatError(f"{self.folder}/{CARD}", None, f"the path {pattern!r}", "a path below the data set")
        found = [path for path in self.folder.glob(pattern) if path.is_file() and path.resolve().is_relative_to(root)]
        return sorted(path.relative_to(self.folder).as_posix() for path in found)

    def addresses(self, names: Sequence[str]) -> list[str]:
        """Paths of these files."""
        return [str(self.folder / name) for name in names]

    def digest(self, names: Sequence[str]) -> str:
        """sha256 (hex) over names and contents."""
        total = hashlib.sha256()
        for name in names:
            status = (self.folder / name).stat()
            total.update(f"{name}\0{_file_digest(self.folder / name, status.st_size, status.st_mtime_ns)}\n".encode())
        return total.hexdigest()


@cache
def _file_digest(path: Path, size: int, modified: int) -> str:  # noqa: ARG001  # a changed file is read again
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def _as_regex(pattern: str) -> re.Pattern[str]:
    """A pattern of a card: `*` stays within a folder, `**` does not."""
    pieces = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(pieces.get(part, re.escape(part)) for part in re.split(r"(\*\*/|\*\*|\*|\?)", pattern)))


class HubFiles:
    """A repository on the hub at one commit; files come through huggingface_hub, which keeps them in its cache."""

    def __init__(self, dataset: str, revision: str) -> None:
        self.dataset, self.revision = dataset, revision
        self.place = f"{dataset}@{revision[:12]}"

    def read_text(self, name: str) -> str:
        """Text of a file; MissingDataError where it, or the hub, cannot be had."""
        from huggingface_hub import hf_hub_download  # noqa: PLC0415
        from huggingface_hub.errors import HTTPError  # type: ignore[attr-defined]  # noqa: PLC0415

        try:
            path = hf_hub_download(self.dataset, name, repo_type="dataset", revision=self.revision)
        except (OSError, HTTPError) as error:
            raise MissingDataError(f"{self.place}/{name} cannot be had from the hub: {error}") from error
        return Path(path).read_text(encoding="utf-8")

    def find(self, pattern: str) -> list[str]:
        """Names that a pattern of the card fits, sorted."""
        return sorted(name for name in self._all_names if _as_regex(pattern).fullmatch(name))

    def addresses(self, names: Sequence[str]) -> list[str]:
        """Addresses that pin the commit."""
        return [f"hf://datasets/{self.dataset}@{self.revision}/{name}" for name in names]

    def digest(self, names: Sequence[str]) -> str:
        """sha256 (hex) over the commit and the names: a commit never changes."""
        return hashlib.sha256("\n".join((self.dataset, self.revision, *names)).encode()).hexdigest()

    @cached_property
    def _all_names(self) -> list[str]:
        from huggingface_hub import list_repo_files  # noqa: PLC0415
        from huggingface_hub.errors import HTTPError  # type: ignore[attr-defined]  # noqa: PLC0415

        try:
            return list(list_repo_files(self.dataset, repo_type="dataset", revision=self.revision))
        except (OSError, HTTPError) as error:
            raise MissingDataError(f"the files of {self.place} cannot be listed: {error}") from error
