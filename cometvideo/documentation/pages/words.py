"""The words around a field that documentation generators write, in the languages seen so far.

Only words of documentation itself stand here, none of the API. What is not in these lists is not
guessed: the reader then says that it could not tell.
"""

# ruff: noqa: RUF001, SIM905 - signs and words as pages write them

import re

__all__ = [
    "ALWAYS",
    "ANSWER_HEADINGS",
    "AUTH_SCHEMES",
    "BODY_HEADINGS",
    "EXAMPLES",
    "FAMILIES",
    "FIRST",
    "HEAD_HEADINGS",
    "MARKS",
    "NO",
    "NOT",
    "ONLY",
    "OPTIONAL",
    "PLACES",
    "REQUIRED",
    "UI_LINES",
    "YES",
    "has_word",
]

REQUIRED = frozenset(
    "required obligatorio requerido obrigatório obbligatorio richiesto requis obligatoire "
    "erforderlich pflichtfeld wymagane wymagany vereist verplicht обязательно обязательный "
    "wajib diperlukan zorunlu gerekli 必須 必填 必需 필수 obligatoriu påkrævet krävs".split()
) | {"bắt buộc"}
OPTIONAL = frozenset(
    "optional opcional facoltativo opzionale optionnel facultatif opcjonalne optioneel "
    "необязательно opsional isteğe 任意 可选 选填 선택".split()
)
MARKS = frozenset("deprecated read-only write-only readonly writeonly nullable".split())
PLACES = frozenset("header query path cookie body".split())
YES = frozenset("yes true ✓ ✔ ✅ sí sì si oui ja tak sim да はい 是 예 evet ya có".split())
NO = frozenset(
    "no false - – — ✗ ✘ ❌ non nein nie não нет いいえ 否 아니요 hayır tidak không".split()
)

BODY_HEADINGS = frozenset(
    "body corpo cuerpo corps treść тело ボディ 本文 请求体 본문 anfragetext gövde".split()
) | {"request body", "body parameters", "corpo della richiesta", "parameters", "form fields"}
ANSWER_HEADINGS = frozenset(
    "response risposta respuesta réponse antwort odpowiedź resposta ответ yanıt respons "
    "レスポンス 响应 응답 answer result".split()
) | {"phản hồi", "response body", "response fields"}
HEAD_HEADINGS = frozenset(
    "authorizations authorization authentication autorizzazioni autorizaciones autorisations "
    "autorisierungen autoryzacja autorizações авторизация 認証 授权 인증 otorisasi".split()
)
UI_LINES = frozenset(
    ["show child attributes", "hide child attributes", "copy", "copy page", "try it"]
)

EXAMPLES = (
    "example", "esempi", "ejemplo", "beispiel", "exemple", "exemplo", "przykład", "пример",
    "voorbeeld", "contoh", "örnek", "ví dụ", "例", "示例", "예",
)  # fmt: skip
NOT = (
    "not", "never", "cannot", "without", "except", "non", "nicht", "kein", "keine", "ne", "pas",
    "no", "nie", "não", "не", "niet", "tidak", "değil", "không", "不", "未", "没有", "ない", "않",
)  # fmt: skip
ONLY = (
    "only", "solo", "soltanto", "sólo", "nur", "seulement", "uniquement", "apenas", "somente",
    "tylko", "только", "alleen", "hanya", "yalnızca", "chỉ", "仅", "只有", "のみ", "だけ", "만",
)  # fmt: skip
ALWAYS = (
    "always", "sempre", "siempre", "immer", "toujours", "zawsze", "всегда", "altijd", "selalu",
    "her zaman", "luôn", "始终", "总是", "常に", "항상",
)  # fmt: skip
FAMILIES: dict[str, tuple[str, ...]] = {
    "image": (
        "image", "images", "immagine", "immagini", "imagen", "bild", "bilder", "imagem", "obraz",
        "изображение", "afbeelding", "gambar", "görsel",
        "hình ảnh", "图像", "图片", "画像", "이미지",
    ),
    "video": ("video", "vídeo", "vidéo", "wideo", "видео", "视频", "動画", "비디오"),
    "audio": ("audio", "son", "ton", "звук", "音频", "音声", "오디오"),
}  # fmt: skip
AUTH_SCHEMES = ("Bearer", "Basic", "Digest", "Token", "ApiKey")
FIRST = ("default", "predefinito", "defecto", "défaut", "standard", "padrão", "domyślnie")


def has_word(text: str, words: tuple[str, ...]) -> bool:
    """Whether any of the words stands in the text; scripts without spaces match anywhere."""
    return any(_found(text.casefold(), word) for word in words)


def _found(text: str, word: str) -> bool:
    if ord(word[0]) > 0x2E00:
        return word in text
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None
