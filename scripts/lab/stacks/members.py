"""Where the members of objects stand that are not needed for a stack, by version of CPython, in bytes.

An offset is given for a build with a GIL. A free-threaded build begins every object with 16 bytes more (object.h); a
PyDictKeysObject and a PyDictValues are no objects, and the same in both. A test compares the offsets with the headers
of every interpreter that has brought its own, but for those of locks, which are in no header.
"""

from __future__ import annotations

from scripts.lab.stacks.layouts import Layout

CFUNCTION_ML, CFUNCTION_SELF = 16, 24
"""PyCFunctionObject.m_ml and .m_self; cpython/methodobject.h."""
METHOD_SELF = 24
"""PyMethodObject.im_self; classobject.h, from 3.9 cpython/classobject.h."""
DESCRIPTOR_METHOD = 40
"""PyMethodDescrObject.d_method; descrobject.h, from 3.11 cpython/descrobject.h."""
TYPE_NAME, TYPE_BASIC_SIZE, TYPE_FLAGS, TYPE_DICT_OFFSET = 24, 32, 168, 288
"""PyTypeObject.tp_name, .tp_basicsize, .tp_flags and .tp_dictoffset; cpython/object.h."""
DICT_USED, DICT_KEYS, DICT_VALUES = 16, 32, 40
"""PyDictObject.ma_used, .ma_keys and .ma_values; cpython/dictobject.h."""
SET_USED = 24
"""PySetObject.used; setobject.h, from 3.11 cpython/setobject.h."""
CELL_CONTENT = 16
"""PyCellObject.ob_ref; cellobject.h, from 3.11 cpython/cellobject.h."""
SIZE = 16
"""PyVarObject.ob_size."""
TUPLE_ITEMS = {8: 24, 9: 24, 10: 24, 11: 24, 12: 24, 13: 24, 14: 32, 15: 32}
"""PyTupleObject.ob_item, before which 3.14 has put .ob_hash; cpython/tupleobject.h."""
FLOAT_VALUE = 16
"""PyFloatObject.ob_fval."""
INT_TAG, INT_DIGITS = 16, 24
"""PyLongObject.ob_base.ob_size, from 3.12 .long_value.lv_tag; and its ob_digit."""

CACHED_KEYS = {8: 872, 9: 864, 10: 872, 11: 872, 12: 880, 13: 880, 14: 880, 15: 888}
"""PyHeapTypeObject.ht_cached_keys."""
KEYS_SIZE, KEYS_LOG2_INDEX_BYTES, KEYS_KIND = 8, 9, 10
"""PyDictKeysObject.dk_size up to 3.10; from 3.11 .dk_log2_index_bytes and .dk_kind; pycore_dict.h."""
KEYS_ENTRIES = {8: 32, 9: 32, 10: 32, 11: 24, 12: 24, 13: 24, 14: 24, 15: 24}
"""PyDictKeysObject.dk_nentries; .dk_indices follows it."""
VALUES = {11: 0, 12: 0, 13: 8, 14: 8, 15: 8}
"""PyDictValues.values."""
VALUES_VALID = 3
"""PyDictValues.valid, from 3.13."""

INLINE_VALUES, MANAGED_DICT = 1 << 2, 1 << 4
"""Bits of tp_flags: Py_TPFLAGS_INLINE_VALUES of 3.13, Py_TPFLAGS_MANAGED_DICT of 3.11; object.h."""

LOCK_LOCK = 16
"""lockobject.lock_lock, a pointer to a semaphore, or .lock, a PyMutex of one byte; Modules/_threadmodule.c."""
RLOCK_OWNER, RLOCK_COUNT = 24, 32
"""rlockobject.rlock_owner and .rlock_count, or .lock.thread and .lock.level, which is one less; pycore_lock.h."""
LOCK_WEAK, RLOCK_WEAK = 24, 40
"""lockobject.in_weakreflist and rlockobject.in_weakreflist, where they have a semaphore."""
BUFFERED_LOCK, BUFFERED_OWNER = 104, 112
"""buffered.lock and buffered.owner; Modules/_io/bufferedio.c."""
TEXT_BUFFER = 32
"""textio.buffer; Modules/_io/textio.c."""
MODULE_DICT = 16
"""PyModuleObject.md_dict; moduleobject.h, later pycore_moduleobject.h."""
FRAME_GLOBALS = {8: 48, 9: 48, 10: 48, 11: 8, 12: 24, 13: 24, 14: 24, 15: 24}
"""PyFrameObject.f_globals, from 3.11 _PyInterpreterFrame.f_globals; it is the same in a free-threaded build."""
BYTES_WITH_MUTEX = {"_thread.lock": 24, "_thread.RLock": 40}
"""How large these objects are where they have a PyMutex: from 3.14 on, and some of them in free-threaded 3.13."""
MUTEX_LOCKED, MUTEX_HAS_WAITERS = 1, 2
"""Bits of a PyMutex: _Py_LOCKED and _Py_HAS_PARKED; cpython/lock.h."""


def shift(layout: Layout) -> int:
    """How much further on the members of an object stand than this file says."""
    return layout.object_type - 8


def managed_dict(layout: Layout) -> int:
    """Where, from its address, an object with MANAGED_DICT has its dict; MANAGED_DICT_OFFSET of pycore_object.h."""
    return -8 if shift(layout) else -24
