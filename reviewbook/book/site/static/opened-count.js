// What opens at a count that a reader can make: who votes for a hypothesis and who does not, each with the findings that say so.
// It is loaded when the first such count is asked for, after what it looks up (whatif-lookup.js).
counts.card = (asked) => {
  const { data, NO_VOTE } = whatIf;
  const told = new URLSearchParams(asked), choice = whatIf.parsed(asked), every = { ...choice, domains: data.domains, level: data.levels[0] };
  const place = data.hypotheses.findIndex(({ id }) => id === told.get("of"));
  if (place < 0) return null;
  const { id, label } = data.hypotheses[place];
  const units = choice.unit === "study" ? "studies" : "samples";
  const called = (many) => (many === 1 ? choice.unit : units);
  const named = (studies) => studies.map((study) => whatIf.names.get(study)).join(" with ");
  const found = whatIf.count(choice, place);
  // of what is asked beside the votes the rule is no part
  const words = told.has("asked") ? whatIf.inWords(choice).replace(/^[^;]*; /, "") : whatIf.inWords(choice);
  const meant = `'${label}': ${words}.`;
  const card = {
    parts: [], by: counts.by, line: ["", ""], stands: [], claims: [], known: counts,
    key: `${told.get("asked") ?? "count"} ${told.get("letter") ?? ""} of '${label}', ${words}`,
    link: `${counts.page}${whatIf.address(choice).replace(/^#what-if\??/, `#what-if?of=${id}&`).replace(/&$/, "")}`, called: "Count by other rules",
  };
  if (!found) return { ...card, value: "not listed", meaning: "The notebook does not list the votes for this choice.", made: "" };

  const meanings = Object.fromEntries(Object.entries(data.letters).map(([name, letters]) => [name, Object.fromEntries(Object.entries(letters).map(([word, letter]) => [letter, word]))]));
  const letterOf = (voter, name, at = choice) => whatIf.said(voter.votes, place, data.said[name], at);
  // which of the two columns of a finding says how it votes; the article's own count reads neither
  const rule = data.rules.indexOf(choice.rule), names = Object.keys(data.said), own = names[Math.max(0, rule - 1)];
  const cells = (studies, name, { domains, level } = choice) => counts.findings
    .filter(([study, of, domain, at]) => studies.includes(study) && of === id && domains.includes(domain) && data.levels.indexOf(at) >= data.levels.indexOf(level))
    .map((one) => one[4 + names.indexOf(name)]);
  const part = (studies, value, behind) => [named(studies), `chapters/studies.html#study-${studies[0]}`, value, behind, []];

  // why someone has no vote
  function silence(voter) {
    if (letterOf(voter, "finding", every) === NO_VOTE) return "no test reported";
    if (letterOf(voter, "finding") === NO_VOTE) return "no finding that counts here";
    return rule === 2 ? "direction not reported" : "not counted";
  }
  const silent = (some) => some.map((voter) => `${named(voter.studies)} (${silence(voter)})`).join("; ");

  function vote(voter) {
    const side = found.made.includes(voter) ? "for it" : "not for it";
    if (!rule) return `${side} (${side === "for it" ? "counted under it" : "not counted under it"})`;
    const letter = letterOf(voter, own), word = meanings[own][letter];
    // of a sample one study can be silent
    const taken = rule === 2 && (word === "positive") !== (side === "for it");
    if (!taken && word !== "not reported") return `${side} (${word})`;
    return `${side} (${word === "not reported" ? word : `${word}, and not reported`}, which is counted ${choice.unreported} it)`;
  }
  const voted = (some) => some.map((voter) => part(voter.studies, vote(voter), rule ? cells(voter.studies, own) : voter.studies.map((study) => counts.published[study])));
  const { n, total, counted, made } = found, interval = data.intervals[`${n}/${total}`], changes = data.changes[`${n}/${total}`] ?? [];

  // those who said one of some things, or whose findings reach a level
  if (told.has("letter")) {
    const name = told.get("asked"), letters = told.get("letter");
    if (name === "level") {
      const reach = whatIf.voters(choice).filter((voter) => letterOf(voter, "finding", every) !== NO_VOTE);
      const those = reach.filter((voter) => (letterOf(voter, "finding") !== NO_VOTE) === (letters === "+"));
      const how = letters === "+" ? "with a finding" : "without a finding";
      return {
        ...card, value: `${those.length} of ${reach.length}`, meaning: `Of those with a test, ${units} ${how} at the level '${choice.level}' or above, on ${meant}`,
        made: `${those.length} of ${reach.length} ${called(reach.length)}.`, parts: those.map(({ studies }) => part(studies, how, cells(studies, "finding", letters === "+" ? choice : every))),
      };
    }
    const said = [...letters].map((letter) => meanings[name][letter] ?? "");
    const those = found.cast.filter((voter) => letters.includes(letterOf(voter, name))), mute = letters === NO_VOTE;
    const tested = found.cast.filter((voter) => letterOf(voter, "finding") !== NO_VOTE);
    return {
      ...card, value: mute ? `${those.length}` : `${those.length} of ${tested.length}`,
      meaning: mute ? `The ${units} without a test that counts, on ${meant}` : `Of those with a test that counts, ${units} with the ${name} '${said.join("' or '")}', on ${meant}`,
      made: those.length ? `${those.length} ${called(those.length)}: ${those.map(({ studies }) => named(studies)).join("; ")}.` : `There are no such ${units}.`,
      parts: those.map((voter) => part(voter.studies, mute ? silence(voter) : meanings[name][letterOf(voter, name)], mute ? [] : cells(voter.studies, name))),
    };
  }
  // which votes would have to be others
  if (told.has("asked")) {
    const said = changes[told.get("asked") === "half" ? 0 : 1] ?? "";
    const moved = counted.filter((voter) => (made.includes(voter) ? /votes? for it/ : /votes? not for it/).test(said));
    return {
      ...card, by: counts.changed_by, value: `What would change ${n} of ${total}`, meaning: said,
      made: `Votes for '${label}', ${whatIf.inWords(choice)}. A vote can rest on several findings; a table that counts findings has the fewest that would have to be read otherwise. These votes are meant:`,
      parts: voted(moved),
    };
  }
  const quiet = found.cast.filter(({ sign }) => sign === NO_VOTE);
  const other = whatIf.count({ ...choice, unit: data.units.find((unit) => unit !== choice.unit) }, place);
  const same = other && other.n === n && other.total === total ? ` With one vote for each ${data.units.find((unit) => unit !== choice.unit)} the count is the same.` : "";
  return {
    ...card, by: [...counts.by, ...counts.changed_by], value: total ? `${n} of ${total}` : "no vote",
    meaning: `Votes for ${meant}${interval ? ` Share ${interval[3]} percent, ${data.confidence} percent Wilson interval ${interval[4]} percent.` : ""}${same}`,
    made: `${total ? `${n} for it, of ${total} ${total === 1 ? "vote" : "votes"}.` : "Nobody has a vote."}${quiet.length ? ` Without a vote: ${silent(quiet)}.` : ""}`,
    parts: voted([...made, ...counted.filter((voter) => !made.includes(voter))]),
    changes: changes.slice(0, 2).filter(Boolean),
  };
};
