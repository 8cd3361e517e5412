"""The words around a field that documentation generators write, in the languages seen so far.

Only words of documentation itself stand here, none of the API. What is not in these lists is not
guessed: the reader then says that it could not tell.
"""

# ruff: noqa: RUF001, SIM905 - signs and words as pages write them

import re
from functools import lru_cache

_WITH_SPACES = 0x2E00

__all__ = [
    "ALWAYS",
    "AMONG_LISTS",
    "AMONG_RANGES",
    "ANSWER_HEADINGS",
    "AUTH_SCHEMES",
    "BEGINS",
    "BODY_HEADINGS",
    "BOUNDS",
    "ENDS",
    "EVERY",
    "EXAMPLES",
    "EXCEPT",
    "FAMILIES",
    "FIRST",
    "HEAD_HEADINGS",
    "LIMITS",
    "MARKS",
    "MILLI",
    "MOST_AND_LEAST",
    "NO",
    "NOT",
    "NUMBERS",
    "ONLY",
    "OPTIONAL",
    "OPTIONS",
    "OTHERS",
    "OTHER_TIMES",
    "PLACES",
    "RANGES",
    "RENDERS",
    "REQUIRED",
    "SEVERAL",
    "TAKES",
    "TYPES_OF_JSON",
    "UI_LINES",
    "YES",
    "any_of",
    "has_word",
    "place_of",
]

REQUIRED = frozenset(
    "required obligatorio requerido obrigatório obbligatorio richiesto requis obligatoire "
    "erforderlich pflichtfeld wymagane wymagany vereist verplicht обязательно обязательный "
    "wajib diperlukan zorunlu gerekli 必須 必填 必需 필수 obligatoriu påkrævet krävs "
    "mandatory".split()
) | {"bắt buộc", "always present", "always returned"}
OPTIONAL = frozenset(
    "optional opcional facoltativo opzionale optionnel facultatif opcjonalne optioneel "
    "необязательно opsional isteğe 任意 可选 选填 선택".split()
) | {"may be missing", "may be absent", "not always present"}
MARKS = frozenset("deprecated read-only write-only readonly writeonly nullable".split())
PLACES = frozenset("header query path cookie body formdata form-data".split())
YES = frozenset("yes true ✓ ✔ ✅ sí sì si oui ja tak sim да はい 是 예 evet ya có".split())
NO = frozenset(
    "no false - – — ✗ ✘ ❌ non nein nie nee nej não нет いいえ 否 아니요 hayır tidak không".split()
)

BODY_HEADINGS = frozenset(
    "body corpo cuerpo corps treść тело ボディ 本文 请求体 본문 anfragetext gövde".split()
) | {"request body", "body parameters", "corpo della richiesta", "parameters", "form fields"} | {
    "fields of the request", "request fields", "request parameters",
}  # fmt: skip
ANSWER_HEADINGS = frozenset(
    "response risposta respuesta réponse antwort odpowiedź resposta ответ yanıt respons "
    "レスポンス 响应 응답 answer result responses returns".split()
) | {"phản hồi", "response body", "response fields", "response schema"} | {
    "fields of the answer", "fields of the response", "answer fields",
}  # fmt: skip
HEAD_HEADINGS = frozenset(
    "authorizations authorization authentication autorizzazioni autorizaciones autorisations "
    "autorisierungen autoryzacja autorizações авторизация 認証 授权 인증 otorisasi headers "
    "security intestazioni kopfzeilen en-têtes cabeceras cabeçalhos".split()
) | {"request headers"}
UI_LINES = frozenset(
    ["show child attributes", "hide child attributes", "copy", "copy page", "try it"]
)

