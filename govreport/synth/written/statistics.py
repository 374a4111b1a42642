"""Invented cells of the statistics tables of 2014 and 2008: parts that add up, rows left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random

from govreport.forms import Template
from govreport.synth.written.figures import Cells, Key
from govreport.synth.written.office import Office

__all__ = ["printed", "survey"]

_Counts = dict[str, int | Decimal]

_CHANNELS = {"in_person": 20, "fax": 2, "email": 12, "online": 50, "letter": 25, "other": 1}
_ANSWERS_2014 = {
    "already_public": 20,
    "granted": 40,
    "partial": 6,
    "denied": 6,
    "not_this_organ": 15,
    "not_existing": 15,
    "to_amend": 5,
    "elsewhere": 4,
}
_DENIED = ("state_secret", "trade_secret", "privacy", "security", "not_government_information", "other_law")
_ANSWERS_2008 = {"granted": 60, "partial": 8, "denied": 15, "other": 10}
_FREE_SINCE = 2017  # fees for requests ended in this year

# Rows of the local tables of which a province has one or the other, or neither.
_LOCAL_CHOICES = (
    (("requests.received.letter", "requests.received.fax"), ("requests.received.letter_fax",)),
    (("appeals_and_complaints",), ("appeals",), ("litigation_and_complaints",), ()),
    (("disclosed.digitised",), ()),
    (("disclosed.services", "catalogue"), ()),
    (("visits.website", "visits.in_person", "inquiries.online", "inquiries.phone"), ("inquiries.phone",), ()),
    (("requests.received.email",), ()),
    (("requests.received.other",), ()),
    (("requests.answered.other",), ()),
    (("fees.waived",), ()),
    (("normative_made",), ()),
)
# Rows of the national table that no sum needs.
_LEFT_OUT = (
    "disclosed.weibo", "disclosed.wechat", "normative_made", "responses.social_media", "responses.elsewhere",
    "complaints", "offices", "reading_points", "budget",
)  # fmt: skip


def survey(
    template: Template, office: Office, rng: Random, year: int, before: Mapping[Key, Decimal] | None
) -> Cells:
    """Every cell of the statistics table of a year, printed or not; `before` are those of the year before."""
    past = {row: int(value) for (_, row, column), value in (before or {}).items() if column == "year"}
    draw = {"2014": _national, "2008": _local}[template.id]
    counts = draw(office, rng, year, past)
    earlier = [] if before else [draw(office, rng, year, past) for _ in range(rng.randint(0, 4))]
    cells: Cells = {}
    for row, column in template.tables[0].cells():
        value = Decimal(counts[row.id])
        if column.id == "cumulative":
            value += before["survey", row.id, "cumulative"] if before else Decimal(0)
            value += sum((Decimal(its[row.id]) for its in earlier), Decimal(0))
        cells["survey", row.id, column.id] = value
    return cells


def printed(template: Template, seed: int) -> frozenset[str]:
    """The rows that an office prints, the same in each year. What it leaves out is no summand of a sum
    that has to be exact."""
    rng = Random(f"rows {template.id} {seed}")
    rows = {row.id for row in template.tables[0].rows}
    if template.id == "2014":
        share = rng.choice((0.0, 0.0, 0.3))
        return frozenset(rows - {row for row in _LEFT_OUT if rng.random() < share})
    for alternatives in _LOCAL_CHOICES:
        kept = rng.choice(alternatives)
        rows -= {row for rows_ in alternatives for row in rows_} - set(kept)
    return frozenset(rows)


def _spread(rng: Random, weights: Mapping[str, int], total: int) -> Counter[str]:
    return Counter(rng.choices(list(weights), list(weights.values()), k=total))


def _channels(rng: Random, disclosed: int, shares: Sequence[tuple[str, float]]) -> dict[str, int]:
    """Items by way of publication: none more than all, together at least all (one item goes several ways)."""
    counts = {name: rng.randint(0, int(disclosed * share)) for name, share in shares}
    first = shares[0][0]
    others = sum(counts.values()) - counts[first]
    counts[first] = max(counts[first], disclosed - min(others, disclosed))
    return counts


def _national(office: Office, rng: Random, year: int, past: Mapping[str, int]) -> _Counts:
    counts: _Counts = {}
    disclosed = rng.randint(10, 300 + 60 * office.rate)
    made = rng.randint(0, office.documents)
    ways = _channels(
        rng,
        disclosed,
        (("website", 1.0), ("gazette", 0.1), ("weibo", 0.3), ("wechat", 0.3), ("elsewhere", 0.2)),
    )
    counts |= {"disclosed": disclosed, "normative_made": made}
    counts["disclosed.normative"] = rng.randint(0, min(made, disclosed))
    counts |= {f"disclosed.{way}": count for way, count in ways.items()}
    counts |= _answers_to_the_public(office, rng)
    counts |= _requests_2014(office, rng, past)
    for concept in ("reconsideration", "litigation"):
        cases = rng.choice((0, 0, 0, min(office.rate, 1), office.rate // 12))
        ends = _spread(rng, {"upheld": 6, "corrected": 1, "other": 3, "pending": 1}, cases)
        counts |= {concept: cases, **{f"{concept}.{e}": ends[e] for e in ("upheld", "corrected", "other")}}
    full, part = rng.randint(0, 2 + office.rate // 60), rng.randint(1, 4 + office.rate // 20)
    fee = rng.choice((0, 0, rng.randint(1, 90))) if year < _FREE_SINCE and office.rate else 0
    trainings = rng.randint(0, 6)
    return counts | {
        "complaints": rng.choice((0, 0, 0, 1)),
        "fees": Decimal(fee).scaleb(-3),
        "offices": rng.randint(0, 2 + office.rate // 80),
        "reading_points": rng.randint(0, 9),
        "staff": full + part,
        "staff.full_time": full,
        "staff.part_time": part,
        "budget": Decimal(rng.choice((0, 0, rng.randint(1, 500)))).scaleb(-1),
        "meetings": rng.randint(0, 8),
        "trainings": trainings,
        "trained_persons": rng.randint(5 * trainings, 60 * trainings),
    }


def _answers_to_the_public(office: Office, rng: Random) -> _Counts:
    """Responses and interpretations; one matter may be answered in several ways and counts once."""
    press, interviews, online, elsewhere = (rng.choice((0, 0, rng.randint(0, 9))) for _ in range(4))
    ways = (press, interviews, online, elsewhere)
    return {
        "responses": rng.randint(max(ways), sum(ways)),
        "responses.press_conferences": press,
        "responses.press_conferences.principal": rng.randint(0, press),
        "responses.interviews": interviews,
        "responses.interviews.principal": rng.randint(0, interviews),
        "responses.social_media": online,
        "responses.elsewhere": elsewhere,
        "interpretations": rng.choice((0, rng.randint(0, 12), rng.randint(0, 40 + office.documents))),
    }


def _requests_2014(office: Office, rng: Random, past: Mapping[str, int]) -> _Counts:
    received = office.requests(rng)
    ways = _spread(rng, {way: _CHANNELS[way] for way in ("in_person", "fax", "online", "letter")}, received)
    unfinished = max(0, past.get("requests.received", 0) - past.get("requests.closed", 0))
    closed = received + unfinished - rng.choice((0, 0, 0, (received + unfinished) // 20))
    late = rng.choice((0, 0, closed // 15))
    answers = _spread(rng, _ANSWERS_2014, closed)
    denied = _spread(rng, dict.fromkeys(_DENIED, 1), answers["denied"])
    counts: _Counts = {"requests.received": received, "requests.closed": closed, "requests.answered": closed}
    counts |= {f"requests.received.{way}": ways[way] for way in ("in_person", "fax", "online", "letter")}
    counts |= {"requests.closed.on_time": closed - late, "requests.closed.extended": late}
    counts |= {f"requests.answered.{answer}": answers[answer] for answer in _ANSWERS_2014}
    return counts | {f"requests.answered.denied.{ground}": denied[ground] for ground in _DENIED}


def _local(office: Office, rng: Random, year: int, past: Mapping[str, int]) -> _Counts:
    disclosed = rng.randint(10, 300 + 60 * office.rate)
    gazette = rng.choice((0, rng.randint(0, disclosed // 20)))
    received = office.requests(rng)
    ways = _spread(rng, _CHANNELS, received)
    answers = _spread(rng, _ANSWERS_2008, received)
    cases = [rng.choice((0, 0, 0, 1, office.rate // 15)) for _ in range(3)]
    return {
        "disclosed": disclosed,
        "disclosed.digitised": rng.randint(0, disclosed),
        "normative_made": rng.randint(0, office.documents),
        "disclosed.services": rng.randint(0, disclosed // 2),
        "disclosed.website": disclosed - rng.choice((0, gazette)),
        "disclosed.gazette": gazette,
        "visits.website": rng.randint(0, 90_000),
        "visits.in_person": rng.choice((0, rng.randint(0, 900))),
        "inquiries.online": rng.choice((0, rng.randint(0, 300))),
        "inquiries.phone": rng.choice((0, rng.randint(0, 2000))),
        "catalogue": rng.choice((0, rng.randint(0, 400))),
        "requests.received": received,
        **{f"requests.received.{way}": ways[way] for way in _CHANNELS},
        "requests.received.letter_fax": ways["letter"] + ways["fax"],
        "requests.answered": received,
        **{f"requests.answered.{answer}": answers[answer] for answer in _ANSWERS_2008},
        "fees.waived": Decimal(rng.choice((0, 0, rng.randint(1, 9000)))).scaleb(-1),
        "appeals_and_complaints": cases[2],
        "appeals": cases[2],
        "litigation_and_complaints": cases[1] + cases[2],
        "reconsideration": cases[0],
        "litigation": cases[1],
    }
