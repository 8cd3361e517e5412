"""Sentences on how the endpoint behaves: what may turn a fact around is told, by its kind."""

import pytest

from cometvideo.documentation.leftovers.known import Known
from tests.documentation.copies import FIRST, check
from tests.documentation.generated.layouts import page
from tests.documentation.sentences import LAYOUT, known, why

STATE = "it may name a status that the spec lacks"
CLOCK = "it may state another unit or clock"
CHANGED = "it may say how a value is changed"
TIME = "it may speak of another time"
NAME = "it may give another name"
ID = "it may give ids another form"
NEEDED = "it may say that a field is needed"
NOT_NEEDED = "it may say that a field is not needed"
DEFAULT = "it may state another default"


@pytest.mark.parametrize(
    ("at", "text", "reason"),
    [
        ("answer.status", "The job ends as blocked.", STATE),
        ("", "The job ends as blocked.", STATE),
        ("", "Jobs that break a rule are marked `moderated`, and free.", STATE),
        ("", "Der Auftrag endet als blocked.", STATE),
        ("", "Il lavoro finisce come blocked.", STATE),
        ("", "La tarea termina como blocked.", STATE),
        ("", "La tâche passe à blocked.", STATE),
        ("", "Задание переходит в blocked.", STATE),
        ("", "拒否されたタスクは blocked になります。", STATE),
        ("", "任务会变为 blocked。", STATE),
        ("answer.status", "Later it becomes moderated.", STATE),
        ("answer.status", "It is set to on_hold: nobody is asked.", STATE),
        ("answer.created_at", "Times are given in local time.", CLOCK),
        ("", "Times are given in local time.", CLOCK),
        ("answer.created_at", "Die Zeit ist Ortszeit.", CLOCK),
        ("answer.created_at", "L'heure locale du serveur.", CLOCK),
        ("", "時刻は現地時間です。", CLOCK),
        ("", "时间为本地时间。", CLOCK),
        ("answer.created_at", "An RFC 3339 text.", CLOCK),
        ("answer.created_at", "In minutes.", CLOCK),
        ("answer.created_at", "In Stunden.", CLOCK),
        ("body.seconds", "Given in frames.", CLOCK),
        ("body.seconds", "フレーム数。", CLOCK),
        ("body.input_reference", "Sending none is an error.", NEEDED),
        ("body.seconds", "Sending none is an error.", NEEDED),
        ("", "Sending none is an error.", NEEDED),
        ("", "Leaving out seconds and prompt is an error.", NEEDED),
        ("body.size", "Fehlt sie, gibt es einen Fehler.", NEEDED),
        ("body.input_reference", "S'il manque, c'est une erreur.", NEEDED),
        ("body.input_reference", "省略するとエラーになります。", NEEDED),
        ("body.seconds", "不填会报错。", NEEDED),
        ("body.seconds", "Если не указано, будет ошибка.", NEEDED),
        ("body.model", "Where it is left out, the first one is used.", NOT_NEEDED),
        ("", "Where prompt is left out, a walk is shown.", NOT_NEEDED),
        ("body.model", "Se manca, vale il primo.", NOT_NEEDED),
        ("body.seconds", "If it is omitted, the model chooses.", DEFAULT),
        ("body.seconds", "If it is omitted, 15 is meant.", DEFAULT),
        ("body.seconds", "Se manca, decide il modello.", DEFAULT),
        ("body.seconds", "Fractions such as 4.5 are rounded.", CHANGED),
        ("", "Fractions such as 4.5 are rounded.", CHANGED),
        ("body.seconds", "Larger numbers are clamped.", CHANGED),
        ("body.prompt", "Longer texts are truncated.", CHANGED),
        ("body.input_reference", "Images are cropped to the shape.", CHANGED),
        ("body.size", "Other pixels become the nearest ones.", CHANGED),
        ("body.size", "Unlisted pixels are normalised.", CHANGED),
        ("answer.progress", "Brüche werden gerundet.", CHANGED),
        ("body.seconds", "Las fracciones se redondean.", CHANGED),
        ("body.seconds", "Les fractions sont arrondies.", CHANGED),
        ("body.seconds", "Дробные числа округляются.", CHANGED),
        ("body.seconds", "小数は切り捨てられます。", CHANGED),
        ("body.seconds", "小数会被截断。", CHANGED),
        ("answer.task_id", "Older tasks have job here.", TIME),
        ("", "Older tasks have job here.", TIME),
        ("answer.object", "Ältere Aufträge haben hier job.", TIME),
        ("answer.object", "Les anciennes tâches ont job ici.", TIME),
        ("answer.object", "古いタスクでは job です。", TIME),
        ("answer.object", "Also called kind.", NAME),
        ("body.prompt", "An alias of text.", NAME),
        ("", "The field job is an alias of id.", NAME),
        ("answer.object", "Auch genannt: kind.", NAME),
        ("answer.object", "又称 kind。", NAME),
        ("answer.task_id", "A UUID.", ID),
        ("answer.id", "A GUID in small letters.", ID),
        ("", "The id is a UUID.", ID),
        ("", "An identifier has digits only.", ID),
        ("answer.id", "Ein Hash.", ID),
        ("answer.id", "Un entier.", ID),
        ("answer.id", "纯数字。", ID),
        ("answer.id", "It begins with vid_ and has 12 letters.", ID),
    ],
)  # fmt: skip
def test_what_may_turn_a_fact_around_is_told(at: str, text: str, reason: str) -> None:
    assert reason in why(at, text)


