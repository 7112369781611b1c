"""What all resources have in common: who asks, which day they read, what they send and get."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, ClassVar, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.models import User
from commitments import permissions
from commitments.api import etag
from commitments.api.fields import DAY, SeveralInAddress
from commitments.api.idempotency import carry_out
from commitments.api.pagination import NEWEST_FIRST, page
from commitments.api.parsing import check_text
from commitments.api.problems import MEDIA_TYPE, Problem
from commitments.api.rendering import JsonRenderer
from commitments.api.schema import NUMBER, Description
from commitments.api.serializers.current import current
from commitments.api.shapes import Row, Shape, Words, form_of
from commitments.models import Commitment
from commitments.rights import Right, has_anywhere
from commitments.selectors.paging import Sort
from history.as_of import as_of

READING = ("GET", "HEAD")

M = TypeVar("M", bound=Callable[..., Any])


class Bare(Words):
    """An address that takes nothing more."""


def writes(
    words: type[Words], right: Right | None = None, *, based_on: str = "", status: int = 200
) -> Callable[[M], M]:
    """Mark a method that changes something: what it takes, which right it needs somewhere.

    `based_on` says in words whose ETag `If-Match` must carry; nothing when it is not needed.
    """

    def mark(method: M) -> M:
        method.words, method.right = words, right  # type: ignore[attr-defined]
        method.based_on, method.status = based_on, status  # type: ignore[attr-defined]
        return method

    return mark


def answers(how: Any) -> Callable[[M], M]:
    """Mark a method that answers something else than an object or a page of them."""

    def mark(method: M) -> M:
        method.answers = how  # type: ignore[attr-defined]
        return method

    return mark


class ApiView(ViewSet):
    """A view that reads at `?as_of=`, answers with an ETag, and takes known parameters only."""

    schema = Description()
    permission_classes = [IsAuthenticated]
    # What the address of each action may hold beside `as_of`.
    queries: ClassVar[dict[str, type[Words]]] = {}

    request: Request
    _past: ExitStack

    @property
    def user(self) -> User:
        """Who asks, signed in."""
        return self.request.user  # type: ignore[return-value]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with ExitStack() as self._past:
            response = super().dispatch(request, *args, **kwargs)
            if isinstance(response, Response):
                response.render()
                return self._with_tag(response)
            return response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.user.is_authenticated:
            # Who asks, and by which right, is a question of today: loaded before going back.
            _standing = request.user.standing
        for name in request.query_params:
            for value in request.query_params.getlist(name):
                check_text(name + value, name[:60].replace("\x00", ""))
        self._allow_somewhere()
        self.query = self._read_query()
        if day := getattr(request, "as_of", None):
            self._past.enter_context(as_of(day))

    def _allow_somewhere(self) -> None:
        """Refuse at once whoever holds no post that could ever do this."""
        right = getattr(self._method, "right", None)
        if right is not None:
            permissions.require(has_anywhere(self.user.standing, right))

    @property
    def _method(self) -> Any:
        return getattr(self, self.action or "", None)

    def _read_query(self) -> dict[str, Any]:
        """The parameters of the address, checked. A name that nobody knows is refused."""
        if self._method is None:
            return {}
        words = form_of(self.queries.get(self.action or "", Bare))
        sent = self.request.query_params
        parameters: dict[str, Any] = {
            name: sent.getlist(name)
            if isinstance(words.fields.get(name), SeveralInAddress)
            else sent[name]
            for name in sent
        }
        day = parameters.pop("as_of", None)
        if day is not None and (self.request.method not in READING or not DAY.fullmatch(day)):
            raise Problem(
                400,
                _("'As at' is a past day or today, like 2026-03-31."),
                field="as_of",
                fix=_("Use a past day as YYYY-MM-DD, for reading only."),
            )
        return dict(words.run_validation(parameters))

    def read_words(self) -> dict[str, Any]:
        """What the client sent, in the form that the action describes."""
        form = form_of(self._method.words, partial=self.request.method == "PATCH")
        return dict(form.run_validation(self.request.data))

    def now(self, row: Any) -> Row | None:
        """How an object stands that a service found changed."""
        return current(row)

    def _with_tag(self, response: Response) -> Response:
        if response.get("Content-Type") == MEDIA_TYPE or response.status_code not in (200, 201):
            return response
        version = (response.data or {}).get("version") if isinstance(response.data, dict) else None
        response["ETag"] = etag.tag(response.content, version)
        if self.request.method in READING and etag.is_known(self.request, response["ETag"]):
            response.status_code = 304
            response.content = b""
            del response["Content-Type"]
        return response


class Resource(ApiView):
    """Objects of one kind: listed, read, and changed through services."""

    model: ClassVar[type[Model]]
    # One of them in words, for the documentation.
    one: ClassVar[str]
    # How they are written out: in a list, and one by one where that is more.
    shape: ClassVar[type[Shape]]
    detail_shape: ClassVar[type[Shape] | None] = None
    sort: Sort = NEWEST_FIRST
    # The last part of an object's address: as a column, as a form and in words.
    lookup_field = "id"
    address_column: ClassVar[str] = "pk"
    address_form: ClassVar[str] = NUMBER
    address_words: ClassVar[str] = "The number of the object."
    renderer_classes = [JsonRenderer]

    def visible(self) -> "QuerySet[Any]":
        """The rows that the person may see (A1)."""
        raise NotImplementedError

    def narrow(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """The rows that the parameters of the address ask for."""
        return rows

    def list(self, request: Request) -> Response:
        """List {many}."""
        rows = self.narrow(self.visible())
        return Response(page(request, self.query, rows, self.sort, self.shape))

    def retrieve(self, request: Request, **address: str) -> Response:
        """Read {one}."""
        return Response(self.show(self.find(**address).pk))

    def find(self, **address: str) -> Any:
        """The object at an address, or 404: unknown and foreign are the same (A1)."""
        (value,) = address.values()
        if not re.fullmatch(self.address_form.replace("$", r"\Z"), value):
            raise Http404
        return get_object_or_404(self.visible(), **{self.address_column: value})

    def show(self, pk: Any) -> Row:
        """One object as it is written out."""
        shape = self.detail_shape or self.shape
        return shape.read(self.model._default_manager.filter(pk=pk))[0]

    def change(self, deed: Callable[[], Any]) -> Response:
        """Carry out a deed once; answers with the object whose key it returns."""
        answer, repeated = carry_out(self.request, lambda: self.show(deed()))
        response = Response(answer, status=self._method.status)
        if self._method.status == 201:
            response["Location"] = answer["url"]
        if repeated:
            response["Idempotency-Replayed"] = "true"
        return response

    def carry_out(
        self, service: Callable[..., Any], found: Any, commitment: Commitment
    ) -> Response:
        """Call a service of an object with the version it is based on and what was sent."""
        version = etag.based_on(self.request)
        words = self.read_words()

        def deed() -> Any:
            permissions.require(permissions.reaches(self.user, self._method.right, commitment))
            service(found, by=self.user, based_on=version, **words)
            return found.pk

        return self.change(deed)
