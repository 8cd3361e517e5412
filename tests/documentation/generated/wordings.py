"""The sentences of made pages: one set of slots, in several languages and in other words.

A slot is a template or a function of facts. `{a}` lists models, `{low}` and `{high}` are ends.
"""

# ruff: noqa: RUF001, SIM905, E501 - signs and words as pages write them, a slot beside its neighbours

from collections.abc import Mapping, Sequence
from typing import Any

from tests.documentation.generated.facts import Facts, by_range, who
from tests.documentation.generated.strange_words import STRANGE_WORDS

__all__ = ["ENGLISH", "LANGUAGES", "REWORDINGS", "Prose", "prose_of"]

Words = Mapping[str, str]

ENGLISH: Words = {
    "and": " and ",
    "intro": "Give a size as a shape or in pixels. A shape stands for the usual size.",
    "sizes title": "Sizes of each model",
    "rows": "All sizes stand here. The {label} row belongs to {with_it}.",
    "rows not": " {without} does not have the {label} row.",
    "column": "Pixels for {names}",
    "resolution": "Resolution",
    "ratio": "Aspect ratio",
    "frame": "Rendered size",
    "presets title": "Shapes beside pixels",
    "preset": "For {model}, a shape alone gives the {row} row:",
    "renders": "{model} may take {asked} and hand back {got}.",
    "as asked": "{model} gives {sizes} as asked.",
    "access title": "Authorizations",
    "access": "Your key, as a {scheme} token.",
    "body title": "Body",
    "answer title": "Response",
    "required": "required",
    "optional": "optional",
    "default": "default",
    "options": "Available options",
    "example": "Example",
    "range": "Required range",
    "pattern": "Pattern",
    "prompt": "What the video shows.",
    "model": "The model that renders the video.",
    "seconds": "Length of the video.",
    "length": "{a} take {low} to {high}",
    "length sep": ", ",
    "length end": ".",
    "size": "A shape such as {labels}, or pixels such as 1280x720.",
    "image": "A reference {family}.",
    "taken": "Only {yes} take this field; sent with {no} it is answered with HTTP {status}.",
    "answer": "The task now exists. Ask GET {poll} about it.",
    "id": "What the task is called.",
    "object": "Kind of object, always {always}.",
    "echo": "The {same_as} that was asked for.",
    "status": "A task begins as {initial}.",
    "progress": "Percent done; {zero} at the beginning.",
    "created_at": "When the task was made, as Unix time in {unit}.",
    "task_id": "The same value as {same_as}.",
    "several": "",
}

