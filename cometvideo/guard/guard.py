"""The guard: what becomes of every request, decided without any I/O but the ledger's."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from hmac import compare_digest

from cometvideo.client.contract import Contract, read_json
from cometvideo.errors import InputError
from cometvideo.facts.endpoint import AnySpec
from cometvideo.facts.worlds import choose_world
from cometvideo.guard.answers import (
    TOLD,
    Ask,
    Mode,
    Unanswered,
    Wait,
    own_answer,
    time_words,
    with_told,
    without_key,
)
from cometvideo.guard.budget import Budget, price_words
from cometvideo.guard.creates import AGAIN, Create, is_create, key_in, may_start_task, read_create
from cometvideo.guard.ledger import Ledger, Row, Spent
from cometvideo.guard.polls import Polls
from cometvideo.guard.state import state_of
from cometvideo.guard.stopping import Stopping
from cometvideo.prediction import Reject, predict
from cometvideo.wire.credentials import Credentials, fingerprint
from cometvideo.wire.exchange import Answer, HttpRequest
from cometvideo.wire.keys import carried
from cometvideo.words import moderation_codes, words_of

__all__ = ["Guard"]

# Answers of the guard's own. SDKs send a request again at 408, 409, 429 and from 500 on, so none
# of these is one of them.
_OVER_BUDGET = 402
_STOPPED = 403
_NOT_THERE = 404
_OTHER_REQUEST = 422
_UNKNOWN_END = 424
_NOT_REACHED = 502  # nothing was sent, so that to try again is right

_WINDOW_S = 24 * 3600.0  # for so long two creates can be one and the same


class Guard:
    """Decides what becomes of requests: sent, answered, or held.

    `key` is put in place of what clients send where it is given, and only those are let in that
    have the `token` for a key. Under a budget in money, creates without a known price pass where
    `unpriced` is given, and count for nothing. A task is asked after every `poll_every_s` at most,
    None for what the spec advises, 0 for as often as clients do. `longest_s` is how long a create
    may be under way. `log` is told in one line what the guard did, and `record` every create and
    every poll with its answer, as it went to the API, whatever it carries. May be used by several
    threads.
    """

    def __init__(
        self,
        spec: AnySpec,
        ledger: Ledger,
        *,
        mode: Mode = "warn",
        budgets: Sequence[Budget] = (),
        unpriced: bool = False,
        failures_most: int | None = None,
        poll_every_s: float | None = None,
        key: str = "",
        token: str = "",
        longest_s: float = 180.0,
        log: Callable[[str], object] = lambda _: None,
        record: Callable[[HttpRequest, Answer | None], object] | None = None,
    ) -> None:
        self.spec = spec
        self.contract = Contract(spec)
        self.words = self.contract.words
        self.longest_s = longest_s
        self._world = choose_world(spec)
        self._ledger = ledger
        self._mode = mode
        self._budgets = tuple(budgets)
        self._unpriced = unpriced
        self._key, self._token = key, token
        self._log = log
        self._record = record
        self._stopping = Stopping(failures_most, moderation_codes(spec), log)
        for each in self._budgets:
            log(f"budget: {each.told}")
        self._leaving: set[int] = set()  # creates whose answers are on their way to their clients
        self._polls = Polls(ledger, self.contract, poll_every_s, longest_s)

    # --- Before anything is sent ---

    def before(self, request: HttpRequest, waited: Wait | None = None) -> Ask | Answer | Wait:
        """What is to be done with a request, which is put into the ledger where it may cost.

        `waited` is the create that it has waited for: whoever did so shares what came of that.
        """
        found = None if waited else self.at_once(request)
        if found is not None:
            return found
        act = self._create if is_create(request, self.words) else self._poll
        return act(request, waited)

    def at_once(self, request: HttpRequest) -> Ask | Answer | Wait | None:
        """The same where nothing has to be written down, which waits for a disk; else None."""
        refused = self._let_in(request) if self._key else None
        if refused is not None or is_create(request, self.words):
            return refused
        if may_start_task(request, self.spec):
            known = self.words.operations["create"]
            told = "nothing was sent: this may start a task, and the guard knows creates alone"
            return self._say(_STOPPED, "refused", f"{told}: {known.method} {known.path}")
        poll = self.words.operations["retrieve"]
        if request.method == poll.method and poll.matches.fullmatch(request.path):
            return self._poll(request, None)
        return Ask(self._own(request))

    def _create(self, request: HttpRequest, waited: Wait | None) -> Ask | Answer | Wait:
        try:
            create = read_create(self.spec, self.words, request)
            shared = self._ledger.row(waited.row) if waited and waited.row else None
            if shared is not None and shared.state in {"answered", "unclear"}:
                return self._known(create, shared, shares=True)
            return self._before(request, create)
        except InputError as error:
            return self._say(_UNKNOWN_END, "closed", f"nothing was sent: {error}")

    def _poll(self, request: HttpRequest, waited: Wait | None) -> Ask | Answer | Wait:
        name = self._polls.name_of(request, fingerprint(key_in(request, self.words)))
        if name:
            known = self._polls.known(name, request, waited=waited is not None)
            if known is not None:
                return known
            if not self._polls.begin(name):
                return Wait(name=name)
        return Ask(self._own(request), poll=True, name=name)

    def _before(self, request: HttpRequest, create: Create) -> Ask | Answer | Wait:
        self._ledger.give_up(self.longest_s)
        codes = ", ".join(dict.fromkeys(each.code for each in create.validation.findings))
        verdict = create.validation.verdict
        limit = {"refuse": {"invalid", "uncertain"}, "warn": {"invalid"}, "observe": set()}
        if verdict in limit[self._mode]:
            return self._refusal(create, codes)
        why = self._stopping.why_not(self._fingerprint(request))
        if why:
            return self._say(_STOPPED, "stopped", f"no create is sent any more: {why}")
        found = self._ledger.intend(
            create, self._budgets, window_s=_WINDOW_S, unpriced=self._unpriced
        )
        if isinstance(found, Spent):
            return self._over(create, found)
        if isinstance(found, Row):
            return self._known(create, found)
        at_most = _at_most(create)
        passed = f"passed; {verdict}{f': {codes}' if codes else ''}; {at_most}"
        asked = f"{create.model}, at most {create.seconds} s; {at_most}"
        self._log(f"sent: create {found}, {asked}; {verdict}")
        return Ask(self._own(request), found, passed)

    def _known(self, create: Create, row: Row, *, shares: bool = False) -> Answer | Wait:
        """What is told of a known create; who waited for its end `shares` that at once."""
        if row.same != create.same:
            return self._say(
                _OTHER_REQUEST,
                "refused",
                "this Idempotency-Key was sent with another request; take a new one for each",
            )
        if row.state == "sending":
            return Wait(row.id)
        if row.id in self._leaving and not shares:
            return Wait(leaving=row.id)
        if row.state == "unclear":
            return self._unclear(row.id, row.problem)
        saved = f"{row.seconds} s of video" if row.amount is None else row.price
        spared = f"{saved} not spent twice"
        after = f"{self._ledger.now() - row.at:.0f} s after it was sent"
        self._log(f"held: create {row.id} repeated {after}; {row.task} goes on; {spared}")
        told = ((TOLD, f"repeated; create {row.id}; {spared}"),)
        if row.body:
            return Answer(row.status, (("Content-Type", row.type), *told), row.body)
        words = words_of(self.spec.for_model(row.model))
        given = {"id": row.task, "status": words.initial, "model": row.model}
        body = json.dumps(words.task(words.initial, given)).encode()
        status = words.operations["create"].status
        return Answer(status, (("Content-Type", "application/json"), *told), body)

    def _unclear(self, row: int, problem: str) -> Answer:
        return self._say(
            _UNKNOWN_END,
            "held",
            f"a task may have been created and billed, and nobody can tell ({problem}); it is not "
            f"sent again. Look at the account, then: cometvideo guard settle {row} --task ID, or "
            f"--nothing; or send the header {AGAIN} to pay for another one",
        )

    def _over(self, create: Create, spent: Spent) -> Answer:
        if not spent.has_price:
            return self._say(
                _OVER_BUDGET,
                "no price",
                f"no price is known of what is asked of {create.model or 'the default model'}, so "
                f"that the budget of {spent.budget} would not hold; nothing was sent. Add its "
                "price to a spec of your own, or start the guard with --unpriced to let it pass "
                "uncounted",
            )
        frees = (
            ""
            if spent.frees_at is None
            else f"; enough is free again at {time_words(spent.frees_at)}"
        )
        return self._say(
            _OVER_BUDGET,
            "over budget",
            f"this create may cost {spent.budget.words(spent.budget.share(create) or 0)}, and of "
            f"the budget of {spent.budget} there are {spent.words} left{frees}",
        )

    def _refusal(self, create: Create, codes: str) -> Answer:
        """The API's own refusal, with what is wrong in its message."""
        sent = create.validation.request
        outcomes = predict(self._world.matrix_for(sent.fields), sent).outcomes
        reject = next((each for each in outcomes if isinstance(each, Reject)), None)
        message = "; ".join(
            each.message for each in create.validation.findings if each.severity != "note"
        )
        self._log(f"refused: {create.validation.verdict}: {codes}; nothing was sent")
        words = words_of(create.validation.matrix)
        envelope = reject.envelope if reject else next(iter(words.envelopes), None)
        code, param = (reject.code or "", reject.field or "") if reject else ("", "")
        data = words.error(envelope, message, code=code, param=param)
        status = (reject.status if reject else None) or _OTHER_REQUEST
        return own_answer(status, f"refused; {codes}", data)

    def is_under_way(self, wait: Wait) -> bool:
        """Whether what a client waits for has not ended yet."""
        if wait.leaving:
            return wait.leaving in self._leaving
        if wait.name:
            return self._polls.is_asking(wait.name)
        return self._ledger.is_under_way(wait.row, self.longest_s)

    def state(self) -> dict[str, object]:
        """What was sent, what is open and what is left, as JSON has it."""
        return state_of(self._ledger, self._budgets, self._stopping)

    # --- After something was sent ---

    def after_at_once(self, asked: Ask, came: Answer | Unanswered) -> Answer | None:
        """The same where nothing is written down, which waits for a disk; else None."""
        if asked.row is not None or self._record is not None:
            return None
        if isinstance(came, Answer):
            task = self.contract.read_task(read_json(came.body))
            if task is None or task.terminal:
                return None
        return self.after(asked, came)

    def after(self, asked: Ask, came: Answer | Unanswered) -> Answer:
        """What a client is told of what came of its request, which is kept.

        What came is told even where it cannot be kept: a task that nobody hears of is lost.
        """
        if self._record is not None:
            self._record(asked.request, came if isinstance(came, Answer) else None)
        if self._key and isinstance(came, Answer):
            came = without_key(came, self._key)
        try:
            if isinstance(came, Unanswered):
                return self._lost(asked, came.problem) if came.sent else self.unreached(asked, came)
            return self._after(asked, came)
        except InputError as error:
            self._log(f"not kept: {error}; what came of create {asked.row} is open from now on")
            if isinstance(came, Answer):
                return with_told(came, f"{asked.note}; not kept")
            return self._unclear(asked.row or 0, came.problem)

    def _after(self, asked: Ask, answer: Answer) -> Answer:
        if asked.row is None:
            return self._seen(asked, answer)
        # What is kept and told holds no key, even if the API repeats it.
        hide = Credentials(keys=(key_in(asked.request, self.words),))
        status, body = answer.status, hide.body(answer.body)
        said = self.contract.read_failure(body)
        task = self.contract.read_task(read_json(answer.body))
        if task is not None and 200 <= status < 300:
            self._stopping.taken()
            self._leaving.add(asked.row)
            self._ledger.end(
                asked.row,
                "answered",
                status=status,
                answer=(answer.header("content-type") or "application/json", body),
                task=hide.text(task.id),
            )
            return with_told(answer, asked.note)
        if status >= 300 and not self.contract.is_ambiguous(status, said.code):
            self._ledger.end(asked.row, "refused", status=status, problem=said.message)
            self._stopping.refused(self._fingerprint(asked.request), status, said)
            return with_told(answer, asked.note)
        return self._lost(asked, f"the API answered {status}: {said.message}")

    def not_taken(self, status: int, why: str) -> Answer:
        """What a client is told whose request is not read to its end."""
        return self._say(status, "refused", f"{why}; nothing was sent")

    def unknown(self, told: str) -> Answer:
        """What a client is told that asks for what there is not."""
        return self._say(_NOT_THERE, "not there", told)

    def unreached(self, asked: Ask, came: Unanswered) -> Answer:
        """What a client is told where the API was not reached, and so nothing was sent."""
        if asked.row is not None:
            self._ledger.end(asked.row, "refused", problem=came.problem)
        told = self._say(_NOT_REACHED, "not sent", f"the API was not reached: {came.problem}")
        return self._seen(asked, told) if asked.poll else told

    def broke_off(self, problem: str) -> None:
        """What passed came to no end."""
        self._log(f"cut short: the API's answer broke off: {problem}")

    def delivered(self, asked: Ask, there: object) -> None:
        """The answer has left, whether or not its client was still `there`."""
        row = asked.row or 0
        try:
            if row and there:
                self._ledger.delivered(row)
        except InputError as error:
            self._log(f"not kept: {error}; the answer to create {row} was delivered")
        finally:
            self._leaving.discard(row)

    def _lost(self, asked: Ask, problem: str) -> Answer:
        if asked.row is None:
            return self._seen(asked, self._say(_NOT_REACHED, "no answer", problem))
        self._ledger.end(asked.row, "unclear", problem=problem)
        self._log(f"open: create {asked.row} was sent, and what came of it is not known: {problem}")
        return self._unclear(asked.row, problem)

    def _seen(self, asked: Ask, answer: Answer) -> Answer:
        """What a client is told of a task that was asked after."""
        task = self.contract.read_task(read_json(answer.body))
        if task is not None:
            self._stopping.seen(task)
        if asked.name:
            plain = without_key(answer, key_in(asked.request, self.words))
            self._polls.end(asked.name, plain, task)
        return with_told(answer, asked.note)

    # --- Inside ---

    def _fingerprint(self, request: HttpRequest) -> str:
        """Of the key that a request goes to the API with."""
        return fingerprint(self._key or key_in(request, self.words))

    def _let_in(self, request: HttpRequest) -> Answer | None:
        if compare_digest(key_in(request, self.words).encode(), self._token.encode()):
            return None
        reject = self.words.refusal("key-missing")
        return self._say(
            reject.status or _STOPPED,
            "refused",
            "this guard holds the key itself; send the token that it printed when it began",
        )

    def _own(self, request: HttpRequest) -> HttpRequest:
        """A request as it goes to the API: with the guard's key, and without what is for it."""
        header = self.words.auth_header.lower()
        kept = tuple(
            each
            for each in request.headers
            if each[0].lower() != AGAIN and not (self._key and each[0].lower() == header)
        )
        if self._key:
            kept += ((self.words.auth_header, carried(self.words.auth_scheme, self._key)),)
        return request._replace(headers=kept)

    def _say(self, status: int, told: str, message: str) -> Answer:
        """An answer of the guard's own, in the first envelope that the API has."""
        self._log(f"{told}: {message}")
        envelope = next(iter(self.words.envelopes), None)
        code = f"cometvideo-guard-{told.replace(' ', '-')}"
        return own_answer(status, told, self.words.error(envelope, message, code=code))


def _at_most(create: Create) -> str:
    """What a create may cost, in words."""
    words = price_words(create.amount, create.currency)
    return words if create.amount is None else f"at most {words}"
