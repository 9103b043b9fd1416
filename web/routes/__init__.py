"""The map of the site: one module per word of the design, each with its `router`."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Depends

from shelters.access.policy import Permission
from web.edge import needs
from web.public import ours
from web.routes import (
    accounts,
    addresses,
    answering,
    apart,
    changes,
    circles,
    closures,
    codes,
    collectives,
    corrections,
    credentials,
    design,
    emergencies,
    emergency,
    evacuations,
    guide,
    health,
    hosting,
    houses,
    leave,
    links,
    moves,
    news,
    nights,
    notes,
    notices,
    options,
    passkeys,
    people,
    places,
    policy,
    preferences,
    proposals,
    record,
    region,
    relocations,
    requests,
    retention,
    rooms,
    runs,
    safety,
    sessions,
    sheets,
    start,
    stays,
    steps,
    today,
    unfinished,
    unmet,
    versions,
)

# Written without knowing who looks; here is what they ask of her.
_design = APIRouter(dependencies=[needs(Permission.DESIGN_SEE)])
_design.include_router(design.router)
_preferences = APIRouter(dependencies=[Depends(ours)])
_preferences.include_router(preferences.router)

ROUTERS: Final = (
    accounts.router,
    codes.router,
    # Before the ways of `credentials`, which take any other word after `/account/`.
    passkeys.router,
    notices.router,
    credentials.router,
    start.router,
    today.router,
    unmet.router,
    changes.router,
    unfinished.router,
    versions.router,
    # After those two, whose ways name what follows the id.
    steps.router,
    requests.router,
    notes.router,
    apart.router,
    options.router,
    proposals.router,
    moves.router,
    emergencies.router,
    stays.router,
    relocations.router,
    sheets.router,
    hosting.router,
    news.router,
    corrections.router,
    houses.router,
    addresses.router,
    links.router,
    answering.router,
    rooms.router,
    nights.router,
    closures.router,
    safety.router,
    evacuations.router,
    collectives.router,
    runs.router,
    places.router,
    sessions.router,
    emergency.router,
    guide.router,
    people.router,
    circles.router,
    record.router,
    region.router,
    retention.router,
    policy.router,
    _preferences,
    leave.router,
    health.router,
    _design,
)
