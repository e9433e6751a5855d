"""Section 2 of the article, and the search string read with paper and pencil."""

# four terms and groups of terms, of 3, 4, 3 and 1 terms, joined by AND
STRING = (
    "therapeutic alliance OR helping alliance OR working alliance AND "
    "(clinician OR therapist OR psychotherapist OR psychologist) AND "
    "(instrument OR measure OR questionnaire) AND major depressive disorder"
)


def records():
    return {
        "n_records_identified": 310,
        "n_duplicates_removed": 310 - 262,
        "n_records_screened": 262,
        "n_records_excluded": 262 - 96,
        "n_reports_sought": None,
        "n_reports_not_retrieved": None,
        "n_reports_assessed": 96,
        "n_reports_excluded": 96 - 10,
        "n_studies_included": 10,
        "percent_included_of_assessed": 100 * 10 / 96,
        "percent_included_of_screened": 100 * 10 / 262,
    }


def criteria():
    return {
        "n_inclusion_criteria": 4,  # publication, language, diagnosis, instrument
        "n_exclusion_criteria": 3,  # comorbidity, age, design
    }


def search():
    return {
        "n_databases": 3,
        "databases": ["PubMed", "Web of Science", "APA PsycInfo"],
        "searched_on": "2024-03-28",
        "query": STRING,
        "n_platforms": 3,  # PubMed, Web of Science, EBSCOhost
        "n_platforms_refused": 0,
        "n_readings": 2,  # PubMed; Web of Science and EBSCOhost
        "n_terms": 3 + 4 + 3 + 1,
        # from left to right the three names of the alliance belong together, and an AND stands above every term
        "rule_pubmed": "from left to right",
        "n_terms_alone_pubmed": 0,
        "terms_alone_pubmed": ["none"],
        # with AND first only the last of the three names is narrowed
        "rule_web_of_science": "AND before OR",
        "n_terms_alone_web_of_science": 2,
        "terms_alone_web_of_science": ["therapeutic alliance", "helping alliance"],
        "rule_ebscohost": "AND before OR",
        "n_terms_alone_ebscohost": 2,
        "terms_alone_ebscohost": ["therapeutic alliance", "helping alliance"],
    }


GROUPS = (records, criteria, search)
