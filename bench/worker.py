"""One engine in a process of its own: reads a request a line on standard input, answers a line each, in JSON.

Run by engines.py as `python worker.py TASK FILE VARIANT`, with the Python that has the engine; needs numpy only.
The first line out is {"version": …} or {"missing": …}; after that {"call": "build" | "iterate" | "losses", …} is
answered by {"result": …}.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from typing import Any


def answer(problems: Any, engine: Any, request: dict[str, Any]) -> Any:
    """Carry out one request."""
    if request["call"] == "build":
        problem = problems.draw(request["sequences"], request["iterations"])
        return engine.build(problem, request["record"])
    return getattr(engine, request["call"])()


def main(task: str, file: str, variant: str) -> None:
    """Serve requests until standard input ends."""
    replies = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # engines print to standard output, which is the channel of the replies

    def reply(message: dict[str, Any]) -> None:
        replies.write(json.dumps(message) + "\n")

    try:
        problems = importlib.import_module(f"{task}.problem")
        engine = importlib.import_module(f"{task}.{file}").Engine(variant)
    except ImportError as error:
        reply({"missing": str(error)})
        return
    reply({"version": engine.version})
    for line in sys.stdin:
        reply({"result": answer(problems, engine, json.loads(line))})


if __name__ == "__main__":
    main(*sys.argv[1:])
