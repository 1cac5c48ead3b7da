"""Word 97-2003 binary files, as Word and WPS write them, by the published format ([MS-DOC]).

Own code on olefile: msdoc2docx, the one pure-Python library that keeps tables, splits a column of the sample form in two, fails on one in
seven foreign files, and takes ten times the time allowed (../shared/research/attachments.md section 1).
"""

from parsing.readers.doc.reader import read_word

__all__ = ["read_word"]
