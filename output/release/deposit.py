"""Metadata for a deposit with Zenodo or a Dataverse: made ready here, sent by the user's own command (docs/releasing.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from output.release.about import AUTHOR, KEYWORDS, LICENCE, About

Json = dict[str, Any]


def zenodo(about: About) -> Json:
    """The body of a Zenodo deposition."""
    return {
        "metadata": {
            "title": about.title,
            "upload_type": "dataset",
            "description": f"<p>{about.description}</p>",
            "creators": [{"name": AUTHOR}],
            "version": about.version,
            "publication_date": about.day.isoformat(),
            "access_right": "open",
            "license": LICENCE[0].lower(),
            "language": "zho",
            "keywords": list(KEYWORDS),
            "notes": "Begin with index.html, codebook.md and PROVENANCE.md. SHA256SUMS covers every file.",
        }
    }


def dataverse(about: About) -> Json:
    """The body of a new Dataverse dataset (native API). The contact is for the depositor to fill in."""
    fields = [
        _single("title", about.title),
        _single("alternativeTitle", [about.title_zh]),
        _compound("author", {"authorName": AUTHOR}),
        _compound("datasetContact", {"datasetContactName": AUTHOR, "datasetContactEmail": "FILL@IN.EXAMPLE"}),
        _compound("dsDescription", {"dsDescriptionValue": about.description, "dsDescriptionDate": about.day.isoformat()}),
        _single("subject", ["Social Sciences"], kind="controlledVocabulary"),
        _compound("keyword", *({"keywordValue": word} for word in KEYWORDS)),
        _single("language", ["Chinese", "English"], kind="controlledVocabulary"),
        _single("notesText", f"Version {about.version}; SHA256SUMS covers every file."),
    ]
    licence = {"name": "CC BY 4.0", "uri": LICENCE[1].rstrip("/")}
    return {"datasetVersion": {"license": licence, "metadataBlocks": {"citation": {"displayName": "Citation Metadata", "fields": fields}}}}


def _single(name: str, value: str | list[str], *, kind: str = "primitive") -> Json:
    return {"typeName": name, "typeClass": kind, "multiple": isinstance(value, list), "value": value}


def _compound(name: str, *items: Mapping[str, str]) -> Json:
    values = [{key: _single(key, text) for key, text in item.items()} for item in items]
    return {"typeName": name, "typeClass": "compound", "multiple": True, "value": values}
