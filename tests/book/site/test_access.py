"""Everybody can read the site: axe-core finds nothing, the keyboard reaches everything."""

import pytest

# What can be used by a pointer, by its words; numbered so that each can be told from those that look alike.
# Of radio buttons that exclude each other one is reached, and the others from there.
CONTROLS = """() => {
  const usable = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const controls = [...document.querySelectorAll(usable)].filter(
    (one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches(":disabled, :not(:checked)[type=radio]")
  );
  controls.forEach((one, number) => { one.dataset.number = number; });
  return controls.map((one) => one.textContent.trim() || one.ariaLabel || one.outerHTML);
}"""
FOCUSED = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  const shown = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1 || style.boxShadow !== "none";
  return ["number" in one.dataset ? +one.dataset.number : null, shown];
}"""
MOVING = """() => [...document.querySelectorAll("*")].filter((one) => {
  const style = getComputedStyle(one);
  const lasts = (times) => times.split(",").some((time) => parseFloat(time) > 0.01);
  return lasts(style.transitionDuration) || (style.animationName !== "none" && lasts(style.animationDuration));
}).map((one) => one.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize(
    "path", ["index.html", "notebooks/robustness.html", "notebooks/questions.html", "chapters/recount.html"]
)
@pytest.mark.parametrize("width", [360, 1440])
def test_the_keyboard_reaches_every_control_and_shows_where_it_is(site, visit, path, width):
    with visit(width) as window:
        page = window.open(f"{site.http}/{path}")
        wanted = page.evaluate(CONTROLS)
        assert len(wanted) > 10
        reached, unseen = [], []
        for _ in range(3 * len(wanted)):
            page.keyboard.press("Tab")
            number, shown = page.evaluate(FOCUSED)
            if number is None or number in reached:
                break
            reached.append(number)
            if not shown:
                unseen.append(number)
        assert [text for number, text in enumerate(wanted) if number not in reached] == []
        assert [wanted[number] for number in unseen] == []


def test_the_first_tab_leads_past_the_navigation(site, visit):
    with visit() as window:
        page = window.open(f"{site.http}/chapters/methods.html")
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.textContent") == "Skip to main content"
        page.wait_for_function("() => document.activeElement.getBoundingClientRect().top >= 0")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.closest('main') !== null")


def test_nothing_moves_for_who_asked_for_rest(site, visit):
    with visit() as window:
        page = window.open(f"{site.http}/notebooks/direction.html")
        assert page.evaluate(MOVING) == []
