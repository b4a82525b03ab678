"""Which thread waits for which: the model, its words, and its picture."""
