"""What opens at a number or a count, and how a reader asks for it."""

LAYER = "#opened"
# how a reader asks, and how wide the window is
WAYS = {"mouse": 1440, "touch": 360, "keyboard": 1024}


def ask(page, link, way):
    """Open what a link opens in place, and wait for it."""
    if way == "keyboard":
        link.focus()
        page.keyboard.press("Enter")
    else:
        link.tap() if way == "touch" else link.click()
    page.wait_for_selector(f"{LAYER}:popover-open[role=dialog]")
