// Looks up the votes and the interval of the reader's choices, and keeps the choices in the address.
// The notebook computes both (reviewbook.evidence.rollcall); a test compares what is shown over many choices.
(() => {
  const block = document.getElementById("what-if");
  const data = JSON.parse(block.querySelector("script").textContent);
  const FOR = "+", NO_VOTE = ".";
  const { domains } = data;
  const names = new Map(data.studies);
  const usual = { rule: data.rules[1], unreported: data.unreported[0], domains, level: data.levels[0], unit: data.units[0], without: [] };

  // Looking up

  // the votes of a voter: a word for each set of domains, in it a character for each level
  const words = data.strings.map((string) => string.split(" "));
  const samples = new Map();
  for (const [study, , sample] of data.studies) samples.set(sample, [...(samples.get(sample) ?? []), study]);
  const groups = { study: data.studies.map(([study]) => [study, [study]]), sample: [...samples] };

  function voters({ unit, without }) {
    const gone = new Set(without);
    return groups[unit].map(([voter, members]) => {
      const studies = members.filter((study) => !gone.has(study));
      // the last study of a sample votes as the study that it is
      if (studies.length < 2) return { studies, votes: data.votes.study[studies[0]]?.[""] };
      return { studies, votes: data.votes[unit][voter][members.filter((study) => gone.has(study)).join(" + ")] };
    }).filter(({ studies }) => studies.length);
  }

  // the voters for a hypothesis and how many have a vote; nothing where a voter is not listed
  function count(choice, hypothesis) {
    const set = data.sets.indexOf(choice.domains.join(" + ")), level = data.levels.indexOf(choice.level);
    const column = data.columns[choice.rule][data.unreported.indexOf(choice.unreported)];
    const vote = (votes, place) => words[data.patterns[votes[hypothesis]][place]][set][level];
    const tested = (study) => vote(data.votes.study[study][""], data.tested) !== NO_VOTE;
    const cast = voters(choice);
    if (!cast.every(({ votes }) => votes)) return null;
    const made = cast.filter(({ votes }) => vote(votes, column) === FOR);
    return {
      made: made.map(({ studies }) => studies.filter(tested).map((study) => names.get(study))),
      total: cast.filter(({ votes }) => vote(votes, column) !== NO_VOTE).length,
    };
  }

  // The address

  const LISTS = ["domains", "without"];
  const same = (a, b) => String([a].flat()) === String([b].flat());

  function address(choice) {
    const told = new URLSearchParams();
    for (const name of Object.keys(usual)) {
      if (!same(choice[name], usual[name])) told.set(name, [choice[name]].flat().join(","));
    }
    return `#what-if${String(told) && `?${told}`}`;
  }

  function read() {
    if (!location.hash.startsWith("#what-if")) return null;
    const told = new URLSearchParams(location.hash.slice("#what-if?".length));
    const allowed = { rule: data.rules, unreported: data.unreported, domains, level: data.levels, unit: data.units, without: [...names.keys()] };
    const choice = { ...usual };
    for (const [name, value] of told) {
      if (!(name in allowed)) continue;
      const chosen = LISTS.includes(name) ? value.split(",") : [value];
      const kept = allowed[name].filter((one) => chosen.includes(one));
      if (LISTS.includes(name)) choice[name] = kept;
      else if (kept.length) [choice[name]] = kept;
    }
    return choice;
  }

  // The page

  const make = (name, properties = {}, ...inside) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...inside);
    return made;
  };

  const one = (name, label, options) => make("label", {}, make("span", {}, label),
    make("select", { name }, ...options.map((value) => make("option", { value }, value))));

  const several = (name, legend, options) => make("fieldset", {}, make("legend", {}, legend),
    ...options.map(([value, label]) => make("label", {}, make("input", { type: "checkbox", name, value }), ` ${label}`)));

  const form = make("form", { onsubmit: () => false },
    one("rule", "Rule of counting", data.rules),
    one("unreported", "Directions that are not reported are", data.unreported),
    one("level", "Lowest temporal level", data.levels),
    one("unit", "One vote for each", data.units),
    several("domains", "Outcome domains", domains.map((name) => [name, name])),
    several("without", "Leave out", [...names]));
  const summary = make("p", { className: "what-if-summary" });
  summary.setAttribute("role", "status");
  const head = make("tr", {}, ...["Hypothesis", "For", "Of", "Share (%)", "Interval (%)"].map((title, place) =>
    make("th", { scope: "col", className: place ? "number" : "" }, title)));
  const table = make("table", { className: "what-if-result" },
    make("caption", {}, `Votes for each hypothesis, of the votes counted, with the ${data.confidence}% Wilson interval of the share`),
    make("thead", {}, head));
  const link = make("a", { textContent: "Link to these choices" });
  const reset = make("button", { type: "button", textContent: "Reset the choices" });

  function mark(hypothesis, interval) {
    const scale = [0, 50, 100].map((percent) => make("span", { className: "what-if-tick", style: `left: ${percent}%` }, `${percent}`));
    const share = make("div", { className: "what-if-share" }, ...scale);
    share.setAttribute("aria-hidden", "true");
    if (!interval) return share;
    const [percent, low, high] = interval;
    const line = make("span", { className: "what-if-line" });
    const point = make("span", { className: "what-if-point" });
    Object.assign(line.style, { left: `${low}%`, width: `${high - low}%`, background: hypothesis.colour });
    Object.assign(point.style, { left: `${percent}%`, background: hypothesis.colour });
    share.append(line, point);
    return share;
  }

  function counted(found) {
    if (!found) return { cells: ["not listed", "", "", ""], who: "not listed" };
    const { made, total } = found;
    const interval = data.intervals[`${made.length}/${total}`];
    const said = interval ? interval.slice(3) : total ? ["not listed", "not listed"] : ["no vote", "no vote"];
    return { cells: [made.length, total, ...said], who: made.map((studies) => studies.join(" with ")).join("; "), interval };
  }

  function row(hypothesis, place, choice) {
    const { cells, who, interval } = counted(count(choice, place));
    const shown = cells.map((cell) => make("td", { className: "number" }, String(cell)));
    const axis = place < data.hypotheses.length - 1 ? [] : [make("span", { className: "what-if-axis" }, data.axis)];
    const drawn = make("td", { colSpan: 5 }, mark(hypothesis, interval), ...axis, make("small", {}, `For: ${who || "none"}`));
    table.append(make("tbody", {},
      make("tr", {}, make("th", { scope: "row" }, hypothesis.label), ...shown),
      make("tr", { className: "what-if-drawn" }, drawn)));
    return `${hypothesis.label}: ${cells[1] ? `${cells[0]} of ${cells[1]}, interval ${cells[3]} percent` : cells[0] || "no vote"}`;
  }

  function show(choice) {
    for (const input of form.querySelectorAll("input")) input.checked = choice[input.name].includes(input.value);
    for (const select of form.querySelectorAll("select")) select.value = choice[select.name];
    form.elements.unreported.disabled = new Set(data.columns[choice.rule]).size === 1;
    table.querySelectorAll("tbody").forEach((one) => one.remove());
    const said = data.hypotheses.map((hypothesis, place) => row(hypothesis, place, choice)).join("; ");
    summary.textContent = `${said}.`;
    link.href = address(choice);
  }

  function chosen() {
    const ticked = (name) => [...form.querySelectorAll(`input[name="${name}"]:checked`)].map((input) => input.value);
    return Object.fromEntries(
      Object.keys(usual).map((name) => [name, LISTS.includes(name) ? ticked(name) : form.elements[name].value]));
  }

  const keep = (choice) => {
    history.replaceState(history.state, "", address(choice));
    show(choice);
  };
  form.addEventListener("change", () => keep(chosen()));
  reset.addEventListener("click", () => keep(usual));
  addEventListener("hashchange", () => { const choice = read(); if (choice) show(choice); });

  block.prepend(form, summary, make("div", {}, table, make("p", { className: "what-if-after" }, link, reset)));
  show(read() ?? usual);
  if (location.hash.startsWith("#what-if?")) block.scrollIntoView();
})();
