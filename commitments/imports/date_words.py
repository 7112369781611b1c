"""Words of time in English, French, Spanish and Portuguese, without accents."""

_MONTH_NAMES = (
    "january jan janvier janv enero ene janeiro",
    "february feb fevrier fevr fev febrero fevereiro",
    "march mar mars marzo marco",
    "april apr avril avr abril abr",
    "may mai mayo maio",
    "june jun juin junio junho",
    "july jul juillet juil julio julho",
    "august aug aout agosto ago",
    "september sept sep septembre septiembre setiembre setembro set",
    "october oct octobre octubre outubro out",
    "november nov novembre noviembre novembro",
    "december dec decembre diciembre dic dezembro dez",
)
MONTHS = {name: n for n, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}

# The month whose last day ends the season, as northern public plans count them: winter of a year
# is its first quarter.
SEASONS = {
    **dict.fromkeys(("winter", "hiver", "invierno", "inverno"), 3),
    **dict.fromkeys(("spring", "printemps", "primavera"), 6),
    **dict.fromkeys(("summer", "ete", "verano", "verao"), 9),
    **dict.fromkeys(("fall", "autumn", "automne", "otono", "outono"), 12),
}

ORDINALS = {
    **dict.fromkeys(("first", "1st", "1er", "1re", "premier", "premiere", "primer", "primeiro"), 1),
    **dict.fromkeys(("second", "2nd", "2e", "2eme", "deuxieme", "segundo"), 2),
    **dict.fromkeys(("third", "3rd", "3e", "3eme", "troisieme", "tercer", "terceiro"), 3),
    **dict.fromkeys(("fourth", "4th", "4e", "4eme", "quatrieme", "cuarto", "quarto", "last"), 4),
}

# The month with which a part of a year ends.
MODIFIERS = {
    **dict.fromkeys(("early", "beginning", "start", "debut", "inicio", "principios"), 3),
    **dict.fromkeys(("mid", "middle", "mi", "milieu", "mediados", "meados"), 6),
    **dict.fromkeys(("late", "end", "fin", "fim", "final", "finales"), 12),
}

# Words around a date that do not change it.
FILLERS = (
    "no later than", "not later than", "at the latest", "au plus tard", "a mas tardar",
    "by", "until", "till", "the", "of", "in", "on", "due",
    "d' ici", "d'", "l'", "jusqu' en", "jusqu' a", "jusqu' au", "jusque",
    "le", "la", "les", "de", "du", "des", "en", "au", "a", "pour",
    "hasta", "para", "el", "del", "los", "las", "ate", "do", "da", "o", "no",
)  # fmt: skip

OPEN_ENDED = (
    "ongoing", "on-going", "continuous", "continuing", "open-ended", "permanent", "indefinite",
    "permanente", "en continu", "continu", "continue", "en permanence", "continuo", "continua",
    "en curso", "em curso", "sans echeance", "sin plazo",
)  # fmt: skip

RECURRING = (
    "annual", "annually", "yearly", "every", "each", "biannual", "biannually", "bi-annual",
    "bi-annually", "biennial", "biennially", "twice", "quarterly", "monthly", "weekly",
    "chaque", "tous les", "toutes les", "annuel", "annuellement", "deux fois", "semestriel",
    "trimestriel", "trimestriellement", "mensuel", "mensuellement", "biannuel",
    "cada", "todos los", "anual", "anualmente", "trimestral", "trimestralmente", "mensual",
    "mensualmente", "semestral", "semestralmente",
)  # fmt: skip
