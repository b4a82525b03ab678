"""Facts, each with its name: what a book was built with, what it could not show."""

from collections.abc import Sequence

from scripts.lab.show.displayable import Displayable
from scripts.lab.show.tables.table import Cell, Row, Table


def facts(title: str, rows: Sequence[tuple[str, str]]) -> Displayable:
    """Return a table of names and facts. title: what they are, for a reader who hears the table."""
    return Table(title=title, rows=[Row(name, [Cell(fact)]) for name, fact in rows], look="lab-facts").shown()
