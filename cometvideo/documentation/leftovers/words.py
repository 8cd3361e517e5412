"""Words by which a sentence may say otherwise what a fact says, in the languages seen so far.

Those that readers look for as well are among `pages.words`. A word that ends in `-` stands for all
that begin so.
"""

# ruff: noqa: RUF001 - words as pages write them

import re

from cometvideo.documentation.pages.words import EXAMPLES

__all__ = [
    "BACK",
    "BECOMES",
    "CHANGES",
    "CLOCKS",
    "DIFFERS",
    "ENTERS",
    "FADING",
    "FAILS",
    "FORMS_OF_IDS",
    "HOLLOW",
    "KEYS",
    "LEFT_OUT",
    "MAY",
    "NEAREST",
    "OLDER",
    "OTHER_NAMES",
    "OTHER_UNITS",
    "POLLS",
    "PRESETS",
    "SUCH_AS",
]

BACK = ("back", "again", "return to", "returns to")
BECOMES = (
    "shown as", "reported as", "listed as", "returned as", "set to", "become", "becomes", "turns",
    "turn", "goes to", "go to", "moves to", "move to", "switches to", "changes to", "stays",
    "remains", "wird", "bleibt", "diventa", "resta", "devient", "reste", "se vuelve", "queda",
    "становится", "остаётся", "になり", "変わ", "变为", "成为", "된다",
)  # fmt: skip
CHANGES = (
    "round", "rounds", "rounded", "rounding", "truncat-", "clamp-", "clipped", "capped",
    "snapped", "floored", "trimmed", "cropped", "padded", "stretched", "squashed", "resized",
    "rescaled", "coerced", "cut off", "cut down", "cut short", "cut to", "shortened", "raised to",
    "lowered to", "reduced to", "gerundet", "aufgerundet", "abgerundet", "abgeschnitten",
    "gekürzt", "beschnitten", "gestreckt", "arrotond-", "troncat-", "ritagliat-", "ridotto a",
    "arrondi-", "tronqu-", "recadr-", "ramené-", "redonde-", "trunca-", "recorta-", "arredond-",
    "округл-", "обрез-", "усека-", "丸め", "切り捨て", "切り上げ", "四捨五入", "切り詰め",
    "トリミング", "四舍五入", "取整", "截断", "裁剪", "舍入", "반올림", "버림", "잘라",
)  # fmt: skip
"""What may become of a value that is not taken as it is."""
CLOCKS = (
    "local time", "local clock", "server time", "time zone", "timezone", "time zones", "iso 8601",
    "iso-8601", "iso8601", "rfc 3339", "rfc3339", "rfc 1123", "wall clock", "pacific time",
    "beijing time", "daylight", "ortszeit", "lokale zeit", "lokaler zeit", "zeitzone",
    "ora locale", "fuso orario", "heure locale", "fuseau horaire", "hora local", "zona horaria",
    "huso horario", "fuso horário", "местное время", "местном времени", "местному времени",
    "часовой пояс", "часового пояса", "часовом поясе", "現地時間", "現地時刻", "ローカル時間",
    "ローカル時刻", "タイムゾーン", "日本時間", "本地时间", "当地时间", "北京时间", "时区",
    "현지 시간", "시간대",
)  # fmt: skip
DIFFERS = (
    "differ", "differs", "different", "unlike", "distinct", "diverso", "differisce", "anders",
    "unterscheidet", "différent", "diffère", "distinto", "difiere", "отличается", "異なる",
    "不同", "다릅니다",
)  # fmt: skip
ENTERS = (
    "end as", "ends as", "ended as", "ending as", "end up as", "ends up as", "finish as",
    "finishes as", "stop as", "stops as", "begin as", "begins as", "start as", "starts as",
    "marked as", "marked", "status of", "status is", "state is", "has the status",
    "have the status", "get the status", "gets the status", "with the status", "with status",
    "in the state", "endet als", "enden als", "endet mit", "beginnt als", "gilt als",
    "wechselt zu", "wird zu", "mit dem status", "finisce come", "finiscono come", "termina come",
    "terminano come", "inizia come", "passa a", "passano a", "ha lo stato", "con lo stato",
    "se termine en", "se termine comme", "finit en", "finit comme", "passe à", "passent à",
    "a le statut", "avec le statut", "termina como", "terminan como", "acaba como", "acaban como",
    "pasa a", "pasan a", "tiene el estado", "con el estado", "passa para", "com o estado",
    "завершается как", "завершается со статусом", "заканчивается как", "переходит в",
    "получает статус", "со статусом",
)  # fmt: skip
"""After these stands how a task begins, goes on or ends."""
FADING = (
    "deprecated", "no longer", "removed", "retired", "discontinued", "sunset", "obsolete",
    "veraltet", "obsoleto", "obsoleta", "obsolète", "устарело", "已弃用", "非推奨",
)  # fmt: skip
FAILS = (
    "error", "errors", "refus-", "reject-", "fail", "fails", "failure", "invalid", "forbidden",
    "400", "422", "fehler", "abgelehnt", "ungültig", "errore", "rifiut-", "fallisce", "erreur",
    "rejet-", "échoue", "rechaz-", "falla", "erro", "recus-", "rejeit-", "ошибк-", "отклон-",
    "エラー", "拒否", "拒絶", "失敗", "错误", "报错", "拒绝", "失败", "오류", "거부",
)  # fmt: skip
FORMS_OF_IDS = {
    ("uuid", "uuids", "guid", "guids", "uuidv4", "uuidv7"): re.compile(
        r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE
    ),
    ("ulid", "ulids"): re.compile(r"[0-9A-HJKMNP-TV-Z]{26}", re.IGNORECASE),
    (
        "hex", "hexad-", "hexa-", "esadecimal-", "шестнадцатерич-", "hash", "md5", "sha-1",
        "sha-256", "16進", "十六进制", "16진수",
    ): re.compile(r"[0-9a-f]+", re.IGNORECASE),
    (
        "an integer", "only digits", "digits only", "a snowflake", "snowflake id", "ganzzahl",
        "nur ziffern", "numerisch-", "un intero", "solo cifre", "numeric-", "un entier",
        "que des chiffres", "numérique", "un entero", "solo dígitos", "numérico", "целое число",
        "только цифры", "числов-", "数値", "数字のみ", "纯数字", "整数", "정수", "숫자만",
    ): re.compile(r"\d+"),
}  # fmt: skip
"""What an id may be called, and how one looks that is so."""
HOLLOW = ("null", "nullable", "missing", "absent", "empty", "blank", "sometimes", "leer", "vuoto")
KEYS = (
    "key", "keys", "token", "header", "headers", "schlüssel", "chiave", "clé", "clave", "chave",
    "ключ", "ключа", "キー", "ヘッダー", "密钥", "请求头", "키", "헤더",
)  # fmt: skip
LEFT_OUT = (
    "omit-", "left out", "leave it out", "leaving it out", "leaving out", "leave out", "not sent",
    "not given", "not specified", "unset", "missing", "absent", "sending none", "none is",
    "if none", "with none", "no value", "nothing is sent", "omess-", "omett-", "assent-",
    "mancant-", "nessun-", "manca", "weggelassen", "fehlt", "fehlen", "nicht angegeben",
    "ohne angabe", "leer", "omis", "omise", "omettre", "aucun", "aucune", "absente", "manque",
    "non fourni-", "ningun-", "falta", "faltar", "ausente", "nenhum-", "отсутств-", "не указ-",
    "не передан-", "без указания", "пропущен-", "省略", "未指定", "指定しない", "指定がない",
    "なし", "送らない", "不填", "留空", "不传", "未提供", "缺少", "생략", "없으면", "없을",
)  # fmt: skip
MAY = (
    "may", "might", "can be", "could", "sometimes", "usually", "kann", "può", "puede", "peut",
    "pode", "может", "могут", "かもしれ", "場合があ", "可能", "수 있",
)  # fmt: skip
NEAREST = (
    "nearest", "closest", "normalis-", "normaliz-", "nächstliegende-", "nächste", "nächsten",
    "più vicin-", "plus proche", "plus proches", "más cercan-", "mais próxim-", "ближайш-",
    "нормализ-", "最も近い", "近いサイズ", "最接近", "最近的", "가장 가까운",
)  # fmt: skip
OLDER = (
    "older", "old", "legacy", "historic-", "former", "ältere-", "alte", "alten", "vecchi-",
    "precedenti", "ancien-", "antigu-", "anteriores", "antig-", "старые", "старых", "старым",
    "прежн-", "古い", "旧", "较早", "早期", "老", "오래된", "이전",
)  # fmt: skip
OTHER_NAMES = (
    "alias", "aliases", "also called", "also known as", "aka", "renamed", "synonym-",
    "another name", "other name", "auch genannt", "umbenannt", "anderer name", "chiamato anche",
    "chiamata anche", "rinominat-", "altro nome", "aussi appelé", "aussi appelée", "renommé-",
    "autre nom", "también llamado", "también llamada", "renombrad-", "otro nombre", "outro nome",
    "переименован-", "другое имя", "другое название", "также называ-", "псевдоним", "別名",
    "改名", "又称", "又名", "别名", "별칭", "다른 이름",
)  # fmt: skip
OTHER_UNITS = (
    "minutes", "hours", "days", "microsecond-", "nanosecond-", "frames", "minuten", "stunden",
    "mikrosekunden", "bildern", "minuti", "ore", "microsecondi", "fotogrammi", "heures",
    "microsecondes", "minutos", "horas", "microsegundos", "fotogramas", "минут-", "час-",
    "микросекунд-", "кадр-", "マイクロ秒", "フレーム", "分単位", "微秒", "分钟", "小时", "帧",
    "분 단위",
)  # fmt: skip
POLLS = ("poll", "polls", "polling", "wait", "waits", "waiting")
PRESETS = ("label", "labels", "preset", "presets")
SUCH_AS = (*EXAMPLES, "such as", "e.g", "for instance")
