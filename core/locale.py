"""Top floor. The language of a request, and numbers, dates and texts as people read them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, force_locale, format_date, get_locale, gettext
from markupsafe import Markup, escape

from core import clock, money
from core.language import DEFAULT, LANGUAGES, N_, Named, language_of, pick
from core.money import NBSP
from core.words import word

COOKIE = "lang"


def language() -> str:
    """The language code of what is being written now: fi, sv or en."""
    locale = get_locale()
    return str(locale.language) if locale and locale.language in LANGUAGES else DEFAULT


def choose_language() -> str:
    """The first of: `?lang=`, the cookie, the signed-in person's own, the browser's, Finnish."""
    if not has_request_context():
        return DEFAULT
    for code in (request.args.get("lang", ""), request.cookies.get(COOKIE, "")):
        if code in LANGUAGES:
            return code
    own: str | None = getattr(g, "own_language", None)
    return own or request.accept_languages.best_match(LANGUAGES) or DEFAULT


def in_language(code: str) -> Any:
    """A context in which everything is written in this language: for mails and documents."""
    return force_locale(code)


def named(thing: Named | None) -> str:
    """A thing's name in the language of the request."""
    return thing.named(language()) if thing else ""


def text(texts: Mapping[str, str]) -> str:
    """A text of several languages in the language of the request."""
    return pick(texts, language())


def lang_attribute(texts: Mapping[str, str]) -> Markup:
    """` lang="sv"` when the text had to be shown in another language than the page's."""
    code = language_of(texts, language())
    return Markup("") if code == language() else Markup(' lang="{}"').format(code)


_WRITTEN_IN = {
    "fi": N_("Written in Finnish."),
    "sv": N_("Written in Swedish."),
    "en": N_("Written in English."),
}


def written(content: str, code: str, tag: str = "span") -> Markup:
    """What somebody typed in the language `code`, for a page that may be in another.

    Then its `lang` is marked and its language said in words, because nobody has translated it.
    `tag` is "div" for paragraphs. Text is escaped; Markup stays as it is.
    """
    if not content or code == language() or code not in LANGUAGES:
        return escape(content)
    marked = Markup('<{0} lang="{1}">{2}</{0}>').format(tag, code, content)
    said = Markup('<{0} class="written-in">{1}</{0}>').format(
        "p" if tag == "div" else tag, gettext(_WRITTEN_IN[code])
    )
    return marked + Markup(" ") + said


def day(value: date | datetime | None) -> str:
    """21.11.2026."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = clock.day_of(value)
    return f"{value.day}.{value.month}.{value.year}"


def weekday(value: date) -> str:
    """Monday 23.11.2026, in the language of the request."""
    return f"{format_date(value, 'EEEE')} {day(value)}"


def weekday_alone(value: date) -> str:
    """Monday 23.11.2026 as a bare value: in Finnish “maanantai”, where a sentence says “na”."""
    return f"{format_date(value, 'cccc')} {day(value)}"


def moment(value: datetime | None) -> str:
    """21.11.2026 at 14.05 Finnish time, as each language writes it."""
    if value is None:
        return ""
    local = clock.helsinki(value)
    clock_time = f"{local.hour}.{local.minute:02d}"
    return str(gettext("%(day)s at %(time)s", day=day(local.date()), time=clock_time))


def number(value: int | float, decimals: int = 1) -> str:
    """12 345 or 12 345,6 with no-break spaces and a real minus sign."""
    if isinstance(value, int):
        return money.group_thousands(value)
    sign = money.MINUS if value < 0 else ""
    whole = f"{abs(value):,.{decimals}f}".replace(",", NBSP).replace(".", ",")
    return f"{sign}{whole}"


def percent(value: float, decimals: int = 1) -> str:
    """12,5 % with a no-break space."""
    return f"{number(float(value), decimals)}{NBSP}%"


def euros(cents: int, decimals: bool = True, sign: bool = False) -> str:
    """1 234,50 €."""
    return money.format_euros(cents, decimals=decimals, sign=sign)


def shown(value: Any) -> str:
    """A value inside a sentence: a day, a name, an enum's word; the rest stays as it was given."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Named):
        return named(value)
    try:
        return word(value)
    except KeyError:
        return str(value)


def say(message: str, values: Mapping[str, Any] | None = None) -> str:
    """A message marked with N_ on a lower floor, translated and filled."""
    filled = {name: shown(value) for name, value in (values or {}).items()}
    return str(gettext(message, **filled))


def install(app: Flask) -> None:
    """Languages and filters for every template."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", DEFAULT)
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "Europe/Helsinki")
    Babel(app, locale_selector=choose_language)
    app.jinja_env.filters.update(
        word=word,
        named=named,
        text=text,
        lang_attribute=lang_attribute,
        written=written,
        day=day,
        weekday=weekday,
        moment=moment,
        number=number,
        percent=percent,
        euros=euros,
    )
    app.jinja_env.globals.update(language=language, say=say)
