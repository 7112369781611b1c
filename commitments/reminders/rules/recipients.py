"""Who is written to for a rung (5.2, 5.3), as duties; whose they are the posts tell."""

from commitments.reminders.rules.words import Because, Rung

OWNER, RESPONSIBLE, FOCAL_POINT = Because.OWNER, Because.RESPONSIBLE, Because.FOCAL_POINT
COORDINATOR, LEAD, ADMINISTRATOR = Because.COORDINATOR, Because.LEAD, Because.ADMINISTRATOR
HEAD = Because.HEAD

DUTIES: dict[Rung, tuple[Because, ...]] = {
    Rung.R1: (OWNER, RESPONSIBLE),
    Rung.R2: (OWNER, RESPONSIBLE),
    Rung.R3: (OWNER, RESPONSIBLE),
    Rung.O1: (OWNER, RESPONSIBLE),
    Rung.O2: (OWNER, FOCAL_POINT),
    Rung.O3: (OWNER, FOCAL_POINT),
    Rung.E1: (FOCAL_POINT, OWNER),
    Rung.E2: (HEAD,),
    Rung.W1: (COORDINATOR,),
    # And the focal point where a copy is wanted.
    Rung.F1: (OWNER, FOCAL_POINT),
    Rung.A1: (OWNER, RESPONSIBLE),
    Rung.A2: (OWNER, RESPONSIBLE),
    Rung.A3: (OWNER, RESPONSIBLE),
    Rung.A4: (OWNER, RESPONSIBLE),
    Rung.U1: (OWNER,),
    Rung.U2: (OWNER,),
    Rung.U3: (OWNER, FOCAL_POINT),
    Rung.U4: (FOCAL_POINT,),
    Rung.V1: (COORDINATOR,),
    Rung.V2: (COORDINATOR,),
    Rung.V3: (COORDINATOR,),
    Rung.V4: (LEAD,),
    Rung.Q1: (COORDINATOR,),
    Rung.Q2: (COORDINATOR, OWNER),
    Rung.P1: (COORDINATOR,),
    Rung.P2: (COORDINATOR,),
    Rung.P3: (COORDINATOR,),
    Rung.N1: (FOCAL_POINT,),
    Rung.N2: (FOCAL_POINT, COORDINATOR),
    Rung.D1: (COORDINATOR,),
    Rung.D2: (COORDINATOR,),
    Rung.D3: (Because.HEAD,),
    Rung.H1: (Because.HOLDER,),
    Rung.B1: (FOCAL_POINT, ADMINISTRATOR),
    Rung.G1: (OWNER,),
    Rung.G2: (OWNER,),
    Rung.G3: (OWNER,),
    Rung.G4: (FOCAL_POINT,),
}
