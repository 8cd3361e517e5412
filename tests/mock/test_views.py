"""What is filled into templates is what the encoder would write of the task object."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cometvideo import load
from cometvideo.facts.worlds import choose_world
from cometvideo.mock.answers import json_answer
from cometvideo.mock.tasks import Order, shown
from cometvideo.mock.views import view
from cometvideo.plan import Plan, Stage
from cometvideo.prediction import Rendering
from cometvideo.words import TaskField, Words, words_of

SPECS = ["seedance", "seedance@2026-04"]
TEXTS = st.text() | st.sampled_from(['"', "%", "%(id)s", "%%", "\\", "é\ud800", "\0"])
TIMES = st.floats(0, 1e15)


def worlds_words(spec: str) -> st.SearchStrategy[Words]:
    """The worlds_words of some worlds of a spec, and one that has to be escaped."""
    found = [words_of(choose_world(load(spec), None, seed=seed)) for seed in range(5)]
    odd = Words(found[0].matrix)
    odd.fields = (*odd.fields, TaskField('%s"', None, "%(id)s", None))
    return st.sampled_from([*found, odd])


STAGES = (
    st.builds(Stage, st.just("waiting"), st.just(0))
    | st.builds(Stage, st.just("running"), st.integers(0, 99))
    | st.builds(Stage, st.just("ended"), st.just(100), st.none() | TIMES)
)
PLANS = st.builds(Plan, code=st.none() | TEXTS, message=st.none() | TEXTS)
ORDERS = st.builds(Order, TEXTS, TEXTS, TEXTS, TIMES, PLANS, st.just(Rendering(5, 1280, 720)))


@pytest.mark.parametrize("spec", SPECS)
@given(data=st.data(), order=ORDERS, link=TEXTS, at=STAGES)
def test_is_what_the_encoder_writes(
    spec: str, data: st.DataObject, order: Order, link: str, at: Stage
) -> None:
    words = data.draw(worlds_words(spec))
    ends = ("success", "failure", *sorted(words.terminal))
    plan = order.plan._replace(end=data.draw(st.sampled_from(ends)))
    order = order._replace(plan=plan)
    written = json_answer(200, shown(order, words, at, link)).body
    assert view(order, words, at, link) == written
