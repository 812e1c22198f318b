"""A client of `pm mcp`, by the official SDK: makes the calls it is given and prints what came back, as JSON.

    python tests/proofs/assistant.py '["-C", "DIR", "--write"]' '[["rank", {"top": 3}], …]'

It runs in an environment that has the SDK, which that of the tests has not.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any


async def _session(arguments: list[str], calls: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    from mcp.client.session import ClientSession
    from mcp.client.stdio import StdioServerParameters, stdio_client

    server = StdioServerParameters(command=sys.executable, args=["-m", "pmcli", "mcp", *arguments])
    async with stdio_client(server) as (incoming, outgoing), ClientSession(incoming, outgoing) as session:
        begun = await session.initialize()
        listed = await session.list_tools()
        has_prompts = begun.capabilities.prompts is not None
        prompts = (await session.list_prompts()).prompts if has_prompts else []
        answers = []
        for name, given in calls:
            since = time.monotonic()
            result: Any = await session.call_tool(name, given)
            text = result.content[0].text
            answers.append({"is_error": result.is_error, "text": text, "seconds": time.monotonic() - since})
        return {
            "instructions": begun.instructions,
            "tools": listed.model_dump(by_alias=True, exclude_none=True, mode="json")["tools"],
            "prompts": [prompt.name for prompt in prompts],
            "answers": answers,
        }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(_session(json.loads(sys.argv[1]), json.loads(sys.argv[2])))))
