// What may not be concluded from a choice: the sentences of the notebook, with the facts of the choice filled in.
// The same as reviewbook.evidence.counting.cautions draws from the studies that are left; a test compares both.
whatIf.cautions = (() => {
  const { data, NO_VOTE, make, changed } = whatIf;
  const label = (hypothesis) => data.hypotheses[hypothesis].label.toLowerCase();
  const filled = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
  const and = (words) => (words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1)}` : words.join(""));
  const plural = { study: "studies", sample: "samples" };
  const support = (n) => (n === 1 ? "supports" : "support");
  const meant = Object.fromEntries(Object.entries(data.letters).map(([name, found]) => [name, Object.fromEntries(Object.entries(found).map(([word, letter]) => [letter, word]))]));

  // each voter that tested a hypothesis, with what it found; nothing where one is not listed
  function cast(choice, hypothesis) {
    const everyone = whatIf.voters(choice);
    if (!everyone.every(({ votes }) => votes)) return null;
    return everyone.map((voter) => ({
      ...voter,
      finding: meant.finding[whatIf.said(voter.votes, hypothesis, data.said.finding, choice)],
      direction: meant.direction[whatIf.said(voter.votes, hypothesis, data.said.direction, choice)],
    })).filter(({ finding }) => finding);
  }

  const supporting = (found) => found.filter(({ finding }) => finding === "supported");
  const atLeast = (choice, place) => ({ ...choice, level: data.levels[Math.max(place, data.levels.indexOf(choice.level))] });
  const left = ({ without }) => Object.keys(data.characteristics).filter((study) => !without.includes(study));
  // the findings that count
  const reported = (choice) => data.reported.filter(([study, , domain, level]) =>
    !choice.without.includes(study) && choice.domains.includes(domain) && data.levels.indexOf(level) >= data.levels.indexOf(choice.level));
  const named = (studies) => studies.map((study) => whatIf.names.get(study) ?? study).join("; ");

  function* betweenHypotheses(choice, tested, of) {
    if (tested.length < 2) return;
    const several = (groups) => {
      const all = groups.flatMap((found) => found.map(({ studies }) => studies[0]));
      return new Set(all.filter((one, place) => all.indexOf(one) !== place)).size;
    };
    const many = of(several(tested.map(([, found]) => found)));
    const counts = and(tested.map(([hypothesis, found]) => `${of(found.length)} tested '${label(hypothesis)}'`));
    yield ["contest", { counts, several: many }];
    if (!several(tested.map(([, found]) => supporting(found)))) yield ["both_at_once", { several: many }];
  }

  function* onVotes(choice, hypothesis, found, facts) {
    const clear = found.filter(({ direction }) => ["positive", "negative"].includes(direction)).length;
    if (data.refusals[clear]) yield ["few_studies", { ...facts, reason: data.refusals[clear] }];
    const n = supporting(found).length, share = data.intervals[`${n}/${found.length}`];
    if (share && share[1] <= 50 && share[2] >= 50) {
      const [low, high] = share[4].split(" to ");
      yield ["wide_interval", { ...facts, n, support: support(n), low, high, confidence: data.confidence }];
    }
    const others = found.filter(({ finding }) => finding !== "supported");
    if (others.length) {
      const ways = new Map();
      for (const { direction } of others) ways.set(direction, (ways.get(direction) ?? 0) + 1);
      const many = others.map(({ studies }) => Math.max(...studies
        .filter((study) => whatIf.tested(study, hypothesis, choice) && data.characteristics[study].n_patients)
        .map((study) => data.characteristics[study].n_patients))).filter(Number.isFinite);
      yield ["significance", {
        ...facts, n: others.length, do: others.length === 1 ? "does" : "do", patients: and(many.map(String)) || "an unreported number of",
        directions: and([...ways].map(([way, times]) => `${times} ${way}`)),
      }];
    }
    const silent = found.filter(({ direction }) => direction === "not reported").length;
    if (silent) {
      const [against, favourable] = ["against", "for"].map((unreported) => {
        const { n: some, total } = whatIf.count({ ...choice, rule: data.rules[2], unreported }, hypothesis);
        return data.intervals[`${some}/${total}`]?.[5];
      });
      yield ["unreported", { ...facts, n: silent, against, favourable }];
    }
  }

  function* onTime(choice, hypothesis, found, facts) {
    const late = cast(atLeast(choice, 1), hypothesis), adjusted = cast(atLeast(choice, 2), hypothesis);
    if (late.length < found.length) yield ["concurrent", { ...facts, n: found.length - late.length }];
    if (adjusted.length < found.length) {
      const n = supporting(adjusted).length, total = adjusted.length;
      yield ["earlier_change", { ...facts, total, supporting: total ? `; ${n} of these ${total} ${support(n)} it` : "" }];
    }
  }

  function* onDomains(choice, hypothesis, facts) {
    const told = new Map();
    for (const [study, of, domain] of reported(choice)) {
      if (of === data.hypotheses[hypothesis].label) told.set(domain, (told.get(domain) ?? new Set()).add(study));
    }
    const alone = [...told].filter(([, studies]) => studies.size === 1);
    if (alone.length) yield ["one_in_domain", { ...facts, domains: alone.map(([domain]) => domain).join("; "), studies: named(alone.flatMap(([, studies]) => [...studies])) }];
  }

  function* onSamples(choice) {
    const shared = new Map();
    for (const [study, name, sample] of data.studies) {
      if (!choice.without.includes(study)) shared.set(sample, [...(shared.get(sample) ?? []), name]);
    }
    const several = [...shared.values()].filter((members) => members.length > 1);
    if (!several.length) return;
    const moved = data.hypotheses.map((_, hypothesis) => {
      const [study, sample] = data.units.map((unit) => whatIf.count({ ...choice, unit, rule: data.rules[1] }, hypothesis));
      if (!study || !sample || (study.n === sample.n && study.total === sample.total)) return "";
      return `; on '${label(hypothesis)}' ${sample.n} of ${sample.total} samples support it, and ${study.n} of ${study.total} studies`;
    });
    yield ["overlap", { studies: several.map(and).join("; "), by_sample: moved.join("") }];
  }

  function* onCategories(choice) {
    for (const characteristic of data.kinds) {
      const alone = new Map();
      data.hypotheses.forEach(({ label: of }) => {
        const members = new Map();
        for (const study of left(choice)) {
          const raters = new Set(reported(choice).filter(([who, what, , , rater]) => who === study && what === of && rater).map(([, , , , rater]) => rater));
          const category = characteristic in data.characteristics[study] ? data.characteristics[study][characteristic] : [...raters].join(" and ");
          if (category) members.set(category, [...(members.get(category) ?? []), study]);
        }
        for (const [category, studies] of members) if (studies.length === 1) alone.set(`${category}\n${studies[0]}`, [category, studies[0]]);
      });
      const pairs = [...alone.values()];
      if (pairs.length) yield ["one_in_category", { characteristic: characteristic.toLowerCase(), categories: pairs.map(([one]) => one).join("; "), studies: named(pairs.map(([, study]) => study)) }];
    }
  }

  function* onWhatIsMissing(choice) {
    const findings = reported(choice), studies = left(choice);
    if (findings.length && !findings.some(([, , , , , effect]) => effect === "yes")) yield ["no_effect_sizes", { n: findings.length }];
    if (studies.length && !studies.some((study) => data.characteristics[study].risk_of_bias === "yes")) yield ["quality", { n: studies.length }];
  }

  // statement and reason of each; nothing where a vote is not listed
  function drawn(choice) {
    const of = (n) => `${n} ${n === 1 ? choice.unit : plural[choice.unit]}`;
    const votes = data.hypotheses.map((_, hypothesis) => [hypothesis, cast(choice, hypothesis)]);
    if (votes.some(([, found]) => !found)) return null;
    const tested = votes.filter(([, found]) => found.length);
    const called = [...betweenHypotheses(choice, tested, of)];
    for (const [hypothesis, found] of tested) {
      const facts = { label: label(hypothesis), tested: of(found.length) };
      called.push(...onVotes(choice, hypothesis, found, facts), ...onTime(choice, hypothesis, found, facts), ...onDomains(choice, hypothesis, facts));
    }
    called.push(...onSamples(choice), ...onCategories(choice), ...onWhatIsMissing(choice));
    return called.map(([name, facts]) => ({ name, key: `${name} ${facts.label ?? facts.characteristic ?? ""}`, place: data.hypotheses.findIndex((_, at) => label(at) === facts.label), told: data.templates[name].map((text) => filled(text, facts)) }));
  }

  const list = make("ul", { className: "what-if-cautions" });
  const usual = new Map((drawn(whatIf.usual) ?? []).map(({ key, told }) => [key, told]));

  function show(choice) {
    const found = drawn(choice);
    if (!found) { list.replaceChildren(make("li", {}, "not listed for this choice")); return; }
    const now = new Map(found.map(({ key, told }) => [key, told]));
    const item = (...told) => make("li", {}, make("strong", {}, ...told[0]), " ", ...told[1]);
    const kept = found.map(({ name, key, place, told }) => {
      const said = item(...told.map((text, at) => changed(text, usual.has(key) ? usual.get(key)[at] : "")));
      // the votes of which it is said
      if (place >= 0) said.append(" ", make("span", { className: "what-if-votes" }, whatIf.opening({ ...choice, ...data.cautions[name] }, place, data.asked_by[name] ?? {}, "Votes")));
      return said;
    });
    const gone = [...usual].filter(([key]) => !now.has(key)).map(([, told]) => item(...told.map((text) => changed("", text))));
    list.replaceChildren(...kept, ...gone);
  }

  return { part: list, drawn, show };
})();
