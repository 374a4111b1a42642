"""Facts stated in prose: precision and recall per concept on synthetic reports, and the time it takes.

    python benchmarks/facts.py [--seeds 1000-1299] [--errors 20]

A fact is right if concept, value, qualifier and place are. What the tables of a form know nothing of (other
offices' press conferences in a report of 2021) is not judged.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from decimal import Decimal

from govreport import synth
from govreport.text.facts import facts

FORMS = ("2021", "2019", "2014", "2008")
HEADINGS = {
    "overview": "总体情况",
    "disclosure": "主动公开政府信息情况",
    "requests": "收到和处理政府信息公开申请情况",
    "remedies": "政府信息公开行政复议、行政诉讼情况",
    "problems": "存在的主要问题及改进情况",
    "other": "其他需要报告的事项",
    "priorities": "重点领域信息公开情况",
    "responses": "回应解读情况",
    "consultation": "咨询情况",
    "fees": "收费及减免情况",
    "organisation": "机构建设和保障情况",
}
RESPONSES = frozenset({"responses", "press_conferences", "interviews"})
UNJUDGED = {
    "2021": RESPONSES | {"disclosed", "disclosed_website"},
    "2019": RESPONSES | {"disclosed", "disclosed_website"},
    "2014": frozenset[str](),
    "2008": RESPONSES,
}
Stated = tuple[str, Decimal, str, int, int]


def written(truth):
    """The prose of a report as one text, and where each paragraph begins."""
    text = "\n".join((truth.title, *truth.preamble)) + "\n"
    places = {}
    for number, (kind, paragraphs) in enumerate(truth.narrative.items()):
        text += f"{'一二三四五六七八九十'[number]}、{HEADINGS[kind]}\n"
        for i, paragraph in enumerate(paragraphs):
            places[kind, i] = len(text)
            text += paragraph + "\n"
    return text, places


def told(truth, places):
    """What the report is known to state."""
    found = set()
    for fact in truth.facts:
        at = places[fact.section, fact.paragraph]
        found.add((fact.concept, fact.value, fact.qualifier, at + fact.start, at + fact.end))
    return found


def again(truth, known):
    """The whole's number as that of natural persons: 均为自然人申请, which the truth does not mark."""
    everyone = truth.cells.get(("requests", "new", "natural_person"))
    wholes = {fact for fact in known if fact[0] in ("requests_new", "requests_received")}
    return {("natural_person", *fact[1:]) for fact in wholes if fact[1] == everyone}


def line(name, right, wrong, missed):
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    counts = f"{right:6} right {wrong:4} wrong {missed:4} missed"
    return f"{name:28} {counts}   precision {precision:.4f}  recall {recall:.4f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="1000-1299")
    parser.add_argument("--errors", type=int, default=0, help="how many facts that were misread to print")
    options = parser.parse_args()
    first, last = map(int, options.seeds.split("-"))
    counts = {name: Counter() for name in ("right", "wrong", "missed")}
    spent = characters = 0.0
    shown = 0
    for form in FORMS:
        for seed in range(first, last + 1):
            truth = synth.make(form, seed)
            text, places = written(truth)
            began = time.process_time()
            found = facts(text, year=truth.year)
            spent += time.process_time() - began
            characters += len(text)
            known = told(truth, places)
            read = {(f.concept, f.value, f.qualifier, f.start, f.end) for f in found}
            read = {fact for fact in read if fact[0] not in UNJUDGED[form]}
            read -= again(truth, known) - known
            for name, which in (("right", known & read), ("wrong", read - known), ("missed", known - read)):
                counts[name].update(fact[0] for fact in which)
            for fact in sorted(known ^ read, key=lambda f: (f[3], f[0])):
                if shown < options.errors:
                    shown += 1
                    start = text.rfind("。", 0, fact[3]) + 1
                    sentence = text[start : text.find("。", fact[4])].replace("\n", "/")
                    print("wrong " if fact in read else "missed", form, seed, fact[0], fact[1], sentence)
    right, wrong, missed = counts["right"], counts["wrong"], counts["missed"]
    for concept in sorted(right | wrong | missed):
        print(line(concept, right[concept], wrong[concept], missed[concept]))
    print(line("all", right.total(), wrong.total(), missed.total()))
    print(f"{1000 * spent * 5000 / characters:.2f} ms per 5,000 characters")


if __name__ == "__main__":
    main()
