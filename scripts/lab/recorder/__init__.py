"""Record what every demo does on every interpreter, check what is recorded, and compare two versions."""
