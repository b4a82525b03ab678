"""Tables: one builder (`table`), and what can stand in one.

`outcomes`    how each of many runs ended: across versions, in a grid, as signs alone
`versions`    what every recorded call of every demo did on each version, in words
`answers`     what each of several runs printed: side by side, or below each other
`memory_use`  what each process of a run held at its marks
`facts`       names and facts: what a book was built with, what it could not show
"""
