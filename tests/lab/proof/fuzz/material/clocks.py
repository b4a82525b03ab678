"""The last stage: what ends by the clock, in many ways; what never ends; and what may act beside a wait.

Every function that ends takes the seconds after which it does.
"""

import asyncio
import ctypes
import faulthandler
import multiprocessing
import os
import pty
import queue
import resource
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
import threading
import time

import waits

libc = waits.libc
CLOCK_MONOTONIC = 1


class Timespec(ctypes.Structure):
    _fields_ = [("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long)]


def timespec(seconds):
    return Timespec(int(seconds), int(seconds % 1 * 1e9))


def timerfd(seconds):
    timer = libc.timerfd_create(CLOCK_MONOTONIC, 0)
    one = timespec(seconds)
    libc.timerfd_settime(timer, 0, (ctypes.c_long * 4)(0, 0, one.seconds, one.nanoseconds), None)
    return timer


def posix_timer(seconds, number, clock=CLOCK_MONOTONIC):
    """Have the kernel send a signal to this process."""
    event, timer, one = (ctypes.c_int * 16)(0, 0, number, 0), ctypes.c_void_p(), timespec(seconds)
    assert libc.timer_create(clock, event, ctypes.byref(timer)) == 0
    assert libc.timer_settime(timer, 0, (ctypes.c_long * 4)(0, 0, one.seconds, one.nanoseconds), None) == 0


# What ends


def sleep(seconds):
    time.sleep(seconds)


def sleep_in_steps(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.02)


def sleep_in_c(seconds):
    libc.usleep(int(seconds * 1e6))


def select_limited(seconds):
    select.select([], [], [], seconds)


def poll_limited(seconds):
    poll = select.poll()
    poll.register(os.pipe()[0], select.POLLIN)
    poll.poll(seconds * 1000)


def epoll_limited(seconds):
    with select.epoll() as epoll:
        epoll.poll(seconds)


def event_limited(seconds):
    threading.Event().wait(seconds)


def lock_limited(seconds):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire(timeout=seconds)


def queue_limited(seconds):
    try:
        queue.Queue().get(timeout=seconds)
    except queue.Empty:
        pass


def simple_queue_limited(seconds):
    try:
        queue.SimpleQueue().get(timeout=seconds)
    except queue.Empty:
        pass


def process_lock_limited(seconds):
    lock = multiprocessing.get_context("fork").Lock()
    lock.acquire()
    lock.acquire(timeout=seconds)


def semaphore_limited(seconds):
    semaphore, limit = (ctypes.c_long * 4)(), timespec(time.time() + seconds)
    libc.sem_init(semaphore, 0, 0)
    libc.sem_timedwait(semaphore, ctypes.byref(limit))


def pselect_limited(seconds):
    libc.pselect(0, None, None, None, ctypes.byref(timespec(seconds)), None)


def ppoll_limited(seconds):
    libc.ppoll(None, 0, ctypes.byref(timespec(seconds)), None)


def sigtimedwait(seconds):
    signal.sigtimedwait([signal.SIGRTMIN + 3], seconds)


def timerfd_read(seconds):
    os.read(timerfd(seconds), 8)


def timerfd_polled(seconds):
    select.select([timerfd(seconds)], [], [])


def timerfd_in_epoll(seconds):
    with select.epoll() as epoll:
        epoll.register(timerfd(seconds), select.EPOLLIN)
        epoll.poll()


def timerfd_in_epoll_in_epoll(seconds):
    with select.epoll() as inner, select.epoll() as outer:
        inner.register(timerfd(seconds), select.EPOLLIN)
        outer.register(inner.fileno(), select.EPOLLIN)
        outer.poll()


def timerfd_beside_a_pipe(seconds):
    select.select([os.pipe()[0], timerfd(seconds)], [], [])


def posix_timer_and_sigwait(seconds):
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGRTMIN + 4])
    posix_timer(seconds, signal.SIGRTMIN + 4)
    signal.sigwait([signal.SIGRTMIN + 4])


