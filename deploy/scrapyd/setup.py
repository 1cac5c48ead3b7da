"""The egg that scrapyd is given: it holds no code, it names the settings of the nianbao that is installed beside scrapyd."""

from setuptools import setup

setup(name="nianbao-scrapyd", version="1", packages=[], py_modules=[], entry_points={"scrapy": ["settings = crawler.settings"]})
