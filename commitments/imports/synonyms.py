"""Status words of other lists, mapped to ours; the original word is kept beside (DOMAIN.md 5.1)."""

from dataclasses import dataclass, replace

from commitments.imports.words import key
from commitments.rules.words import ClosedReason, CommitmentState, Confidence, MilestoneState


@dataclass(frozen=True)
class Status:
    """What a status word says. None means that it says nothing about that."""

    milestone: MilestoneState | None = None
    commitment: CommitmentState | None = None
    confidence: Confidence | None = None
    closed_reason: ClosedReason | None = None
    # The word says less than the state it is mapped to, so somebody should look.
    is_ambiguous: bool = False
    # There is a word, and we do not know it.
    is_unknown: bool = False


_PLANNED = Status(MilestoneState.PLANNED, CommitmentState.ACTIVE)
_STARTED = Status(MilestoneState.IN_PROGRESS, CommitmentState.ACTIVE)
_ACHIEVED = Status(MilestoneState.ACHIEVED, CommitmentState.COMPLETED)
_PAUSED = Status(MilestoneState.PAUSED, CommitmentState.PAUSED)
_CANCELLED = Status(
    MilestoneState.CLOSED, CommitmentState.CLOSED_EARLY, closed_reason=ClosedReason.CANCELLED
)
_DRAFT = Status(MilestoneState.DRAFT, CommitmentState.DRAFT)

_WORDS: dict[Status, tuple[str, ...]] = {
    _PLANNED: (
        "planned", "not started", "not yet started", "yet to start", "to start", "to do", "ns",
        "pending", "planning", "upcoming", "to come", "to discuss", "scheduled", "open", "new",
        "non commence", "pas commence", "pas encore commence", "a venir", "a faire", "prevu",
        "prevue", "planifie", "planifiee", "a discuter", "a l etude",
        "no iniciado", "no iniciada", "sin iniciar", "pendiente", "previsto", "prevista",
        "planificado", "por iniciar", "nao iniciado", "por comecar", "planeado",
        "nicht begonnen", "geplant", "offen", "no iniciat", "pendent", "لم يبدأ", "не начато",
    ),
    _STARTED: (
        "in progress", "ongoing", "on going", "under implementation", "under way", "underway",
        "started", "active", "being implemented", "in implementation", "launched", "submitted",
        "returned", "en cours", "en cours de realisation", "en cours de mise en oeuvre",
        "commence", "demarre", "lance", "en curso", "en ejecucion", "en proceso", "iniciado",
        "iniciada", "en marcha", "em curso", "em execucao", "em andamento", "iniciada a execucao",
        "in bearbeitung", "laufend", "begonnen", "en marxa", "قيد التنفيذ", "в процессе",
    ),
    # The word covers anything from a first step to nearly done.
    replace(_STARTED, is_ambiguous=True): (
        "limited", "lp", "substantial", "sp", "iniciat", "limite", "partiel", "partial",
        "partially completed", "partly implemented", "partially implemented", "partially achieved",
        "partiellement realise", "parcial", "parcialmente cumplido",
    ),
    _ACHIEVED: (
        "achieved", "complete", "completed", "c", "implemented", "fulfilled", "done", "finished",
        "delivered", "closed completed", "realise", "realisee", "acheve", "achevee", "termine",
        "terminee", "fait", "mis en oeuvre", "atteint", "completado", "completada", "cumplido",
        "cumplida", "finalizado", "finalizada", "terminado", "logrado", "concluido", "concluida",
        "realizado", "erledigt", "abgeschlossen", "umgesetzt", "finalitzat", "مكتمل", "выполнено",
    ),
    _PAUSED: (
        "paused", "suspended", "on hold", "blocked", "stalled", "en pause", "suspendu",
        "suspendue", "bloque", "bloquee", "en attente", "pausado", "suspendido", "suspendida",
        "bloqueado", "detenido", "suspenso", "ausgesetzt", "معلق", "приостановлено",
    ),
    _CANCELLED: (
        "cancelled", "canceled", "dropped", "abandoned", "withdrawn", "discontinued", "closed",
        "closed not achieved", "closed early", "not implemented", "not achieved", "annule",
        "annulee",
        "abandonne", "abandonnee", "retire", "cancelado", "cancelada", "anulado", "abandonado",
        "no realizado", "retirado", "abgebrochen", "gestrichen", "ملغى", "отменено",
    ),
    _DRAFT: ("draft", "projet", "brouillon", "borrador", "rascunho", "entwurf"),
    replace(_PLANNED, commitment=CommitmentState.PROPOSED): (
        "proposed", "waiting for agreement", "propose", "proposee", "propuesto", "propuesta",
    ),
    replace(_STARTED, confidence=Confidence.ON_TRACK): (
        "on track", "green", "on schedule", "en bonne voie", "vert", "dans les temps",
        "en buen camino", "segun lo previsto", "verde", "im plan",
    ),
    replace(_STARTED, confidence=Confidence.AT_RISK): (
        "at risk", "risk of delay", "amber", "yellow", "a risque", "risque de retard", "orange",
        "en riesgo", "riesgo de retraso", "ambar", "amarillo", "em risco", "gefahrdet",
    ),
    replace(_STARTED, confidence=Confidence.OFF_TRACK): (
        "off track", "delayed", "late", "overdue", "behind schedule", "red", "en retard", "retarde",
        "rouge", "retrasado", "retrasada", "con retraso", "atrasado", "atrasada", "rojo",
        "verspatet", "verzogert", "endarrerit",
    ),
}  # fmt: skip

_KNOWN = {key(word): status for status, words in _WORDS.items() for word in words}
BLANK = Status()


def read_status(word: str) -> Status:
    """What a status word of another list means here; unknown words are marked, never guessed."""
    if not (asked := key(word)):
        return BLANK
    return _KNOWN.get(asked) or Status(is_unknown=True)
