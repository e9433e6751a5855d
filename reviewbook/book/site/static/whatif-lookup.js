// Looks up votes and intervals under a choice, and keeps the choice in the address.
// The notebook computes all of it (reviewbook.evidence.counting.lookup); tests compare what is shown over many choices.
const whatIf = (() => {
  const block = document.querySelector(".what-if");
  // on another page a count opens, whose card has the same
  const data = block ? JSON.parse(block.querySelector("script").textContent) : counts.data;
  const FOR = "+", NO_VOTE = ".";
  const { domains } = data;
  const names = new Map(data.studies);
  const usual = { rule: data.rules[1], unreported: data.unreported[0], domains, level: data.levels[0], unit: data.units[0], without: [] };

  // Votes

  // a word for each set of domains, in it a character for each level
  const words = data.strings.map((string) => string.split(" "));
  const samples = new Map();
  for (const [study, , sample] of data.studies) samples.set(sample, [...(samples.get(sample) ?? []), study]);
  const groups = { study: data.studies.map(([study]) => [study, [study]]), sample: [...samples] };

  // the voters that are left: their studies, and their patterns; these are missing where the notebook lists none
  function voters({ unit, without }) {
    const gone = new Set(without);
    return groups[unit].map(([voter, members]) => {
      const studies = members.filter((study) => !gone.has(study));
      // the last study of a sample votes as the study that it is
      if (studies.length < 2) return { studies, votes: data.votes.study[studies[0]]?.[""] };
      return { studies, votes: data.votes[unit][voter][members.filter((study) => gone.has(study)).join(" + ")] };
    }).filter(({ studies }) => studies.length);
  }

  const column = ({ rule, unreported }) => data.columns[rule][data.unreported.indexOf(unreported)];

  // the character of a voter on a hypothesis under a choice
  function said(votes, hypothesis, place, { domains: chosen, level }) {
    const set = data.sets.indexOf(chosen.join(" + "));
    return words[data.patterns[votes[hypothesis]][place]][set][data.levels.indexOf(level)];
  }

  const ofStudy = (study, hypothesis, place, choice) => said(data.votes.study[study][""], hypothesis, place, choice);
  const tested = (study, hypothesis, choice) => ofStudy(study, hypothesis, data.tested, choice) !== NO_VOTE;

  // who votes for a hypothesis, who votes at all; nothing where a voter is not listed
  function count(choice, hypothesis) {
    const cast = voters(choice);
    if (!cast.every(({ votes }) => votes)) return null;
    const signs = cast.map((voter) => ({ ...voter, sign: said(voter.votes, hypothesis, column(choice), choice) }));
    const counted = signs.filter(({ sign }) => sign !== NO_VOTE);
    const made = counted.filter(({ sign }) => sign === FOR);
    return { cast: signs, counted, made, n: made.length, total: counted.length };
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

  // a choice of what a page knows, of lists of texts by name
  function allowed(told) {
    const known = { rule: data.rules, unreported: data.unreported, domains, level: data.levels, unit: data.units, without: [...names.keys()] };
    const choice = { ...usual };
    for (const [name, chosen] of told) {
      if (!(name in known)) continue;
      const kept = known[name].filter((one) => chosen.includes(one));
      if (LISTS.includes(name)) choice[name] = kept;
      else if (kept.length) [choice[name]] = kept;
    }
    return choice;
  }

  // the choice that an address has after its question mark
  const parsed = (told) => allowed([...new URLSearchParams(told)].map(([name, value]) => [name, LISTS.includes(name) ? value.split(",") : [value]]));
  const read = () => (location.hash.startsWith("#what-if") ? parsed(location.hash.slice("#what-if?".length)) : null);

  const list = (words) => (words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1)}` : words[0]);

  function inWords(choice) {
    const direction = choice.rule === data.rules[2] ? `, directions that are not reported ${choice.unreported === "left out" ? "left out" : `counted ${choice.unreported} the hypothesis`}` : "";
    const chosen = choice.domains.length === domains.length ? "all outcome domains" : choice.domains.length ? `outcome domain${choice.domains.length > 1 ? "s" : ""} ${list(choice.domains)}` : "no outcome domain";
    const without = choice.without.length ? `without ${list(choice.without.map((study) => names.get(study)))}` : "no study left out";
    const levels = choice.level === data.levels[0] ? "every temporal level" : `temporal level '${choice.level}' or above`;
    return `counted ${choice.rule}${direction}; ${chosen}; ${levels}; one vote for each ${choice.unit}; ${without}`;
  }

  // What is shown

  function make(name, properties = {}, ...inside) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...inside);
    return made;
  }

  // a count that opens, or of its voters those who said something
  function opening(choice, hypothesis, told, ...inside) {
    const more = new URLSearchParams({ of: data.hypotheses[hypothesis].id, ...told });
    const link = make("a", { href: `#what-if?${more}${address(choice).slice("#what-if".length).replace("?", "&")}` }, ...inside);
    link.setAttribute("aria-haspopup", "dialog");
    return link;
  }

  const unseen = (text) => make("span", { className: "what-if-said" }, text);

  // a text, with the one that it stands for struck through; of both only the words that differ
  function changed(now, was) {
    if (was === undefined || now === was) return [now];
    const [a, b] = [was, now].map((text) => text.split(/(?<= )/));
    // the longest run of words that both have, from each word of both on
    const longest = [...a, ""].map(() => Array(b.length + 1).fill(0));
    for (let i = a.length - 1; i >= 0; i -= 1) {
      for (let j = b.length - 1; j >= 0; j -= 1) {
        longest[i][j] = a[i] === b[j] ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
      }
    }
    const told = [];
    const say = (name, words) => words.length && told.push(make(name, {}, unseen(name === "del" ? "in this edition: " : "now: "), words.join("").trimEnd()), " ");
    for (let i = 0, j = 0; i < a.length || j < b.length;) {
      if (a[i] === b[j]) { told.push(b[j]); i += 1; j += 1; continue; }
      const gone = [], come = [];
      while ((i < a.length || j < b.length) && a[i] !== b[j]) {
        if (j >= b.length || (i < a.length && longest[i + 1][j] >= longest[i][j + 1])) gone.push(a[i++]);
        else come.push(b[j++]);
      }
      say("del", gone);
      say("ins", come);
    }
    return told;
  }

  return { block, data, names, usual, LISTS, NO_VOTE, voters, column, said, ofStudy, tested, count, address, allowed, parsed, read, inWords, same, make, opening, unseen, changed };
})();
