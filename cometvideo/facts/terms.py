"""Terms: the facts that hold for one field of one model."""

from cometvideo.facts.matrix import Block, Matrix

__all__ = ["Terms"]


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
