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


BASH = r"""_pm_completion() {
  local IFS=$'\n' tab=$'\t' line=${COMP_LINE:0:COMP_POINT} breaks= before= word offer id title begun=
  local -a offers=()
  COMPREPLY=()
  while IFS= read -r offer; do
    [[ -z $offer ]] || offers+=("$offer")
  done < <(env _TYPER_COMPLETE_ARGS="$line" _TYPER_COMPLETE_FISH_ACTION=get-args \
    _PM_COMPLETE=complete_fish "$1" 2>/dev/null)
  word=${line##*[[:space:]]}
  # What stands before the last = is a word of its own to bash, and stays; within quotes nothing is.
  [[ $COMP_WORDBREAKS != *=* ]] || breaks+==
  [[ $COMP_WORDBREAKS != *:* ]] || breaks+=:
  case $word in
    [\"\']*) word=${word:1} ;;
    *) [[ -z $breaks || $word != *[$breaks]* ]] || before=${word%"${word##*[$breaks]}"} ;;
  esac
  for offer in "${offers[@]}"; do
    id=${offer%%"$tab"*}
    [[ $id != "$word"* ]] || begun=1
    id=${id#"$before"}
    if ((${#offers[@]} > 1)) && [[ $offer == *"$tab"* && $COMP_TYPE != 37 && $COMP_TYPE != 42 ]]; then
      title="  -- ${offer#*"$tab"}"
      COMPREPLY+=("$id${title:0:$((${COLUMNS:-80} - ${#id} - 4))}")
    else
      COMPREPLY+=("${id// /\ }")
    fi
  done
  # Several that hold the word inside are shown; what they begin with together takes the place of nothing.
  ((${#offers[@]} < 2)) || [[ -n $begun ]] || COMPREPLY+=(" ")
  [[ ${#offers[@]} -ne 1 || ${COMPREPLY[0]} != *[=,] ]] || compopt -o nospace 2>/dev/null
}

complete -o default -F _pm_completion pm
"""
"""What bash is told: titles beside ids where there are several; nothing of a backlog is evaluated."""
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
_OURS = {"bash": BASH, "zsh": ZSH}


def run(context: typer.Context, shell: Shell = "bash") -> None:
    """Print the script: our own, else typer's, which it gives when asked through the environment."""
    shell = choice(shell, SHELLS, "pm completion")
    if shell in _OURS:
        streams.answer(_OURS[shell])
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
