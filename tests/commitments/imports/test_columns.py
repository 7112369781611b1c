import pytest

from commitments.imports.columns import (
    SYNONYMS,
    Field,
    Mapping,
    MappingError,
    find_mapping,
    match_columns,
    read_mapping,
)
from commitments.imports.words import key


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (
            ("Title", "Lead organisation", "Deadline", "Status"),
            {"title": 0, "lead": 1, "deadline": 2, "status": 3},
        ),
        (
            ("Intitulé", "Organisme responsable", "Échéance", "État d'avancement"),
            {"title": 0, "lead": 1, "deadline": 2, "status": 3},
        ),
        (
            ("Título", "Institución responsable", "Fecha límite", "Situación"),
            {"title": 0, "lead": 1, "deadline": 2, "status": 3},
        ),
        (("COMMITMENT", "MILESTONE", "due_date"), {"commitment": 0, "title": 1, "deadline": 2}),
        (("Commitment", "Due date (EN)"), {"title": 0, "deadline": 1}),
    ],
)
def test_match_columns_knows_names_in_three_languages(header, found):
    assert match_columns(header, Mapping()).index == found


def test_match_columns_lists_what_it_leaves_out_and_what_comes_twice():
    columns = match_columns(("Title", "Colour", "Deadline", "Due date"), Mapping())

    assert columns.ignored == ("Colour", "Due date")
    assert columns.doubled == ("Due date",)


def test_match_columns_follows_a_mapping_and_nothing_else():
    mapping = Mapping(columns={"title": "Was"}, keep=("Status",))

    columns = match_columns(("was", "Status", "Deadline"), mapping)

    assert columns.index == {"title": 0}
    assert columns.keep == {"Status": 1}
    assert columns.ignored == ("Deadline",)


def test_match_columns_names_a_column_that_the_file_lacks():
    with pytest.raises(MappingError, match="“Wer”"):
        match_columns(("Was",), Mapping(columns={"lead": "Wer"}))


@pytest.mark.parametrize("text", ["{", "[]", '{"colums": {}}', '{"columns": {"titel": "x"}}'])
def test_read_mapping_says_what_is_wrong(text):
    with pytest.raises(MappingError):
        read_mapping(text)


def test_no_word_means_two_fields():
    words = [word for words in SYNONYMS.values() for word in words]

    assert sorted(words) == sorted(set(words))
    assert all(word == key(word) for word in words)


def test_every_field_is_known_by_our_own_name():
    header = tuple(str(field.label) for field in Field)

    assert len(match_columns(header, Mapping()).index) == len(Field)


def test_find_mapping_recognises_a_profile_by_its_columns():
    header = (
        "ref", "parent_ref", "record_type", "holder", "objectives", "timeline_text", "status_text",
    )  # fmt: skip

    assert find_mapping(header).plan["code"] == "public-sources"
    assert find_mapping(("title", "deadline")) == Mapping()
