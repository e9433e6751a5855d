// Counts the published votes under the reader's choices, looks up the interval, and keeps the choices in the address.
// The rules are those of reviewbook.evidence.ballots; a test compares both over many choices.
(() => {
  const block = document.getElementById("what-if");
  const data = JSON.parse(block.querySelector("script").textContent);
  const DIVIDED = -1, SILENT = -2;
  const known = (column) => [...new Set(data.votes.map((row) => row[column]))];
  const domains = known("outcome_domain");
  const names = new Map(data.votes.map((row) => [row.study_id, row.study]));
  const usual = { rule: data.rules[1], unreported: data.unreported[0], domains, level: data.levels[0], unit: data.units[0], without: [] };

  // Counting

  function majority(counts) {
    const said = counts.reduce((sum, n) => sum + n, 0);
    const most = Math.max(...counts);
    if (!said) return SILENT;
    return most >= data.agreement * said ? counts.indexOf(most) : DIVIDED;
  }

  const add = (counts) => counts.reduce((sum, more) => sum.map((n, place) => n + more[place]));
  const group = (rows, key) => rows.reduce((groups, row) => groups.set(row[key], [...(groups.get(row[key]) ?? []), row]), new Map());

  // one word per study, as a row of zeros and a one, so that the studies of a sample can be added up
  function word(rows, kind, divided) {
    let place = majority(add(rows.map((row) => row[kind])));
    if (place === DIVIDED) place = data.words[kind].indexOf(divided);
    return data.words[kind].map((_, other) => Number(other === place));
  }

  // How a study whose direction is not reported votes
  const STAND = { against: "negative", for: "positive" };

  function way(rows, unreported) {
    const told = word(rows, "direction", "conflicting");
    if (told.some(Boolean)) return told;
    return data.words.direction.map((one) => Number(one === STAND[unreported]));
  }

  function votes(rows, hypothesis, unit, unreported) {
    const own = rows.filter((row) => row.hypothesis_id === hypothesis);
    return [...group(own, unit === "sample" ? "sample" : "study_id").values()].map((members) => {
      const studies = [...group(members, "study_id").values()];
      const sides = studies.filter(([first]) => first.published_side === hypothesis).length;
      return {
        studies: studies.map(([first]) => first.study),
        published: sides >= data.agreement * studies.length,
        supported: majority(add(studies.map((one) => word(one, "finding", "mixed")))) === data.words.finding.indexOf("supported"),
        direction: majority(add(studies.map((one) => way(one, unreported)))),
      };
    });
  }

  function count(choice, hypothesis) {
    const lowest = data.levels.indexOf(choice.level);
    const rows = data.votes.filter((row) =>
      choice.domains.includes(row.outcome_domain) &&
      data.levels.indexOf(row.temporal_level) >= lowest &&
      !choice.without.includes(row.study_id));
    const cast = votes(rows, hypothesis, choice.unit, choice.unreported);
    const positive = data.words.direction.indexOf("positive");
    if (choice.rule === data.rules[0]) {
      const all = group(rows, choice.unit === "sample" ? "sample" : "study_id").size;
      return { made: cast.filter((vote) => vote.published), total: all };
    }
    if (choice.rule === data.rules[1]) return { made: cast.filter((vote) => vote.supported), total: cast.length };
    const told = cast.filter((vote) => vote.direction !== SILENT);
    return { made: told.filter((vote) => vote.direction === positive), total: told.length };
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
  const head = make("tr", {}, ...["Hypothesis", "For", "Of", "Percent", "Interval"].map((title, place) =>
    make("th", { scope: "col", className: place ? "number" : "" }, title)));
  const table = make("table", { className: "what-if-result" },
    make("caption", {}, `Votes for, of the votes counted, and the ${data.confidence} % Wilson interval in percent`),
    make("thead", {}, head));
  const link = make("a", { textContent: "Link to these choices" });
  const reset = make("button", { type: "button", textContent: "Back to the usual choices" });

  function mark(hypothesis, interval) {
    const scale = [0, 50, 100].map((percent) => make("span", { className: "what-if-tick", style: `left: ${percent}%` }, `${percent}`));
    const share = make("div", { className: "what-if-share" }, ...scale);
    share.setAttribute("aria-hidden", "true");
    if (!interval) return share;
    const [percent, low, high] = interval;
    const line = make("span", { className: "what-if-line" });
    const point = make("span", { className: `what-if-point ${hypothesis.symbol}` });
    Object.assign(line.style, { left: `${low}%`, width: `${high - low}%`, background: hypothesis.colour });
    Object.assign(point.style, { left: `${percent}%`, background: hypothesis.colour });
    share.append(line, point);
    return share;
  }

  function row(hypothesis, choice) {
    const { made, total } = count(choice, hypothesis.id);
    const interval = data.intervals[`${made.length}/${total}`];
    const cells = [made.length, total, ...(interval ? interval.slice(3) : ["no vote", "none"])];
    const who = made.map((vote) => vote.studies.join(" with ")).join("; ");
    const counted = cells.map((cell) => make("td", { className: "number" }, String(cell)));
    const drawn = make("td", { colSpan: 5 }, mark(hypothesis, interval), make("small", {}, `For: ${who || "none"}`));
    table.append(make("tbody", {},
      make("tr", {}, make("th", { scope: "row" }, hypothesis.label), ...counted),
      make("tr", { className: "what-if-drawn" }, drawn)));
    return `${hypothesis.label}: ${total ? `${cells[0]} of ${total}, interval ${cells[3]} percent` : "no vote"}`;
  }

  function show(choice) {
    for (const input of form.querySelectorAll("input")) input.checked = choice[input.name].includes(input.value);
    for (const select of form.querySelectorAll("select")) select.value = choice[select.name];
    form.elements.unreported.disabled = choice.rule !== data.rules[2];
    table.querySelectorAll("tbody").forEach((one) => one.remove());
    const said = data.hypotheses.map((hypothesis) => row(hypothesis, choice)).join("; ");
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
