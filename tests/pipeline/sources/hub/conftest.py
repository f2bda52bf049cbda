"""Data sets laid out by hand as the hub lays them out: a card with YAML configs, and data files."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

Rows = list[dict[str, Any]]
WriteDataset = Callable[[str, Mapping[tuple[str, str], Rows]], Path]


@pytest.fixture
def write_dataset(tmp_path: Path) -> WriteDataset:
    """Writes (configuration, split) -> rows as a data set; the ending of the configuration's files is `kind`."""

    def write(dataset: str, content: Mapping[tuple[str, str], Rows], kind: str = "parquet") -> Path:
        folder = tmp_path / dataset
        configs: dict[str, list[dict[str, str]]] = {}
        for (config, split), rows in content.items():
            path = folder / config / f"{split}-00000-of-00001.{kind}"
            path.parent.mkdir(parents=True, exist_ok=True)
            if kind == "parquet":
                pq.write_table(pa.Table.from_pylist(rows), path)
            else:
                path.write_text("".join(json.dumps(row) + "\n" for row in rows))
            configs.setdefault(config, []).append({"split": split, "path": f"{config}/{split}-*"})
        head = {"configs": [{"config_name": name, "data_files": files} for name, files in configs.items()]}
        (folder / "README.md").write_text(f"---\nlicense: mit\n{yaml.safe_dump(head)}---\n# A card\n")
        return tmp_path

    return write
