"""The page that people look at in a release: index.html and the parts that it loads, offline and from a file."""

from output.page.write import write_page

__all__ = ["write_page"]
