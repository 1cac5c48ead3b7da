"""One reader a format: text or bytes in, a `Document` out."""
