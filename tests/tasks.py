"""The worker in tests: what was queued is run, and a task that fails fails the test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult


def _worker(*, batch: bool, interval: float = 0.05) -> Worker:
    return Worker(
        queue_names=["*"],
        interval=interval,
        batch=batch,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="tests",
        excluded_queue_names=[],
    )


def _failures() -> str:
    failed = DBTaskResult.objects.failed()
    return "\n".join(f"{task.task_path}\n{task.traceback}" for task in failed)


def run_queued_tasks() -> int:
    """Run every queued task here and now, also those that they queue; says how many ran.

    Works inside a test's own transaction. Tasks queued on commit are there only after
    `django_capture_on_commit_callbacks(execute=True)`, or in a transactional test.
    """
    worker = _worker(batch=True)
    ran = 0
    while task := DBTaskResult.objects.ready().first():
        task.claim("tests")
        worker.run_task(task)
        ran += 1
    assert not (told := _failures()), told
    return ran


@contextmanager
def worker_at_work() -> Iterator[None]:
    """A worker beside the test, as `manage.py db_worker` runs one on a server."""
    worker = _worker(batch=False)

    def work() -> None:
        try:
            worker.run()
        finally:
            connections.close_all()

    thread = threading.Thread(target=work, name="worker")
    thread.start()
    try:
        yield
    finally:
        worker.running = False
        thread.join(60)
    assert not thread.is_alive(), "a task is still running"
    assert not (told := _failures()), told
