"""What one learner needs: memory and processor time while the cells of the five chapters run.

    python benchmarks/learner.py [--jupyter PATH_OF_jupyter-lab]       writes the file of a page

Each chapter is executed in a kernel as the build does. Every tenth of a second the PSS of the kernel and of all that
it started is added up; the peak is the largest sum. The processor time is that of all processes together, so other work
on the machine does not count. With --jupyter, the PSS of an idle JupyterLab server is measured too. A browser is not
counted.
"""

import argparse
import datetime
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("context-mismatch", "fork-versus-spawn", "lock-inheritance", "gc-reentrancy", "copy-on-write")
INTERVAL_SECONDS = 0.1
IDLE_SECONDS = 8.0


def pss_mib(processes):
    total = 0
    for one in processes:
        try:
            with open(f"/proc/{one.pid}/smaps_rollup", encoding="ascii") as file:
                total += next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
        except (OSError, StopIteration):
            continue  # it has ended
    return total / 1024


def below(process):
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def chapter(page):
    """Execute one page, and give its peak in MiB and its seconds of processor time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "scripts.book.soak", "-n", "1", "--quiet", page]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as child:
        peak, watched = 0.0, psutil.Process(child.pid)
        while child.poll() is None:
            peak = max(peak, pss_mib(below(watched)))
            time.sleep(INTERVAL_SECONDS)
        said = child.stdout.read().decode()
    if child.returncode:
        sys.exit(f"{page} did not hold, so nothing is measured:\n{said}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"peak_mib": round(peak), "processor_seconds": round(used, 1)}


def idle_server(program):
    """Start JupyterLab without a browser, and give its PSS in MiB once it is idle."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "HOME": home, "JUPYTER_RUNTIME_DIR": home, "JUPYTER_CONFIG_DIR": home}
        command = [program, "--no-browser", "--allow-root", "--port=0", "--ServerApp.port_retries=0"]
        with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as server:
            time.sleep(IDLE_SECONDS)
            mib = pss_mib([psutil.Process(server.pid), *below(psutil.Process(server.pid))])
            server.terminate()
    return round(mib)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--jupyter", help="the program jupyter-lab of an environment")
    given = parser.parse_args()
    pages = {}
    for page in PAGES:
        pages[page] = chapter(page)
        print(page, pages[page], flush=True)
    write(pages, idle_server(given.jupyter) if given.jupyter else None)


def write(pages, jupyterlab_mib):
    system = os.uname()
    lines = [
        "# Written by benchmarks/learner.py: what one learner needs.",
        f'date = "{datetime.date.today().isoformat()}"',
        f'place = "{system.sysname} {system.release}, {system.machine}"',
        f'python = "{platform.python_version()}"',
        *([f"jupyterlab_mib = {jupyterlab_mib}"] if jupyterlab_mib else []),
    ]
    for page, found in pages.items():
        lines += ["", f"[pages.{page}]", *(f"{name} = {number}" for name, number in found.items())]
    (ROOT / "chapters" / "learner.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
