import pytest

from commitments.imports.bodies import Bodies, KnownBody
from commitments.imports.columns import Field
from commitments.imports.organisations import Body, initials, is_description, read_bodies
from commitments.imports.records import Record

COUNTRIES = {"chile", "mexico", "guinea", "liberia", "sierra leone", "trinidad and tobago"}


def names(cell):
    return [body.name for body in read_bodies(cell, known=COUNTRIES)]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("IOM; UNDP", ["IOM", "UNDP"]),
        ("IOM\nUNDP\n", ["IOM", "UNDP"]),
        ("IOM and UNDP", ["IOM", "UNDP"]),
        ("UNHCR/UNICEF", ["UNHCR", "UNICEF"]),
        ("MoL / MoFA", ["MoL", "MoFA"]),
        ("Ministry of Labour, Ministry of Justice", ["Ministry of Labour", "Ministry of Justice"]),
        (
            "Ministry of Labour, Ministry of Justice and IOM",
            ["Ministry of Labour", "Ministry of Justice", "IOM"],
        ),
        (
            "Ministerio del Interior y Ministerio de Justicia",
            ["Ministerio del Interior", "Ministerio de Justicia"],
        ),
        (
            "Ministère de la Justice et Ministère de l'Intérieur",
            ["Ministère de la Justice", "Ministère de l'Intérieur"],
        ),
        ("Chile and Mexico", ["Chile", "Mexico"]),
        ("Guinea, Liberia and Sierra Leone", ["Guinea", "Liberia", "Sierra Leone"]),
        ("IOM; iom; IOM", ["IOM"]),
    ],
)
def test_read_bodies_parts_several_names(cell, found):
    assert names(cell) == found


@pytest.mark.parametrize(
    "cell",
    [
        "Ministry of Labour and Social Affairs",
        "Ministry of Labour, Trade and Industry",
        "Services publics et Approvisionnement Canada",
        "Ministerio de Trabajo y Economía Social",
        "National Council and Police",
        "Trinidad and Tobago",
        "Customs/Border Force",
    ],
)
def test_read_bodies_leaves_one_name_whole(cell):
    assert names(cell) == [cell]


def test_read_bodies_keeps_what_stands_in_brackets():
    assert read_bodies("Ministry of Interior (Asylum; return, and policy)") == [
        Body("Ministry of Interior", detail="Asylum; return, and policy")
    ]
    assert read_bodies("International Organization for Migration (IOM)") == [
        Body("International Organization for Migration", short_name="IOM")
    ]
    assert read_bodies("ILO (International Labour Organization)") == [
        Body("International Labour Organization", short_name="ILO")
    ]


def test_initials_leave_small_words_out():
    assert initials("Office of the High Commissioner") == "OHC"


def test_words_that_describe_bodies_are_no_names():
    assert is_description("workers organizations")
    assert is_description("UN Network members")
    assert not is_description("UN Women")


def test_letters_mean_the_holder_that_they_shorten():
    bodies = Bodies([])
    bodies.learn(
        [Record(1, text={Field.HOLDER: "International Labour Organization", Field.LEAD: "ILO"})]
    )

    assert [body.name for body in bodies.named("ILO")] == ["International Labour Organization"]


def test_short_name_of_the_record_means_the_organisation():
    bodies = Bodies([KnownBody("International Organization for Migration", "IOM")])

    assert [b.name for b in bodies.named("iom")] == ["International Organization for Migration"]


def test_same_name_in_another_country_is_another_body():
    bodies = Bodies([KnownBody("Ministry of Labour", "Labour", "SE")], {}, {"TH": "Thailand"})

    assert [b.name for b in bodies.named("Ministry of Labour", "TH")] == [
        "Ministry of Labour (Thailand)"
    ]
    assert [b.name for b in bodies.named("Ministry of Labour", "SE")] == ["Ministry of Labour"]
    assert [b.name for b in bodies.named("Ministry of Labour")] == ["Ministry of Labour"]
