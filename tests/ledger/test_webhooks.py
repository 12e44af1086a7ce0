"""Webhooks: told at least once, signed, to nobody inside, by a real listener on this machine."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

import pytest
from pydantic import SecretStr

from service.ledger.notes import read_checkpoint
from service.settings import Settings
from service.store.engine import Database
from service.workflows import deliver
from service.workflows.deliver import PAUSES, deliver_round
from service.workflows.webhooks import public, refuse_address
from tests.api.conftest import Stage, framework, light_stage, reader, stage
from tests.ledger.scene import KEY, NOON, Log

__all__ = ["framework", "light_stage", "reader", "stage"]
MASTER = SecretStr("a secret of the service, for tests only")
SETTINGS = Settings(secret_key=MASTER, webhook_private=True)
OUTSIDE = Settings(secret_key=MASTER)


@dataclass
class Listener:
    """A server that answers with the statuses it is given, the last for ever, and keeps what it heard."""

    statuses: list[int] = field(default_factory=lambda: [204])
    heard: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0
    held: Event | None = None
    """What the server waits for before it answers."""
    pause: float = 0.0
    """Seconds before it answers."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"


@contextmanager
def listening(*statuses: int) -> Iterator[Listener]:
    listener = Listener(list(statuses) or [204])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            listener.heard.append((self.path, {key.lower(): value for key, value in self.headers.items()}, body))
            if listener.held is not None:
                listener.held.wait(8)
            sleep(listener.pause)
            status = listener.statuses.pop(0) if len(listener.statuses) > 1 else listener.statuses[0]
            with suppress(BrokenPipeError):
                self.answer(status)

        def answer(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Location", listener.url + "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.port = server.server_port
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield listener
    server.shutdown()
    server.server_close()
    thread.join()


def _subscribed(stage: Stage, url: str, *kinds: str, name: str = "union") -> dict[str, Any]:
    stage.app.state.house.settings = SETTINGS
    response = stage.client(name).post("/api/v1/webhooks", json={"url": url, "kinds": list(kinds)})
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


def _log(stage: Stage) -> Log:
    return Log(stage.database, None, None)  # type: ignore[arg-type]


def _told(database: Database, minutes: float = 0, settings: Settings = SETTINGS, **given: Any) -> tuple[int, int]:
    return deliver_round(database, settings, clock=lambda: NOON + timedelta(minutes=minutes), **given)


def test_a_signed_checkpoint_arrives_once_with_its_acts_and_a_signature_of_its_own(stage: Stage) -> None:
    with listening() as listener:
        made = _subscribed(stage, listener.url)
        log = _log(stage)
        log.fill_up_to(9)
        note = log.sign()

        assert _told(stage.database) == (1, 0)
        assert _told(stage.database, 60) == (0, 0)

    (path, headers, body) = listener.heard[0]
    assert (path, headers["host"], headers["content-type"]) == (
        "/hook",
        f"127.0.0.1:{listener.port}",
        "application/json",
    )
    secret = base64.b64decode(made["secret"].removeprefix("whsec_"))
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(secret, said, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert headers["webhook-timestamp"] == str(int(NOON.timestamp()))
    told = json.loads(body)
    assert told["type"] == "log.checkpoint"
    assert told["data"]["checkpoint"] == note
    assert read_checkpoint(note).verified_by(KEY.verifier)
    assert [act["index"] for act in told["data"]["acts"]] == list(range(9))
    assert set(told["data"]["acts"][0]) == {"index", "kind", "subject", "leaf"}


def test_only_the_kinds_asked_for_are_told(stage: Stage) -> None:
    with listening() as listener:
        _subscribed(stage, listener.url, "revision")
        log = _log(stage)
        log.fill(2)
        log.sign()
        _told(stage.database)
        assert listener.heard == []
        filed = stage.filed()
        log.sign(timedelta(hours=1))
        _told(stage.database, 60)

    acts = json.loads(listener.heard[0][2])["data"]["acts"]
    assert [act["leaf"] for act in acts] == [filed["receipt"]["leaf"]]


def test_a_failure_is_tried_again_later_and_given_up_at_last(light_stage: Stage) -> None:
    with listening(500) as listener:
        made = _subscribed(light_stage, listener.url)
        log = _log(light_stage)
        log.fill(1)
        log.sign()
        minutes = 0.0
        for attempt, pause in enumerate(PAUSES, 1):
            assert _told(light_stage.database, minutes) == (0, 1), attempt
            assert _told(light_stage.database, minutes) == (0, 0), "not before its time"
            minutes += pause.total_seconds() / 60
        assert _told(light_stage.database, minutes) == (0, 1)
        assert _told(light_stage.database, minutes * 2) == (0, 0)

    assert len(listener.heard) == len(PAUSES) + 1
    ids = {headers["webhook-id"] for _, headers, _ in listener.heard}
    assert len(ids) == 1, "the same message keeps its id, so that a receiver knows it again"
    one = light_stage.client("union").get(f"/api/v1/webhooks/{made['id']}/deliveries").json()["items"][0]
    assert (one["attempts"], one["status"], one["error"], one["due"]) == (len(PAUSES) + 1, 500, "HTTP 500", None)


def test_what_failed_once_arrives_the_next_time(stage: Stage) -> None:
    with listening(503, 200) as listener:
        _subscribed(stage, listener.url)
        log = _log(stage)
        log.fill(1)
        log.sign()

        assert [_told(stage.database), _told(stage.database, 1)] == [(0, 1), (1, 0)]


def test_a_slow_receiver_keeps_nobody_else_waiting(stage: Stage) -> None:
    with listening() as slow, listening() as quick, listening() as other:
        slow.held = Event()
        for listener in (slow, quick, other):
            _subscribed(stage, listener.url)
        log = _log(stage)
        log.fill(1)
        log.sign()
        done: list[tuple[int, int]] = []
        round_ = Thread(target=lambda: done.append(_told(stage.database)))
        round_.start()
        until = monotonic() + 6
        while monotonic() < until and not (slow.heard and quick.heard and other.heard):
            sleep(0.02)
        heard_meanwhile = [len(listener.heard) for listener in (slow, quick, other)]
        slow.held.set()
        round_.join()

    assert heard_meanwhile == [1, 1, 1], "the others were told while the slow one had not answered"
    assert done == [(3, 0)]


def test_everyone_is_told_in_the_order_of_the_log_and_nothing_after_what_failed(stage: Stage) -> None:
    with listening() as fine, listening(500, 200) as failing:
        for listener in (fine, failing):
            _subscribed(stage, listener.url)
        log = _log(stage)
        for number in range(3):
            log.fill(1, first=number)
            log.sign(timedelta(minutes=-30 + number))

        first = _told(stage.database)
        sizes = [[json.loads(body)["data"]["size"] for _, _, body in one.heard] for one in (fine, failing)]
        second = _told(stage.database, 1)

    assert (first, second) == ((3, 1), (3, 0))
    assert sizes[0] == sorted(sizes[0])
    assert sizes[1] == sizes[0][:1]
    again = [json.loads(body)["data"]["size"] for _, _, body in failing.heard]
    assert again == [sizes[0][0], *sizes[0]], "what failed is told before what came after it"


def test_many_tellings_for_one_receiver_leave_room_for_others(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliver, "A_ROUND", 2)
    with listening() as many, listening() as one:
        log = _log(stage)
        _subscribed(stage, many.url)
        for number in range(3):
            log.fill(1, first=number)
            log.sign(timedelta(minutes=-30 + number))
        _subscribed(stage, one.url)
        log.fill(1, first=3)
        log.sign(timedelta(minutes=-20))

        assert _told(stage.database) == (2, 0)
        assert (len(many.heard), len(one.heard)) == (1, 1)


def test_a_receiver_that_never_ends_its_answer_is_left(light_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliver, "LONGEST", 0.5)
    with listening() as listener:
        listener.held = Event()
        _subscribed(light_stage, listener.url)
        log = _log(light_stage)
        log.fill(1)
        log.sign()

        told = _told(light_stage.database)
        listener.held.set()

    assert (told, len(listener.heard)) == ((0, 1), 1)


def test_a_receiver_that_is_slow_each_time_has_its_time_in_a_round_and_no_more(
    light_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver, "ONE_RECEIVER", 0.3)
    with listening() as listener:
        listener.pause = 0.4
        _subscribed(light_stage, listener.url)
        log = _log(light_stage)
        for number in range(4):
            log.fill(1, first=number)
            log.sign(timedelta(minutes=-30 + number))

        first, second = _told(light_stage.database), _told(light_stage.database, 1)
        listener.pause = 0.0
        monkeypatch.setattr(deliver, "ONE_RECEIVER", 60.0)
        rest = _told(light_stage.database, 2)

    assert (first, second, rest) == ((1, 0), (1, 0), (2, 0)), "what waits is told in the rounds after, nothing failed"
    sizes = [json.loads(body)["data"]["size"] for _, _, body in listener.heard]
    assert sizes == sorted(set(sizes)), "in the order of the log"


def test_a_redirect_is_not_followed(light_stage: Stage) -> None:
    with listening(302) as listener:
        _subscribed(light_stage, listener.url)
        log = _log(light_stage)
        log.fill(1)
        log.sign()

        assert _told(light_stage.database) == (0, 1)
    assert [path for path, _, _ in listener.heard] == ["/hook"]


def test_a_worker_that_died_after_taking_a_telling_does_not_lose_it(stage: Stage) -> None:
    with listening() as listener:
        _subscribed(stage, listener.url)
        log = _log(stage)
        log.fill(1)
        log.sign()

        def killed(host: str, port: int) -> list[str]:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            _told(stage.database, find=killed)
        assert _told(stage.database, 1) == (0, 0), "another worker may still be at it"
        assert _told(stage.database, 3) == (1, 0)


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "fd00::1", "fe80::1%eth0"])
def test_a_public_name_that_leads_inside_is_not_told(light_stage: Stage, inside: str) -> None:
    with listening() as listener:
        _subscribed(light_stage, "https://union.example.org/hook")
        log = _log(light_stage)
        log.fill(1)
        log.sign()

        assert _told(light_stage.database, settings=OUTSIDE, find=lambda *_: ["93.184.216.34", inside]) == (0, 1)
    assert listener.heard == []


