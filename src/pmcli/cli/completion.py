"""`pm completion`: what a shell needs to complete commands, options and live ids."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from pmcli.cli import complete, streams
from pmcli.cli.command import Command
from pmcli.cli.options import choice

SHELLS = ("bash", "zsh", "fish", "powershell")
Shell = Annotated[
    str,
    typer.Argument(metavar="|".join(SHELLS), autocompletion=complete.words(SHELLS), help="The shell."),
]


ZSH = """\
#compdef pm

_pm_completion() {
  local tab=$'\\t' word="${(Q)words[CURRENT]}" line
  local -a offers ids shown begun
  offers=("${(@f)$(env _TYPER_COMPLETE_ARGS="${words[1,$CURRENT]}" _TYPER_COMPLETE_FISH_ACTION=get-args \\
    _PM_COMPLETE=complete_fish pm 2>/dev/null)}")
  offers=("${(@)offers:#}")
  (( $#offers )) || { _files; return }
  ids=("${(@)offers%%$tab*}")
  for line in "${(@)offers}"; do
    [[ $line == *$tab* ]] && shown+=("${line%%$tab*}  -- ${line#*$tab}") || shown+=("$line")
  done
  begun=("${(@M)ids:#${(b)word}*}")
  if (( $#begun )); then
    compadd -l -d shown -a ids
  else
    compadd -U -l -d shown -a ids
    (( $#ids == 1 )) || compstate[insert]= compstate[list]='list force'
  fi
}

compdef _pm_completion pm
"""
"""What zsh is told: titles beside ids, also where a word is inside; nothing of a backlog is evaluated."""


def run(context: typer.Context, shell: Shell = "bash") -> None:
    """Print the script: for zsh our own, else typer's, which it gives when asked through the environment."""
    shell = choice(shell, SHELLS, "pm completion")
    if shell == "zsh":
        streams.answer(ZSH)
        return
    os.environ["_PM_COMPLETE"] = f"source_{shell}"
    try:
        with streams.collected():
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
