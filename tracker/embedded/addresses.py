"""Where the embedded servers of one home listen, computed without starting them."""

from hashlib import sha256
from pathlib import Path

DATABASE_NAME = "tracker"
DATABASE_USER = "tracker"
# Only part of the socket's name. Named everywhere, or PGPORT of the environment would decide.
PORT = 5432
# Each folder in it is ours alone, and is checked to be.
SHORT = Path("/tmp")  # nosec B108


def socket_folder(home: Path) -> Path:
    """The folder of both sockets: short, because a socket's path has at most 103 bytes on macOS.

    A home may be long and may hold spaces, so the folder is not inside it.
    """
    return SHORT / f"gcm-tracker-{sha256(str(home).encode()).hexdigest()[:16]}"


def embedded_database_url(home: Path) -> str:
    """The DATABASE_URL of the embedded PostgreSQL, in the form that django-environ reads."""
    return f"postgresql://{DATABASE_USER}@:{PORT}/{socket_folder(home)}/{DATABASE_NAME}"


def redis_socket(home: Path) -> Path:
    """The socket that the embedded Redis of this home listens at."""
    return socket_folder(home) / "redis.sock"


def embedded_redis_url(home: Path) -> str:
    """The REDIS_URL of the embedded Redis."""
    return f"unix://{redis_socket(home)}"
