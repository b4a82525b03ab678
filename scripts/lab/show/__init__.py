"""How things look: a run, a program, a table, a figure, each on a page, in JupyterLab and in a terminal.

`cards`, `tables` and the figures make a `Displayable` (or its two strings): HTML that carries its own style sheet and
loads nothing, and plain text that says the same in the same order. They share

`html`          the templates, each beside the code that fills it, and the style sheet, lab.css
`verdict`       an outcome in words, a colour and a shape
`evidence`      processes, waits and frames in words
`printed`       a program's output, made safe to show
`files`         a program's file and the link to it
`by_version`    what every demo did on every recorded version; `version_changes` and `fears` say it in words
`registration`  tells IPython how the records look, which they do not know themselves

Nothing here starts a program or looks at a process: what is to be shown is handed in.
"""
