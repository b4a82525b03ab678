/* Prints where each fact that the reader of stacks needs stands, as the headers of one interpreter have it. */
#define Py_BUILD_CORE 1
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include "Python.h"
#include "frameobject.h"
#if PY_VERSION_HEX < 0x03090000
#include "internal/pycore_pystate.h"
#else
#include "internal/pycore_interp.h"
#include "internal/pycore_runtime.h"
#endif
#if PY_VERSION_HEX >= 0x030B0000
#include "internal/pycore_code.h"
#include "internal/pycore_frame.h"
#endif

#define PLACE(name, structure, member) printf("%s %zu\n", name, offsetof(structure, member))

int main(void)
{
    PLACE("runtime_interpreters", _PyRuntimeState, interpreters.head);
    PLACE("interpreter_next", PyInterpreterState, next);
#if PY_VERSION_HEX < 0x030C0000
    PLACE("runtime_gil", _PyRuntimeState, ceval.gil);
#else
    PLACE("interpreter_gil", PyInterpreterState, ceval.gil);
#endif
#ifdef Py_GIL_DISABLED
    PLACE("gil_enabled", struct _gil_runtime_state, enabled);
#endif
    PLACE("gil_holder", struct _gil_runtime_state, last_holder);
    PLACE("gil_locked", struct _gil_runtime_state, locked);
    PLACE("gil_condition", struct _gil_runtime_state, cond);
    PLACE("thread_next", PyThreadState, next);
    PLACE("thread_interpreter", PyThreadState, interp);
    PLACE("thread_identifier", PyThreadState, thread_id);
#if PY_VERSION_HEX < 0x030B0000
    PLACE("interpreter_threads", PyInterpreterState, tstate_head);
    PLACE("interpreter_last_thread", PyInterpreterState, tstate_next_unique_id);
    PLACE("thread_frame", PyThreadState, frame);
    PLACE("frame_previous", PyFrameObject, f_back);
    PLACE("frame_executable", PyFrameObject, f_code);
    PLACE("frame_instr_ptr", PyFrameObject, f_lasti);
    PLACE("frame_localsplus", PyFrameObject, f_localsplus);
    PLACE("frame_valuestack", PyFrameObject, f_valuestack);
    PLACE("frame_iblock", PyFrameObject, f_iblock);
    PLACE("frame_blockstack", PyFrameObject, f_blockstack);
    PLACE("code_co_qualname", PyCodeObject, co_name);
    PLACE("code_co_varnames", PyCodeObject, co_varnames);
    PLACE("code_co_cellvars", PyCodeObject, co_cellvars);
    PLACE("code_co_freevars", PyCodeObject, co_freevars);
#else
    PLACE("interpreter_threads", PyInterpreterState, threads.head);
    PLACE("interpreter_last_thread", PyInterpreterState, threads.next_unique_id);
    PLACE("frame_localsplus", _PyInterpreterFrame, localsplus);
    PLACE("code_co_exceptiontable", PyCodeObject, co_exceptiontable);
    PLACE("code_co_varnames", PyCodeObject, co_localsplusnames);
    PLACE("code_co_localspluskinds", PyCodeObject, co_localspluskinds);
    PLACE("frame_previous", _PyInterpreterFrame, previous);
    PLACE("frame_owner", _PyInterpreterFrame, owner);
    PLACE("code_co_qualname", PyCodeObject, co_qualname);
    PLACE("code_co_firsttraceable", PyCodeObject, _co_firsttraceable);
    PLACE("code_co_code_adaptive", PyCodeObject, co_code_adaptive);
#if PY_VERSION_HEX < 0x030D0000
    PLACE("thread_frame", PyThreadState, cframe);
    PLACE("cframe_frame", _PyCFrame, current_frame);
    PLACE("frame_executable", _PyInterpreterFrame, f_code);
    PLACE("frame_instr_ptr", _PyInterpreterFrame, prev_instr);
#else
    PLACE("thread_frame", PyThreadState, current_frame);
    PLACE("frame_executable", _PyInterpreterFrame, f_executable);
    PLACE("frame_instr_ptr", _PyInterpreterFrame, instr_ptr);
#endif
#endif
#if defined(Py_GIL_DISABLED) && PY_VERSION_HEX >= 0x030E0000
    PLACE("frame_tlbc_index", _PyInterpreterFrame, tlbc_index);
    PLACE("code_co_tlbc", PyCodeObject, co_tlbc);
#endif
#if PY_VERSION_HEX >= 0x030E0000
    PLACE("frame_stackpointer", _PyInterpreterFrame, stackpointer);
#endif
    PLACE("code_co_filename", PyCodeObject, co_filename);
    PLACE("code_co_stacksize", PyCodeObject, co_stacksize);
    PLACE("code_co_firstlineno", PyCodeObject, co_firstlineno);
#if PY_VERSION_HEX < 0x030A0000
    PLACE("code_co_linetable", PyCodeObject, co_lnotab);
#else
    PLACE("code_co_linetable", PyCodeObject, co_linetable);
#endif
    PLACE("object_type", PyObject, ob_type);
    PLACE("bytes_size", PyBytesObject, ob_base.ob_size);
    PLACE("bytes_data", PyBytesObject, ob_sval);
    PLACE("text_length", PyASCIIObject, length);
    PLACE("text_state", PyASCIIObject, state);
    printf("text_ascii %zu\n", sizeof(PyASCIIObject));
    printf("text_compact %zu\n", sizeof(PyCompactUnicodeObject));

    PyASCIIObject text;
    unsigned int state, bit = 0;
    memset(&text, 0, sizeof text);
    text.state.kind = 1;
    memcpy(&state, &text.state, sizeof state);
    while (!(state >> bit & 1)) {
        bit++;
    }
    printf("text_kind_bit %u\n", bit);
    return 0;
}
