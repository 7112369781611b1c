from accounts.models.organisation import Holiday, Organisation
from accounts.models.post import Deputy, Post, Tenure
from accounts.models.token import ApiToken
from accounts.models.user import User

__all__ = ["ApiToken", "Deputy", "Holiday", "Organisation", "Post", "Tenure", "User"]
