"""The portal catalogue: portals as data, their loader and their checks."""

from crawler.catalogue.loader import SHIPPED, CatalogueError, load, named, shared_hosts
from crawler.catalogue.model import FAMILIES, LAYOUTS, Column, Portal, of_urls

__all__ = ["FAMILIES", "LAYOUTS", "SHIPPED", "CatalogueError", "Column", "Portal", "load", "named", "of_urls", "shared_hosts"]
