"""`pm completion`: what a shell needs to complete commands, options and live ids."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.options import choice

SHELLS = ("bash", "zsh", "fish", "powershell")
Shell = Annotated[
    str,
    typer.Argument(metavar="|".join(SHELLS), autocompletion=complete.words(SHELLS), help="The shell."),
]


def run(context: typer.Context, shell: Shell = "bash") -> None:
    """Print the script: typer's own, which it gives when asked through the environment."""
    shell = choice(shell, SHELLS, "pm completion")
    os.environ["_PM_COMPLETE"] = f"source_{shell}"
    try:
        context.find_root().command.main([], "pm", standalone_mode=False)
    finally:
        del os.environ["_PM_COMPLETE"]


COMMAND = Command(
    examples=(
        ('eval "$(pm completion bash)"', "in ~/.bashrc"),
        ('eval "$(pm completion zsh)"', "in ~/.zshrc"),
        ("pm completion fish > ~/.config/fish/completions/pm.fish", "once"),
    ),
    shared=(),
    run=run,
)
