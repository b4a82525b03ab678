"""Where each fact stands in its structure, by version of CPython, in bytes.

From 3.13 the interpreter itself says so: _PyRuntime begins with a table, struct _Py_DebugOffsets (pycore_runtime.h,
from 3.14 pycore_debug_offsets.h). Its own order changes with each minor version, so what is written down here is
where in that table to look. For older versions the offsets themselves are written down. Both were taken from the
headers with offsetof(), and a test compares them with the headers of every interpreter that has brought its own.

Only structures that keep their shape within a minor version are relied on, or the first members of larger ones.
"""

from __future__ import annotations

import struct

from scripts.lab.stacks import lines
from scripts.lab.stacks.memory import Memory, Unreadable

TYPE_CHECKING = False  # typing costs more to import than the rest of this package
if TYPE_CHECKING:
    from collections.abc import Mapping

RUNTIME = "_PyRuntime"
CODE_TYPE = "PyCode_Type"
_VERSION = "Py_Version"

# Functions of the C API by the minor version that brought them, the newest first: they tell a version that has no
# Py_Version, whatever its file is called.
_BROUGHT_BY = {"PyIter_Send": 10, "PyThreadState_GetFrame": 9, "PyVectorcall_Call": 8, "Py_IsInitialized": 0}

SYMBOLS = (RUNTIME, CODE_TYPE, _VERSION, *_BROUGHT_BY)
"""What has to be known of an interpreter's file."""

_WITH_OFFSETS = (8, 9, 10, 11, 12)
"""The minor versions of the columns below."""
_OFFSETS = {
    #                            3.8   3.9  3.10  3.11  3.12
    "runtime_interpreters":    (  32,   32,   32,   40,   40),  # _PyRuntimeState.interpreters.head
    "interpreter_next":        (   0,    0,    0,    0,    0),  # PyInterpreterState.next
    "interpreter_threads":     (   8,    8,    8,   16,   72),  # .tstate_head, from 3.11 .threads.head
    "runtime_gil":             (1152,  352,  352,  360, None),  # _PyRuntimeState.ceval.gil
    "interpreter_gil":         (None, None, None, None,  384),  # PyInterpreterState.ceval.gil, a pointer
    "gil_holder":              (   8,    8,    8,    8,    8),  # struct _gil_runtime_state.last_holder
    "gil_locked":              (  16,   16,   16,   16,   16),  # .locked
    "gil_condition":           (  32,   32,   32,   32,   32),  # .cond
    "interpreter_last_thread": (2664, 3496, 3448,    8,   64),  # .tstate_next_unique_id, .threads.next_unique_id
    "thread_next":             (   8,    8,    8,    8,    8),  # PyThreadState.next
    "thread_interpreter":      (  16,   16,   16,   16,   16),  # .interp
    "thread_identifier":       ( 176,  176,  176,  152,  136),  # .thread_id
    "thread_frame":            (  24,   24,   24,   56,   56),  # .frame, from 3.11 .cframe
    "cframe_frame":            (None, None, None,    8,    0),  # _PyCFrame.current_frame
    "frame_previous":          (  24,   24,   24,   48,    8),  # PyFrameObject.f_back, _PyInterpreterFrame.previous
    "frame_executable":        (  32,   32,   32,   32,    0),  # .f_code
    "frame_instr_ptr":         ( 104,  104,   96,   56,   56),  # .f_lasti, from 3.11 .prev_instr
    "frame_owner":             (None, None, None,   69,   70),  # .owner
    "frame_localsplus":        ( 360,  360,  352,   72,   72),  # .f_localsplus, from 3.11 .localsplus
    "frame_valuestack":        (  64,   64,   64, None, None),  # .f_valuestack
    "frame_iblock":            ( 112,  112,  104, None, None),  # .f_iblock
    "frame_blockstack":        ( 120,  120,  112, None, None),  # .f_blockstack
    "code_co_filename":        ( 104,  104,  104,  112,  112),  # PyCodeObject.co_filename
    "code_co_qualname":        ( 112,  112,  112,  128,  128),  # .co_name, from 3.11 .co_qualname
    "code_co_firstlineno":     (  40,   40,   40,   72,   68),  # .co_firstlineno
    "code_co_linetable":       ( 120,  120,  120,  136,  136),  # .co_lnotab, from 3.10 .co_linetable
    "code_co_stacksize":       (  32,   32,   32,   68,   64),  # .co_stacksize
    "code_co_exceptiontable":  (None, None, None,   40,   40),  # .co_exceptiontable
    "code_co_varnames":        (  72,   72,   72,   96,   96),  # .co_varnames, from 3.11 .co_localsplusnames
    "code_co_localspluskinds": (None, None, None,  104,  104),  # .co_localspluskinds
    "code_co_cellvars":        (  88,   88,   88, None, None),  # .co_cellvars
    "code_co_freevars":        (  80,   80,   80, None, None),  # .co_freevars
    "code_co_firsttraceable":  (None, None, None,  168,  176),  # ._co_firsttraceable
    "code_co_code_adaptive":   (None, None, None,  184,  192),  # .co_code_adaptive
    "object_type":             (   8,    8,    8,    8,    8),  # PyObject.ob_type
    "bytes_size":              (  16,   16,   16,   16,   16),  # PyBytesObject.ob_base.ob_size
    "bytes_data":              (  32,   32,   32,   32,   32),  # .ob_sval
    "text_length":             (  16,   16,   16,   16,   16),  # PyASCIIObject.length
    "text_state":              (  32,   32,   32,   32,   32),  # .state
    "text_ascii":              (  48,   48,   48,   48,   40),  # sizeof(PyASCIIObject)
    "text_compact":            (  72,   72,   72,   72,   56),  # sizeof(PyCompactUnicodeObject)
    "lasti_bytes":             (   1,    1,    2, None, None),  # f_lasti counts bytes, in 3.10 instructions of two
}  # fmt: skip

