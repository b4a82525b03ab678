"""Prints, for every code object of some modules, its table of lines and what PyCode_Addr2Line() makes of it."""

import ctypes
import importlib
import json
import sys

addr2line = ctypes.pythonapi.PyCode_Addr2Line
addr2line.argtypes = [ctypes.py_object, ctypes.c_int]


def codes(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, type(code)):
            yield from codes(constant)


for name in sys.argv[1:]:
    file = importlib.import_module(name).__file__
    with open(file, encoding="utf-8") as source:
        whole = compile(source.read(), file, "exec")
    for code in codes(whole):
        table = code.co_linetable if sys.version_info >= (3, 10) else code.co_lnotab
        positions = range(-2, len(code.co_code) + 4, 2)
        lines = [(position, addr2line(code, position)) for position in positions]
        print(json.dumps([code.co_firstlineno, table.hex(), lines]))
