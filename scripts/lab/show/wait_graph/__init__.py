"""The wait graph: which thread waits for what, and which process or thread could end that wait.

`model`      the nodes and arrows of a graph
`build`      makes a graph from a run's evidence, in the steps that follow
`nodes`      what a thread waits for and where in its code it is
`grouping`   one node for many alike, and what is left out
`arrows`     from what is waited for to each process or thread that could end the wait
`cycles`     the waits that lead back to themselves
`sentences`  a graph in full sentences, for readers who cannot see it
`lines`      a graph as lines with arrows, for a terminal
`layout`     where everything of the picture stands; `lanes` holds the two arrangements
`drawing`    the picture; `icons` holds the signs

All but the last three import only the standard library.
"""
