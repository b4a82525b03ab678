/* Prints where the members of objects stand that stacks/members.py knows, as the headers of one interpreter have it. */
#define Py_BUILD_CORE 1
#include <stddef.h>
#include <stdio.h>
#include "Python.h"
#include "frameobject.h"
#if PY_VERSION_HEX >= 0x030C0000
#include "internal/pycore_moduleobject.h"
#endif
#if PY_VERSION_HEX >= 0x030B0000
#include "internal/pycore_dict.h"
#include "internal/pycore_frame.h"
#else
/* Objects/dict-common.h, which no header has before 3.11. */
typedef struct {
    Py_ssize_t dk_refcnt, dk_size;
    void *dk_lookup;
    Py_ssize_t dk_usable, dk_nentries;
} keys;
#endif

/* From the start of an object, without what a free-threaded build has there in addition. */
#define OBJECT(name, structure, member) \
    printf(name " %zu\n", offsetof(structure, member) - offsetof(PyObject, ob_type) + sizeof(Py_ssize_t))
#define PLACE(name, structure, member) printf(name " %zu\n", offsetof(structure, member))

int main(void)
{
    OBJECT("CFUNCTION_ML", PyCFunctionObject, m_ml);
    OBJECT("CFUNCTION_SELF", PyCFunctionObject, m_self);
    OBJECT("METHOD_SELF", PyMethodObject, im_self);
    OBJECT("DESCRIPTOR_METHOD", PyMethodDescrObject, d_method);
    OBJECT("TYPE_NAME", PyTypeObject, tp_name);
    OBJECT("TYPE_BASIC_SIZE", PyTypeObject, tp_basicsize);
    OBJECT("TYPE_FLAGS", PyTypeObject, tp_flags);
    OBJECT("TYPE_DICT_OFFSET", PyTypeObject, tp_dictoffset);
    OBJECT("DICT_USED", PyDictObject, ma_used);
    OBJECT("DICT_KEYS", PyDictObject, ma_keys);
    OBJECT("DICT_VALUES", PyDictObject, ma_values);
    OBJECT("SET_USED", PySetObject, used);
    OBJECT("CELL_CONTENT", PyCellObject, ob_ref);
    OBJECT("SIZE", PyVarObject, ob_size);
    OBJECT("TUPLE_ITEMS", PyTupleObject, ob_item);
#if PY_VERSION_HEX >= 0x030C0000
    OBJECT("MODULE_DICT", PyModuleObject, md_dict);
#endif
#if PY_VERSION_HEX >= 0x030B0000
    PLACE("FRAME_GLOBALS", _PyInterpreterFrame, f_globals);
#else
    PLACE("FRAME_GLOBALS", PyFrameObject, f_globals);
#endif
    OBJECT("FLOAT_VALUE", PyFloatObject, ob_fval);
    OBJECT("CACHED_KEYS", PyHeapTypeObject, ht_cached_keys);
#if PY_VERSION_HEX >= 0x030C0000
    OBJECT("INT_TAG", PyLongObject, long_value.lv_tag);
    OBJECT("INT_DIGITS", PyLongObject, long_value.ob_digit);
#else
    OBJECT("INT_TAG", PyLongObject, ob_base.ob_size);
    OBJECT("INT_DIGITS", PyLongObject, ob_digit);
#endif
#if PY_VERSION_HEX >= 0x030B0000
    PLACE("KEYS_LOG2_INDEX_BYTES", PyDictKeysObject, dk_log2_index_bytes);
    PLACE("KEYS_KIND", PyDictKeysObject, dk_kind);
    PLACE("KEYS_ENTRIES", PyDictKeysObject, dk_nentries);
    PLACE("VALUES", PyDictValues, values);
#else
    PLACE("KEYS_SIZE", keys, dk_size);
    PLACE("KEYS_ENTRIES", keys, dk_nentries);
#endif
#if PY_VERSION_HEX >= 0x030D0000
    PLACE("VALUES_VALID", PyDictValues, valid);
    printf("managed_dict %d\n", (int)MANAGED_DICT_OFFSET);
#endif
    return 0;
}
