"""How sure: ranks, delivery and the worth of estimates over many possible futures; the only sums with numpy.

Read first `inputs` (the numbers that nobody knows for sure), then `draws` (what they may turn out to be)
and `running` (chunks of futures here, in several processes, or over a cluster).
"""

from importlib.util import find_spec

from pmcli.model.diagnostic import MissingExtraError


def require() -> None:
    """See that the extra "forecast" is installed.

    Raises:
        PmError: it is not.
    """
    if find_spec("numpy") is None:
        raise MissingExtraError("drawing futures", "forecast")
