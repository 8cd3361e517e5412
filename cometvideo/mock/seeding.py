"""Tasks that nobody created: what a program finds that begins with an id."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cometvideo.errors import InputError
from cometvideo.facts.endpoint import AnySpec
from cometvideo.mock.answers import explain
from cometvideo.mock.operations import meant_plan, settled_plan
from cometvideo.mock.tasks import Order
from cometvideo.mock.videos import fallback_size
from cometvideo.plan import Plan
from cometvideo.prediction import Reject, predict
from cometvideo.samples.requests import plain_request
from cometvideo.words import words_of

__all__ = ["seeded_order"]

_ID = re.compile(r"[^/?#\s]{1,200}")


def seeded_order(
    world: AnySpec,
    task_id: str,
    fields: Mapping[str, object],
    *,
    plan: Plan,
    owner: str,
    at: float,
    drawn: str,
) -> Order:
    """The order of a task as a create with these fields would make it, and plain ones beside them.

    `at` is when it was created, `drawn` what its plan leaves to chance. Raises InputError for an id
    that no path can have, and for fields that are refused in this world.
    """
    if not _ID.fullmatch(task_id):
        raise InputError(f"{task_id[:100]!r} cannot be the id of a task: a path has to hold it")
    selector = words_of(world.unnamed).selector
    model = fields.get(selector or "") or next(iter(world.models), "")
    matrix = world.for_model(model)
    if model not in matrix.models:
        raise InputError(f"{model!r:.100} is no model; allowed: {', '.join(world.models)}")
    asked = {**plain_request(matrix, str(model)), **fields}
    prediction = predict(matrix, asked)
    outcome = prediction.outcomes[0]
    if isinstance(outcome, Reject):
        raise InputError(f"no such task can be: {explain(prediction, outcome)}")
    rendering, words = outcome.rendering, words_of(matrix)
    if rendering.width is None:
        width, height = fallback_size(matrix)
        rendering = rendering._replace(width=width, height=height)
    model = words.model_of(asked)
    plan = settled_plan(meant_plan(plan, words, world, model), words, drawn)
    repeated = words.repeated(asked)
    return Order(task_id, owner, model, at, plan, rendering, repeated, amount=0)
