"""One flat picture and its repetitions as H.264: ISO/IEC 14496-10 (ITU-T H.264).

Clause and table numbers are that standard's. A syntax structure is written here as text of 0s and
1s, one line for each syntax element, so that it can be read beside the tables of clause 7.3;
`_nal_unit` packs it.

The first picture is intra-coded. Its first macroblock carries the colour, as one DC coefficient
for each component; every other one predicts it from its neighbours and adds nothing, which takes
8 bits. Each later picture is a single run of skipped macroblocks: the picture before, again.
"""

import re
from typing import NamedTuple

__all__ = ["GREY", "Colour", "Still", "colour_of", "still"]


class Colour(NamedTuple):
    """A colour as 8-bit Y'CbCr, studio range: luma 16 to 235, chroma 16 to 240, 128 neutral."""

    luma: int
    blue: int
    red: int


GREY = Colour(128, 128, 128)


def colour_of(seed: int) -> Colour:
    """Return one of 512 colours, the same one for the same `seed`, unlike its neighbours' ones.

    The colours lie on a grid of 8 x 8 x 8; 293 is odd, so its multiples visit all of them.
    """
    luma, chroma = divmod(seed * 293 % 512, 64)
    blue, red = divmod(chroma, 8)
    return Colour(64 + 16 * luma, 64 + 16 * blue, 64 + 16 * red)


class Still(NamedTuple):
    """The coded video: its two parameter sets and, for each frame, one NAL unit."""

    sequence: bytes
    picture: bytes
    frames: list[bytes]


class _Level(NamedTuple):
    """A row of table A-1: what a decoder of this level must be able to take."""

    idc: int  # ten times the level's number
    rate: int  # MaxMBPS, macroblocks a second
    size: int  # MaxFS, macroblocks in a frame; a side holds at most sqrt(8 * MaxFS)


_LEVELS = (
    _Level(10, 1_485, 99),
    _Level(11, 3_000, 396),
    _Level(12, 6_000, 396),
    _Level(13, 11_880, 396),
    _Level(21, 19_800, 792),
    _Level(22, 20_250, 1_620),
    _Level(30, 40_500, 1_620),
    _Level(31, 108_000, 3_600),
    _Level(32, 216_000, 5_120),
    _Level(40, 245_760, 8_192),
    _Level(42, 522_240, 8_704),
    _Level(50, 589_824, 22_080),
    _Level(51, 983_040, 36_864),
    _Level(52, 2_073_600, 36_864),
    _Level(60, 4_177_920, 139_264),
    _Level(61, 8_355_840, 139_264),
)

# The first byte of a NAL unit: nal_ref_idc 3 (later pictures refer to it) and nal_unit_type.
_SLICE, _IDR_SLICE, _SEQUENCE, _PICTURE = 0x61, 0x65, 0x67, 0x68
_P_SLICES, _I_SLICES = 5, 7  # slice_type (table 7-6): every slice of the picture is of this type

_FRAME_NUM_BITS = 4  # the fewest allowed: pictures are numbered modulo 16

# With these, a DC level of 1 is a step of exactly 1 in the decoded luma and chroma (clause 8.5):
# both quantisers, 28 for luma and 28 - 6 for chroma, are 4 modulo 6, where the scale is 16.
_QUANTISER, _CHROMA_OFFSET = 28, -6

# coeff_token (table 9-5) for a block with no coefficient, with one, and with one that is 1 or -1.
_LUMA_TOKENS = ("1", "000101", "01")  # 0 <= nC < 2
_CHROMA_DC_TOKENS = ("01", "000111", "1")  # nC == -1


