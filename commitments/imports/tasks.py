from celery import shared_task

from commitments.imports import background


@shared_task(name="imports.read", ignore_result=True)
def read_import(run_id: str) -> None:
    """Read a large file. Repeating it does nothing once it is read or refused."""
    background.read(run_id)


@shared_task(name="imports.check", ignore_result=True)
def check_import(run_id: str) -> None:
    """Check a large file whose columns are matched. Repeating it does nothing once it is done."""
    background.check(run_id)


@shared_task(name="imports.write", ignore_result=True)
def write_import(run_id: str) -> None:
    """Write a large import. Repeating it does nothing once it is written or refused."""
    background.write(run_id)


@shared_task(name="imports.undo", ignore_result=True)
def undo_import(run_id: str) -> None:
    """Undo a large import. Repeating it does nothing once it is undone or refused."""
    background.undo(run_id)


@shared_task(name="imports.sweep", ignore_result=True)
def sweep() -> None:
    """Each minute: do what waits and whose message was lost."""
    background.sweep()


@shared_task(name="imports.forget_old", ignore_result=True)
def forget_old() -> None:
    """Each hour: forget what was chosen a week ago and never imported."""
    background.forget_old()
