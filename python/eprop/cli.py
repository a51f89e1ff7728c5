"""The command line: ``eprop run TASK``."""

from __future__ import annotations

import inspect
import math
import os
import sys
import time
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

import eprop
from eprop.tasks import TASKS, Task, Training
from eprop.tasks.task import TEST

INTERRUPTED = 130  # exit code: 128 + SIGINT
AVERAGED = 25  # iterations at each end over which the summary averages


@click.group(context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.version_option(package_name="eprop")
def main() -> None:
    """Train spiking networks with eligibility propagation."""


@main.group()
def run() -> None:
    """Train a network on a task."""


def _finite(_context: click.Context, _parameter: click.Parameter, value: float) -> float:
    if not math.isfinite(value):
        raise click.BadParameter(f"{value} is not a finite number.")
    return value


def _file(_context: click.Context, _parameter: click.Parameter, value: Path | None) -> Path | None:
    if value and not os.access(value.parent, os.W_OK):
        raise click.BadParameter(f"Directory {str(value.parent)!r} does not exist or is not writable.")
    return value


def _directory(_context: click.Context, _parameter: click.Parameter, value: Path | None) -> Path | None:
    if value:
        try:
            value.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise click.BadParameter(f"Directory {str(value)!r} cannot be made: {error.strerror}.") from error
    return value


def _cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _own_options(task: type[Task]) -> list[click.Option]:
    """Make the options that only this task has."""
    options = []
    for field in fields(task):
        if "help" in field.metadata:
            choices = field.metadata.get("choices")
            kind: dict[str, Any] = {"type": click.Choice(choices)} if choices else {"is_flag": True}
            options.append(
                click.Option([f"--{field.name}"], default=field.default, help=field.metadata["help"], **kind)
            )
    return options


def _add_command(name: str, task: type[Task]) -> None:
    """Add the command that trains a task; defaults are the task's own."""
    default = task()

    @run.command(name, help=inspect.cleandoc(task.__doc__ or "").partition("\n")[0])
    @click.option("--iterations", type=click.IntRange(1), default=default.iterations, help="Weight updates.")
    @click.option("--batch-size", type=click.IntRange(1), default=default.batch_size, help="Sequences an update.")
    @click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=default.seed, help="Seed of weights and data.")
    @click.option(
        "--learning-rate",
        type=click.FloatRange(0.0),
        callback=_finite,
        default=default.learning_rate,
        help="Step size of the optimizer (pA).",
    )
    @click.option(
        "--threads", type=click.IntRange(1), default=_cores, show_default="all cores", help="Threads that simulate."
    )
    @click.option(
        "--plot",
        type=click.Path(file_okay=False, writable=True, path_type=Path),
        callback=_directory,
        metavar="DIR",
        help="Draw the figures into this directory.",
    )
    @click.option(
        "--save",
        type=click.Path(dir_okay=False, writable=True, path_type=Path),
        callback=_file,
        metavar="FILE.npz",
        help="Save scores and weights.",
    )
    def command(
        iterations: int,
        batch_size: int,
        seed: int,
        learning_rate: float,
        threads: int,
        plot: Path | None,
        save: Path | None,
        **own: Any,
    ) -> None:
        try:
            chosen = task(iterations=iterations, batch_size=batch_size, seed=seed, learning_rate=learning_rate, **own)
        except ValueError as error:
            raise click.UsageError(str(error)) from error
        try:
            _train(name, chosen, threads, plot, save)
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)
        except (eprop.NESTError, ModuleNotFoundError) as error:
            raise click.ClickException(str(error)) from error

    command.params[:0] = _own_options(task)


for _name, _task in TASKS.items():
    _add_command(_name, _task)


def _train(name: str, task: Task, threads: int, plot: Path | None, save: Path | None) -> None:
    """Train with a progress bar; what was completed is summed up and written, interrupted or not."""
    training = Training(task, threads=threads, record=plot is not None)
    start = time.perf_counter()
    try:
        _follow(name, training)
    except KeyboardInterrupt:
        click.echo("Interrupted; what is complete is kept.", err=True)
        raise
    finally:
        _summarize(name, training, time.perf_counter() - start)
        if any(training.scores.values()):
            _write(training, plot, save)


def _follow(name: str, training: Training) -> None:
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[scores]}"),
        TimeRemainingColumn(compact=True, elapsed_when_finished=True),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task(name, total=training.task.iterations, scores="")
        for scores in training:
            shown = "  ".join(f"{score} {value:.3f}" for score, value in scores.items())
            progress.update(bar, advance=1, scores=shown)


def _summarize(name: str, training: Training, seconds: float) -> None:
    scores, sequences = training.scores, training.task.batch_size
    done = len(next(iter(scores.values())))
    size = "1 sequence" if sequences == 1 else f"{sequences} sequences"
    click.echo(f"{name}, seed {training.task.seed}: {done} iterations of {size} in {seconds:.1f} s")
    if not done:
        return
    width = max(1, min(AVERAGED, done // 2))
    for score, values in scores.items():
        if not score.startswith(TEST):
            click.echo(f"  {score:14} {np.mean(values[:width]):.4f} -> {np.mean(values[-width:]):.4f}")
    click.echo(f"  (means of the first {width} and of the last {width} of the iterations)")
    for score, values in scores.items():
        if score.startswith(TEST):
            click.echo(f"  {score:14} {values[0]:.4f} -> {values[-1]:.4f}")
            click.echo("  (of held-out data, at the start and at the end, without learning)")


def _write(training: Training, plot: Path | None, save: Path | None) -> None:
    if save:
        training.save(save)
        click.echo(f"Saved {save}")
    if plot:
        from eprop.plotting import save_figures  # matplotlib takes longer to import than a short training takes

        for path in save_figures(training, plot):
            click.echo(f"Drew {path}")