_WITH_DEBUG_OFFSETS = (13, 14, 15)
"""The minor versions of the columns below."""
_NUMBER_IN_DEBUG_OFFSETS = {
    #                           3.13  3.14  3.15
    "free_threaded":           (   2,    2,    2),
    "runtime_interpreters":    (   5,    5,    5),  # runtime_state.interpreters_head
    "interpreter_next":        (   8,    8,    8),  # interpreter_state.next
    "interpreter_threads":     (   9,    9,    9),  # interpreter_state.threads_head
    "interpreter_gil":         (  14,   15,   15),  # interpreter_state.ceval_gil
    "gil":                     (  15,   16,   16),  # interpreter_state.gil_runtime_state
    "gil_enabled":             (  16,   17,   17),  # interpreter_state.gil_runtime_state_enabled
    "gil_locked":              (  17,   18,   18),  # interpreter_state.gil_runtime_state_locked
    "gil_holder":              (  18,   19,   19),  # interpreter_state.gil_runtime_state_holder
    "thread_next":             (  21,   24,   24),  # thread_state.next
    "thread_interpreter":      (  22,   25,   25),  # thread_state.interp
    "thread_identifier":       (  24,   27,   30),  # thread_state.thread_id
    "thread_frame":            (  23,   26,   26),  # thread_state.current_frame
    "frame_previous":          (  29,   32,   40),  # interpreter_frame.previous
    "frame_executable":        (  30,   33,   41),  # interpreter_frame.executable
    "frame_instr_ptr":         (  31,   34,   42),  # interpreter_frame.instr_ptr
    "frame_owner":             (  33,   36,   44),  # interpreter_frame.owner
    "frame_localsplus":        (  32,   35,   43),  # interpreter_frame.localsplus
    "frame_stackpointer":      (None,   37,   45),  # interpreter_frame.stackpointer
    "frame_tlbc_index":        (None,   38,   46),  # interpreter_frame.tlbc_index
    "code_co_filename":        (  35,   40,   48),  # code_object.filename
    "code_co_qualname":        (  37,   42,   50),  # code_object.qualname
    "code_co_firstlineno":     (  39,   44,   52),  # code_object.firstlineno
    "code_co_linetable":       (  38,   43,   51),  # code_object.linetable
    "code_co_varnames":        (  41,   46,   54),  # code_object.localsplusnames
    "code_co_localspluskinds": (  42,   47,   55),  # code_object.localspluskinds
    "code_co_code_adaptive":   (  43,   48,   56),  # code_object.co_code_adaptive
    "code_co_tlbc":            (None,   49,   57),  # code_object.co_tlbc
    "object_type":             (  45,   51,   59),  # pyobject.ob_type
    "bytes_size":              (  65,   75,   87),  # bytes_object.ob_size
    "bytes_data":              (  66,   76,   88),  # bytes_object.ob_sval
    "text_length":             (  69,   79,   91),  # unicode_object.length
    "text_state":              (  68,   78,   90),  # unicode_object.state
    "text_ascii":              (  70,   80,   92),  # unicode_object.asciiobject_size
}  # fmt: skip

