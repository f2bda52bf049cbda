"""A YAML file of somebody else: bounded in size, depth and unfolding, no key twice, each value with its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from pipeline.domain.errors import ClaimError
from pipeline.store.input_file import decode_input, read_input

MAX_BYTES = 1_000_000
MAX_DEPTH = 20  # of lists and mappings within each other
MAX_NODES = 100_000  # after every alias is unfolded
_FORM = "a claims file such as data/claims/phang2020.yaml"

Location = tuple[str | int, ...]  # keys and positions from the top


@dataclass(frozen=True, slots=True)
class YamlFile:
    """The content of a file, and the line of each value."""

    content: object
    lines: Mapping[Location, int]

    def line_of(self, location: Location) -> int | None:
        """Line of a value, or of the nearest thing that holds it."""
        for end in range(len(location), -1, -1):
            if location[:end] in self.lines:
                return self.lines[location[:end]]
        return None


def read_yaml(path: Path) -> YamlFile:
    """What the file holds, made of plain lists, mappings, texts and numbers alone.

    Raises:
        MissingDataError: there is no such file.
        DataFormatError: a folder, too large, empty, or no UTF-8 text.
        ClaimError: no YAML, tags of other types, nested too deep, unfolding to too much, or a key twice, with the line.
    """
    return parse_yaml(path, decode_input(path, read_input(path, _FORM, max_bytes=MAX_BYTES)), _FORM)


def parse_yaml(path: Path, text: str, form: str) -> YamlFile:
    """What a text says in YAML.

    Args:
        path: as errors name it.
        form: what is expected there, with its article.

    Raises:
        ClaimError: as `read_yaml`.
    """
    _check_depth(path, text, form)
    loader = yaml.SafeLoader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            raise ClaimError(f"{path}: nothing but blanks and comments; expected {form}")
        lines = {location: node.start_mark.line + 1 for location, node in _walk(path, root)}
        return YamlFile(loader.construct_document(root), lines)
    except yaml.YAMLError as error:
        raise _no_yaml(path, error, form) from error
    except ValueError as error:  # a date or number that YAML recognises and Python has none of
        if isinstance(error, ClaimError):
            raise
        raise ClaimError(f"{path}: a value that YAML cannot read ({error}); put it in quotes") from error
    finally:
        loader.dispose()


def _check_depth(path: Path, text: str, form: str) -> None:
    """Refuse what is nested too deep, before anything is built from it."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    place = f"{path}, line {event.start_mark.line + 1 if event.start_mark else '?'}"
                    found = f"more than {MAX_DEPTH} lists and mappings within each other"
                    raise ClaimError(f"{place}: {found}; expected {form}")
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.YAMLError as error:
        raise _no_yaml(path, error, form) from error


def _walk(path: Path, root: yaml.Node) -> Iterator[tuple[Location, yaml.Node]]:
    """Every value with its place, aliases unfolded."""
    stack: list[tuple[Location, yaml.Node]] = [((), root)]
    n_nodes = 0
    while stack:
        location, node = stack.pop()
        n_nodes += 1
        if n_nodes > MAX_NODES or len(location) > MAX_DEPTH:
            line = node.start_mark.line + 1
            what = f"aliases that unfold to more than {MAX_NODES:,} values, or hold themselves"
            raise ClaimError(f"{path}, line {line}: {what}; write the values out")
        yield location, node
        if isinstance(node, yaml.SequenceNode):
            stack += [((*location, index), child) for index, child in enumerate(node.value)]
        elif isinstance(node, yaml.MappingNode):
            _check_keys(path, node)
            stack += [((*location, str(key.value)), child) for key, child in node.value]


def _check_keys(path: Path, node: yaml.MappingNode) -> None:
    seen: dict[str, int] = {}
    for key, _ in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or key.tag == "tag:yaml.org,2002:merge":
            raise ClaimError(f"{path}, line {line}: a key that is no plain word; expected the name of a field")
        if key.value in seen:
            first = seen[key.value]
            raise ClaimError(f"{path}, line {line}: field {key.value!r:.80} is already in line {first}; give it once")
        seen[key.value] = line


def _no_yaml(path: Path, error: yaml.YAMLError, form: str) -> ClaimError:
    mark = getattr(error, "problem_mark", None)
    parts = [getattr(error, "context", None), getattr(error, "problem", None)]
    problem = " ".join(part for part in parts if part) or str(error)
    place = f"{path}, line {mark.line + 1}" if mark is not None else f"{path}"
    return ClaimError(f"{place}: no YAML that can be read ({problem}); expected {form}")