def posix_timer_calls_back(seconds):
    """The C library starts a thread that posts a semaphore (SIGEV_THREAD)."""
    semaphore, timer, one = (ctypes.c_long * 4)(), ctypes.c_void_p(), timespec(seconds)
    libc.sem_init(semaphore, 0, 0)
    event = struct.pack("Qii", ctypes.addressof(semaphore), 0, 2)
    event += struct.pack("QQ", ctypes.cast(libc.sem_post, ctypes.c_void_p).value, 0) + bytes(64)
    assert libc.timer_create(CLOCK_MONOTONIC, event, ctypes.byref(timer)) == 0
    assert libc.timer_settime(timer, 0, (ctypes.c_long * 4)(0, 0, one.seconds, one.nanoseconds), None) == 0
    libc.sem_wait(semaphore)


def socket_limited(seconds):
    one, _other = socket.socketpair()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", int(seconds), int(seconds % 1 * 1e6)))
    try:
        one.recv(1)
    except BlockingIOError:
        pass
    _other.close()


def socket_timeout(seconds):
    one, _other = socket.socketpair()
    one.settimeout(seconds)
    try:
        one.recv(1)
    except socket.timeout:
        pass
    _other.close()


def over_the_network(seconds):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        with socket.create_connection(server.getsockname()) as client, server.accept()[0] as accepted:
            threading.Timer(seconds, accepted.send, [b"x"]).start()
            client.recv(1)


def terminal_limited(seconds):
    controller, terminal = pty.openpty()
    mode = termios.tcgetattr(terminal)
    mode[3] &= ~termios.ICANON
    mode[6][termios.VMIN], mode[6][termios.VTIME] = 0, max(1, int(seconds * 10))
    termios.tcsetattr(terminal, termios.TCSANOW, mode)
    os.read(terminal, 1)
    os.close(controller)


def tool_sleeps(seconds):
    subprocess.Popen(["sleep", str(seconds)]).wait()


def output_of_a_tool(seconds):
    subprocess.run("sleep %s; echo" % seconds, shell=True, stdout=subprocess.PIPE)


def child_ended_by_its_alarm(seconds):
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        while True:
            libc.pause()
    os.waitpid(child, 0)


def child_ended_by_its_timer(seconds):
    child = os.fork()
    if child == 0:
        posix_timer(seconds, signal.SIGKILL)
        while True:
            libc.pause()
    os.waitpid(child, 0)


def stopped_child_is_continued(seconds):
    child = os.fork()
    if child == 0:
        os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(0)
    threading.Timer(seconds, os.kill, [child, signal.SIGCONT]).start()
    os.waitpid(child, 0)


def child_uses_up_its_processor_time(seconds):
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
        while True:
            pass
    os.waitpid(child, 0)


def semop_limited(seconds):
    semaphores = libc.semget(0, 1, 0o600)
    libc.semtimedop(semaphores, struct.pack("Hhh", 0, -1, 0), 1, ctypes.byref(timespec(seconds)))
    libc.semctl(semaphores, 0, 0)


def asyncio_sleeps(seconds):
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.sleep(seconds))


def executor_sleeps(seconds):
    import concurrent.futures

    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        pool.submit(time.sleep, seconds).result()


def message_limited(seconds):
    queue = libc.mq_open(b"/fuzz-%d" % os.getpid(), os.O_RDWR | os.O_CREAT, 0o600, None)
    assert queue >= 0
    libc.mq_unlink(b"/fuzz-%d" % os.getpid())
    limit = timespec(time.time() + seconds)
    libc.mq_timedreceive(queue, ctypes.create_string_buffer(8192), 8192, None, ctypes.byref(limit))


def signal_of_a_sleeping_child(seconds):
    """Only in the first thread: a child sends a signal, whose number is written into a pipe."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.signal(signal.SIGUSR2, lambda *_: None)
    signal.set_wakeup_fd(writing)
    parent = os.getpid()
    if os.fork() == 0:
        time.sleep(seconds)
        os.kill(parent, signal.SIGUSR2)
        os._exit(0)
    os.read(reading, 1)


def interval_timer_writes(seconds):
    """Only in the first thread."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.set_wakeup_fd(writing)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    os.read(reading, 1)


