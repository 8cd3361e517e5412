"""Blocks: what is asked for as a type is there only where the spec settles it as that type."""

import pytest

import cometvideo
from cometvideo.facts.fact import Fact, Where
from cometvideo.facts.matrix import Block, tree_of

NOWHERE = Where("made.yaml", 1, 1)


def fact(value: object = None, *one_of: str) -> Fact:
    return Fact("", (), value, one_of, "open", (), "", (), False, NOWHERE)  # type: ignore[arg-type]


BLOCK = Block(
    {
        "text": fact("a"),
        "texts": fact(("a", "b")),
        "mixed": fact(("a", 1)),
        "whole": fact(3),
        "real": fact(2.5),
        "true": fact(True),
        "false": fact(False),
        "open": fact(None, "a", "b"),
        "inner": Block({"deep": fact("d"), "deeper": Block({"deepest": fact(1)})}),
    }
)


@pytest.mark.parametrize(
    ("accessor", "empty", "there"),
    [
        ("fact", None, {*BLOCK} - {"inner"}),
        ("block", Block(), {"inner"}),
        ("value", None, {*BLOCK} - {"inner", "open"}),
        ("options", (), {*BLOCK} - {"inner"}),
        ("text", None, {"text"}),
        ("texts", (), {"texts"}),
        ("number", None, {"whole", "real"}),
        ("integer", None, {"whole"}),
        ("flag", False, {"true"}),
    ],
)
def test_an_accessor_gives_what_it_is_named_for_and_nothing_else(
    accessor: str, empty: object, there: set[str]
) -> None:
    ask = getattr(BLOCK, accessor)
    assert {key for key in (*BLOCK, "absent") if ask(key) != empty} == there
    # Neither a fact on the way nor a missing block is an error.
    assert ask("text", "below") == ask("absent", "below") == empty


def test_accessors_follow_keys_down() -> None:
    assert BLOCK.text("inner", "deep") == "d"
    assert BLOCK.integer("inner", "deeper", "deepest") == 1
    assert BLOCK.options("open") == ("a", "b")


def test_facts_and_blocks_stand_apart_in_the_order_of_the_file() -> None:
    assert [key for key, _ in BLOCK.facts()] == [key for key in BLOCK if key != "inner"]
    assert [key for key, _ in BLOCK.blocks()] == ["inner"]
    assert [each.value for each in BLOCK.block("inner").all_facts()] == ["d", 1]


def test_a_matrix_answers_as_its_root_does() -> None:
    matrix = cometvideo.load_family("seedance")
    for fact in matrix.facts.values():
        for accessor in ("fact", "value", "text", "texts", "number", "integer", "flag"):
            assert getattr(matrix, accessor)(*fact.keys) == getattr(matrix.tree, accessor)(
                *fact.keys
            )
    assert [*matrix.tree.all_facts()] == [*matrix.facts.values()]


@pytest.mark.parametrize(
    ("key", "words"),
    [("true", "yes"), ("false", "no"), ("whole", "3"), ("texts", "a, b"), ("open", "a or b")],
)
def test_a_fact_says_its_value_in_words(key: str, words: str) -> None:
    found = BLOCK.fact(key)
    assert found
    assert found.words == words


def test_facts_stand_in_blocks_in_the_order_of_their_keys_and_never_below_a_fact() -> None:
    made = [fact()._replace(path=".".join(keys), keys=keys) for keys in (("b", "x"), ("a",))]
    later = fact()._replace(path="b.y", keys=("b", "y"))
    tree = tree_of([*made, later])
    assert [*tree.all_facts()] == [made[0], later, made[1]]
    assert [*tree] == ["b", "a"]
    with pytest.raises(ValueError, match=r"a\.z stands below a fact"):
        tree_of([*made, fact()._replace(path="a.z", keys=("a", "z"))])
