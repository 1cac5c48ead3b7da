"""nianbao.duckdb, on request: every table of a release in one file. It is not the same bytes twice, and stands outside the checksums."""

from __future__ import annotations

from pathlib import Path

from output.errors import DatasetError
from output.release.about import About


def check_duckdb() -> None:
    """Raises DatasetError (`needs_extra`) where DuckDB is not installed."""
    try:
        import duckdb  # noqa: F401
    except ImportError as error:
        raise DatasetError("needs_extra", "--duckdb needs DuckDB: pip install 'nianbao[duckdb]', or leave the option out.") from error


def write_duckdb(root: Path, about: About) -> None:
    """Write the file beside the tables it is made of."""
    import duckdb

    with duckdb.connect(str(root / "nianbao.duckdb")) as connection:
        for name, files in about.files.items():
            paths = [str(root / file["path"]) for file in files]
            connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM read_parquet(?)', [paths])  # noqa: S608 - names of the registry