LANGUAGES: Mapping[str, Words] = {
    "Italian": {
        "and": " e ", "intro": "Una dimensione è una forma o pixel.", "sizes title": "Dimensioni",
        "rows": "La riga {label} spetta a {with_it}.",
        "rows not": " La riga {label} non vale per {without}.",
        "column": "Pixel di {names}", "resolution": "Risoluzione", "ratio": "Proporzioni",
        "frame": "Fotogramma", "presets title": "Forme e pixel",
        "preset": "Con {model} la sola forma dà la riga {row}:",
        "renders": "{model} può accettare {asked} e produrre {got}.",
        "as asked": "{model} produce {sizes} come richiesto.",
        "access title": "Autorizzazioni", "access": "La chiave, come token {scheme}.",
        "body title": "Corpo", "answer title": "Risposta", "required": "obbligatorio",
        "optional": "facoltativo", "default": "predefinito", "options": "Opzioni disponibili",
        "example": "Esempio", "range": "Intervallo richiesto", "pattern": "Modello",
        "prompt": "Ciò che il video mostra.", "model": "Il modello che produce il video.",
        "seconds": "Durata del video.", "length": "{a} vanno da {low} a {high}",
        "size": "Una forma come {labels}, oppure pixel come 1280x720.",
        "image": "Un'immagine di riferimento.",
        "taken": "Solo {yes} accettano questo campo; con {no} la risposta è HTTP {status}.",
        "answer": "Il compito esiste. Chiedere a GET {poll}.", "id": "Il nome del compito.",
        "object": "Tipo di oggetto, sempre {always}.", "echo": "Il {same_as} richiesto.",
        "status": "All'inizio è {initial}.", "progress": "Percentuale; {zero} all'inizio.",
        "created_at": "Ora di creazione, Unix in secondi.", "task_id": "Lo stesso valore di {same_as}.",
    },
    "German": {
        "and": " und ", "intro": "Eine Größe ist eine Form oder Pixel.", "sizes title": "Größen",
        "rows": "Die Zeile {label} gehört zu {with_it}.",
        "rows not": " Für {without} gilt die Zeile {label} nicht.",
        "column": "Pixel für {names}", "resolution": "Auflösung", "ratio": "Seitenverhältnis",
        "frame": "Bildgröße", "presets title": "Formen und Pixel",
        "preset": "Bei {model} ergibt eine Form allein die Zeile {row}:",
        "renders": "{model} kann {asked} annehmen und trotzdem {got} liefern.",
        "as asked": "{model} liefert {sizes} wie verlangt.",
        "access title": "Autorisierungen", "access": "Der Schlüssel als {scheme}-Token.",
        "body title": "Anfragetext", "answer title": "Antwort", "required": "erforderlich",
        "optional": "optional", "default": "Standard", "options": "Verfügbare Optionen",
        "example": "Beispiel", "range": "Erlaubter Bereich", "pattern": "Muster",
        "prompt": "Was das Video zeigt.", "model": "Das Modell, das rendert.",
        "seconds": "Länge des Videos.", "length": "{a} nehmen {low} bis {high}",
        "size": "Eine Form wie {labels} oder Pixel wie 1280x720.",
        "image": "Ein Referenzbild.",
        "taken": "Nur {yes} nehmen dieses Feld; mit {no} kommt HTTP {status}.",
        "answer": "Der Auftrag besteht. Man frage GET {poll}.", "id": "Name des Auftrags.",
        "object": "Art des Objekts, immer {always}.", "echo": "Das verlangte {same_as}.",
        "status": "Am Anfang {initial}.", "progress": "Prozent; {zero} am Anfang.",
        "created_at": "Zeit der Erstellung in Sekunden (Unix).", "task_id": "Derselbe Wert wie {same_as}.",
    },
    "French": {
        "and": " et ", "intro": "Une taille est une forme ou des pixels.", "sizes title": "Tailles",
        "rows": "La ligne {label} revient à {with_it}.",
        "rows not": " {without} n'a pas la ligne {label}.",
        "column": "Pixels pour {names}", "resolution": "Résolution", "ratio": "Format",
        "frame": "Image rendue", "presets title": "Formes et pixels",
        "preset": "Avec {model}, une forme seule donne la ligne {row} :",
        "renders": "{model} peut accepter {asked} et rendre {got}.",
        "as asked": "{model} rend {sizes} comme demandé.",
        "access title": "Autorisations", "access": "Votre clé, comme jeton {scheme}.",
        "body title": "Corps", "answer title": "Réponse", "required": "obligatoire",
        "optional": "facultatif", "default": "défaut", "options": "Options disponibles",
        "example": "Exemple", "range": "Plage requise", "pattern": "Motif",
        "prompt": "Ce que montre la vidéo.", "model": "Le modèle qui rend la vidéo.",
        "seconds": "Durée de la vidéo.", "length": "{a} prennent de {low} à {high}",
        "size": "Une forme comme {labels}, ou des pixels comme 1280x720.",
        "image": "Une image de référence.",
        "taken": "Seuls {yes} acceptent ce champ ; avec {no} la réponse est HTTP {status}.",
        "answer": "La tâche existe. Demandez à GET {poll}.", "id": "Le nom de la tâche.",
        "object": "Type d'objet, toujours {always}.", "echo": "Le {same_as} demandé.",
        "status": "Au début {initial}.", "progress": "Pourcentage ; {zero} au début.",
        "created_at": "Création, en secondes Unix.", "task_id": "La même valeur que {same_as}.",
    },
    "Japanese": {
        "and": "と", "intro": "サイズは比率またはピクセルです。", "sizes title": "サイズ一覧",
        "rows": "{label} の行は {with_it} のものです。",
        "rows not": "{without} には {label} の行がありません。対応していない。",
        "column": "{names} のピクセル", "resolution": "解像度", "ratio": "アスペクト比",
        "frame": "出力サイズ", "presets title": "比率とピクセル",
        "preset": "{model} では比率だけなら {row} の行です：",
        "renders": "{model} は {asked} を受け付けても {got} を返すことがあります。",
        "as asked": "{model} は {sizes} をそのまま返します。",
        "access title": "認証", "access": "{scheme} トークンとしてのキー。",
        "body title": "ボディ", "answer title": "レスポンス", "required": "必須",
        "optional": "任意", "default": "デフォルト", "options": "利用可能なオプション",
        "example": "例", "range": "必須範囲", "pattern": "パターン",
        "prompt": "動画の内容。", "model": "動画を作るモデル。", "seconds": "動画の長さ。",
        "length": "{a} は {low}〜{high} 秒", "length sep": "、", "length end": "。",
        "size": "比率（{labels}）またはピクセル（1280x720 など）。", "image": "参照画像。",
        "taken": "{yes} のみ対応。{no} では HTTP {status} です。",
        "answer": "タスクができました。GET {poll} で確認します。", "id": "タスクの名前。",
        "object": "種類。常に {always}。", "echo": "要求した {same_as}。",
        "status": "最初は {initial}。", "progress": "進み具合。最初は {zero}。",
        "created_at": "作成時刻（Unix 秒）。", "task_id": "{same_as} と同じ値。",
    },
    "Chinese": {
        "and": "和", "intro": "尺寸可以是比例或像素。", "sizes title": "各模型的尺寸",
        "rows": "{label} 行属于 {with_it}。", "rows not": "{without} 没有 {label} 行。",
        "column": "{names} 的像素", "resolution": "分辨率", "ratio": "宽高比", "frame": "输出尺寸",
        "presets title": "比例与像素", "preset": "对于 {model}，只给比例时使用 {row} 行：",
        "renders": "{model} 可能接受 {asked} 却返回 {got}。", "as asked": "{model} 按要求返回 {sizes}。",
        "access title": "授权", "access": "以 {scheme} 令牌发送的密钥。", "body title": "请求体",
        "answer title": "响应", "required": "必填", "optional": "可选", "default": "默认",
        "options": "可用选项", "example": "示例", "range": "必填范围", "pattern": "模式",
        "prompt": "视频的内容。", "model": "生成视频的模型。", "seconds": "视频时长。",
        "length": "{a} 接受 {low} 到 {high}", "length sep": "，", "length end": "。",
        "size": "比例（{labels}）或像素（如 1280x720）。", "image": "参考图片。",
        "taken": "仅 {yes} 支持该字段；{no} 会返回 HTTP {status}。",
        "answer": "任务已创建。用 GET {poll} 查询。", "id": "任务的名称。",
        "object": "对象类型，始终为 {always}。", "echo": "请求的 {same_as}。",
        "status": "开始时为 {initial}。", "progress": "百分比；开始为 {zero}。",
        "created_at": "创建时间，Unix 秒。", "task_id": "与 {same_as} 相同的值。",
    },
    "Spanish": {
        "and": " y ", "sizes title": "Tamaños", "rows": "La fila {label} es de {with_it}.",
        "rows not": " {without} no tiene la fila {label}.", "column": "Píxeles de {names}",
        "resolution": "Resolución", "ratio": "Proporción", "frame": "Tamaño", "intro": "Un tamaño.",
        "presets title": "Formas y píxeles", "preset": "Con {model} la forma sola da la fila {row}:",
        "renders": "{model} puede aceptar {asked} y devolver {got}.",
        "as asked": "{model} devuelve {sizes} tal cual.",
        "access title": "Autorizaciones", "access": "La clave, como token {scheme}.",
        "body title": "Cuerpo", "answer title": "Respuesta", "required": "obligatorio",
        "optional": "opcional", "default": "defecto", "options": "Opciones disponibles",
        "example": "Ejemplo", "range": "Rango requerido", "pattern": "Patrón",
        "prompt": "Lo que muestra el vídeo.", "model": "El modelo que produce el vídeo.",
        "seconds": "Duración del vídeo.", "length": "{a} aceptan de {low} a {high}",
        "size": "Una forma como {labels}, o píxeles como 1280x720.",
        "image": "Una imagen de referencia.",
        "taken": "Solo {yes} aceptan este campo; con {no} la respuesta es HTTP {status}.",
        "answer": "La tarea existe. Consulte GET {poll}.", "id": "El nombre de la tarea.",
        "object": "Tipo de objeto, siempre {always}.", "echo": "El {same_as} pedido.",
        "status": "Al principio {initial}.", "progress": "Porcentaje; {zero} al principio.",
        "created_at": "Creación, en segundos Unix.", "task_id": "El mismo valor que {same_as}.",
    },
    "Russian": {
        "and": " и ", "sizes title": "Размеры", "rows": "Строка {label} относится к {with_it}.",
        "rows not": " У {without} строки {label} нет.", "column": "Пиксели {names}",
        "resolution": "Разрешение", "ratio": "Пропорции", "frame": "Кадр", "intro": "Размер.",
        "presets title": "Формы и пиксели", "preset": "Для {model} форма даёт строку {row}:",
        "renders": "{model} может принять {asked} и вернуть {got}.",
        "as asked": "{model} возвращает {sizes} как есть.",
        "access title": "Авторизация", "access": "Ключ, как токен {scheme}.", "body title": "Тело",
        "answer title": "Ответ", "required": "обязательно", "optional": "необязательный",
        "default": "умолчание", "options": "Варианты", "example": "Пример", "range": "Диапазон",
        "pattern": "Шаблон", "prompt": "Что показывает видео.", "model": "Модель.",
        "seconds": "Длина видео.", "length": "{a} принимают от {low} до {high}",
        "size": "Форма, например {labels}, или пиксели, например 1280x720.",
        "image": "Опорное изображение.",
        "taken": "Только {yes} принимают это поле; с {no} ответ HTTP {status}.",
        "answer": "Задача создана. Запросите GET {poll}.", "id": "Имя задачи.",
        "object": "Вид, всегда {always}.", "echo": "Запрошенная {same_as}.",
        "status": "Сначала {initial}.", "progress": "Проценты; сначала {zero}.",
        "created_at": "Время создания, секунды Unix.", "task_id": "То же значение, что {same_as}.",
    },
}  # fmt: skip


