"""The portal catalogue: portals as data, their loader and their checks."""

from crawler.catalogue.loader import SHIPPED, CatalogueError, find, load
from crawler.catalogue.model import FAMILIES, LAYOUTS, Column, Portal, of_urls

__all__ = ["FAMILIES", "LAYOUTS", "SHIPPED", "CatalogueError", "Column", "Portal", "find", "load", "of_urls"]
