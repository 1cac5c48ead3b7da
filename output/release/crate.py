"""ro-crate-metadata.json: the release as an RO-Crate 1.1, from the same words as its other descriptions."""

from __future__ import annotations

from typing import Any

from output.release.about import AUTHOR, KEYWORDS, LICENCE, About

Json = dict[str, Any]


def crate(about: About, files: list[Json]) -> Json:
    """The metadata document. `files`: path, bytes and sha256 of every file of the release."""
    code, address, name = LICENCE
    return {
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": [
            {
                "@id": "ro-crate-metadata.json",
                "@type": "CreativeWork",
                "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
                "about": {"@id": "./"},
            },
            {
                "@id": "./",
                "@type": "Dataset",
                "name": about.title,
                "alternateName": about.title_zh,
                "description": about.description,
                "datePublished": about.day.isoformat(),
                "version": about.version,
                "license": {"@id": address},
                "author": {"@id": "#author"},
                "keywords": ", ".join(KEYWORDS),
                "hasPart": [{"@id": file["path"]} for file in files],
            },
            {"@id": "#author", "@type": "Organization", "name": AUTHOR},
            {"@id": address, "@type": "CreativeWork", "name": f"{name} ({code})"},
            *({"@id": file["path"], "@type": "File", "contentSize": str(file["bytes"]), "sha256": file["sha256"]} for file in files),
        ],
    }