def still(width: int, height: int, frames: int, fps: int, colour: Colour) -> Still:
    """Return `frames` equal pictures, `width` x `height` pixels (both even), of one `colour`."""
    columns, rows = -(-width // 16), -(-height // 16)
    macroblocks = columns * rows
    repeats = [_repeat(number, macroblocks) for number in range(min(frames, 1 << _FRAME_NUM_BITS))]
    pictures = repeats * -(-frames // len(repeats))
    pictures[0] = _first(macroblocks, colour)
    return Still(
        _sequence_parameters(width, height, _level(columns, rows, fps)),
        _picture_parameters(),
        pictures[:frames],
    )


def _level(columns: int, rows: int, fps: int) -> int:
    """Return level_idc of the lowest level that allows the frame's size and rate (clause A.3.1)."""
    size, longest = columns * rows, max(columns, rows)
    return next(
        level.idc
        for level in _LEVELS
        if size <= level.size and longest**2 <= 8 * level.size and size * fps <= level.rate
    )


def _sequence_parameters(width: int, height: int, level: int) -> bytes:
    """seq_parameter_set_rbsp (clause 7.3.2.1), Constrained Baseline, cropped to the exact size."""
    return _nal_unit(
        _SEQUENCE,
        _u(66, 8),  # profile_idc: Baseline
        "11000000",  # constraint_set0_flag and 1: Constrained Baseline, hence Main decoders too
        _u(level, 8),
        _ue(0),  # seq_parameter_set_id
        _ue(_FRAME_NUM_BITS - 4),
        _ue(2),  # pic_order_cnt_type: pictures are shown in the order in which they are coded
        _ue(1),  # max_num_ref_frames
        "0",  # gaps_in_frame_num_value_allowed_flag
        _ue(-(-width // 16) - 1),
        _ue(-(-height // 16) - 1),
        "1",  # frame_mbs_only_flag
        "1",  # direct_8x8_inference_flag
        "1",  # frame_cropping_flag; what follows is in units of 2 pixels
        _ue(0),
        _ue(-width % 16 // 2),  # from the right
        _ue(0),
        _ue(-height % 16 // 2),  # from the bottom
        "0",  # vui_parameters_present_flag
    )


def _picture_parameters() -> bytes:
    """pic_parameter_set_rbsp (clause 7.3.2.2): CAVLC, one slice group, one reference picture."""
    return _nal_unit(
        _PICTURE,
        _ue(0),  # pic_parameter_set_id
        _ue(0),  # seq_parameter_set_id
        "0",  # entropy_coding_mode_flag
        "0",  # bottom_field_pic_order_in_frame_present_flag
        _ue(0),  # num_slice_groups_minus1
        _ue(0),  # num_ref_idx_l0_default_active_minus1
        _ue(0),  # num_ref_idx_l1_default_active_minus1
        "000",  # weighted_pred_flag, weighted_bipred_idc
        _se(_QUANTISER - 26),
        _se(0),  # pic_init_qs_minus26
        _se(_CHROMA_OFFSET),
        "000",  # no deblocking control, no constrained intra prediction, no redundant pictures
    )


def _first(macroblocks: int, colour: Colour) -> bytes:
    """Code the IDR picture (clauses 7.3.3 and 7.3.4): the colour in one macroblock, then copies."""
    return _nal_unit(
        _IDR_SLICE,
        _slice_start(_I_SLICES, 0),
        _ue(0),  # idr_pic_id
        "00",  # dec_ref_pic_marking: no_output_of_prior_pics_flag, long_term_reference_flag
        _se(0),  # slice_qp_delta
        _intra_start(7),  # I_16x16_2_1_0: DC prediction, here of 128, and DC of chroma
        _dc_only(colour.luma - 128, _LUMA_TOKENS),
        _dc_only(colour.blue - 128, _CHROMA_DC_TOKENS),
        _dc_only(colour.red - 128, _CHROMA_DC_TOKENS),
        (_intra_start(3) + _dc_only(0, _LUMA_TOKENS)) * (macroblocks - 1),  # I_16x16_2_0_0
    )


def _repeat(number: int, macroblocks: int) -> bytes:
    """Code a P picture (clauses 7.3.3 and 7.3.4), `number` modulo 16: skip every macroblock."""
    return _nal_unit(
        _SLICE,
        _slice_start(_P_SLICES, number),
        "0",  # num_ref_idx_active_override_flag
        "0",  # ref_pic_list_modification_flag_l0
        "0",  # dec_ref_pic_marking: adaptive_ref_pic_marking_mode_flag
        _se(0),  # slice_qp_delta
        _ue(macroblocks),  # mb_skip_run
    )


def _slice_start(kind: int, number: int) -> str:
    """Begin a slice header (clause 7.3.3), as far as all slices share it."""
    return _ue(0) + _ue(kind) + _ue(0) + _u(number, _FRAME_NUM_BITS)


def _intra_start(kind: int) -> str:
    """macroblock_layer (clause 7.3.5): mb_type `kind`, intra_chroma_pred_mode DC, mb_qp_delta."""
    return _ue(kind) + _ue(0) + _se(0)


def _dc_only(level: int, tokens: tuple[str, str, str]) -> str:
    """residual_block_cavlc (clauses 7.3.5.3.2 and 9.2) whose only coefficient, if any, is DC."""
    none, one, unit = tokens
    total_zeros = "1"  # none before the coefficient (tables 9-7 and 9-9)
    if level == 0:
        return none
    if abs(level) == 1:  # trailing_ones_sign_flag
        return unit + ("1" if level < 0 else "0") + total_zeros
    code = 2 * abs(level) - 4 + (level < 0)  # levelCode, less what is known: it is not 1 or -1
    if code < 14:  # level_prefix alone, then with a suffix of 4 bits, then of 12
        return one + "0" * code + "1" + total_zeros
    if code < 30:
        return one + "0" * 14 + "1" + _u(code - 14, 4) + total_zeros
    return one + "0" * 15 + "1" + _u(code - 30, 12) + total_zeros


def _u(value: int, bits: int) -> str:
    """u(n) (clause 7.2): an unsigned number in a fixed number of bits."""
    return f"{value:0{bits}b}"


def _ue(value: int) -> str:
    """ue(v) (clause 9.1): an unsigned number as Exp-Golomb code."""
    code = f"{value + 1:b}"
    return "0" * (len(code) - 1) + code


def _se(value: int) -> str:
    """se(v) (clause 9.1.1): a signed number as Exp-Golomb code, 0, 1, -1, 2, -2 and so on."""
    return _ue(2 * value - 1 if value > 0 else -2 * value)


def _nal_unit(header: int, *syntax: str) -> bytes:
    """nal_unit (clause 7.3.1): closed by a 1 and aligned, with no start code inside (7.4.1)."""
    bits = "".join(syntax) + "1"
    bits += "0" * (-len(bits) % 8)
    payload = int(bits, 2).to_bytes(len(bits) // 8, "big")
    return bytes([header]) + re.sub(rb"\0\0(?=[\0-\3])", b"\0\0\3", payload)
