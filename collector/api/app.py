"""The FastAPI application of the operators' door."""

from fastapi import APIRouter, FastAPI

from collector.api import (
    admission,
    agents,
    alerts,
    canaries,
    devices,
    drift,
    due,
    enrolments,
    exemptions,
    facts,
    faults,
    fingerprints,
    handovers,
    identities,
    infrastructure,
    intake,
    journal,
    ledger,
    lending,
    life_cycle,
    operators,
    packets,
    people,
    person_trace,
    presence,
    register_history,
    segments,
    sessions,
    site,
    sweeps,
    switch_tables,
    terminal_card,
    terminal_edits,
    terminal_search,
    terminals,
    trace,
    units,
    watch_coverage,
    watching,
)
from collector.api.body_limit import BodyLimit
from collector.api.services import Services

PREFIX = "/api/v0"

ROUTERS: tuple[APIRouter, ...] = (
    sessions.router,
    operators.router,
    units.router,
    people.router,
    terminals.router,
    terminal_card.router,
    terminal_search.router,
    register_history.router,
    terminal_edits.router,
    life_cycle.router,
    lending.router,
    due.router,
    handovers.router,
    ledger.router,
    admission.router,
    fingerprints.router,
    segments.router,
    switch_tables.router,
    infrastructure.router,
    watching.router,
    watch_coverage.router,
    presence.router,
    sweeps.router,
    canaries.router,
    enrolments.router,
    agents.router,
    devices.router,
    drift.router,
    identities.router,
    facts.router,
    intake.router,
    alerts.router,
    exemptions.router,
    trace.router,
    person_trace.router,
    packets.router,
    journal.router,
    site.router,
)


def make_app(services: Services) -> FastAPI:
    """The application; its description is at /api/v0/openapi.json, and no page of it loads anything from elsewhere."""
    app = FastAPI(
        title="Mingce operators' door",
        version="0",
        openapi_url=f"{PREFIX}/openapi.json",
        # The stock pages fetch their scripts from a CDN, which nothing here may do.
        docs_url=None,
        redoc_url=None,
        responses=faults.RESPONSES,
    )
    app.state.services = services
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX)
    faults.install(app)
    app.add_middleware(BodyLimit)
    return app
