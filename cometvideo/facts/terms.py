"""Terms: the facts that hold for one field of one model, and for its prices."""

from cometvideo.facts.matrix import Block, Matrix

__all__ = ["Terms", "prices_of", "reads_only_json", "wants_json"]


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


def reads_only_json(matrix: Matrix) -> bool:
    """Whether JSON is read for sure, and no multipart form."""
    encodings = matrix.block("body", "encodings")
    is_read = encodings.value("application/json") == "read"
    return is_read and encodings.value("multipart/form-data") != "read"


def wants_json(matrix: Matrix) -> bool:
    """Whether a request without a file is JSON, as numbers may not come as text or no form is."""
    if matrix.value("body", "encodings", "application/json") != "read":
        return False
    return reads_only_json(matrix) or any(
        block.value("as_text") is False for _, block in matrix.blocks("fields")
    )


def prices_of(matrix: Matrix, model: str | None) -> Block:
    """What holds of the prices of a model, or of the one that it is an alias of; else nothing."""
    common = matrix.block("prices")
    alias_of = matrix.text("models", model or "", "alias_of")
    names = filter(None, (model, alias_of))
    own = next((found for each in names if (found := common.block("models", each))), None)
    return Block({**common, **own}) if own else Block()
