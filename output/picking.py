"""The rows that have certain codes, from the files of a release.

Statistics rule row groups out by what their rows are ordered by first; every row group that is left holds rows of every agency of its
block. What a scan costs there is the making of texts that its filter throws away. Here codes stay numbers, as the file has them, until the
few rows that are wanted are known.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from output.choices import Choice
from output.schema.prose import PROSE

# The tables whose texts stand in many rows each. Of the others a report or two is asked for, and making numbers of their texts costs more.
REPEATED: Final = ("cells", "checks", "panel")
# Files may be far away; of those near, more at once would only take more memory.
_FILES_AT_ONCE: Final = 4


def picked(dataset: ds.Dataset, choice: Choice) -> pa.Table:
    """The rows that fit the choice, which asks for codes, in the order of the files. Raises OSError and ArrowException for a torn file."""
    assert choice.asked is not None, "codes are a part of the condition"
    empty = dataset.schema.empty_table().select([name for name in dataset.schema.names if name in choice.needed])
    picking = _Picking(dataset.filesystem, empty.schema.names, choice.codes, choice.asked)
    with ThreadPoolExecutor(_FILES_AT_ONCE) as readers:
        batches = [batch for found in readers.map(picking.of_file, dataset.get_fragments(choice.asked)) for batch in found]
    if not batches:
        return empty.select(choice.columns)
    # One cast for all batches: a call for each column of each costs more than what it does.
    found = pa.Table.from_batches(batches).unify_dictionaries().combine_chunks().cast(empty.schema)
    return found.filter(choice.asked).select(choice.columns)


@dataclass(frozen=True, slots=True)
class _Picking:
    filesystem: pa.fs.FileSystem
    columns: list[str]
    codes: Mapping[str, pa.Array]
    asked: pc.Expression

    def of_file(self, fragment: ds.ParquetFileFragment) -> list[pa.RecordBatch]:
        """The rows of one file that have the codes, texts as numbers and their dictionary."""
        groups = [group.id for part in fragment.split_by_row_group(self.asked) for group in part.row_groups]
        if not groups:
            return []
        texts = [field.name for field in fragment.physical_schema if pa.types.is_string(field.type) and field.name not in PROSE]
        with self.filesystem.open_input_file(fragment.path) as source:
            # The footer is read once; what lies side by side is one request.
            file = pq.ParquetFile(
                source, metadata=fragment.metadata, read_dictionary=texts, pre_buffer=True, page_checksum_verification=True
            )
            batches = file.read_row_groups(groups, columns=self.columns, use_threads=False).to_batches()
        return [batch.take(here) for batch in batches if len(here := self._places(batch))]

    def _places(self, batch: pa.RecordBatch) -> pa.Array:
        found = None
        for name, values in self.codes.items():
            column = batch.column(name)
            numbers = pc.indices_nonzero(pc.is_in(column.dictionary, value_set=values)).cast(column.indices.type)
            fits = pc.is_in(column.indices, value_set=numbers)
            found = fits if found is None else pc.and_(found, fits)
        return pc.indices_nonzero(found)