def _length(template: str, **more: str) -> Words:
    return {"length": template, **more}


REWORDINGS: Mapping[str, Words] = {
    # Ranges.
    "from to": _length("{a} accept from {low} to {high}"),
    "between": _length("{a} accept between {low} and {high} seconds", **{"length sep": "; "}),
    "hyphen": _length("{a}: {low}-{high}s"),
    "en dash": _length("{a} run {low}–{high} s"),
    "through": _length("{a} take {low} through {high}"),
    "at least": _length("{a} take at least {low} and at most {high}", **{"length sep": ". "}),
    "minimum maximum": _length("{a}: minimum {low}, maximum {high}", **{"length sep": "; "}),
    "inequality": _length("{a}: {low} <= seconds <= {high}", **{"length sep": "; "}),
    "range first": _length("{low} to {high} for {a}", **{"length sep": "; "}),
    "no shorter": _length("{a} no shorter than {low} and no longer than {high}",
                          **{"length sep": ". "}),
    "in words": _length("{a} take {low in words} to {high in words} seconds"),
    "up to": _length("{a} take {low} up to {high}", **{"length sep": "; "}),
    "sentence each": _length("{a} can render {low} to {high} seconds", **{"length sep": ". "}),
    "default in front": {"seconds": "If left out, 5 is used. Length of the video."},
    "default behind": {"length end": ". The default is 5 for all models."},
    "tilde": _length("{a} {low}~{high}s"),
    "inclusive": _length("{a} take {low} to {high} (inclusive)"),
    # Who takes a reference.
    "reject": {"taken": "{yes} accept it. {no} reject it with HTTP {status}."},
    "unavailable": {"taken": "Available for {yes}. Unavailable for {no} (HTTP {status})."},
    "text-only": {"taken": "{yes} take one. {no} are text-only and answer HTTP {status}."},
    "bad request": {"taken": "Supported by {yes}. {no} answer {status} Bad Request."},
    "next sentence": {"taken": "{no} are different. They do not take it: HTTP {status}. "
                               "It is for {yes} only."},
    "only short": {"taken": "Only the 2.0 models take it; others answer HTTP {status}."},
    "exclusively": {"taken": "This is exclusively for {yes}. On {no} expect HTTP {status}."},
    "does not support": {"taken": "{no} do not support it (HTTP {status}). {yes} do."},
    "not supported by": {"taken": "Supported by {yes}, not supported by {no} (HTTP {status})."},
    "except": {"taken": "All models except {no} accept it. Those return HTTP {status}."},
    "limited to": {"taken": "Limited to {yes}. {no} fail with HTTP status {status}."},
    "error code": {"taken": "Works with {yes}. With {no}, a {status} error is returned."},
    "cannot": {"taken": "{no} cannot use it and return HTTP {status}. {yes} can."},
    "works with": {"taken": "Works only with {yes}. Otherwise HTTP {status} is returned."},
    # Sentences that claim nothing.
    "comparison": {"intro": "Seedance 2.0 is not the cheapest at 1080p. Pick by need."},
    "advice": {"model": "Not sure? Start with doubao-seedance-2-0-fast, the quickest of them."},
    "an id": {"id": "What the task is called, such as task_xyz789."},
    "numbers": {"prompt": "What the video shows, in 1 to 3 sentences; 500 words are too many."},
    "not about": {"image": "A reference {family}. It does not replace the prompt."},
    "speed": {"seconds": "Length of the video. doubao-seedance-2-0-fast needs 30 to 60 s of work."},
    "a price": {"seconds": "Length of the video. It is not free: 4 to 8 cents a second."},
    # The answer.
    "initially": {"status": "Initially {initial}."},
    "starts": {"status": "Every task starts in the {initial} state."},
    "later states": {"status": "A task begins as {initial} and ends as completed or failed."},
    "constant": {"object": "Constant: {always}."},
    "literal": {"object": "The literal string \"{always}\"."},
    "epoch": {"created_at": "Creation time, {unit} since the epoch."},
    "alias": {"task_id": "Alias of {same_as}."},
    "from zero": {"progress": "From {zero} at creation up to 100 when done."},
    # Sizes.
    "not listed": {"rows not": " {without} is not listed at {label}."},
    "excluded": {"rows not": " {without} is excluded from {label}."},
    "presets map": {"preset": "Shapes given to {model} map to the {row} sizes:"},
    **STRANGE_WORDS,
}  # fmt: skip


