"""The ``instruments`` directive: every instrument as an entry of the glossary, from the coded tables."""

from pathlib import Path

from docutils.statemachine import StringList
from sphinx.domains.std import Glossary

from reviewbook.evidence.tables import data


class Instruments(Glossary):
    """Explain every instrument of ``data/instruments.csv`` under its abbreviation and its name."""

    def run(self):
        """Write the entries as a glossary, so that the search and other pages find them."""
        for table in ("instruments", "assessments"):
            self.env.note_dependency(f"data/{table}.csv")
        review = data.load(Path(self.env.srcdir))
        used = review.assessments.dropna(subset="instrument_id").groupby("instrument_id").study_id.unique()
        lines = []
        for instrument in review.instruments.sort_values("name").fillna("").to_dict("records"):
            studies = used.get(instrument["instrument_id"], ())
            lines += [instrument["name"], instrument["abbreviation"]]
            lines += [f"  {said}" for said in _explained(instrument, studies)] + [""]
        self.content = StringList(lines, source="data/instruments.csv")
        return super().run()


def _explained(instrument, studies):
    """Write what is known of an instrument, a sentence each."""
    if instrument["family"] != instrument["name"]:
        yield f"It belongs to the {instrument['family']}."
    if instrument["rater_as_described"]:
        yield f"The article describes it as rated by the {instrument['rater_as_described']}."
    if instrument["reference"]:
        yield f"The work cited for it is {{cite:t}}`{instrument['reference']}`."
    # one by one, as sphinxcontrib-bibtex goes one call deeper for each further key in a citation
    cited = [f"{{cite:t}}`{study_id}`" for study_id in studies]
    who = ", ".join(cited[:-1]) + ("," * (len(cited) > 2) + " and " if cited[1:] else "") + "".join(cited[-1:])
    yield f"It was used by {who}." if cited else "No included study is reported to have used it."


def setup(app):
    """Register the directive."""
    app.add_directive("instruments", Instruments)
