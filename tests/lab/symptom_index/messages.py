"""Messages as people paste them, and the entry that each means; none for those that are about something else."""

MEANS = {
    "BrokenProcessPool": "broken-process-pool",
    "A process in the process pool was terminated abruptly while the future was running or pending.": (
        "broken-process-pool"
    ),
    "Can't get attribute 'f' on <module '__main__'": "cant-get-attribute",
    "AttributeError: Can't get attribute 'work' on <module '__main__' (built-in)>": "cant-get-attribute",
    "resource_tracker: There appear to be 1 leaked semaphore objects to clean up at shutdown": "leaked-semaphores",
    "/usr/lib/python3.10/multiprocessing/resource_tracker.py:224: UserWarning: resource_tracker: There appear to be 12 "
    "leaked semaphore objects to clean up at shutdown": "leaked-semaphores",
    "resource_tracker: There appear to be 1 leaked shared_memory objects to clean up at shutdown: {'/psm_1'}": (
        "leaked-shared-memory"
    ),
    "AssertionError: daemonic processes are not allowed to have children": "daemonic-processes",
    "This process (pid=4711) is multi-threaded, use of fork() may lead to deadlocks in the child.": (
        "fork-multi-threaded"
    ),
    "use of fork() may lead to deadlocks": "fork-multi-threaded",
    "OSError: [Errno 12] Cannot allocate memory": "cannot-allocate-memory",
    "[Errno 28] No space left on device": "no-space-left",
    "EOFError": "eof-error",
    "EOFError: unexpected EOF": "unexpected-eof",
    "FileNotFoundError: [Errno 2] No such file or directory: '/home/me/<stdin>'": "stdin-script",
    "RuntimeError: can't create new thread at interpreter shutdown": "new-thread-at-shutdown",
    "RuntimeError: cannot schedule new futures after interpreter shutdown": "new-futures-at-shutdown",
    "An attempt has been made to start a new process before the current process has finished its bootstrapping "
    "phase.": "main-guard-missing",
    "        An attempt has been made to start a new process before the\n        current process has finished its": (
        "main-guard-missing"
    ),
    "RuntimeError: A SemLock created in a fork context is being shared with a process in a spawn context. This is not "
    "supported. Please use the same context to create multiprocessing objects and Process.": "semlock-fork-spawn",
    "Can't pickle local object 'main.<locals>.work'": "cant-pickle-local-object",
    "_pickle.PicklingError: Can't pickle <function <lambda> at 0x7f3>: attribute lookup <lambda> on __main__ failed": (
        "cant-pickle-lambda"
    ),
    "TypeError: cannot pickle '_thread.lock' object": "cannot-pickle-thread-lock",
    "\x1b[1;35mTypeError\x1b[0m: \x1b[35mcannot pickle '_thread.RLock' object\x1b[0m": "cannot-pickle-thread-lock",
    "RuntimeError: reentrant call inside <_io.BufferedWriter name='<stdout>'>": "reentrant-call",
    "Queue objects should only be shared between processes through inheritance": "shared-through-inheritance",
    "RuntimeError: context has already been set": "context-already-set",
    "ValueError: bad value(s) in fds_to_keep": "fds-to-keep",
    "ConnectionRefusedError: [Errno 61] Connection refused": "connection-refused",
    "BrokenPipeError: [Errno 32] Broken pipe": "broken-pipe",
    "ConnectionResetError: [Errno 104] Connection reset by peer": "connection-reset",
    "Segmentation fault (core dumped)": "segmentation-fault",
    "Fatal Python error": "segmentation-fault",
    "exitcode=-11": "exit-code-11",
    "Bus error": "bus-error",
    "[2024-01-01 10:00:00 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:77)": "worker-timeout",
    "[1] [ERROR] Worker (pid:77) was sent SIGKILL! Perhaps out of memory?": "gunicorn-out-of-memory",
    "INFO:     Child process [77] died": "uvicorn-child-died",
    "billiard.exceptions.WorkerLostError: Worker exited prematurely: signal 9 (SIGKILL) Job: 3.": "celery-worker-lost",
    "[10:00:00,1: ERROR/MainProcess] Hard time limit (300s) exceeded for work[1-2-3]": "celery-time-limit",
    "Cannot re-initialize CUDA in forked subprocess": "cuda-in-forked-subprocess",
    "possible deadlock: DataLoader hangs with num_workers > 0": "computing-after-a-fork",
    "DataLoader gets stuck": "computing-after-a-fork",
    "gRPC client hangs when called within a fork": "grpc-after-a-fork",
    "Task remains in Running state due to process being stuck, airflow": "airflow-task-hangs",
    "{local_task_job.py:102} INFO - Task exited with return code Negsignal.SIGSEGV": "airflow-negsignal",
    "INFO - Task exited with return code Negsignal.SIGABRT": "objc-fork",
    "INFO - Task exited with return code Negsignal.SIGKILL": "killed-by-the-kernel",
    "pytest-xdist hangs": "test-run-stands-still",
    "keyboard interrupts with multiprocessing pool": "ctrl-c",
    "ProcessPoolExecutor worker processes stay alive after parent process is killed": "orphans",
    "ERROR: Unexpected bus error encountered in worker. This might be caused by insufficient shared memory (shm).": (
        "dataloader-bus-error"
    ),
    "joblib.externals.loky.process_executor.TerminatedWorkerError: A worker process managed by the executor was "
    "unexpectedly terminated.": "terminated-worker",
    "_pickle.PicklingError: Can't pickle <function f at 0x7fd8df8101e0>: it's not the same object as __main__.f": (
        "cant-pickle-not-the-same"
    ),
    "_pickle.PicklingError: Can't pickle <enum 'AddressFamily'>": "cant-pickle-lookup",
    "_pickle.PicklingError: Can't pickle <class '__main__.P'>: attribute lookup P on __main__ failed": (
        "cant-pickle-lookup"
    ),
    "    conn = self._tls.connection\nAttributeError: 'ForkAwareLocal' object has no attribute 'connection'": (
        "fork-aware-local"
    ),
    "Sharing instance of proxy object across processes results in pickle errors": "proxy-after-a-fork",
    "concurrent.interpreters.ExecutionFailed: RuntimeError: daemon threads are disabled in this interpreter": (
        "daemon-threads-in-an-interpreter"
    ),
}

MEANS_NOTHING = [
    "",
    " \n\n",
    "ValueError: invalid literal",
    "ValueError: invalid literal for int() with base 10: 'x'",
    "ValueError",
    "RuntimeError",
    "AssertionError",
    "AssertionError: 1 != 2",
    "FileNotFoundError: [Errno 2] No such file or directory: 'data.csv'",
    "File \"<stdin>\", line 1, in <module>\nFileNotFoundError: [Errno 2] No such file or directory: 'data.csv'",
    "AttributeError: 'NoneType' object has no attribute 'x'",
    "NameError: name 'x' is not defined",
    "EOFError: EOF when reading a line",
    "EOFError: Ran out of input",
    "TypeError: f() got an unexpected keyword argument 'x'",
    "RuntimeError: dictionary changed size during iteration",
    "OSError: [Errno 98] Address already in use",
    "sqlite3.OperationalError: no such table: x",
    "DeprecationWarning: invalid escape sequence '\\d'",
    "the process",
    "pytest tests -q",
    "Can't pickle",
    "airflow tasks run",
    "the parent process is killed",
    "memory",
    "hello, world",
    "日本語 \ud800 \x00",
]