class Prose:
    """Every sentence of a page, made; labels stand in `words`."""

    def __init__(self, words: Words, texts: Mapping[str, str]) -> None:
        self.words, self.texts = words, texts

    def __getitem__(self, slot: str) -> str:
        return self.texts[slot]


_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen"
).split()


def prose_of(facts: Facts, language: str = "", wording: str = "") -> Prose:
    """The sentences that state these facts, in a language and with one slot reworded."""
    words = {**ENGLISH, **LANGUAGES.get(language, {}), **REWORDINGS.get(wording, {})}
    texts: dict[str, str] = dict(words)
    texts["rows"] = _rows(facts, words)
    texts["preset"] = words["preset"].format(model=facts["preset of"], row=facts["preset row"])
    texts["quirks"] = _quirks(facts, words)
    texts["access"] = words["access"].format(scheme=facts["service.auth_scheme"])
    texts["seconds"] = f"{words['seconds']} {_lengths(facts, words)}"
    labels = ", ".join(facts["fields.size.labels"])
    texts["size"] = words["size"].format(labels=labels)
    texts["input_reference"] = _reference(facts, words)
    at = "task.fields"
    texts["answer"] = words["answer"].format(poll=facts["operations.retrieve.path"])
    texts["object"] = words["object"].format(always=facts[f"{at}.object.always"])
    texts["echo"] = words["echo"].format(same_as=facts[f"{at}.model.same_as"])
    texts["status"] = words["status"].format(initial=facts["task.initial"])
    texts["progress"] = words["progress"].format(zero=facts[f"{at}.progress.initial"])
    unit = facts[f"{at}.created_at.unit"]
    texts["created_at"] = words["created_at"].format(unit=unit)
    texts["task_id"] = words["task_id"].format(same_as=facts[f"{at}.task_id.same_as"])
    return Prose(words, texts)