# What never ends


def lock_twice(_seconds):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


def event_never_set(_seconds):
    threading.Event().wait()


def own_pipe(_seconds):
    reading, _writing = os.pipe()
    os.read(reading, 1)


def own_pipe_polled(_seconds):
    reading, _writing = os.pipe()
    select.select([reading], [], [])


def own_pipe_in_epoll(_seconds):
    reading, _writing = os.pipe()
    with select.epoll() as epoll:
        epoll.register(reading, select.EPOLLIN)
        epoll.poll()


def own_socket(_seconds):
    one, _other = socket.socketpair()
    one.recv(1)


def full_pipe(_seconds):
    _reading, writing = os.pipe()
    os.write(writing, bytes(1 << 17))


def queue_never_filled(_seconds):
    queue.Queue().get()


def process_lock_twice(_seconds):
    lock = multiprocessing.get_context("fork").Lock()
    lock.acquire()
    lock.acquire()


def stuck_child(_seconds):
    child = os.fork()
    if child == 0:
        lock_twice(0)
    os.waitpid(child, 0)


def stuck_thread(_seconds):
    thread = threading.Thread(target=lock_twice, args=(0,))
    thread.start()
    thread.join()


def parent_and_child(_seconds):
    """Each reads what the other one would write."""
    here, there = socket.socketpair()
    if os.fork() == 0:
        there.recv(1)
    here.recv(1)


def future_never_resolved(_seconds):
    loop = asyncio.new_event_loop()
    loop.run_until_complete(loop.create_future())


# What acts beside a wait, and ends it or the process


def alarm_kills(seconds):
    signal.setitimer(signal.ITIMER_REAL, seconds)


def timer_kills(seconds):
    posix_timer(seconds, signal.SIGKILL)


def timer_of_another_clock_kills(seconds):
    posix_timer(seconds, signal.SIGTERM, clock=7)  # CLOCK_BOOTTIME


def watchdog_thread(seconds):
    timer = threading.Timer(seconds, os._exit, [3])
    timer.daemon = True
    timer.start()


def watchdog_child(seconds):
    parent = os.getpid()
    if os.fork() == 0:
        time.sleep(seconds)
        os.kill(parent, signal.SIGKILL)
        os._exit(0)


def watchdog_in_c(seconds):
    faulthandler.dump_traceback_later(seconds, exit=True, file=open(os.devnull, "w"))


def handled_timer(seconds):
    """Only in the first thread: the wait goes on after the handler."""
    signal.signal(signal.SIGUSR2, lambda *_: None)
    posix_timer(seconds, signal.SIGUSR2)


def handled_alarm(seconds):
    """Only in the first thread."""
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def alarm_later_executed(seconds):
    """A child sets an alarm, executes another program with it, and the parent ends with the child."""
    parent = os.getpid()
    if os.fork() == 0:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        text = "import os\nr, w = os.pipe()\nos.read(r, 1)"
        os.execv(sys.executable, [sys.executable, "-c", text, str(parent)])


# What changes nothing


def handler_without_an_alarm(_seconds):
    signal.signal(signal.SIGALRM, lambda *_: None)


def handlers(_seconds):
    signal.signal(signal.SIGHUP, lambda *_: None)


def timer_of_processor_time(_seconds):
    signal.setitimer(signal.ITIMER_PROF, 1000)


def disarmed_timer(_seconds):
    libc.timerfd_create(CLOCK_MONOTONIC, 0)


def open_directory(_seconds):
    os.open("/", os.O_RDONLY)


def quiet_eventfd(_seconds):
    libc.eventfd(0, 0)


def ended_child(_seconds):
    if os.fork() == 0:
        os._exit(0)


def stuck_bystander(_seconds):
    thread = threading.Thread(target=lock_twice, args=(0,), daemon=True)
    thread.start()


def stuck_bystander_process(_seconds):
    if os.fork() == 0:
        event_never_set(0)


def closed_streams(_seconds):
    os.close(0)
    os.close(2)


def not_dumpable(_seconds):
    libc.prctl(4, 0, 0, 0, 0)
