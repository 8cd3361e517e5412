import pytest
from hypothesis import given
from hypothesis import strategies as st

from cometvideo.errors import InputError
from cometvideo.plan import Plan, read_plan, stage


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("", Plan()),
        ("immediate", Plan(polls=1)),
        ("polls=7", Plan(polls=7)),
        ("clock", Plan("clock")),
        ("clock=90", Plan("clock", seconds=90.0)),
        ("seconds=1.5, end=error", Plan("clock", seconds=1.5, end="error")),
        ("never", Plan("never")),
        ("refused,code=X", Plan("refused", code="X")),
        ("moderated", Plan(end="moderated")),
        ("polls=2,failed,message=no luck", Plan(polls=2, end="failure", message="no luck")),
    ],
)
def test_plans_are_read_from_text(text: str, plan: Plan) -> None:
    assert read_plan(text) == plan


def test_plans_are_read_from_mappings_and_are_themselves() -> None:
    assert read_plan({"polls": 2, "message": None}) == Plan(polls=2)
    assert read_plan(Plan("never")) == Plan("never")


@pytest.mark.parametrize(
    ("given_plan", "says"),
    [
        ("soon", "'soon' is not known; write it as one of immediate"),
        ("polls=0", "the least is 1"),
        ("polls=many", "cannot be used"),
        ("clock=-1", "it must be 0 to 1e+09"),
        ("clock=inf", "it must be"),
        ("clock=nan", "it must be"),
        ("pace=fast", "allowed: polls, clock, never, refused"),
        ({"polls": True}, "write a whole number"),
        ({"polls": 1.5}, "write a whole number"),
        ({"end": 3}, "write it as text"),
        ({"speed": 3}, "'speed' is not known; allowed: pace"),
    ],
    ids=str,
)
def test_a_plan_that_cannot_be_read_says_why(
    given_plan: str | dict[str, object], says: str
) -> None:
    with pytest.raises(InputError) as raised:
        read_plan(given_plan)
    assert says in str(raised.value)


@given(
    polls=st.integers(1, 30),
    seconds=st.floats(0, 1e6),
    pace=st.sampled_from(["polls", "clock", "never"]),
    steps=st.lists(st.floats(0, 1e5), min_size=1, max_size=40),
)
def test_a_task_only_moves_forward(
    polls: int, seconds: float, pace: str, steps: list[float]
) -> None:
    plan = read_plan({"pace": pace, "polls": polls, "seconds": seconds})._replace(pace=pace)  # type: ignore[arg-type]
    order = ["waiting", "running", "ended"]
    elapsed, seen = 0.0, []
    for poll, step in enumerate(steps, 1):
        elapsed += step
        seen.append(stage(plan, elapsed, poll))
    means = [order.index(each.means) for each in seen]
    progress = [each.progress for each in seen]
    assert means == sorted(means)
    assert progress == sorted(progress)
    assert all((each.progress == 100) == (each.means == "ended") for each in seen)
    if pace == "never":
        assert "ended" not in {each.means for each in seen}
    if pace == "clock" and elapsed >= seconds:
        assert seen[-1] == ("ended", 100, seconds)
    if pace == "polls":
        assert (seen[-1].means == "ended") == (len(steps) >= polls)