EXAMPLES = (
    "example", "esempi", "ejemplo", "beispiel", "exemple", "exemplo", "przykład", "пример",
    "voorbeeld", "contoh", "örnek", "ví dụ", "例", "示例", "예",
)  # fmt: skip
NOT = (
    "not", "never", "cannot", "without", "neither", "nor", "weder", "né", "ani", "non",
    "nicht", "kein", "keine", "ne", "pas", "no",
    "nie", "não", "не", "нет", "niet", "ingen", "brak", "sem", "sin", "senza", "sans", "ohne",
    "нельзя", "ません", "없", "tidak", "değil", "không", "不", "未", "没有", "ない", "않",
)  # fmt: skip
OTHERS = (
    "other models", "other model", "others", "other versions", "the rest", "remaining",
    "altri modelli", "gli altri", "anderen modelle", "andere modelle", "alle anderen", "übrigen",
    "autres modèles", "les autres", "otros modelos", "los demás", "demás modelos",
    "outros modelos", "demais modelos", "другие модели", "остальные", "других моделей",
    "pozostałe", "andere modellen", "その他", "他の", "其他", "其它", "其余", "다른",
)  # fmt: skip
"""Words for those that are not named."""
EXCEPT = (
    "except", "except for", "apart from", "other than", "unless", "excluding", "tranne", "eccetto",
    "salvo", "excepto", "außer", "sauf", "hormis", "exceto", "oprócz", "кроме", "behalve",
    "kecuali",
    "hariç", "除外", "以外", "除了", "除",
)  # fmt: skip
OTHER_TIMES = (
    "soon", "used to", "before", "formerly", "previously", "earlier", "no longer", "gone",
    "removed", "planned", "upcoming", "future", "was", "were", "until now", "deprecated",
    "will also", "presto", "prima", "in futuro", "bald", "früher", "künftig", "bientôt",
    "auparavant", "pronto", "antes", "em breve", "wkrótce", "dawniej", "скоро", "раньше", "будет",
    "binnenkort", "以前", "今後", "将来", "即将", "曾", "이전", "예정",
)  # fmt: skip
RENDERS = (
    "render", "renders", "rendered", "rendering", "return", "returns", "returned", "give", "gives",
    "produce", "produces", "produced", "output", "outputs", "deliver", "delivers", "hand back",
    "hands back", "come out", "comes out", "come back", "normalise", "normalize", "downscale",
    "yield", "get", "gets", "instead", "becomes", "produrre", "rendere", "restituire", "liefern",
    "liefert", "ausgeben", "rendre", "produire", "renvoyer", "devolver", "producir", "produzir",
    "zwrócić", "вернуть", "выдать", "leveren", "返", "出力", "输出", "渲染", "반환",
)  # fmt: skip
SEVERAL = (
    "repeat", "repeated", "several images", "several files", "several references",
    "multiple images",
    "multiple files", "multiple references", "multiple reference", "more than one image",
    "more than one file", "one or more images", "one or more files", "list of images", "ripetere",
    "più immagini", "mehrere bilder", "plusieurs images", "varias imágenes", "várias imagens",
    "несколько изображений", "複数の画像", "多张图", "여러 이미지",
)  # fmt: skip
EVERY = (
    "all", "every", "any", "each", "both", "tutti", "ogni", "todos", "alle", "jede", "tous",
    "chaque", "wszystkie", "все", "すべて", "全て", "所有", "全部", "모든",
)  # fmt: skip
TAKES = (
    "accept", "accepts", "accepted", "take", "takes", "taken", "support", "supports", "supported",
    "allow", "allows", "allowed", "available", "works with", "work with", "works on", "know",
    "knows", "compatible", "permitted", "usable", "use", "uses", "accetta", "accettano", "acepta",
    "aceptan", "nimmt", "nehmen", "unterstützt", "unterstützen", "accepte", "acceptent", "prend",
    "prennent", "aceita", "aceitam", "przyjmuje", "przyjmują", "принимает", "принимают",
    "ondersteunt", "mendukung", "destekler", "支持", "接受", "対応", "지원", "also for",
)  # fmt: skip
ONLY = (
    "only", "exclusively", "exclusive", "limited to", "restricted to", "reserved for", "alone",
    "seuls", "seules", "seul", "solo", "soltanto", "sólo", "nur", "seulement",
    "uniquement", "apenas", "somente",
    "tylko", "только", "alleen", "hanya", "yalnızca", "chỉ", "仅", "只有", "のみ", "だけ", "만",
)  # fmt: skip
ALWAYS = (
    "always", "constant", "literal", "fixed", "literal string", "sempre", "siempre", "immer",
    "toujours", "zawsze", "всегда", "altijd", "selalu",
    "her zaman", "luôn", "始终", "总是", "常に", "항상",
)  # fmt: skip
BEGINS = (
    "begin", "begins", "beginning", "start", "starts", "started", "initial", "initially", "new",
    "newly", "created", "creation", "at first", "first", "inizio", "inizialmente", "all'inizio",
    "anfang", "anfangs", "beginnt", "début", "initialement", "commence", "principio", "inicio",
    "inicialmente", "início", "początek", "początku", "сначала", "начале", "начинается", "awal",
    "başlangıçta", "ban đầu", "最初", "開始", "开始", "初始", "처음", "sometido", "empieza",
)  # fmt: skip
ENDS = (
    "end", "ends", "ended", "final", "finally", "finished", "terminal", "done", "until", "stop",
    "last", "once", "when", "after", "fine", "finale", "ende", "fin", "final", "koniec", "конец",
    "終", "结束", "完成", "끝",
)  # fmt: skip
FAMILIES: dict[str, tuple[str, ...]] = {
    "image": (
        "image", "images", "picture", "photo", "referenzbild", "bilddatei", "referensbild",
        "immagine", "immagini", "imagen", "bild", "bilder", "imagem", "obraz",
        "изображение", "afbeelding", "gambar", "görsel",
        "hình ảnh", "图像", "图片", "画像", "이미지",
    ),
    "video": ("video", "vídeo", "vidéo", "wideo", "видео", "视频", "動画", "비디오"),
    "audio": ("audio", "son", "ton", "звук", "音频", "音声", "오디오"),
}  # fmt: skip
TYPES_OF_JSON = {
    "string": "string", "str": "string", "text": "string", "enum": "string", "uuid": "string",
    "integer": "integer", "int": "integer", "int32": "integer", "int64": "integer",
    "number": "number", "float": "number", "double": "number", "boolean": "boolean",
    "bool": "boolean", "object": "object", "array": "array",
}  # fmt: skip
AUTH_SCHEMES = ("Bearer", "Basic", "Digest", "Token", "ApiKey")
MILLI = re.compile(r"mill?i-?s|миллис|(?<!\w)ms(?!\w)|ミリ|毫秒|밀리")
"""Milliseconds, in small letters."""
FIRST = (
    "default", "defaults", "default value", "predefinito", "defecto", "défaut", "standard",
    "padrão",
    "domyślnie", "умолчание", "умолчанию", "standaard", "varsayılan", "mặc định", "bawaan",
    "デフォルト", "默认", "默認", "既定", "기본값", "기본",
)  # fmt: skip
OPTIONS = (
    "available options", "available values", "allowed values", "possible values", "accepted values",
    "supported values", "valid values", "enum", "enum values", "allowed", "one of", "options",
    "values", "choices", "opzioni disponibili", "valori possibili", "valori ammessi", "opciones",
    "opciones disponibles", "valores posibles", "valores permitidos", "verfügbare optionen",
    "mögliche werte", "erlaubte werte", "options disponibles", "valeurs possibles", "valeurs",
    "opções disponíveis", "valores possíveis", "dostępne opcje", "варианты", "возможные значения",
    "допустимые значения", "beschikbare opties", "opsi yang tersedia", "kullanılabilir seçenekler",
    "利用可能なオプション", "選択肢", "可用选项", "可选值", "枚举", "사용 가능한 옵션", "옵션",
)  # fmt: skip
RANGES = (
    "range", "required range", "allowed range", "possible values", "allowed values", "valid range",
    "accepted range", "limits", "between", "intervallo", "intervallo richiesto", "rango",
    "rango requerido", "bereich", "erlaubter bereich", "plage", "plage requise", "intervalo",
    "zakres", "диапазон", "bereik", "aralık", "範囲", "必須範囲", "范围", "必填范围", "범위",
)  # fmt: skip
# Most and least, in turn: the even ones are upper ends.
MOST_AND_LEAST = (
    "maximum", "minimum", "max", "min", "max.", "min.", "massimo", "minimo", "máximo", "mínimo",
    "maximal", "minimal", "最大", "最小", "最大値", "最小値", "최대", "최소", "максимум", "минимум",
    "<=", ">=", "≤", "≥", "upper bound", "lower bound", "at most", "at least",
)  # fmt: skip
LIMITS = (
    "length", "maxlength", "minlength", "max length", "min length", "maximum length",
    "minimum length", "max items", "min items", "maxitems", "minitems", "maximum items",
    "multiple of",
    "multipleof", "exclusiveminimum", "exclusivemaximum", "max size", "maximum size", "max count",
)  # fmt: skip