KNOWN_MINORS = _WITH_OFFSETS + _WITH_DEBUG_OFFSETS
"""The minor versions whose stacks can be read, oldest first."""

_COOKIE = b"xdebugpy"
_LAST_NUMBER = max(place or 0 for columns in _NUMBER_IN_DEBUG_OFFSETS.values() for place in columns)
_NUMBERS = struct.Struct(f"@{_LAST_NUMBER + 1}Q")
_LARGEST_OFFSET = 1 << 20
_DAMAGED = "it runs CPython 3.{}, and the table that says how its memory is laid out is damaged"


class Layout:
    """The offsets of one interpreter, by the names above."""

    runtime_interpreters: int
    interpreter_next: int
    interpreter_threads: int
    interpreter_last_thread: int
    thread_next: int
    thread_interpreter: int
    thread_identifier: int
    thread_frame: int
    gil_holder: int
    gil_locked: int
    gil_condition: int
    frame_previous: int
    frame_executable: int
    frame_instr_ptr: int
    frame_localsplus: int
    code_co_filename: int
    code_co_qualname: int
    code_co_firstlineno: int
    code_co_linetable: int
    code_co_stacksize: int
    code_co_varnames: int
    object_type: int
    bytes_size: int
    bytes_data: int
    text_length: int
    text_state: int
    text_ascii: int
    text_compact: int
    # Up to 3.11 the GIL stands in _PyRuntime; from 3.12 on each interpreter points to the one that it uses.
    runtime_gil: int | None = None
    interpreter_gil: int = 0
    # In free-threaded builds the GIL says whether it is in use.
    gil_enabled: int | None = None
    cframe_frame: int | None = None
    frame_owner: int | None = None
    # Up to 3.10 a frame has a pointer to its value stack, and a stack of blocks; from 3.14 on a pointer to its top.
    frame_valuestack: int | None = None
    frame_iblock: int = 0
    frame_blockstack: int = 0
    frame_stackpointer: int | None = None
    code_co_firsttraceable: int | None = None
    code_co_exceptiontable: int | None = None
    code_co_localspluskinds: int = 0
    code_co_cellvars: int = 0
    code_co_freevars: int = 0
    # A frame says where it is by f_lasti, times this; or, where this is None, by the address of an instruction.
    lasti_bytes: int | None = None
    code_co_code_adaptive: int = 0
    # In free-threaded builds from 3.14 threads run copies of the bytecode of their own; 0 elsewhere.
    frame_tlbc_index: int = 0
    code_co_tlbc: int = 0
    # The bit of PyASCIIObject.state at which `kind` begins, followed by `compact` and `ascii`.
    text_kind_bit: int = 2

    def __init__(self, minor: int, facts: Mapping[str, int | None]) -> None:
        for name, value in facts.items():
            if value is not None:
                setattr(self, name, value)
        self.minor = minor
        self.version = f"CPython 3.{minor}"
        self.line = {8: lines.by_steps, 9: lines.by_steps, 10: lines.by_ranges}.get(minor, lines.by_locations)
        # How much of a structure has to be read to have all of it that is needed.
        self.frame_bytes = self._size("frame_")
        self.code_bytes = self._size("code_")

    def _size(self, prefix: str) -> int:
        return 8 + max(value for name, value in vars(self).items() if name.startswith(prefix))


