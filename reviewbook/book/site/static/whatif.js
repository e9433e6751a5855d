// The page on which a reader counts: choices, their counts beside those of this edition, and what follows.
(() => {
  const { block, data, names, usual, LISTS, address, make, changed } = whatIf;
  let told = 0;

  // Choosing

  const field = (input, meaning) => {
    told += 1;
    meaning.id = `what-if-meaning-${told}`;
    input.setAttribute("aria-describedby", meaning.id);
    return input;
  };

  const one = (name, label, options) => {
    const meaning = make("small", { className: "what-if-meaning" });
    const select = make("select", { name }, ...options.map((value) => make("option", { value }, value)));
    return make("div", {}, make("label", {}, make("span", {}, label), field(select, meaning)), meaning);
  };

  const several = (name, legend, options) => make("fieldset", {}, make("legend", {}, legend), ...options.map((value) => {
    const meaning = make("small", { className: "what-if-meaning" }, data.meanings[name]?.[value] ?? "");
    return make("div", {}, make("label", {}, field(make("input", { type: "checkbox", name, value }), meaning), ` ${value}`), meaning);
  }));

  const presets = data.presets.map((preset) => {
    const choice = whatIf.allowed(Object.keys(usual).map((name) => [name, [preset[name]].flat()]).filter(([name, value]) => name !== "domains" || value.length));
    const button = make("button", { type: "button" }, preset.title);
    button.addEventListener("click", () => keep(choice));
    return { ...preset, choice, button };
  });
  const meant = make("p", { className: "what-if-meaning" });
  const group = make("div", { className: "what-if-presets" }, ...presets.map(({ button }) => button));
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", "Choices that have a name");

  const form = make("form", { onsubmit: () => false },
    one("rule", "Rule of counting", data.rules),
    one("unreported", "Directions that are not reported are", data.unreported),
    one("level", "Lowest temporal level", data.levels),
    one("unit", "One vote for each", data.units),
    several("domains", "Outcome domains", data.domains),
    whatIf.plot.part);
  const summary = make("p", { className: "what-if-summary" });
  summary.setAttribute("role", "status");

  // Counting

  const head = make("tr", {}, ...["Hypothesis", "For", "Of", "Share (%)", "Interval (%)"].map((title, place) =>
    make("th", { scope: "col", className: place ? "number" : "" }, title)));
  const table = make("table", { className: "what-if-result" },
    make("caption", {}, `Votes for each hypothesis, of the votes counted, with the ${data.confidence}% Wilson interval of the share`),
    make("thead", {}, head));

  function mark(hypothesis, interval, before) {
    const scale = [0, 50, 100].map((percent) => make("span", { className: "what-if-tick", style: `left: ${percent}%` }, `${percent}`));
    const share = make("div", { className: "what-if-share" }, ...scale);
    share.setAttribute("aria-hidden", "true");
    const drawn = [[interval, hypothesis.colour, ""], ...(before && String(before) !== String(interval) ? [[before, data.neutral.colour, " was"]] : [])];
    for (const [found, background, old] of drawn) {
      if (!found) continue;
      const [percent, low, high] = found;
      const line = make("span", { className: `what-if-line${old}` }), point = make("span", { className: `what-if-point${old}` });
      Object.assign(line.style, { left: `${low}%`, width: `${high - low}%`, background });
      Object.assign(point.style, { left: `${percent}%`, background });
      share.append(line, point);
    }
    return share;
  }

  function counted(choice, place) {
    const found = whatIf.count(choice, place);
    if (!found) return { cells: ["not listed", "", "", ""], who: "not listed" };
    const { n, total, made } = found;
    const interval = data.intervals[`${n}/${total}`];
    const said = interval ? interval.slice(3, 5) : total ? ["not listed", "not listed"] : ["no vote", "no vote"];
    const who = made.map(({ studies }) => studies.filter((study) => whatIf.tested(study, place, choice)).map((study) => names.get(study)).join(" with "));
    return { cells: [n, total, ...said].map(String), who: who.join("; "), interval };
  }

  function row(hypothesis, place, choice) {
    const now = counted(choice, place), was = counted(usual, place);
    const shown = now.cells.map((cell, number) => make("td", { className: "number" }, whatIf.opening(choice, place, {}, ...changed(cell, was.cells[number]))));
    const axis = place < data.hypotheses.length - 1 ? [] : [make("span", { className: "what-if-axis" }, data.axis)];
    const drawn = make("td", { colSpan: 5 }, mark(hypothesis, now.interval, was.interval), ...axis, make("small", {}, `For: ${now.who || "none"}`));
    table.append(make("tbody", {},
      make("tr", {}, make("th", { scope: "row" }, hypothesis.label), ...shown),
      make("tr", { className: "what-if-drawn" }, drawn)));
    const { cells } = now;
    return `${hypothesis.label}: ${Number(cells[1]) ? `${cells[0]} of ${cells[1]}, interval ${cells[3]} percent` : cells[0] === "0" ? "no vote" : cells[0]}`;
  }

  // how many voters found what, in a table of answers and hypotheses
  const tallies = make("table", { className: "what-if-tallies" }, make("caption", {}, "Votes by finding and by direction"),
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Answer"), ...data.hypotheses.map(({ label }) => make("th", { scope: "col", className: "number" }, label)))));

  function tally(choice, asked, letter, place) {
    const voters = whatIf.voters(choice);
    if (!voters.every(({ votes }) => votes)) return "not listed";
    return String(voters.filter(({ votes }) => whatIf.said(votes, place, data.said[asked], choice) === letter).length);
  }

  function tallied(choice) {
    tallies.querySelectorAll("tbody").forEach((old) => old.remove());
    const answers = Object.entries(data.letters).flatMap(([asked, found]) => Object.entries(found).map((answer) => [asked, ...answer]));
    answers.push(["finding", "no test that counts", whatIf.NO_VOTE]);
    tallies.append(make("tbody", {}, ...answers.map(([asked, word, letter]) => make("tr", {},
      make("th", { scope: "row" }, letter === whatIf.NO_VOTE ? word : `${asked}: ${word}`),
      ...data.hypotheses.map((_, place) => make("td", { className: "number" }, whatIf.opening(choice, place, { asked, letter }, ...changed(tally(choice, asked, letter, place), tally(usual, asked, letter, place)))))))));
  }

  // What it would take

  const smallest = make("div");

  function asking(studies) {
    const found = new Map(studies.flatMap((study) => data.asked[study] ?? []));
    if (!found.size) return [];
    return [make("details", {}, make("summary", {}, `Open questions of high severity about these studies: ${found.size}`),
      make("ul", {}, ...[...found].map(([words, href]) => make("li", {}, href ? make("a", { href }, words) : words))))];
  }

  function overturned(hypothesis, place, choice) {
    const found = whatIf.count(choice, place);
    const [half, interval, sides] = (found && data.changes[`${found.n}/${found.total}`]) ?? [found?.total === 0 ? "No study has a vote." : "not listed", "", ""];
    const moved = found ? found.counted.filter(({ sign }) => sides.includes(sign)).flatMap(({ studies }) => studies) : [];
    const now = found ? [": ", whatIf.opening(choice, place, {}, `${found.n} of ${found.total}`)] : [];
    return [make("h4", {}, hypothesis.label, ...now), make("p", {}, half), ...(interval ? [make("p", {}, interval)] : []), ...asking(moved)];
  }

  // Citing

  const whole = (choice) => {
    const here = location.protocol === "file:" ? data.page : location.href.split("#")[0];
    return `${data.published || here}${address(choice)}`;
  };
  const cited = make("p", { className: "what-if-cited", tabIndex: -1 }), done = make("span");
  done.setAttribute("role", "status");
  const copy = make("button", { type: "button" }, "Copy this reference");
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(cited.textContent);
      done.textContent = "Copied.";
    } catch {
      getSelection().selectAllChildren(cited);
      done.textContent = "Selected; copy it with the keyboard.";
    }
  });
  const link = make("a", {}, "Link to these choices");
  const reset = make("button", { type: "button" }, "Reset the choices");

  // The page

  function show(choice) {
    for (const input of form.querySelectorAll("input")) input.checked = choice[input.name].includes(input.value);
    for (const select of form.querySelectorAll("select")) {
      select.value = choice[select.name];
      document.getElementById(select.getAttribute("aria-describedby")).textContent = data.meanings[select.name]?.[select.value] ?? "";
    }
    form.elements.unreported.disabled = new Set(data.columns[choice.rule]).size === 1;
    const chosen = presets.find((preset) => address(preset.choice) === address(choice));
    for (const { button } of presets) button.setAttribute("aria-pressed", button === chosen?.button);
    meant.textContent = chosen ? chosen.meaning : "Your own choice.";
    table.querySelectorAll("tbody").forEach((old) => old.remove());
    summary.textContent = `${data.hypotheses.map((hypothesis, place) => row(hypothesis, place, choice)).join("; ")}.`;
    whatIf.plot.show(choice);
    tallied(choice);
    smallest.replaceChildren(...data.hypotheses.flatMap((hypothesis, place) => overturned(hypothesis, place, choice)));
    whatIf.cautions.show(choice);
    cited.textContent = `${data.cited ? `${data.cited} ` : ""}Reading: ${whatIf.inWords(choice)}. ${whole(choice)}`;
    done.textContent = "";
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
  // an address without a name is that of the page as it came
  addEventListener("hashchange", () => {
    const choice = location.hash ? whatIf.read() : usual;
    if (choice) show(choice);
    if (location.hash.startsWith("#what-if?")) block.scrollIntoView();
  });

  const part = (title, ...inside) => make("section", {}, make("h3", {}, title), ...inside);
  block.prepend(group, meant, table, make("p", { className: "what-if-after" }, link, reset), form, summary,
    part("What was found", tallies),
    part("The smallest change that overturns it", smallest),
    part("What may not be concluded", make("p", {}, "Drawn from the findings and directions that count, whatever the rule of counting."), whatIf.cautions.part),
    part("Cite this reading", cited, make("p", { className: "what-if-after" }, copy, done)));
  show(whatIf.read() ?? usual);
  if (location.hash.startsWith("#what-if?")) block.scrollIntoView();
})();