NUMBERS = {
    word: str(count)
    for count, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60"}
"""Numbers in words, as digits."""

BOUNDS = (
    "no shorter than", "no longer than", "no less than", "no more than", "not less than",
    "not more than", "no fewer than", "at least", "at most", "up to",
)  # fmt: skip
"""Bounds of ranges in several words."""

AMONG_RANGES = frozenset(
    "accept accepts accepted accepting take takes taking taken support supports supported allow "
    "allows allowed allowing run runs render renders rendering go goes range ranges ranging can "
    "may must be is are for with of the a an from to through thru between and or in on by up each "
    "both all models model seconds second secs sec s long length duration durations inclusive "
    "minimum maximum min max only respectively values value video videos clip clips it its last "
    "lasts lasting while whereas "
    "da a e ed vanno va accettano accetta prendono durano secondi secondo per di con il lo la i le "
    "von bis und nehmen nimmt gehen geht akzeptieren sekunden dauern für mit bei "
    "de à et prennent prend acceptent accepte durent secondes pour avec du des "
    "y aceptan acepta van duran segundos para con los las "
    "até aceitam aceita vão segundos com os as "
    "od do i w przyjmuje przyjmują sekund dla "
    "от до и принимают принимает секунд секунды для "
    "は が と 秒 で から まで の 和 接受 到 至 支持 秒 为 與 및 초 부터 까지".split()
)
"""Words among names and numbers that change nothing about a range."""


AMONG_LISTS = frozenset(
    "one of the following these those values value possible available allowed accepted supported "
    "valid known options option choices choice enum either any is are can may must be it its this "
    "a an has have task job request model models status statuses state states id ids "
    "uno una di dei delle seguenti valori valore possibili ammessi modello modelli stato stati è "
    "eines einer der folgenden werte wert möglich mögliche erlaubte modell modelle zustand ist "
    "un des suivants valeurs valeur possibles modèle modèles état statut est "
    "los siguientes valores valor posibles modelo modelos estado es "
    "один из следующих значения значение возможные модель модели статус "
    "の いずれか のいずれか 次 値 之一 其中之一 取值 可选值 模型 状态".split()
)
"""Words around a list of values that say no more than that it is one."""


def place_of(text: str, words: tuple[str, ...]) -> tuple[int, int] | None:
    """Where the first of the words begins and ends in a text."""
    found = any_of(words).search(text.casefold())
    return found.span() if found else None


def has_word(text: str, words: tuple[str, ...]) -> bool:
    """Whether any of the words stands in the text; scripts without spaces match anywhere."""
    return any_of(words).search(text.casefold()) is not None


@lru_cache(maxsize=128)
def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern of any of the words; they stand alone where their script has spaces.

    A word that ends in `-` stands for all that begin so.
    """
    anywhere = [re.escape(each) for each in words if ord(each[0]) > _WITH_SPACES]
    alone = (each for each in words if ord(each[0]) <= _WITH_SPACES)
    whole = "|".join(re.sub(r"\\-$", r"\\w*", re.escape(each)) for each in alone)
    return re.compile("|".join([*anywhere, *([rf"(?<!\w)(?:{whole})(?!\w)"] if whole else [])]))
