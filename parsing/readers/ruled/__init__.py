"""Tables of pages without markup: ruling lines to cells, placed characters to texts, sheets to one document (PDF, OFD, scans)."""
