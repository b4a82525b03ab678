"""Cards: a run, a diagnosis, a program, a question, each on a page and in a terminal.

`run`        a run; its words stand in `Card`, its page in run.html
`diagnosis`  what was seen of a process that runs by itself
`source`     a program as it stands in its file, and what changed from one to the next
`predict`    a question to answer before the cell is run

and parts of the first two: `threads` (the table of evidence), `proof` and `processes` (how each one ended, and what it
held). What a terminal needs of `run`, `diagnosis` and their parts imports the standard library alone; templates are
fetched when HTML is asked for.
"""
