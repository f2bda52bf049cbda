"""How the numbers of a result are written on the screen."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

MOST = 4


def number_formats(table: pa.Table) -> dict[str, str]:
    """A printf format for each column of fractions: as many decimals as its values need, four at most.

    Columns whose values are all below the fourth decimal, and other columns, are left out.
    """
    return {
        field.name: f"%.{decimals}f"
        for field, column in zip(table.schema, table.columns, strict=True)
        if pa.types.is_floating(field.type) and (decimals := _decimals(pc.drop_null(column).to_pylist())) is not None
    }


def _decimals(values: Iterable[float]) -> int | None:
    given = [value for value in values if value]
    if given and max(map(abs, given)) < 10**-MOST:
        return None
    return max((len(f"{value:.{MOST}f}".rstrip("0").partition(".")[2]) for value in given), default=0)
