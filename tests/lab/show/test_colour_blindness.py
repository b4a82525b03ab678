"""The colours of the verdicts stay apart for a reader who does not see one of the three primary colours.

A verdict also has a shape and words, and a series a marker and a stroke; a colour is never alone.
"""

import itertools

import pytest

from tests.lab.show.test_style_sheet import DARKS, LIGHT

# How a colour, as linear RGB, looks without one kind of cone: Machado, Oliveira and Fernandes, "A Physiologically-based
# Model for Simulation of Color Vision Deficiency" (2009), severity 1.
VISIONS = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
KINDS = ("good", "failed", "killed", "deadlocked", "limit")
PAIRS = [*itertools.combinations(KINDS, 2), *((kind, "shared") for kind in KINDS), *((kind, "ink") for kind in KINDS)]
# A difference of 2.3 in CIELAB is just seen side by side; these stand apart from each other, in small signs.
LEAST = 14.0


def seen(colour: str, vision: str) -> tuple[float, float, float]:
    """Give the place in CIELAB (1976, D65) of a colour as it looks to one kind of vision."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    red, green, blue = (
        min(1.0, max(0.0, sum(factor * part for factor, part in zip(row, linear, strict=True))))
        for row in VISIONS[vision]
    )
    xyz = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883,
    )
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one: str, other: str, vision: str) -> float:
    pairs = zip(seen(one, vision), seen(other, vision), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)


def test_the_simulation_takes_red_from_green() -> None:
    assert difference("#ff0000", "#00ff00", "usual") == pytest.approx(170.6, abs=0.5)
    # A red and a green that are told apart by nothing but the missing cones.
    assert difference("#b4231c", "#5f4a1a", "usual") > 40 > 20 > difference("#b4231c", "#5f4a1a", "deuteranopia")
    for vision in VISIONS:
        assert difference("#000000", "#ffffff", vision) == pytest.approx(100, abs=1)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("palette", [LIGHT, DARKS[0]], ids=["light", "dark"])
def test_no_two_kinds_look_alike(palette: dict[str, str], vision: str) -> None:
    alike = {
        f"{one} and {other}": round(found, 1)
        for one, other in PAIRS
        if (found := difference(palette[one], palette[other], vision)) < LEAST
    }
    assert alike == {}
