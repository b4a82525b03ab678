"""Something with two faces: HTML for a page or JupyterLab, plain text for a terminal."""

from dataclasses import dataclass


@dataclass(frozen=True, repr=False)
class Displayable:
    """What a cell shows: `html` where HTML can be seen, `text` everywhere else."""

    html: str
    text: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text
