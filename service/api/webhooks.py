"""`/webhooks`: organisations that want to be told when the log is signed, and how each telling went."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from schemas.out import Page
from schemas.webhook import WebhookDeliveryOut, WebhookFiledOut, WebhookIn, WebhookOut
from service.api.documented import Responses, reading, writing
from service.api.parameters import Limit
from service.api.route import GuardedRoute
from service.dependencies import ActorDep, HouseDep
from service.store import webhooks as rows
from service.store.tables import Webhook
from service.workflows.webhooks import subscribe, tellings, unsubscribe

router = APIRouter(prefix="/webhooks", tags=["webhooks"], route_class=GuardedRoute)
WebhookId = Annotated[str, Path(pattern=r"^w_[0-9a-f]{16}$")]
CREATED: Responses = {201: {"description": "Subscribed; the secret is shown this once.", "model": WebhookFiledOut}}


@router.post("", name="webhooks.create", status_code=201, responses={**writing(), **CREATED})
def create_webhook(given: WebhookIn, house: HouseDep, actor: ActorDep) -> WebhookFiledOut:
    """Be told of each signed checkpoint, with the acts that it newly covers: no words, only what `/log/leaves` shows.

    Messages follow Standard Webhooks: headers `webhook-id`, `webhook-timestamp`, `webhook-signature` (HMAC-SHA256).
    Each arrives at least once. Sent twice, this makes two subscriptions, each with a secret that only its answer has.
    """
    made = subscribe(house.database, house.settings, actor, given.url, given.kinds, clock=house.clock)
    return WebhookFiledOut(**_out(made.webhook).model_dump(), secret=made.secret)


@router.get("", name="webhooks.list", responses=reading())
def list_webhooks(house: HouseDep, actor: ActorDep) -> Page[WebhookOut]:
    """The standing subscriptions of the asking organisation."""
    with house.database.reading() as connection:
        return Page(items=[_out(one) for one in rows.standing(connection, actor.organisation)])


@router.delete("/{id}", name="webhooks.end", status_code=204, responses=reading())
def end_webhook(id: WebhookId, house: HouseDep, actor: ActorDep) -> Response:  # noqa: A002
    """End a subscription; what waits for it is not told any more."""
    unsubscribe(house.database, actor, id, clock=house.clock)
    return Response(status_code=204)


@router.get("/{id}/deliveries", name="webhooks.deliveries", responses=reading())
def list_deliveries(
    id: WebhookId,  # noqa: A002
    house: HouseDep,
    actor: ActorDep,
    limit: Limit = 100,
) -> Page[WebhookDeliveryOut]:
    """How the newest tellings of a subscription went, newest first."""
    told = tellings(house.database, actor, id, limit)
    return Page(
        items=[
            WebhookDeliveryOut(**{"from": one.earlier}, **one.model_dump(exclude={"id", "webhook", "earlier"}))
            for one in told
        ]
    )


def _out(row: Webhook) -> WebhookOut:
    return WebhookOut(id=row.id, url=row.url, kinds=[str(kind) for kind in row.kinds], created=row.created)
