from reviewbook.book.pages import register
from reviewbook.display import outputs
from reviewbook.display.outputs import Published


def test_a_number_that_a_page_names_is_registered(folder):
    named = register.named(folder)
    assert "selection.n_records_identified" in named
    assert "direction.n_published_alliance_predicts_outcome" in named


def test_every_name_in_the_book_is_published(folder):
    published = outputs.read(folder / "notebooks")
    for key in register.named(folder):
        outputs.find(published, "numbers", key)


def test_a_number_leads_to_the_claims_that_it_recomputes(folder):
    claims = register.claims(outputs.read(folder / "notebooks"))
    assert claims["selection.n_records_identified"]
    assert all(anchor.startswith("claim-") for anchors in claims.values() for anchor in anchors)


def test_the_register_lists_what_a_page_names_and_what_a_claim_rests_on(tmp_path):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "index.md").write_text("There are {{ light.n_studies }} studies.\n")
    fields = [{"name": "claim_id"}, {"name": "number"}]
    rows = [{"claim_id": "claim-total", "number": "light.n_patients"}, {"claim_id": "claim-sun", "number": None}]
    published = {"claims": Published("claims", tables={"claims": {"schema": {"fields": fields}, "data": rows}})}
    assert register.wanted(tmp_path, published) == {"light.n_studies", "light.n_patients"}
