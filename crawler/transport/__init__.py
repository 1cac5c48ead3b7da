"""Between a request and its response: where it may go, how often, and what is kept of the answer."""
