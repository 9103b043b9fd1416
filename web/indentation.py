"""Templates are indented for those who read them; on a bad line the spaces of a long form weigh 4 kB."""

from __future__ import annotations

import re

from jinja2.ext import Extension

_AT_THE_START_OF_A_LINE = re.compile(r"^[ \t]+", re.MULTILINE)


class Unindented(Extension):
    """Leaves out what the lines of a template begin with; what is filled in keeps its spaces."""

    def preprocess(self, source: str, _name: str | None, _filename: str | None = None) -> str:
        """Take the indentation out once, when the template is read; each line keeps its number."""
        return _AT_THE_START_OF_A_LINE.sub("", source)
