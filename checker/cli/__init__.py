"""The command line: one module a command, loaded when it is called.

Exit codes: 0 fine; 1 not full marks (check) or below --fail-under (grade); 2 a mistake in what was asked for;
3 something could not be judged.
"""

import gc
import os
import sys
from typing import Any

gc.disable()  # loading modules leaves no garbage worth looking for; commands that run long turn it on again
for _library in ("OPENBLAS", "OMP", "MKL"):
    os.environ[f"{_library}_NUM_THREADS"] = "1"  # before numpy: a submission's process may start no thread

import click  # noqa: E402

COMMANDS = ("start", "show", "check", "grade", "mark", "verify")


class Commands(click.Group):
    """The group of commands; a command's module is imported when the command is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, in the order of a course's life."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name."""
        if name not in COMMANDS:
            return None
        from importlib import import_module

        command: click.Command = getattr(import_module(f"checker.cli.{name}"), name)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Find the command, or say which one was meant."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from checker.errors import suggestion

            raise click.UsageError(f"there is no command `{args[0]}`{suggestion(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: checker check lab3.py",
)
@click.version_option(package_name="checker", prog_name="checker")
def cli() -> None:
    """Check mathematical homework: your own file, or a whole class.

    The course is the folder with grading.yaml, looked for from here upwards; --course or the environment variable
    CHECKER_COURSE name another.
    """


course_option = click.option(
    "--course", metavar="DIR", help="Folder that holds grading.yaml; else looked for from here upwards."
)

gradebook_option = click.option(
    "--gradebook",
    metavar="ADDRESS",
    help="File or database URL of the gradebook; else CHECKER_GRADEBOOK, or `gradebook` in grading.yaml.",
)


def main() -> None:
    """Run the command line; what is wrong with the input is told in a sentence."""
    from checker.errors import CheckerError

    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal without Greek letters is no reason to stop
    try:
        code = cli(prog_name="checker", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as err:
        err.show()
        sys.exit(err.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("checker: interrupted", err=True)
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whoever read the output has read enough
        sys.exit(141)
    except (CheckerError, OSError) as err:
        click.echo(f"checker: {err}", err=True)
        sys.exit(2)
