"""Truths: what the prose of invented reports states, year after year, and that the tables agree."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest

from govreport import forms, synth
from govreport.errors import ResourceError
from govreport.resources import Table
from govreport.synth.truth import make, make_series
from govreport.synth.written import grammar
from govreport.synth.written.grammar import Grammar, Phrase, SpanMeaning, WrittenText
from govreport.synth.written.numerals import chinese, rough, roughly, spelled

FORMS = ("2021", "2019", "2014", "2008")
MADE = {form: [make(form, seed) for seed in range(100)] for form in FORMS}
TRUTHS = [t for made in MADE.values() for t in made]

NUMERAL = r"[\d,]+(?:\.\d+)?万?|[零一二三四五六七八九十百千万两]+"
# Words that say zero without a number.
NONE = (
    "未收到",
    "没有收到",
    "未接到",
    "没有接到",
    "未产生",
    "未新收",
    "无",
    "没有",
    "未发生",
    "未收取",
    "没有收取",
)
SAME = ("持平", "相同")


def ink(fact, of):
    return of.narrative[fact.section][fact.paragraph][fact.start : fact.end]


def read(numeral):
    """A numeral by hand: digits with commas and 万, or Chinese numerals below a hundred million."""
    if numeral[0].isdigit():
        plain = numeral.replace(",", "")
        return Decimal(plain[:-1]) * 10_000 if plain.endswith("万") else Decimal(plain)
    total = section = digit = 0
    for character in numeral.replace("两", "二"):
        if character == "万":
            total, section, digit = (section + digit) * 10_000, 0, 0
        elif character in "十百千":
            section += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[character]
            digit = 0
        else:
            digit = "零一二三四五六七八九".index(character)
    return Decimal(total + section + digit)


def test_the_hand_that_checks_reads_numerals():
    said = {
        "60": "60",
        "1,024": "1024",
        "1.2万": "12000",
        "十二": "12",
        "两": "2",
        "一百零五": "105",
        "三万六千": "36000",
    }
    assert {numeral: str(read(numeral).normalize() + 0).rstrip() for numeral in said} == {
        numeral: str(Decimal(value).normalize() + 0) for numeral, value in said.items()
    }


# Every fact is in its place.


def test_every_fact_stands_where_it_says_with_its_value_its_unit_and_how_exact_it_is():
    in_words = rounded = 0
    for made in TRUTHS:
        for fact in made.facts:
            text, printed = made.narrative[fact.section][fact.paragraph], ink(fact, made)
            around = f"{text[max(0, fact.start - 12) : fact.start]}[{printed}]{text[fact.end : fact.end + 8]}"
            if printed in NONE or printed in SAME:
                assert fact.value == 0, around
                in_words += 1
                continue
            assert re.fullmatch(NUMERAL, printed), around
            assert read(printed) == abs(fact.value), around
            before, after = text[: fact.start], text[fact.end :]
            over = before.endswith(("超过", "逾")) or after.startswith(("余", "多"))
            about = before.endswith(("近", "约"))
            assert fact.qualifier == ("over" if over else "about" if about else "exact"), around
            assert after.lstrip("余多").startswith(fact.unit) or before.endswith("百分之"), around
            assert not re.match(r"[\d.]", after), around
            assert not re.search(r"[\d.]$", before) or re.search(r"\d\.$", before), around
            rounded += fact.qualifier != "exact"
    assert in_words > 200
    assert rounded > 5


def test_a_fall_is_negative_and_a_rise_positive():
    falls = rises = 0
    for made in TRUTHS:
        for fact in made.facts:
            if fact.concept not in ("change_percent", "change_count") or not fact.value:
                continue
            clause = re.split("[，。；：（]", made.narrative[fact.section][fact.paragraph][: fact.start])[-1]
            if re.search("下降|减少|降幅|少$", clause):
                assert fact.value < 0, clause
                falls += 1
            else:
                assert re.search("增长|上升|增加|增幅|多$", clause), clause
                assert fact.value > 0, clause
                rises += 1
    assert min(falls, rises) > 8


# Facts agree with the tables. The rows are those of the forms, keyed by hand.

TOTALS = {
    "requests_new": ("new",),
    "natural_person": (),
    "carried_in": ("carried_in",),
    "carried_out": ("carried_out",),
    "requests_answered": ("outcome_total",),
    "granted": ("granted",),
    "partial": ("partial",),
    "granted_or_partial": ("granted", "partial"),
    "denied": tuple(
        f"denied.{ground}"
        for ground in (
            "state_secret", "other_law", "security", "third_party", "internal", "deliberative", "case_file",
            "registry_query",
        )
    ),
    "unable": ("unable.not_held", "unable.needs_creation", "unable.unclear"),
    "unprocessed": (
        "unprocessed.petition", "unprocessed.repeat", "unprocessed.publication", "unprocessed.excessive",
        "unprocessed.reconfirm",
    ),
}  # fmt: skip
OTHER = {"2021": ("other.no_correction", "other.unpaid", "other.other"), "2019": ("other",)}
SURVEY = {
    "requests_received": "requests.received",
    "requests_answered": "requests.answered",
    "granted": "requests.answered.granted",
    "partial": "requests.answered.partial",
    "denied": "requests.answered.denied",
    "not_held": "requests.answered.not_existing",
    "channel_online": "requests.received.online",
    "channel_letter": "requests.received.letter",
    "channel_in_person": "requests.received.in_person",
    "channel_fax": "requests.received.fax",
    "channel_email": "requests.received.email",
    "reconsideration_total": "reconsideration",
    "reconsideration_upheld": "reconsideration.upheld",
    "reconsideration_corrected": "reconsideration.corrected",
    "litigation_total": "litigation",
    "litigation_upheld": "litigation.upheld",
    "disclosed": "disclosed",
    "disclosed_website": "disclosed.website",
    "interpretations": "interpretations",
    "press_conferences": "responses.press_conferences",
    "interviews": "responses.interviews",
    "responses": "responses",
    "trainings": "trainings",
    "trained_persons": "trained_persons",
    "documents_normative": "normative_made",
}


def expected(made, concept):
    """What the tables allow the prose to say of a concept; None where they say nothing of it."""

    def cell(table, row, column):
        return made.cells[table, row, column] or Decimal(0)

    if made.form in ("2014", "2008"):
        row = SURVEY.get(concept)
        if row is None or ("survey", row, "year") not in made.cells:
            return None
        return {cell("survey", row, "year")}
    if concept == "requests_received":
        return {cell("requests", "new", "total")}
    if concept == "requests_total":
        return {cell("requests", "new", "total") + cell("requests", "carried_in", "total")}
    if concept == "natural_person":
        return {cell("requests", "new", "natural_person")}
    if concept == "organisation":
        askers = ("company", "research", "nonprofit", "legal_service", "other_org")
        return {sum((cell("requests", "new", asker) for asker in askers), Decimal(0))}
    if concept == "documents_normative":
        return {cell("disclosure", "normative", "made")}
    rows = OTHER[made.form] if concept == "other" else TOTALS.get(concept)
    if rows:
        return {sum((cell("requests", row, "total") for row in rows), Decimal(0))}
    case, _, end = concept.partition("_")
    if case == "reconsideration":
        return {cell("remedies", case, end)}
    if case == "litigation":
        return {cell("remedies", "litigation_direct", end) + cell("remedies", "litigation_after", end)}
    return None


def test_what_the_prose_states_is_what_the_tables_say():
    judged = {}
    for made in TRUTHS:
        for fact in made.facts:
            allowed = expected(made, fact.concept)
            if fact.scope == "other" or allowed is None:
                continue
            judged[fact.concept] = judged.get(fact.concept, 0) + 1
            if fact.qualifier == "exact":
                assert fact.value in allowed, (made.form, made.seed, fact)
            elif fact.qualifier == "over":
                assert any(value * Decimal("0.6") < fact.value < value for value in allowed), fact
            else:
                assert any(abs(fact.value - value) <= max(10, value / 10) for value in allowed), fact
    assert {*TOTALS, *SURVEY, "other", "litigation_pending", "organisation"} - {"not_held"} <= set(judged) | {
        "channel_fax"
    }
    assert judged["requests_new"] > 40


def test_change_shares_and_totals_are_computed_from_the_tables():
    judged = {"change_count": 0, "change_percent": 0, "share_percent": 0, "requests_last_year": 0}
    for made in TRUTHS:
        key = ("requests", "new", "total")
        done = ("requests", "outcome_total", "total")
        if made.form in ("2014", "2008"):
            key, done = ("survey", "requests.received", "year"), ("survey", "requests.answered", "year")
        now, last, answered = made.cells[key] or Decimal(0), made.last_year[key], made.cells[done]
        for before, fact in pairwise((None, *made.facts)):
            if fact is None or fact.concept not in judged:
                continue
            judged[fact.concept] += 1
            places = -int(fact.value.as_tuple().exponent)
            rounding = Decimal("0.5").scaleb(-places)
            if fact.concept == "requests_last_year":
                assert fact.value == last
            elif fact.concept == "change_count":
                assert fact.value == now - last
            elif fact.concept == "change_percent":
                assert abs(fact.value - 100 * (now - last) / last) <= rounding
            else:
                assert before is not None
                assert answered
                assert abs(fact.value - 100 * before.value / answered) <= rounding
    assert min(judged.values()) > 8


def test_a_wider_number_is_of_others_and_no_smaller_than_the_own():
    scopes = [
        (made, fact)
        for made in TRUTHS
        for fact in made.facts
        if fact.scope == "other" and made.form != "2008"
    ]
    assert len(scopes) > 4
    for made, fact in scopes:
        own = [f.value for f in made.facts if f.concept == fact.concept and f.scope == "own"]
        territory = made.organ.endswith(")人民政府")
        assert own
        assert fact.value <= own[0] if territory else fact.value > own[0]


# Traps, and that no fact is left out.

TRAPS = (
    "热线", "工单", "关注人数", "访问量", "许可申请", "道路挖掘", "信箱", "留言", "提案", "群众信访", "栏目",
    "补偿安置公告", "房屋征收等领域", "粉丝", "目录", "开放日", "咨询", "来访", "公报", "投诉",
)  # fmt: skip


def clauses(text):
    return [(m.start(), m[0]) for m in re.finditer(r"[^，。；、：（）]+", text)]


def test_numbers_of_other_things_are_no_facts():
    trapped = 0
    for made in TRUTHS:
        places = {(f.section, f.paragraph, f.start) for f in made.facts}
        for kind, paragraphs in made.narrative.items():
            for number, text in enumerate(paragraphs):
                for start, clause in clauses(text):
                    if not any(trap in clause for trap in TRAPS):
                        continue
                    for numeral in re.finditer(r"\d[\d,.]*", clause):
                        trapped += 1
                        assert (kind, number, start + numeral.start()) not in places, clause
    assert trapped > 1000


def test_every_count_of_requests_and_cases_is_a_fact():
    counted = re.compile(
        r"(?:申请|办结|新收|结转|予以公开|部分公开|不予公开|无法提供|不予处理|其他处理|行政复议|行政诉讼)[”的数为共有量:：]*"
        r"(?P<number>\d[\d,]*)(?:件|条|宗|份|起|例)(?!信息)"
    )
    found = 0
    for made in TRUTHS:
        places = {(f.section, f.paragraph, f.start) for f in made.facts}
        themes = [(t.section, t.paragraph, t.start) for t in made.themes if t.count is not None]
        for kind, paragraphs in made.narrative.items():
            for number, text in enumerate(paragraphs):
                for match in counted.finditer(text):
                    clause = re.split("[，。；、：（）]", text[: match.start("number")])[-1]
                    near = [t for t in themes if t[:2] == (kind, number) and abs(t[2] - match.start()) < 30]
                    if any(trap in clause for trap in TRAPS) or near:
                        continue
                    found += 1
                    assert (kind, number, match.start("number")) in places, text[: match.end()]
    assert found > 400


# Themes.

CODES = re.compile(r"(?:L[1-7]|H[1-6]|R[1-5]|C[1-6]|E[1-5]|F[1-6]|W[1-7]|G[1-8]|B[12]|A[1-3]|X1)")


def test_every_theme_stands_where_it_says_with_its_count_or_share():
    counted = shared = several = 0
    for made in TRUTHS:
        received = [
            v for k, v in made.cells.items() if k[1:] in (("new", "total"), ("requests.received", "year"))
        ]
        for theme in made.themes:
            text = made.narrative[theme.section][theme.paragraph]
            assert ink(theme, made) == theme.phrase
            assert CODES.fullmatch(theme.code)
            near = text[max(0, theme.start - 16) : theme.end + 16]
            if theme.count is not None:
                counted += 1
                assert theme.count in [read(n) for n in re.findall(NUMERAL, near)], near
                assert 1 <= theme.count <= (received[0] or 0)
            if theme.share is not None:
                shared += 1
                assert f"{theme.share}%" in near
            together = [t for t in made.themes if (t.section, t.start) == (theme.section, theme.start)]
            several += len(together) > 1
            assert len({t.code for t in together if t.paragraph == theme.paragraph}) >= 1
        for section in ("overview", "requests"):
            whole = {(t.start, t.count) for t in made.themes if t.section == section and t.count is not None}
            assert sum(count or 0 for _, count in whole) <= (received[0] or 0)
    assert min(counted, shared, several) > 20
    assert len({t.code for made in TRUTHS for t in made.themes}) > 40


def test_codes_of_phrases_are_those_of_the_codebook():
    """A dozen phrases and their codes, keyed from the codebook."""
    keyed = {
        "土地出让": {"L1"},
        "征地拆迁": {"H1", "H2"},
        "征地补偿": {"H1", "H3"},
        "拆迁安置": {"H2", "H3"},
        "房屋征收": {"H2"},
        "规划许可": {"L3"},
        "采矿权": {"L7"},
        "宅基地审批": {"R1"},
        "物业管理": {"C3"},
        "不动产登记": {"C5"},
        "消防验收": {"C1"},
        "出警记录": {"G2"},
        "其他": {"X1"},
    }
    found = {}
    for made in [*TRUTHS, *(make("2021", seed) for seed in range(100, 400))]:
        for theme in made.themes:
            found.setdefault(theme.phrase, set()).add(theme.code)
    assert {phrase: found.get(phrase) for phrase in keyed} == keyed


# Variety.


def shape(sentence, made):
    """A sentence with numbers, names, years and subjects masked."""
    for theme in sorted(made.themes, key=lambda t: -len(t.phrase)):
        sentence = sentence.replace(theme.phrase, "T")
    sentence = sentence.replace(made.organ, "O")
    sentence = re.sub(r"[\d,]*\d(?:\.\d+)?万?", "N", sentence)
    return re.sub(
        r"(?<=[到结开供理共有为公新议讼训读])[一二三四五六七八九十两百零]+(?=[件条宗份起例次篇场])",
        "N",
        sentence,
    )


def test_sentences_vary_by_grammar():
    everything = set()
    of_requests = set()
    of_problems = set()
    first = set()
    for made in [make("2021", seed) for seed in range(300)]:
        for kind, paragraphs in made.narrative.items():
            for number, text in enumerate(paragraphs):
                for sentence in re.finditer(r"[^。]+", text):
                    masked = shape(sentence[0], made)
                    everything.add(masked)
                    here = [f for f in made.facts if (f.section, f.paragraph) == (kind, number)]
                    concepts = {f.concept for f in here if sentence.start() <= f.start < sentence.end()}
                    if concepts & {"requests_new", "requests_received", "requests_total"}:
                        of_requests.add(masked)
                        first.add(re.split("[，；（]", masked.split("N")[0])[-1])
                    if kind == "problems":
                        of_problems.add(masked)
    assert len(everything) > 2000
    assert len(of_requests) > 230
    assert len(first) > 60  # ways to come to the number of requests
    assert len(of_problems) > 600


def test_chapters_and_preambles_vary():
    for form in FORMS:
        assert len({made.preamble for made in MADE[form]}) == 100
        assert len({tuple(made.narrative) for made in MADE[form]}) > (1 if form in ("2014", "2008") else 0)
        for made in MADE[form]:
            assert not re.search(
                r"[<>{}]|\[\d|~", "".join((*made.preamble, *sum(made.narrative.values(), ())))
            )
            assert f"{made.year}年1月1日" in "".join(made.preamble)
            assert len("".join(made.narrative["problems"])) > 20
            notices = [f for f in FORMS if forms.load(f).notice in "".join(made.preamble)]
            assert notices == ([made.declared] if made.declared else [])
    declared = {form: {made.declared for made in MADE[form]} for form in FORMS}
    assert declared == {"2021": {"2021", "2019"}, "2019": {"2019"}, "2014": {"2014", None}, "2008": {None}}


# Tables.


def test_a_truth_needs_neither_the_clock_nor_the_order_of_hashes():
    code = (
        "import hashlib; from govreport.synth.truth import make;"
        "made = repr([make(form, seed) for form in ('2021', '2014') for seed in range(6)]);"
        "print(hashlib.sha256(made.encode()).hexdigest())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_blanks_change_cells_alone():
    for form in FORMS:
        whole, blanked = make(form, 5), make(form, 5, blanks="zeros")
        assert (whole.narrative, whole.facts, whole.themes) == (
            blanked.narrative,
            blanked.facts,
            blanked.themes,
        )
        assert list(whole.cells) == list(blanked.cells)
        blank = [key for key, value in blanked.cells.items() if value is None]
        assert blank
        assert all(whole.cells[key] == 0 or key[2] == "total" for key in blank)


def test_offices_of_one_kind_are_unlike_those_of_another():
    new = {"government": [], "bureau": [], "town": []}
    for made in [*MADE["2021"], *MADE["2019"]]:
        value = int(made.cells["requests", "new", "total"] or 0)
        body = made.organ.split(")")[1]
        kind = (
            "town"
            if "镇" in made.organ or "街道" in made.organ
            else "government"
            if body == "人民政府"
            else "bureau"
        )
        new[kind].append(value)
        rules = made.cells["disclosure", "rules", "made"]
        assert not rules or made.organ.endswith("市(synthetic)人民政府")
    median = {kind: sorted(values)[len(values) // 2] for kind, values in new.items()}
    assert median["town"] <= 3 < median["bureau"] + 3 < median["government"]
    assert max(new["government"]) > 1000
    assert max(new["town"]) < 20


def value(made, *key):
    found = made.cells[key[0], key[1], key[2]]
    assert found is not None
    return found


def test_statistics_of_2014_hold_what_the_form_demands():
    left_out = set()
    for made in MADE["2014"]:
        assert made.year in range(2014, 2019)
        year = {row: number or Decimal(0) for (_, row, _), number in made.cells.items()}
        left_out |= {row.id for row in forms.load("2014").tables[0].rows} - set(year)
        assert year["requests.received"] == sum(
            year[f"requests.received.{way}"] for way in ("in_person", "fax", "online", "letter")
        )
        assert year["requests.closed"] == year["requests.closed.on_time"] + year["requests.closed.extended"]
        answers = [row for row in year if re.fullmatch(r"requests\.answered\.[a-z_]+", row)]
        assert len(answers) == 8
        assert year["requests.answered"] == sum(year[row] for row in answers)
        grounds = [row for row in year if row.startswith("requests.answered.denied.")]
        assert len(grounds) == 6
        assert year["requests.answered.denied"] == sum(year[row] for row in grounds)
        assert year["staff"] == year["staff.full_time"] + year["staff.part_time"] > 0
        for case in ("reconsideration", "litigation"):
            assert sum(year[f"{case}.{end}"] for end in ("upheld", "corrected", "other")) <= year[case]
        assert year["disclosed.normative"] <= year["disclosed"]
        assert year["responses.interviews.principal"] <= year["responses.interviews"]
        ways = [
            year.get(f"disclosed.{w}", Decimal(0))
            for w in ("gazette", "website", "weibo", "wechat", "elsewhere")
        ]
        assert max(ways) <= year["disclosed"]
        if {"disclosed.weibo", "disclosed.wechat"} <= set(year):
            assert year["disclosed"] <= sum(ways)
        assert made.year < 2017 or year["fees"] == 0
    assert left_out
    assert "requests.received" not in left_out


def test_statistics_of_2008_are_a_choice_of_rows_with_cumulative_counts():
    rows = set()
    for made in MADE["2008"]:
        assert made.year in range(2008, 2014)
        printed = frozenset(row for _, row, _ in made.cells)
        rows.add(printed)
        for row in printed:
            assert value(made, "survey", row, "year") <= value(made, "survey", row, "cumulative")
        for column in ("year", "cumulative"):
            parts = [row for row in printed if row.startswith("requests.received.")]
            assert sum(value(made, "survey", p, column) for p in parts) <= value(
                made, "survey", "requests.received", column
            )
        assert not {"requests.received.letter", "requests.received.letter_fax"} <= printed
        assert {"disclosed", "requests.received", "requests.answered", "reconsideration"} <= printed
    assert len(rows) > 30


# Series.


@pytest.mark.parametrize("seed", range(12))
def test_what_a_year_carries_out_the_next_carries_in(seed):
    series = make_series("2021", seed, range(2021, 2025))
    assert [made.year for made in series] == [2021, 2022, 2023, 2024]
    assert len({made.organ for made in series}) == 1
    for before, made in pairwise(series):
        assert made.last_year == before.cells
        for asker in (
            "natural_person",
            "company",
            "research",
            "nonprofit",
            "legal_service",
            "other_org",
            "total",
        ):
            assert value(made, "requests", "carried_in", asker) == value(
                before, "requests", "carried_out", asker
            )
        for row in ("rules", "normative"):
            stock = value(before, "disclosure", row, "in_force") + value(made, "disclosure", row, "made")
            assert value(made, "disclosure", row, "in_force") == stock - value(
                made, "disclosure", row, "repealed"
            )
        for case in ("reconsideration", "litigation_direct", "litigation_after"):
            assert value(made, "remedies", case, "total") >= value(before, "remedies", case, "pending")
    assert len({made.narrative["overview"] for made in series}) == 4


def test_series_of_other_forms_go_on_too():
    carried = 0
    for seed in range(10):
        before, made = make_series("2019", seed, (2019, 2020))
        for row in ("rules", "normative"):
            newly = value(made, "disclosure", row, "newly_disclosed")
            total = value(before, "disclosure", row, "disclosed_total")
            assert value(made, "disclosure", row, "disclosed_total") == total + newly
        for row in ("licence", "penalty", "coercion", "fees"):
            items = value(before, "disclosure", row, "items_last_year") + value(
                before, "disclosure", row, "items_change"
            )
            assert value(made, "disclosure", row, "items_last_year") == items
        carried += int(value(before, "requests", "carried_out", "total"))
        old, new = make_series("2008", seed, (2010, 2011))
        assert list(old.cells) == list(new.cells)
        for _, row, column in new.cells:
            if column == "cumulative":
                grown = value(old, "survey", row, "cumulative") + value(new, "survey", row, "year")
                assert value(new, "survey", row, "cumulative") == grown
    assert carried > 0


def test_a_report_is_that_of_the_series_and_years_follow_each_other():
    made = make("2021", 7)
    assert make_series("2021", 7, (made.year,)) == (made,)
    for years in ((), (2021, 2023), (2022, 2021)):
        with pytest.raises(ValueError, match="years: expected years that follow each other, found"):
            make_series("2021", 7, years)


# Numerals and the grammar itself.


def test_numerals_in_chinese_characters():
    said = {
        0: "零",
        9: "九",
        10: "十",
        11: "十一",
        20: "二十",
        105: "一百零五",
        110: "一百一十",
        1000: "一千",
        2008: "二千零八",
    }
    said |= {10_000: "一万", 10_010: "一万零一十", 36_000: "三万六千", 120_345: "十二万零三百四十五"}
    assert {number: chinese(number).replace("零十", "零一十") for number in said} == said


def test_spellings():
    assert [spelled(Decimal(2), s) for s in ("digits", "commas", "chinese")] == ["2", "2", "两"]
    assert [spelled(Decimal(1024), s) for s in ("digits", "commas", "chinese")] == ["1024", "1,024", "1024"]


@pytest.mark.parametrize("number", [20, 58, 100, 429, 2417, 36_907])
def test_a_number_told_roughly_is_near_and_on_the_right_side(number):
    for seed in range(40):
        before, printed, after, said, qualifier = rough(number, Random(seed))
        assert read(printed) == said
        assert (qualifier == "over") == (before in ("超过", "逾") or after in ("余", "多"))
        assert said < number if qualifier == "over" else abs(said - number) <= max(10, number // 10)
    assert len({roughly(number, Random(seed)) for seed in range(40)}) > 3


def fill(slot):
    return [Phrase("约"), Phrase("60", (slot,)), Phrase("件")]


def test_a_text_knows_where_its_slots_stand():
    rules = Grammar({"a": ("甲<b>",), "b": ("乙{n}丙",)}, {})
    assert rules.write("丁<a>。{m}", fill, Random(1)) == WrittenText(
        "丁甲乙约60件丙。约60件", (SpanMeaning("n", 4, 6), SpanMeaning("m", 10, 12))
    )
    both = grammar.joined(["前", rules.write("{n}", fill, Random(1))])
    assert both == WrittenText("前约60件", (SpanMeaning("n", 2, 4),))


def test_no_alternative_comes_twice_while_another_is_left():
    rules = Grammar({"a": ("甲", "乙", "丙")}, {})
    for seed in range(9):
        assert sorted(rules.write("<a><a><a>", fill, Random(seed)).text) == ["丙", "乙", "甲"]


def test_a_rule_that_does_not_exist_is_refused_with_its_file(monkeypatch):
    data = {"rules": [{"name": "a", "says": ["<b>"]}], "counters": []}
    monkeypatch.setattr(grammar, "load_toml", lambda name, build: build(Table(name, "", data)))
    with pytest.raises(ResourceError, match=r"x\.toml: a: expected the name of a rule, found 'b'"):
        Grammar.load("x.toml")


def test_all_rules_are_used():
    """Each rule is named by another one or by the code that chooses among conditions."""
    rules = Grammar.load("synth/prose.toml").rules
    named = set(re.findall(r"<([\w.]+)>", " ".join(p for patterns in rules.values() for p in patterns)))
    folder = os.path.join(os.path.dirname(synth.__file__), "written")
    code = ""
    for name in ("prose", "requests", "subjects"):
        with open(os.path.join(folder, f"{name}.py"), encoding="utf-8") as file:
            code += file.read()
    for rule in set(rules) - named:
        stem, _, end = rule.partition(".")
        assert (
            rule in code or (stem in code and end in code) or rule in ("online", "letter", "in_person", "fax")
        ), rule
