"""Names of bodies in one cell: "Ministry of Labour; IOM", "UNHCR / UNICEF", "SEM (Asylum)"."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from commitments.imports.words import plain

# Words with which the name of a body begins, so that a comma or "and" before one parts two names.
_HEADS = re.compile(
    r"(?:the |la |le |les |el |l'|o |a )?(?:(?:national|federal|state|general|royal|regional) )?"
    r"(?:ministr\w+|minist\w+|departments?\b|departement|departamento|agenc\w+|agence|agencia|"
    r"office\b|bureau|oficina|secretar\w+|directorate|direction|direccion|directorio|authority|"
    r"autorite|autoridad|autoridade|commission\w*|comision|comissao|council|conseil|consejo|"
    r"conselho|institut\w*|universit\w+|universidad\w*|police|policia|bank of|banque|banco|"
    r"municipalit\w+|municipio|ville de|ayuntamiento|ajuntament|city of|county of|region of|"
    r"parliament|parlement|parlamento|embassy|ambassade|embajada|fund\b|fonds|fondo|service\b|"
    r"servicio|servico|organi[sz]ation|organisation|organizacion|red cross|croix-rouge|cruz roja|"
    r"union\b|federation|confederation|association|asociacion|chamber|chambre|camara|"
    r"presiden\w+|prime minister|cabinet\b|network|alliance|consortium|centre\b|center\b)\b"
)
_ACRONYM = re.compile(r"(?=(?:[^A-Z]*[A-Z]){2})[A-Z][A-Za-z0-9&.-]{1,11}")
_MANY = re.compile(
    r"\b(?:members|partners|agencies|organi[sz]ations|governments|donors|ministries|states|others?|"
    r"etc|membres|partenaires|agences|gouvernements|ministeres|autres|miembros|socios|agencias|"
    r"gobiernos|ministerios|otros|tbd|tbc|various|all)$"
)
_WORDS = r"\s+(?:and|et|y|e|und|i|&)\s+"
_BRACKETS = re.compile(r"^(.*?)\s*[(\[]([^()\[\]]*)[)\]]\s*$", re.S)


@dataclass(frozen=True)
class Body:
    """A body as a cell names it."""

    name: str
    # The letters it is known by, where the cell gives them in brackets.
    short_name: str = ""
    # What else stands in brackets: a department, a remark.
    detail: str = ""


def read_bodies(cell: str, *, known: Collection[str] = ()) -> list[Body]:
    """The bodies that a cell names, each once, in order.

    Semicolons, line breaks and spaced slashes always part names. Commas, plain slashes and words
    for "and" do so only where every part is a name by itself: one that is `known` (as `plain`
    writes it), an acronym, or one that begins like a body. "Ministry of Labour, Trade and
    Industry" stays whole.
    """
    found: dict[str, Body] = {}
    for part in _parts(cell, r"[;\n•|]|\s/\s"):
        for name in _divided(part, known):
            body = _body(name)
            if body.name:
                found.setdefault(plain(body.name), body)
    return list(found.values())


def initials(name: str) -> str:
    """The letters that a name is usually shortened to: "United Nations Network" gives UNN."""
    small = {"of", "the", "for", "and", "on", "de", "la", "le", "du", "des", "del", "et", "y", "do"}
    return "".join(
        word[0] for word in re.findall(r"\w+", name) if word.lower() not in small
    ).upper()


def is_description(name: str) -> bool:
    """Whether the words describe bodies instead of naming one: "employers", "UN agencies"."""
    return name[:1].islower() or bool(_MANY.search(plain(name)))


def is_acronym(name: str) -> bool:
    """Whether the name is letters such as IOM or UN-OHRLLS."""
    return bool(_ACRONYM.fullmatch(name))


def _divided(part: str, known: Collection[str]) -> Iterator[str]:
    """Cut at commas, slashes and "and" where all pieces stand alone; else leave it whole."""
    if not part:
        return
    if plain(part) in known:
        yield part
        return
    for cut in (rf",{_WORDS}|,\s*|{_WORDS}", r",\s*", _WORDS, r"/"):
        pieces = [piece for piece in _parts(part, cut) if piece]
        if len(pieces) > 1 and all(_stands_alone(piece, known) for piece in pieces):
            yield from pieces
            return
    yield part


def _stands_alone(piece: str, known: Collection[str]) -> bool:
    """One word that begins like a body ("Council") is no name by itself."""
    name = _body(piece).name
    if plain(name) in known or is_acronym(name):
        return True
    return " " in name and _HEADS.match(plain(name)) is not None


def _body(text: str) -> Body:
    name = " ".join(text.split()).strip(" ,.;:-")
    if not (bracketed := _BRACKETS.match(name)) or not bracketed[1]:
        return Body(name)
    outside, inside = bracketed[1].strip(" ,.;:-"), bracketed[2].strip()
    if is_acronym(inside):
        return Body(outside, short_name=inside)
    if is_acronym(outside) and initials(inside) == outside:
        return Body(inside, short_name=outside)
    return Body(outside, detail=inside)


def _parts(text: str, cut: str) -> list[str]:
    """Split, but never inside brackets."""
    kept: list[str] = []

    def hide(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\0{len(kept) - 1}\0"

    hidden = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", hide, text)
    pieces = re.split(cut, hidden)
    return [re.sub(r"\0(\d+)\0", lambda m: kept[int(m[1])], piece).strip() for piece in pieces]
