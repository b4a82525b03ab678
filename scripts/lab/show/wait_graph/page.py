"""What a picture of a wait graph consists of, in pixels from the top left corner; y grows downwards."""

from dataclasses import dataclass, field

from scripts.lab.show.figures.text import Style, width, wrapped

Text = list[tuple[str, Style]]
Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return the x of its right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Return the y of its lower side."""
        return self.y + self.height


@dataclass(frozen=True)
class Words:
    """One line of text; x and y are its left end and its middle."""

    x: float
    y: float
    text: str
    style: Style

    @property
    def box(self) -> Box:
        """Return the room that it takes, in the widest font that it may be shown in."""
        half = self.style.size * 0.58
        return Box(self.x, self.y - half, width(self.text, self.style), 2 * half)


@dataclass(frozen=True)
class Shape:
    """Something with an outline."""

    kind: str
    """"process", "beyond" (around processes outside the program), "waiter", "thing", "vanished", "unseen", "helper"."""
    box: Box
    many: bool = False
    """Does it stand for several, whose edges are seen behind it?"""

    @property
    def outer(self) -> Box:
        """Return the room that it takes with the edges behind it."""
        edges = 6 * self.many
        return Box(self.box.x, self.box.y, self.box.width + edges, self.box.height + edges)


@dataclass(frozen=True)
class Icon:
    """A small sign; its kind is a Thing's kind, or "limit" for a clock beside another thing."""

    kind: str
    x: float
    y: float


@dataclass(frozen=True)
class Route:
    """An arrow's way through right angles. kind: waits, ends, closes or vanished."""

    kind: str
    points: tuple[Point, ...]


@dataclass
class Page:
    """Everything that is to be drawn."""

    width: float = 0.0
    height: float = 0.0
    shapes: list[Shape] = field(default_factory=list)
    icons: list[Icon] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)

    def write(self, text: Text, x: float, y: float, room: float) -> float:
        """Put lines of at most `room` pixels below each other, from the top y on; return where they end."""
        for words, style in text:
            for line in wrapped(words, style, room):
                self.words.append(Words(x, y + style.step / 2, line, style))
                y += style.step
        return y

    def reach(self) -> None:
        """Make it as wide and as high as what is on it."""
        boxes = [shape.outer for shape in self.shapes] + [words.box for words in self.words]
        points = [point for route in self.routes for point in route.points]
        self.width = max([box.right for box in boxes] + [x + 3 for x, _ in points])
        self.height = max([box.bottom for box in boxes] + [y + 3 for _, y in points])
