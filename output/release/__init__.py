"""Versioned releases of a dataset: built beside, judged, and moved into place whole."""

from output.release.build import Options, Released, build_release

__all__ = ["Options", "Released", "build_release"]
