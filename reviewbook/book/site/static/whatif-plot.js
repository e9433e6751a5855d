// The effect direction table under a choice: a row per study, which leaves it out, and a mark for each hypothesis and domain.
whatIf.plot = (() => {
  const { data, NO_VOTE, make, unseen } = whatIf;
  const SVG = "http://www.w3.org/2000/svg";
  // by the names of the marks of the figures, within a square of 18 around the middle
  const SHAPES = {
    "triangle-up": "M0-7 7 6H-7Z", "triangle-down": "M0 7 7-6H-7Z", diamond: "M0-8 7 0 0 8-7 0Z",
    circle: "M-6 0A6 6 0 1 0 6 0 6 6 0 1 0-6 0Z", "line-ew": "M-5 0H5",
    "y-up": "M0-7V0M-6 6 0 0 6 6", "y-down": "M0 7V0M-6-6 0 0 6-6",
    "diamond-x": "M0-8 7 0 0 8-7 0ZM-3.5-4 3.5 4M3.5-4-3.5 4", "circle-x": "M-6 0A6 6 0 1 0 6 0 6 6 0 1 0-6 0ZM-4.2-4.2 4.2 4.2M4.2-4.2-4.2 4.2",
  };

  function mark([name, symbol, colour], outline) {
    const svg = document.createElementNS(SVG, "svg"), path = document.createElementNS(SVG, "path");
    svg.setAttribute("viewBox", "-9 -9 18 18");
    svg.setAttribute("aria-hidden", "true");
    const open = symbol.endsWith("-open");
    path.setAttribute("d", SHAPES[symbol.replace("-open", "")] ?? SHAPES.circle);
    path.setAttribute("fill", open ? "none" : colour);
    path.setAttribute("stroke", outline);
    path.setAttribute("stroke-width", "2");
    svg.append(path);
    return [svg, unseen(name)];
  }

  // the outcome domains in which a hypothesis was tested
  const all = (hypothesis) => data.domains.filter((domain) => data.studies.some(([study]) => whatIf.tested(study, hypothesis, within(domain))));
  const within = (domain, level = data.levels[0]) => ({ domains: [domain], level });
  const columns = data.hypotheses.map((_, hypothesis) => all(hypothesis));
  const letters = Object.values(data.said);
  const drawn = (study, hypothesis, choice) => letters.map((place) => whatIf.ofStudy(study, hypothesis, place, choice)).join("");
  // a domain is named by a letter where its name has no room
  const letter = (domain) => String.fromCharCode(65 + data.domains.indexOf(domain));

  function head() {
    const groups = data.hypotheses.map(({ label }, place) => make("th", { colSpan: columns[place].length + 1, scope: "colgroup", className: "what-if-group" }, label));
    const heads = data.hypotheses.flatMap((_, place) => [
      ...columns[place].map((domain) => {
        const short = make("abbr", {}, letter(domain));
        short.setAttribute("aria-hidden", "true");
        return make("th", { scope: "col" }, make("span", {}, domain), short);
      }),
      make("th", { scope: "col" }, "Vote"),
    ]);
    return make("thead", {}, make("tr", {}, make("th", { rowSpan: 2, scope: "col" }, "Leave out"), ...groups), make("tr", {}, ...heads));
  }

  function cell(study, hypothesis, domain, choice, out) {
    const here = drawn(study, hypothesis, within(domain, choice.level));
    const whole = drawn(study, hypothesis, within(domain));
    const counts = !out && choice.domains.includes(domain) && here[0] !== NO_VOTE;
    const told = data.hypotheses[hypothesis].marks[counts || here[0] !== NO_VOTE ? here : whole];
    const silent = whole[0] === NO_VOTE;
    const made = make("td", { className: counts || silent ? "" : "faded" }, ...mark(told, silent ? data.neutral.colour : data.hypotheses[hypothesis].colour));
    if (!counts && !silent) made.append(unseen(", does not count"));
    return made;
  }

  // for, not for, or no vote; a study that votes with another says so
  function vote(study, hypothesis, counts, choice) {
    if (!counts) return make("td", { className: "what-if-vote" }, "");
    const voter = counts.cast.find(({ studies }) => studies.includes(study));
    if (!voter) return make("td", { className: "what-if-vote" }, make("span", {}, "out"));
    // the vote of a sample stands beside its first study that tested the hypothesis
    const testing = voter.studies.filter((one) => whatIf.tested(one, hypothesis, choice)), first = testing[0] ?? voter.studies[0];
    if (testing.includes(study) && first !== study) return make("td", { className: "what-if-vote" }, "\u2033", unseen(`votes with ${whatIf.names.get(first)}`));
    if (first !== study) return make("td", { className: "what-if-vote" }, "\u2013", unseen("no vote of its own"));
    const told = { "+": "yes", "-": "no", [NO_VOTE]: "\u2013" }[voter.sign];
    return make("td", { className: "what-if-vote" }, told, ...(voter.sign === NO_VOTE ? [unseen("no vote")] : []));
  }

  function patientsOf(study) {
    const patients = data.characteristics[study]?.n_patients, href = data.patients[study];
    if (!patients) return ["patients not reported"];
    const told = patients.toLocaleString("en");
    return [href ? make("a", { href }, told) : told, " patients"];
  }

  const boxes = new Map(data.studies.map(([study]) => [study, make("input", { type: "checkbox", name: "without", value: study })]));
  const body = make("tbody"), foot = make("tfoot"), legend = make("p", { className: "what-if-key" });
  const table = make("table", { className: "what-if-plot" }, make("caption", {}, "What each study found, and its vote. Tick a study to leave it out; a faded mark does not count."), head(), body, foot);
  const rows = new Map(data.studies.map(([study, name]) => {
    const label = make("label", {}, boxes.get(study), make("span", {}, ` ${name}`));
    const row = make("tr", {}, make("th", { scope: "row" }, label, make("small", {}, ...patientsOf(study))));
    body.append(row);
    return [study, row];
  }));

  const used = new Map();
  for (const [study] of data.studies) {
    columns.forEach((names, hypothesis) => names.forEach((domain) => data.levels.forEach((level) => {
      const seen = drawn(study, hypothesis, within(domain, level));
      used.set(seen, data.neutral.marks[seen]);
    })));
  }
  const keys = Object.keys(data.neutral.marks).filter((one) => used.has(one));
  legend.append(...keys.map((one) => {
    const [svg] = mark(used.get(one), data.neutral.colour);
    return make("span", {}, svg, ` ${used.get(one)[0]}`);
  }));
  const together = make("span", {}, "\u2033 votes with a study of its sample above");
  legend.append(together);
  const short = make("p", { className: "what-if-letters" }, data.domains.map((domain) => `${letter(domain)}: ${domain}`).join("; "));

  function show(choice) {
    const counts = data.hypotheses.map((_, place) => whatIf.count(choice, place));
    together.hidden = choice.unit === data.units[0];
    for (const [study, row] of rows) {
      const out = choice.without.includes(study);
      row.className = out ? "out" : "";
      boxes.get(study).checked = out;
      row.replaceChildren(row.firstChild, ...data.hypotheses.flatMap((_, place) => [
        ...columns[place].map((domain) => cell(study, place, domain, choice, out)), vote(study, place, counts[place], choice),
      ]));
    }
    foot.replaceChildren(make("tr", {}, make("th", { scope: "row" }, "Votes for it"), ...counts.map((found, place) =>
      make("td", { colSpan: columns[place].length + 1, className: "what-if-vote" }, found ? whatIf.opening(choice, place, {}, `${found.n} of ${found.total}`) : "not listed"))));
  }

  return { part: make("div", {}, table, legend, short), show };
})();
