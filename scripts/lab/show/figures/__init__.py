"""Figures: each module draws one kind, and all of them on one canvas.

`canvas`   the two widths, the palette, lines, boxes, arrows, panels with axes, and the legend
`text`     how wide words are, and where they break
`svg`      how a drawing becomes an SVG that takes its colours from the page

Importing any of them costs nothing: matplotlib is imported when something is drawn.
"""