def find(symbols: Mapping[str, int], memory: Memory) -> Layout:
    """Find the layout of the interpreter that has these symbols. Raises Unreadable where it is none that is known."""
    minor = _minor(symbols, memory)
    if RUNTIME not in symbols or CODE_TYPE not in symbols or minor < KNOWN_MINORS[0]:
        raise Unreadable(f"it runs a CPython older than 3.{KNOWN_MINORS[0]}, which is not known to this reader")
    if minor in _WITH_OFFSETS:
        column = _WITH_OFFSETS.index(minor)
        return Layout(minor, {name: columns[column] for name, columns in _OFFSETS.items()})
    if minor in _WITH_DEBUG_OFFSETS:
        return Layout(minor, _from_debug_offsets(minor, symbols[RUNTIME], memory))
    raise Unreadable(f"it runs CPython 3.{minor}, which is not known to this reader")


def _minor(symbols: Mapping[str, int], memory: Memory) -> int:
    if _VERSION in symbols:
        version = memory.word(symbols[_VERSION])  # PY_VERSION_HEX; patchlevel.h
        if version >> 24 != 3:
            raise Unreadable(f"it runs a Python {version >> 24}, which is not known to this reader")
        return version >> 16 & 0xFF
    for name, minor in _BROUGHT_BY.items():
        if name in symbols:
            return minor
    raise Unreadable("it runs no CPython")


def _from_debug_offsets(minor: int, runtime: int, memory: Memory) -> dict[str, int | None]:
    block = memory.read(runtime, _NUMBERS.size)
    if not block.startswith(_COOKIE):
        raise Unreadable(f"it runs CPython 3.{minor}, without the table that says how its memory is laid out")
    numbers = _NUMBERS.unpack(block)
    column = _WITH_DEBUG_OFFSETS.index(minor)
    places = {name: columns[column] for name, columns in _NUMBER_IN_DEBUG_OFFSETS.items()}
    facts = {name: None if place is None else numbers[place] for name, place in places.items()}
    if any(value is not None and value > _LARGEST_OFFSET for value in facts.values()):
        raise Unreadable(_DAMAGED.format(minor))
    # What the table leaves out. Code objects end in the same members in all of these versions: _co_firsttraceable,
    # co_extra, in free-threaded builds from 3.14 co_tlbc, and the bytecode (cpython/code.h).
    facts["code_co_firsttraceable"] = max(0, (facts["code_co_tlbc"] or facts["code_co_code_adaptive"] or 0) - 16)
    # All of these versions begin a code object alike, and the number of the thread made last stands before the first.
    facts["code_co_exceptiontable"] = (facts["object_type"] or 0) + 32
    facts["code_co_stacksize"] = (facts["code_co_firstlineno"] or 0) - 4
    facts["interpreter_last_thread"] = (facts["interpreter_threads"] or 0) - 8
    # A compact string that is not ASCII has two more words before its characters (cpython/unicodeobject.h), and
    # free-threaded builds from 3.14 give `interned` a byte of its own.
    facts["text_compact"] = (facts["text_ascii"] or 0) + 16
    free_threaded = facts.pop("free_threaded")
    facts["text_kind_bit"] = 8 if free_threaded and minor >= 14 else 2
    # The table counts from the interpreter, in which a GIL of its own stands; it may use that of another.
    gil = facts.pop("gil") or 0
    holder, locked = (facts["gil_holder"] or 0) - gil, (facts["gil_locked"] or 0) - gil
    if not 0 <= holder < locked or not 0 <= (facts["gil_enabled"] or 0) < locked:
        raise Unreadable(_DAMAGED.format(minor))
    # .switch_number stands between the last two.
    facts |= {"gil_holder": holder, "gil_locked": locked, "gil_condition": locked + 16}
    if not free_threaded:
        facts["gil_enabled"] = None
    return facts
