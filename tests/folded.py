"""Pages with what stands folded on them, as a reader has them who opens everything."""

import json
import re


def whole(site, path):
    """Read a page of a built site, with the content of its folded parts, which comes from a file beside it."""
    source = (site / path).read_text(encoding="utf-8")
    named = re.search(r'data-parts="([^"]+)"', source)
    if not named:
        return source
    script = (site / "_static" / "parts" / named[1]).read_text(encoding="utf-8")
    parts = json.loads(script.removeprefix("globalThis.parts = ").rstrip().removesuffix(";"))
    folded = r'(<details [^>]*data-part="(\d+)".*?</summary>)<p>.*?</p>'
    return re.sub(folded, lambda one: one[1] + parts[int(one[2])], source)
