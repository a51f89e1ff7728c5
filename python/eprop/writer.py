"""Writing events of recorders to files and on the screen while a simulation goes on."""

from __future__ import annotations

import itertools
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import numpy as np

from eprop.backends import filename
from eprop.errors import NESTErrors
from eprop.status import version

if TYPE_CHECKING:
    from eprop.backends import Output
    from eprop.kernel import Kernel

NOT_COLUMNS = ("senders", "steps", "times")


class Writer:
    """The open files of a network.

    A row goes out once all rows of its time are known, so that their order does not depend on when that happens.

    Parameters
    ----------
    kernel
        The network. The files of all its recorders are opened.

    Raises
    ------
    NESTErrors.IOError
        If a file exists and may not be overwritten, or cannot be opened.
    """

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._files: dict[int, TextIO] = {}
        self._open()

    @property
    def recorders(self) -> dict[int, Output]:
        """Recorders whose events do not stay in memory."""
        return {recorder: to for recorder, to in self._kernel._outputs.items() if to.record_to != "memory"}

    def write(self, *, everything: bool = False) -> None:
        """Write what is known, or all that there is.

        Spikes come to weight recorders after their delay, so that rows are complete up to the longest delay ago.
        """
        recorders = sorted(self.recorders.items())
        if not recorders:
            return
        core = self._kernel.core
        clock, longest = (
            round(core.get_kernel(name) / core.get_kernel("resolution")) for name in ("biological_time", "max_delay")
        )
        self._open()
        last = clock if everything else clock - longest
        screen = {}
        for recorder, to in recorders:
            rows = self._rows(recorder, to, last)
            if to.record_to == "screen":
                screen[recorder] = rows
            else:
                write = partial(self._files[recorder].write, "".join(text for _, text in rows))
                core.move_events({recorder: len(rows)}, write)
                self._files[recorder].flush()
        texts = (text for _, text in sorted(itertools.chain(*screen.values()), key=itemgetter(0)))
        shown = {recorder: len(rows) for recorder, rows in screen.items()}
        core.move_events(shown, partial(print, *texts, sep="", end=""))

    def close(self) -> None:
        """Write the rest and close the files."""
        try:
            self.write(everything=True)
        finally:
            for file in self._files.values():
                file.close()

    def _open(self) -> None:
        """Open the files of recorders that have none yet."""
        new = {
            recorder: Path(filename(self._kernel, recorder))
            for recorder, to in self.recorders.items()
            if to.record_to == "ascii" and recorder not in self._files
        }
        for path in new.values():
            if path.exists() and not self._kernel.overwrite_files:
                raise NESTErrors.IOError(
                    f"the file '{path}' exists: set overwrite_files, or change data_path, data_prefix or the label"
                )
        for recorder, path in new.items():
            try:
                self._files[recorder] = path.open("w", encoding="utf-8")
            except OSError as error:
                raise NESTErrors.IOError(f"the file '{path}' cannot be opened: {error.strerror}") from error
            self._files[recorder].write(self._header(recorder))

    def _header(self, recorder: int) -> str:
        times = ("time_step", "time_offset") if self.recorders[recorder].time_in_steps else ("time_ms",)
        columns = [name for name in self._kernel.core.events(recorder) if name not in NOT_COLUMNS]
        comments = f"# eprop version: {version()}\n# RecordingBackendASCII version: 2\n"
        return comments + "\t".join(("sender", *times, *columns)) + "\n"

    def _rows(self, recorder: int, to: Output, last: int) -> list[tuple[int, str]]:
        """Rows in memory up to a step: step and text of each."""
        events = self._kernel.core.events(recorder)
        n = int(np.searchsorted(events["steps"], last, side="right"))
        number = f"%.{to.precision}f"
        time = ("steps", f"%d\t{0.0:.{to.precision}f}") if to.time_in_steps else ("times", number)
        shapes = {"senders": "%d", time[0]: time[1]}
        for name in events:
            if name not in NOT_COLUMNS:
                shapes[name] = "%d" if events[name].dtype.kind == "i" else number
        row = "\t".join(shapes.values()) + "\n"
        columns = [events[name][:n].tolist() for name in shapes]
        texts = map(row.__mod__, zip(*columns, strict=True))
        return list(zip(events["steps"][:n].tolist(), texts, strict=True))
