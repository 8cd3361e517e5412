import pytest

from cometvideo import load_family
from cometvideo.errors import InputError
from cometvideo.facts.worlds import choose_world, read_choices, world_choices

MATRIX = load_family("seedance")
SIZE = "fields.size.undocumented"
STATUS = "rejections.unstated_status"


def test_the_first_world_has_every_first_option() -> None:
    world = choose_world(MATRIX)
    assert world.is_world
    assert {fact.path: world.facts[fact.path].value for fact in MATRIX.open_facts} == {
        fact.path: fact.one_of[0] for fact in MATRIX.open_facts
    }


def test_a_seed_draws_a_world_and_always_the_same() -> None:
    drawn = [choose_world(MATRIX, seed=seed).digest for seed in range(20)]
    assert drawn == [choose_world(MATRIX, seed=seed).digest for seed in range(20)]
    assert len(set(drawn)) > 10


@pytest.mark.parametrize("path", [fact.path for fact in MATRIX.open_facts])
def test_every_option_is_drawn_by_some_seed(path: str) -> None:
    drawn = {world_choices(MATRIX, seed=seed)[path] for seed in range(200)}
    assert drawn == set(MATRIX.facts[path].one_of)


def test_a_pin_changes_nothing_else() -> None:
    free = choose_world(MATRIX, seed="s")
    pinned = choose_world(MATRIX, {SIZE: "refused", STATUS: 500}, seed="s")
    assert pinned.facts[SIZE].value == "refused"
    different = {path for path, fact in free.facts.items() if fact != pinned.facts[path]}
    assert different <= {SIZE, STATUS}


def test_choices_are_read_from_text_with_the_type_of_the_option() -> None:
    assert read_choices(MATRIX, [f"{SIZE}=another", f"{STATUS}=500"]) == {
        SIZE: "another",
        STATUS: 500,
    }


@pytest.mark.parametrize(
    ("path", "ends"),
    [(SIZE[:-1], f"did you mean {SIZE}?"), ("zzz", "`cometvideo facts` lists them")],
)
def test_what_is_no_fact_may_mean_one(path: str, ends: str) -> None:
    with pytest.raises(InputError) as raised:
        choose_world(MATRIX, {path: "x"})
    assert str(raised.value).endswith(ends)


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        (["nonsense"], "write path=option"),
        (["no.such.path=x"], "write path=option"),
        ([f"{SIZE}=maybe"], "'maybe' is not an option"),
        (["models.doubao-seedance-2-0.seconds.max=15"], "it is settled as 15"),
    ],
)
def test_a_choice_that_cannot_be_made_says_why(texts: list[str], says: str) -> None:
    with pytest.raises(InputError) as raised:
        choose_world(MATRIX, read_choices(MATRIX, texts))
    assert says in str(raised.value)
