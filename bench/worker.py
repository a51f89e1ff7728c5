"""One engine in a process of its own: reads a request a line on standard input, answers a line each, in JSON.

Run by engines.py as `python worker.py FOLDER FILE VARIANT`, with the Python that has the engine; needs numpy only.
The first line out is {"version": …} or {"missing": …}. After that {"call": "build", "settings": …, …} builds what the
task's draw(**settings) gives, {"call": "memory"} asks for that of the process, any other {"call": …} calls that method
of the engine; {"result": …} is the answer.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
from pathlib import Path
from typing import Any


def answer(problems: Any, engine: Any, call: str, **arguments: Any) -> Any:
    """Carry out one request."""
    if call == "build":
        return engine.build(problems.draw(**arguments.pop("settings")), **arguments)
    return memory() if call == "memory" else getattr(engine, call)(**arguments)


def memory() -> dict[str, int]:
    """Bytes of memory that the process has now, and the most that it ever had."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"resident": pages * resource.getpagesize(), "peak": peak}


def main(folder: str, file: str, variant: str) -> None:
    """Serve requests until standard input ends."""
    replies = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # engines print to standard output, which is the channel of the replies

    def reply(message: dict[str, Any]) -> None:
        replies.write(json.dumps(message) + "\n")

    try:
        problems = importlib.import_module(f"{folder}.problem")
        engine = importlib.import_module(f"{folder}.{file}").Engine(variant)
    except ImportError as error:
        reply({"missing": str(error)})
        return
    reply({"version": engine.version})
    for line in sys.stdin:
        reply({"result": answer(problems, engine, **json.loads(line))})


if __name__ == "__main__":
    main(*sys.argv[1:])