@pytest.mark.parametrize(
    ("at", "text"),
    [
        ("answer.status", "It ends as completed."),
        ("answer.status", "It ends as expected."),
        ("answer.status", "完成すると completed になります。"),
        ("", "It begins as QUEUED."),
        ("", "It ends as soon as it can."),
        ("", "It becomes visible."),
        ("", "ビデオは mp4 です。"),
        ("answer.progress", "It is shown as percent."),
        ("answer.created_at", "In seconds, UTC."),
        ("answer.object", "Nobody waits for minutes."),
        ("body.prompt", "Sending none is an error."),
        ("body.model", "Leaving it out is an error."),
        ("body.input_reference", "It may be left out."),
        ("answer.object", "It is never missing, which were an error."),
        ("body.seconds", "If it is omitted, 5 is meant."),
        ("body.seconds", "If it is omitted, 5 s are meant."),
        ("body.size", "If it is omitted, the model chooses."),
        ("", "A missing key is an error."),
        ("", "Leaving out prompt is an error."),
        ("", "Where it is left out, so be it."),
        ("body.size", "It may come out as the nearest one."),
        ("answer.task_id", "The same text as id, kept for older programs."),
        ("", "task_id is an alias of id."),
        ("answer.task_id", "An alias of the id."),
        ("answer.id", "It begins with task_ and has 12 letters."),
        ("answer.id", "A string."),
        ("answer.object", "A UUID."),
        ("", "A UUID is sent along."),
    ],
)
def test_what_agrees_with_the_spec_is_not(at: str, text: str) -> None:
    reasons = {STATE, CLOCK, CHANGED, TIME, NAME, ID, NEEDED, NOT_NEEDED, DEFAULT}
    assert why(at, text) & reasons == set()


@pytest.mark.parametrize("status", ["SUBMITTED", "submitted"])
def test_a_status_is_known_in_any_case_by_the_spec_that_has_it(status: str) -> None:
    text = f"A task begins as {status}."
    assert STATE not in why("", text, Known(FIRST, known().page))
    assert STATE in why("", text)


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("### `status`", "The job ends as blocked."),
        ("### `created_at`", "Times are given in local time."),
        ("### `input_reference`", "Sending none is an error."),
        ("### `seconds`", "Fractions such as 4.5 are rounded."),
        ("### `object`", "Older tasks have `job` here."),
        ("### `id`", "A UUID."),
        ("# Create", "Fractions such as 4.5 are rounded."),
    ],
)
def test_it_is_shown_where_it_stands_on_a_page(heading: str, said: str) -> None:
    before, _, after = page(LAYOUT).decode().partition(f"{heading}\n")
    mark, _, rest = after.lstrip("\n").partition("\n")
    text = f"{before}{heading}\n\n{mark}\n\n{said}\n\n{rest}"
    found = [each for each in check(text.encode()).found if each.subject == "create-page.text"]
    bare = said.replace("`", "")
    assert [bare in each.why for each in found] == [True]
