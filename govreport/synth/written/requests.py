"""How an invented report tells of its requests: arrivals, askers, change, outcomes, what is left."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from govreport.synth.written import subjects
from govreport.synth.written.author import Author, Meaning
from govreport.synth.written.grammar import WrittenText, joined

__all__ = ["write"]

_Text = WrittenText[Meaning]
_OUTCOMES = ("granted", "partial", "denied", "unable", "unprocessed", "other")
_OLD_OUTCOMES = ("granted", "partial", "denied", "not_held")
_CHANNELS = ("online", "letter", "in_person", "fax", "email")


def write(author: Author) -> _Text:
    """The paragraph on requests, in one to several sentences."""
    values, rng = author.values, author.rng
    received, carried_in = values["requests_received"], values.get("carried_in", Decimal(0))
    values["all"] = received + carried_in
    if not values["all"]:
        return _none(author)
    arrival, of_new = _arrival(author)
    about = []
    if of_new and received:
        askers = [_applicants(author), _channels(author), _change(author)]
        about += [text for text in askers if text.text]
    if received and rng.random() < 0.5:
        about.append(subjects.write(author, int(received)))
    if rng.random() < 0.15:
        rng.shuffle(about)
    clauses = [arrival, *about, *_results(author, stated=not of_new and carried_in == 0)]
    paragraph = joined([author.write("<opening>"), *_flowing(clauses, rng), "。"])
    return joined([paragraph, author.write("<asked>")]) if rng.random() < 0.15 else paragraph


def _none(author: Author) -> _Text:
    parts = [author.write("<opening>"), author.write("<received.none>")]
    if "carried_in" in author.values and author.rng.random() < 0.25:
        parts += [WrittenText("，"), author.write("<carried_in.none>")]
    if "carried_out" in author.values and author.rng.random() < 0.25:
        parts += [WrittenText("，"), author.write("<carried_out.none>")]
    parts.append(WrittenText("。"))
    if author.rng.random() < 0.3:
        parts.append(author.write("<asked>"))
    return joined(parts)


def _flowing(clauses: list[_Text], rng: Random) -> Iterator[_Text | str]:
    for i, clause in enumerate(clauses):
        if i:
            yield rng.choices(("，", "；", "。"), (10, 3, 7))[0]
        yield clause


def _arrival(author: Author) -> tuple[_Text, bool]:
    """How many came, and whether the last number is of new requests alone."""
    values, rng = author.values, author.rng
    received, carried_in = values["requests_received"], values.get("carried_in", Decimal(0))
    if not received:
        return joined([author.write("<new.none>"), "，", author.write("上年结转{carried_in}")]), False
    rules = ["received", "received", "new", "new"] if "requests_new" in values else ["received"]
    if carried_in:
        rules = ["received_with_carry", "received_with_carry", "new_and_carry", "new_and_carry", "new"]
    elif values.get("requests_answered") == received and not values.get("carried_out"):
        rules.append("received_and_answered")
    if received >= 20 and rng.random() < 0.12:
        rules = ["received_rough"]
    if author.story.area and rng.random() < 0.2:
        rules = ["two_scopes"]
        _two_scopes(author)
    rule = rng.choice(rules)
    text = author.write(f"<{rule}>")
    if not carried_in and "carried_in" in values and rng.random() < 0.15:
        text = joined([text, "，", author.write("<carried_in.none>")])
    return text, rule in ("received", "new")


def _two_scopes(author: Author) -> None:
    """Numbers of the whole area and of the government itself, of which one is that of the tables."""
    own = author.values["requests_received"]
    if author.others:
        return
    if author.story.territory:
        author.values |= {"wide": own, "home": Decimal(author.rng.randint(0, int(own)))}
        author.others.add("home")
    else:
        author.values |= {"home": own, "wide": own + author.rng.randint(1, 40 + 4 * int(own))}
        author.others.add("wide")


def _applicants(author: Author) -> _Text:
    values, rng = author.values, author.rng
    if "natural_person" not in values or rng.random() < 0.7:
        return WrittenText()
    return author.write("<applicants>" if values["organisation"] else "<applicants.one_kind>")


def _channels(author: Author) -> _Text:
    """By which way requests came: as the statistics table says, or in numbers that no table has."""
    values, rng = author.values, author.rng
    if rng.random() < 0.65:
        return WrittenText()
    if not any(f"channel_{channel}" in values for channel in _CHANNELS):
        _split(author)
    used = [c for c in _CHANNELS if values.get(f"channel_{c}")]
    parts = [author.write(f"<{channel}>") for channel in used]
    separator = rng.choice(("、", "，"))
    return joined([author.write("<channels.lead>"), *_listed(parts, separator)])


def _split(author: Author) -> None:
    left = int(author.values["requests_received"])
    for channel in _CHANNELS[1:3]:
        part = author.rng.choice((0, author.rng.randint(0, left)))
        author.values[f"channel_{channel}"] = Decimal(part)
        left -= part
    author.values["channel_online"] = Decimal(left)


def _listed(parts: list[_Text], separator: str) -> Iterator[_Text | str]:
    for i, part in enumerate(parts):
        if i:
            yield separator
        yield part


def _change(author: Author) -> _Text:
    values, rng = author.values, author.rng
    last = values.get("requests_last_year")
    if last is None or rng.random() < 0.45:
        return WrittenText()
    now = values["requests_received"]
    values["change_count"] = now - last
    if last == 0:
        return author.write("<change.from_zero>")
    if now == last:
        return author.write("<change.same>")
    values["change_percent"] = _percent(now - last, last, rng)
    return author.write("<change.up>" if now > last else "<change.down>")


def _percent(part: Decimal, whole: Decimal, rng: Random) -> Decimal:
    places = rng.choice((0, 1, 1, 2, 2))
    return (100 * part / whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _results(author: Author, stated: bool) -> list[_Text]:
    """What became of the requests; `stated`: the number answered may stand in the arrival already."""
    values, rng = author.values, author.rng
    clauses = []
    if not stated or rng.random() < 0.3:
        carried = values.get("carried_in") and rng.random() < 0.5
        clauses.append(author.write("<answered.with_carry>" if carried else "<answered>"))
    if values["requests_answered"] and rng.random() < 0.5:
        clauses.append(_outcomes(author))
    left = values.get("carried_out")
    if left and rng.random() < 0.8:
        clauses.append(author.write("<carried_out>"))
    elif left == 0 and rng.random() < 0.25:
        clauses.append(author.write("<carried_out.none>"))
    if rng.random() < 0.35:
        clauses.append(author.write("<timely>" if left else "<timely.all>"))
    return clauses


def _outcomes(author: Author) -> _Text:
    values, rng = author.values, author.rng
    old = author.story.form in ("2014", "2008")
    wanted = [o for o in (_OLD_OUTCOMES if old else _OUTCOMES) if o in values]
    if rng.random() < 0.7:
        wanted = [outcome for outcome in wanted if values[outcome]] or wanted[:1]
    if wanted[:2] == ["granted", "partial"] and not old and rng.random() < 0.2:
        values["granted_or_partial"] = values["granted"] + values["partial"]
        wanted = ["granted_or_partial", *wanted[2:]]
    shares = rng.random() < 0.15
    parts = []
    for outcome in wanted:
        rule = {"other": "other_outcome"}.get(outcome, outcome)
        rule += ".old" if old and outcome in _OLD_OUTCOMES[:3] else ""
        part = author.write(f"<{rule}>")
        if shares and values[outcome]:
            values["share_percent"] = _percent(values[outcome], values["requests_answered"], rng)
            part = joined([part, author.write("<share>")])
        parts.append(part)
    separator = rng.choice(("，", "；")) if shares else rng.choice(("、", "，", "；"))
    return joined([author.write("<outcomes.lead>"), *_listed(parts, separator)])
