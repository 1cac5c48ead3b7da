"""The top floor, a Scrapy project: portals in, an archive and a ledger out, and everything that is built from them."""
