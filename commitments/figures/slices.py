"""The SQL that adds commitments up to the slices of a day."""

from commitments.figures.facts import KEYS, SPREADS
from commitments.figures.models import MEASURES, DayFigure, Slice

TABLE = DayFigure._meta.db_table

# The keys that tell the rows of a slice apart, beside `shared`.
SLICES = {
    Slice.ALL: (),
    Slice.LEVEL: ("level",),
    Slice.CELL: ("objective", "level"),
    Slice.ORGANISATION: ("organisation",),
    Slice.BASE: ("objective", "level", "organisation"),
}
_EMPTY = {"objective": "0", "level": "''", "organisation": "0"}
_ALL_KEYS = ("slice", *KEYS)
_KEYS = ", ".join(_ALL_KEYS)


def _sets(also: str = "", but: tuple[Slice, ...] = ()) -> str:
    sets = [
        f"({', '.join(['shared', *keys])}{also})"
        for slice_, keys in SLICES.items()
        if slice_ not in but
    ]
    return f"GROUPING SETS ({', '.join(sets)})"


def _keys() -> str:
    """The keys of a grouped row: which slice it is, and no value where it is not told apart."""
    # GROUPING gives a bit a key, set where the row is not grouped by it.
    bits = {
        sum(1 << at for at, key in enumerate(reversed(KEYS[:3])) if key not in keys): slice_
        for slice_, keys in SLICES.items()
    }
    cases = " ".join(f"WHEN {bit} THEN '{slice_}'" for bit, slice_ in bits.items())
    columns = [f"coalesce({key}, {empty}) AS {key}" for key, empty in _EMPTY.items()]
    return ", ".join(
        [f"CASE GROUPING({', '.join(KEYS[:3])}) {cases} END AS slice", *columns, "shared"]
    )


def add_all_up(table: str) -> str:
    """Write the sums of a day from the rows of its commitments. Takes the parameter `day`."""
    sums = ", ".join(f"sum({name}) AS {name}" for name in MEASURES)
    spreads = " UNION ALL ".join(
        f"SELECT '{name}' AS spread, unnest({name}) AS days" for name in SPREADS
    )
    documents = ", ".join(
        f"jsonb_object_agg(days, times) FILTER (WHERE spread = '{name}') AS {name}"
        for name in SPREADS
    )
    return f"""
        WITH source AS (SELECT * FROM {table} WHERE day = %(day)s),
        sums AS (SELECT {_keys()}, {sums} FROM source GROUP BY {_sets()}),
        days AS (
            SELECT {_keys()}, spread, days, count(*) AS times
            FROM source CROSS JOIN LATERAL ({spreads}) d
            GROUP BY {_sets(", spread, days", but=(Slice.BASE,))}
        ),
        documents AS (SELECT {_KEYS}, {documents} FROM days GROUP BY {_KEYS})
        INSERT INTO {TABLE} (day, is_change, {_KEYS}, {", ".join((*MEASURES, *SPREADS))})
        SELECT %(day)s::date, false, {_KEYS}, {", ".join(MEASURES)},
            {", ".join(f"coalesce({name}, '{{}}')" for name in SPREADS)}
        FROM sums LEFT JOIN documents USING ({_KEYS})
    """


def put_together() -> str:
    """Make one row of each slice of a day to which rows were added. Takes the parameter `day`."""
    keys, same = _KEYS, " AND ".join(f"d.{key} = c.{key}" for key in _ALL_KEYS)
    sums = ", ".join(f"sum({name}) AS {name}" for name in MEASURES)
    spreads = {
        name: f"SELECT {keys}, jsonb_object_agg(days, times) AS {name} FROM ("
        f"SELECT {keys}, key AS days, sum(value::int) AS times"
        f" FROM taken, jsonb_each_text({name}) GROUP BY {keys}, key HAVING sum(value::int) <> 0"
        f") s GROUP BY {keys}"
        for name in SPREADS
    }
    return f"""
        WITH changed AS (
            SELECT DISTINCT {keys} FROM {TABLE} WHERE day = %(day)s AND is_change
        ),
        taken AS (
            DELETE FROM {TABLE} d USING changed c WHERE d.day = %(day)s AND {same}
            RETURNING {", ".join(f"d.{name}" for name in (*_ALL_KEYS, *MEASURES, *SPREADS))}
        ),
        sums AS (SELECT {keys}, {sums} FROM taken GROUP BY {keys}),
        {", ".join(f"{name}_document AS ({query})" for name, query in spreads.items())}
        INSERT INTO {TABLE} (day, is_change, {keys}, {", ".join((*MEASURES, *SPREADS))})
        SELECT %(day)s, false, {keys}, {", ".join(MEASURES)},
            {", ".join(f"coalesce({name}, '{{}}')" for name in SPREADS)}
        FROM sums {" ".join(f"LEFT JOIN {name}_document USING ({keys})" for name in SPREADS)}
    """
