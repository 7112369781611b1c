"""Tavania's bodies, posts and people. All invented but for the names of UN entities."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password

from accounts.models import Holiday, Organisation, Post, Tenure, User
from accounts.words import GovernanceLevel, OrganisationCategory, Role

PASSWORD = "look around Tavania"  # of invented people
C, G = OrganisationCategory, GovernanceLevel

# slug, short name, name, category, level
BODIES = [
    ("ncu", "Coordination Unit", "National Coordination Unit", C.AGENCY, G.NATIONAL),
    ("labour", "Labour", "Ministry of Labour", C.MINISTRY, G.NATIONAL),
    ("foreign", "Foreign Affairs", "Ministry of Foreign Affairs", C.MINISTRY, G.NATIONAL),
    ("interior", "Interior", "Ministry of the Interior", C.MINISTRY, G.NATIONAL),
    ("justice", "Justice", "Ministry of Justice", C.MINISTRY, G.NATIONAL),
    ("health", "Health", "Ministry of Health", C.MINISTRY, G.NATIONAL),
    ("education", "Education", "Ministry of Education", C.MINISTRY, G.NATIONAL),
    ("statistics", "Statistics", "Statistics Tavania", C.AGENCY, G.NATIONAL),
    ("audit", "Audit Office", "National Audit Office", C.AGENCY, G.NATIONAL),
    ("port-city", "Port City", "Municipality of Port City", C.LOCAL_GOVERNMENT, G.LOCAL),
    ("lakeside", "Lakeside", "Municipality of Lakeside", C.LOCAL_GOVERNMENT, G.LOCAL),
    ("norrfell", "Norrfell", "Municipality of Norrfell", C.LOCAL_GOVERNMENT, G.LOCAL),
    ("sea-dialogue", "Sea Dialogue", "Dialogue of the Southern Sea", C.REGIONAL_BODY, G.REGIONAL),
    ("coastal", "Coastal States", "Coastal States Cooperation", C.REGIONAL_BODY, G.REGIONAL),
    ("iom", "IOM", "International Organization for Migration", C.UN_ENTITY, G.INTERNATIONAL),
    ("ilo", "ILO", "International Labour Organization", C.UN_ENTITY, G.INTERNATIONAL),
    ("unicef", "UNICEF", "United Nations Children's Fund", C.UN_ENTITY, G.INTERNATIONAL),
    ("undp", "UNDP", "United Nations Development Programme", C.UN_ENTITY, G.INTERNATIONAL),
    ("red-cross", "Red Cross", "Red Cross of Tavania", C.CIVIL_SOCIETY, G.NATIONAL),
    ("legal-aid", "Legal Aid", "Legal Aid Network", C.CIVIL_SOCIETY, G.NATIONAL),
    ("voices", "Migrant Voices", "Migrant Voices", C.DIASPORA, G.NATIONAL),
    ("diaspora", "Diaspora Council", "Tavanian Diaspora Council", C.DIASPORA, G.INTERNATIONAL),
    ("unions", "Trade Unions", "Trade Union Congress", C.TRADE_UNION, G.NATIONAL),
    ("employers", "Employers", "Employers' Federation", C.PRIVATE_SECTOR, G.NATIONAL),
    ("savings", "Savings Banks", "Association of Savings Banks", C.PRIVATE_SECTOR, G.NATIONAL),
    ("university", "University", "University of Port City", C.ACADEMIA, G.NATIONAL),
]  # fmt: skip

# post, body, role, title, who holds it (none: the post is vacant)
POSTS = [
    ("coordinator", "ncu", Role.COORDINATOR, "National coordinator", "Leila Haddad"),
    ("deputy", "ncu", Role.COORDINATOR, "Deputy coordinator", "Omar Lindqvist"),
    ("administrator", "ncu", Role.ADMINISTRATOR, "Administrator of the tracker", "Sara Novak"),
    ("auditor", "audit", Role.AUDITOR, "Auditor for migration", "Tomas Okafor"),
    ("labour-focal", "labour", Role.FOCAL_POINT, "Focal point", "Jonas Berg"),
    ("labour", "labour", Role.OFFICIAL, "Head of Unit for Labour Migration", "Amina Larsson"),
    ("pathways", "labour", Role.OFFICIAL, "Head of Unit for Agreements", "Nadia Holm"),
    ("foreign-focal", "foreign", Role.FOCAL_POINT, "Focal point", "Erik Santos"),
    ("foreign", "foreign", Role.OFFICIAL, "Head of Unit for Consular Affairs", "Miriam Adeyemi"),
    ("interior-focal", "interior", Role.FOCAL_POINT, "Focal point", "Pavel Dvorak"),
    ("interior", "interior", Role.OFFICIAL, "Head of Unit for Borders", "Hanna Virtanen"),
    ("justice-focal", "justice", Role.FOCAL_POINT, "Focal point", "Lucia Romano"),
    ("justice", "justice", Role.OFFICIAL, "Head of Unit for Criminal Policy", "David Mensah"),
    ("health", "health", Role.OFFICIAL, "Head of Unit for Public Health", "Ingrid Solberg"),
    ("education-focal", "education", Role.FOCAL_POINT, "Focal point", "Karim Benali"),
    ("education", "education", Role.OFFICIAL, "Head of Unit for Skills", "Elena Petrova"),
    ("statistics", "statistics", Role.OFFICIAL, "Head of Population Statistics", "Anders Nyman"),
    ("port-city-focal", "port-city", Role.FOCAL_POINT, "Focal point", "Maria Costa"),
    ("port-city", "port-city", Role.OFFICIAL, "Director for Inclusion", "Yusuf Demir"),
    ("lakeside", "lakeside", Role.FOCAL_POINT, "Focal point", "Clara Weiss"),
    ("norrfell", "norrfell", Role.FOCAL_POINT, "Focal point", "Oskar Lund"),
    ("norrfell-return", "norrfell", Role.OFFICIAL, "Adviser for return", ""),
    ("programme", "ncu", Role.OFFICIAL, "Programme manager", "Freja Dahl"),
    ("observer", "iom", Role.OBSERVER, "Programme officer", "Grace Mwangi"),
]  # fmt: skip

# Takes over the pathways post a month before today (GCM-05-0001).
SUCCESSOR = "Samuel Ortega"

# Which post answers for what a body leads.
OWNERS = {
    "statistics": "statistics", "foreign": "foreign", "interior": "interior", "labour": "labour",
    "port-city": "port-city", "lakeside": "lakeside", "health": "health", "norrfell": "norrfell",
    "justice": "justice", "education": "education", "ncu": "programme",
}  # fmt: skip


@dataclass
class Bodies:
    """What the rest of the demo refers to by name."""

    organisations: dict[str, Organisation]
    posts: dict[str, Post]
    people: dict[str, User]


def write_bodies(today: date) -> Bodies:
    """Write organisations, people, posts and tenures. Call inside an act."""
    organisations = {slug: _organisation(slug, *rest) for slug, *rest in BODIES}
    for years in range(-2, 2):
        for month, day, name in ((1, 1, "New Year"), (5, 1, "Labour Day"), (6, 19, "Founding Day")):
            on = date(today.year + years, month, day)
            Holiday.objects.create(on=on, name=name)
    names = [holder for *_post, holder in POSTS if holder]
    # One slow hash for all of them, since they share the password.
    password = make_password(PASSWORD)
    people = {name: _person(name, password) for name in (*names, SUCCESSOR)}
    posts = {}
    for key, body, role, title, holder in POSTS:
        post = Post.objects.create(
            title=title, slug=f"{key}-post", organisation=organisations[body], role=role
        )
        posts[key] = post
        if holder:
            starts_on = today - timedelta(days=900)
            Tenure.objects.create(post=post, holder=people[holder], starts_on=starts_on)
    return Bodies(organisations, posts, people)


def _organisation(slug: str, short: str, name: str, category: str, level: str) -> Organisation:
    row = Organisation(
        slug=slug,
        short_name=short,
        name=name,
        category=category,
        governance_level=level,
        is_coordinating_body=slug == "ncu",
    )
    row.save()
    return row


def _person(name: str, password: str) -> User:
    email = f"{name.lower().replace(' ', '.')}@tavania.example"
    return User.objects.create(email=email, name=name, password=password, is_demo=True)