def _lengths(facts: Facts, words: Words) -> str:
    found = []
    for models, low, high in by_range(facts):
        spelled = {
            f"{end} in words": _NUMBERS[value] if value < len(_NUMBERS) else str(value)
            for end, value in (("low", low), ("high", high))
        }
        a = words["and"].join(models)
        found.append(words["length"].format(a=a, low=low, high=high, **spelled))
    return words["length sep"].join(found) + words["length end"]


def _reference(facts: Facts, words: Words) -> str:
    family = facts["fields.input_reference.format_family"]
    said = {
        "yes": words["and"].join(who(facts, takes=True)),
        "no": words["and"].join(who(facts, takes=False)),
        "status": facts["rejections.by_field.input_reference.not-accepted.status"],
    }
    taken = words["taken"].format(**said)
    if not said["no"]:
        taken = f"{said['yes']} take this field; a bad file is answered with HTTP {said['status']}."
    several = f" {facts['several']}" if facts["several"] else ""
    return f"{words['image'].format(family=family)} {taken}{several}"


def _rows(facts: Facts, words: Words) -> str:
    """Which models have the last row, and which do not; rows before it belong to all."""
    models = [each for each in facts["models"] if f"models.{each}.size.rows" in facts]
    every = dict.fromkeys(label for each in models for label in facts[f"models.{each}.size.rows"])
    text = ""
    for label in every:
        has = [each for each in models if label in facts[f"models.{each}.size.rows"]]
        lacks = [each for each in models if each not in has]
        if lacks or label == "1080p":
            text += words["rows"].format(label=label, with_it=words["and"].join(map(spoken, has)))
        for each in lacks:
            text += words["rows not"].format(label=label, without=spoken(each))
    return text


def spoken(model: str) -> str:
    """A model as people say it: Seedance 2.0 Fast."""
    words = model.removeprefix("doubao-seedance-").split("-")
    return " ".join(["Seedance", ".".join(words[:2]), *(each.capitalize() for each in words[2:])])


def _quirks(facts: Facts, words: Words) -> str:
    made: list[Any] = [
        words["renders"].format(model=model, asked=asked, got=got)
        for model, asked, got in facts["renders"]
    ]
    if facts["as asked"]:
        model, sizes = facts["as asked"]
        text = words["as asked"].format(model=model, sizes=words["and"].join(sizes))
        made.insert(0, text)
    return " ".join(made)


def as_list(values: Sequence[str]) -> str:
    """Values as an enumeration in a sentence."""
    return ", ".join(values)
