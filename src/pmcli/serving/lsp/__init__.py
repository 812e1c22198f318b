"""The language server of `pm lsp`: what editors ask about the files of a workspace while somebody types.

Everything but three modules takes texts and places, and gives values: it knows nothing of the protocol. Read
first `desk` (the texts that editors hold, and the backlogs of them), then `naming` (what stands at a place),
then what is asked for: `findings`, `mending`, `hovering`, `completing`, `leading`, `renaming`, `outlining`.
`protocol` translates places and answers, `serving` holds the conversation, `server` is what pygls calls.
Source of the protocol: https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17
"""

from importlib.util import find_spec

from pmcli.model.diagnostic import MissingExtraError


def require() -> None:
    """See that the extra "lsp" is installed.

    Raises:
        PmError: it is not.
    """
    if find_spec("pygls") is None:
        raise MissingExtraError("serving editors", "lsp")