def test_the_address_that_was_looked_up_is_the_one_connected_to(light_stage: Stage) -> None:
    """A name server that answers otherwise the second time (DNS rebinding) is never asked a second time."""
    with listening() as listener:
        _subscribed(light_stage, f"http://rebinding.example:{listener.port}/hook")
        log = _log(light_stage)
        log.fill(1)
        log.sign()
        asked: list[tuple[str, int]] = []

        def find(host: str, port: int) -> list[str]:
            asked.append((host, port))
            return ["127.0.0.1"]

        assert _told(light_stage.database, find=find) == (1, 0)
    assert asked == [("rebinding.example", listener.port)]
    assert listener.heard[0][1]["host"] == f"rebinding.example:{listener.port}"


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
        ),
        *("::1", "::", "fc00::1", "fe80::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "ff02::1"),
    ],
)
def test_addresses_inside_are_known_for_what_they_are(address: str) -> None:
    import ipaddress

    assert not public(ipaddress.ip_address(address))
    assert public(ipaddress.ip_address("93.184.216.34"))
    assert public(ipaddress.ip_address("2606:2800:220:1:248:1893:25c8:1946"))


@pytest.mark.parametrize(
    "url",
    [
        *("http://union.example.org/", "https://127.0.0.1/", "https://localhost/", "https://[::1]/"),
        *("https://me:pass@union.example.org/", "https://union.example.org:99999/", "https:///hook"),
    ],
)
def test_an_address_that_could_never_be_told_is_refused_at_once(light_stage: Stage, url: str) -> None:
    light_stage.app.state.house.settings = OUTSIDE
    refused = light_stage.client("union").post("/api/v1/webhooks", json={"url": url})

    assert refused.status_code == 422
    refuse_address("https://union.example.org/hook", private=False)


