// What opens at a count that a reader can make: who votes for a hypothesis and who does not, each with the findings that say so.
// It is loaded when the first such count is asked for, after what it looks up (whatif-lookup.js).
counts.card = (asked) => {
  const { data, NO_VOTE } = whatIf;
  const told = new URLSearchParams(asked), choice = whatIf.parsed(asked);
  const place = data.hypotheses.findIndex(({ id }) => id === told.get("of"));
  if (place < 0) return null;
  const { id, label } = data.hypotheses[place];
  const units = choice.unit === "study" ? "studies" : "samples";
  const named = (studies) => studies.map((study) => whatIf.names.get(study)).join(" with ");
  const card = { key: `count of '${label}', ${whatIf.inWords(choice)}`, parts: [], by: counts.by, line: ["", ""], stands: [], claims: [], known: counts };
  const more = { link: `${counts.page}#what-if?${asked}`, called: "Count by other rules" };
  const found = whatIf.count(choice, place);
  if (!found) return { ...card, ...more, value: "not listed", meaning: "The notebook does not list the votes for this choice.", made: "" };

  const words = Object.fromEntries(Object.entries(data.letters).map(([name, letters]) => [name, Object.fromEntries(Object.entries(letters).map(([word, letter]) => [letter, word]))]));
  const say = (voter, name) => words[name][whatIf.said(voter.votes, place, data.said[name], choice)];
  // which of the two columns of a finding says how it votes; the article's own count reads neither
  const rule = data.rules.indexOf(choice.rule), column = Math.max(0, rule - 1);
  const from = data.levels.indexOf(choice.level);
  const cells = (studies, at) => counts.findings
    .filter(([study, of, domain, level]) => studies.includes(study) && of === id && choice.domains.includes(domain) && data.levels.indexOf(level) >= from)
    .map((one) => one[4 + at]);
  const part = (studies, value, behind) => [named(studies), `chapters/studies.html#study-${studies[0]}`, value, behind, []];
  const meant = `'${label}', ${whatIf.inWords(choice)}.`;

  if (told.has("asked")) {
    const name = told.get("asked"), letter = told.get("letter"), word = words[name]?.[letter];
    const those = found.cast.filter(({ votes }) => whatIf.said(votes, place, data.said[name], choice) === letter);
    const at = Object.keys(data.said).indexOf(name);
    return {
      ...card, ...more, value: String(those.length), meaning: `${units[0].toUpperCase()}${units.slice(1)} ${word ? `with the ${name} '${word}'` : "without a test"} on ${meant}`,
      made: those.length ? "Each of these, counted once:" : `None of the ${units}.`,
      parts: those.map(({ studies }) => part(studies, word ?? "no test reported", word ? cells(studies, at) : [])),
    };
  }

  const { n, total, counted, made } = found, interval = data.intervals[`${n}/${total}`];
  const silent = found.cast.filter(({ sign }) => sign === NO_VOTE).map(({ studies }) => named(studies));
  const value = (voter) => {
    const side = made.includes(voter) ? "for it" : "not for it";
    if (!rule) return side;
    const word = say(voter, Object.keys(data.said)[column]);
    return word ? `${side} (${word})` : side;
  };
  const sides = [...made, ...counted.filter((voter) => !made.includes(voter))];
  return {
    ...card, ...more,
    value: total ? `${n} of ${total}` : "no vote",
    meaning: `Votes for ${meant}${interval ? ` Share ${interval[3]} percent, ${data.confidence} percent Wilson interval ${interval[4]} percent.` : ""}`,
    made: total ? `${n} for it, of ${total} votes.${silent.length ? ` Without a vote: ${silent.join("; ")}.` : ""}` : `None of the ${units} has a vote.`,
    parts: sides.map((voter) => part(voter.studies, value(voter), rule ? cells(voter.studies, column) : voter.studies.map((study) => counts.published[study]))),
    changes: (data.changes[`${n}/${total}`] ?? []).slice(0, 2).filter(Boolean),
  };
};
