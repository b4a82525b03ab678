"""A tracer that puts into a queue: it is called in the middle of the program's own put().

    trace_put.py [MEANS]        settrace, setprofile or monitoring; default: settrace

Debuggers, coverage tools and profilers have a function called at each call. Here that function reports to a queue which
the program uses as well. While a tracer runs, its thread is not traced, so the tracer's put() is not traced.
But the program's put() calls other functions while it holds the mutex, and each of those calls is reported. The
first report from there waits for the mutex that its own thread holds.

Hangs at the first put() on every version from 3.8 to 3.15; sys.monitoring is new in 3.12.
"""

import queue
import sys
import threading

means = sys.argv[1] if len(sys.argv) > 1 else "settrace"
events = queue.Queue()


def trace(frame, event, argument):
    events.put(frame.f_code.co_name)


def monitor(code, offset):
    events.put(code.co_name)


if means == "settrace":
    threading.settrace(trace)
    sys.settrace(trace)
elif means == "setprofile":
    threading.setprofile(trace)
    sys.setprofile(trace)
elif hasattr(sys, "monitoring"):
    tool, started = sys.monitoring.PROFILER_ID, sys.monitoring.events.PY_START
    sys.monitoring.use_tool_id(tool, "reports")
    sys.monitoring.register_callback(tool, started, monitor)
    sys.monitoring.set_events(tool, started)
else:
    print("missing: sys.monitoring")
    sys.exit()
events.put("work")
print("events =", events.qsize())
