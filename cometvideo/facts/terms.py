"""Terms: the facts that hold for one field of one model, and for its prices."""

from cometvideo.facts.matrix import Block, Matrix

__all__ = ["Terms", "encodings_of", "prices_of", "reads_only_json", "wants_json"]


class Terms(Block):
    """What holds of a field for a model: the model's own facts and blocks, else the field's.

    Of an alias what it says itself, else what its model says.

    `model` is None where no known model is named; `field` is None for what concerns a request as
    a whole, of which there are no facts here.
    """

    __slots__ = ("field", "matrix", "model")

    def __init__(self, matrix: Matrix, model: str | None, field: str | None) -> None:
        super().__init__()
        self.matrix = matrix
        self.model = model
        self.field = field
        if field is not None:
            self.update(matrix.block("fields", field))
            if model is not None:
                if alias_of := matrix.text("models", model, "alias_of"):
                    self.update(matrix.block("models", alias_of, field))
                self.update(matrix.block("models", model, field))


def encodings_of(matrix: Matrix, model: str | None) -> Block:
    """Whether a body is read, by its media type: what a model says, else what holds of all.

    Of an alias what it says itself, else what its model says. Whoever has to know how the body of
    a create may be written asks here.
    """
    found = Block(matrix.block("body", "encodings"))
    for each in (matrix.text("models", model or "", "alias_of"), model):
        found.update(matrix.block("models", each or "", "encodings"))
    return found


def reads_only_json(matrix: Matrix, model: str | None) -> bool:
    """Whether JSON is read for sure of a model, and no multipart form."""
    encodings = encodings_of(matrix, model)
    is_read = encodings.value("application/json") == "read"
    return is_read and encodings.value("multipart/form-data") != "read"


def wants_json(matrix: Matrix, model: str | None, *, has_files: bool) -> bool:
    """Whether a create is JSON: no form is read, or no file is sent and numbers are no texts."""
    if encodings_of(matrix, model).value("application/json") != "read":
        return False
    return reads_only_json(matrix, model) or not (
        has_files
        or all(block.value("as_text") is not False for _, block in matrix.blocks("fields"))
    )


def prices_of(matrix: Matrix, model: str | None) -> Block:
    """What holds of the prices of a model, or of the one that it is an alias of; else nothing."""
    common = matrix.block("prices")
    alias_of = matrix.text("models", model or "", "alias_of")
    names = filter(None, (model, alias_of))
    own = next((found for each in names if (found := common.block("models", each))), None)
    return Block({**common, **own}) if own else Block()