def test_a_subscription_is_its_organisations_own_and_its_secret_is_shown_once(stage: Stage) -> None:
    made = _subscribed(stage, "https://union.example.org/hook")
    mine, other = stage.client("union"), stage.client("other union")

    assert "secret" not in mine.get("/api/v1/webhooks").text
    assert [one["id"] for one in mine.get("/api/v1/webhooks").json()["items"]] == [made["id"]]
    assert other.get("/api/v1/webhooks").json()["items"] == []
    assert other.get(f"/api/v1/webhooks/{made['id']}/deliveries").status_code == 404
    assert other.delete(f"/api/v1/webhooks/{made['id']}").status_code == 404
    assert mine.delete(f"/api/v1/webhooks/{made['id']}").status_code == 204
    assert mine.get("/api/v1/webhooks").json()["items"] == []
    from service.store.tables import metadata

    with stage.database.reading() as connection:
        kept = repr([list(connection.execute(table.select())) for table in metadata.sorted_tables])
    assert made["secret"].removeprefix("whsec_") not in kept


def test_bounds_and_slips_are_named(light_stage: Stage) -> None:
    for _ in range(10):
        _subscribed(light_stage, "https://union.example.org/hook")
    client = light_stage.client("union")

    one_more = client.post("/api/v1/webhooks", json={"url": "https://union.example.org/"})
    assert (one_more.status_code, one_more.json()["code"]) == (409, "too_many_webhooks")
    other = light_stage.client("company")
    body = {"url": "https://a.example.org/", "kinds": ["gossip"]}
    assert other.post("/api/v1/webhooks", json=body).json()["code"] == "unknown_kind"
    light_stage.app.state.house.settings = Settings(secret_key=None)
    refused = other.post("/api/v1/webhooks", json={"url": "https://a.example.org/"})
    assert (refused.status_code, refused.json()["code"]) == (503, "secret_key_missing")
