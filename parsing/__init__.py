"""Bytes and a little context in, reports out: pure functions, no network, no files written."""
