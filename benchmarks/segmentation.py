"""How fast and how well words are cut: rjieba beside jieba on 5 MB, word F1 on sentences cut by hand."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import warnings
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from time import process_time

import govreport as gr
from govreport import synth
from govreport.text.words.lexicon import load
from govreport.text.words.segment import Segmenter
from govreport.text.words.wholes import HAN

HERE = Path(__file__).parents[1]
GOLD = HERE / "tests" / "gold" / "prose" / "segmented.txt"
SIZE = 5_000_000  # bytes
LEAST = 10  # rjieba has to be so many times as fast as jieba
ROUNDS = 3
SEED = 7
Cut = Callable[[str], list[str]]


def prose():
    """Paragraphs of the corpus and of synthetic reports."""
    files = [path.read_bytes() for path in sorted((HERE / "corpus").glob("reports/*.txt"))]
    files += [
        synth.render(synth.make(form, seed), "tabs")
        for form in ("2014", "2019", "2021")
        for seed in range(40)
    ]
    return [paragraph for data in files for paragraph in gr.read(data).narrative["text"]]


def varied(paragraphs):
    """Paragraphs until there are `SIZE` bytes: other numbers; strange characters and words put in."""
    rng = random.Random(SEED)
    words = [word.text for word in load("coarse").words]
    size = 0
    while size < SIZE:
        text = re.sub(r"\d+", lambda match: str(rng.randrange(10 ** len(match[0]))), rng.choice(paragraphs))
        characters = list(text)
        for at in range(len(characters)):
            chance = rng.random()
            if chance < 0.02:
                characters[at] += chr(rng.randrange(0x4E00, 0x9FD6))
            elif chance < 0.03:
                characters[at] += rng.choice(words)
        text = "".join(characters)
        size += len(text.encode())
        yield text


def seconds(*works):
    """Processor time of each work, the best of several rounds; they take turns on the same machine."""
    best = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for i, work in enumerate(works):
            start = process_time()
            work()
            best[i] = min(best[i], process_time() - start)
    return best


def compare_engines():
    """Print how many tokens are equal, and the ratio of speed; say whether both are as expected."""
    texts = list(varied(prose()))
    size, characters = sum(len(text.encode()) for text in texts), sum(map(len, texts))
    print(f"{len(texts)} paragraphs, {characters:,} characters, {size / 1e6:.1f} MB")
    met = True
    for lexicon in ("core", "coarse", None):
        slow, fast = (Segmenter(lexicon, engine=engine) for engine in ("jieba", "rjieba"))
        total = same = 0
        for text in texts:
            one, other = slow.tokens(text), fast.tokens(text)
            total += len(one)
            same += len(one) if one == other else len(set(one) & set(other))
        met &= same == total
        print(f"lexicon {lexicon}: {same:,} of {total:,} tokens equal ({same / total:.4%})")
    slow, fast = Segmenter(engine="jieba"), Segmenter(engine="rjieba")
    runs = [run for text in texts for run in re.findall(f"[{HAN}]+", text)]
    han = sum(map(len, runs))
    one, other = seconds(
        lambda: sum(len(slow._cut(run)) for run in runs), lambda: sum(len(fast._cut(run)) for run in runs)
    )
    met &= one / other >= LEAST
    print(
        f"Han runs alone: jieba {han / one / 1000:,.0f} k characters/s, rjieba {han / other / 1000:,.0f}: "
        f"{one / other:.1f} x (expected {LEAST})"
    )
    one, other = seconds(
        lambda: sum(len(slow.tokens(text)) for text in texts),
        lambda: sum(len(fast.tokens(text)) for text in texts),
    )
    print(
        f"all of Segmenter.tokens: jieba {characters / one / 1000:,.0f} k characters/s, "
        f"rjieba {characters / other / 1000:,.0f}: {one / other:.1f} x"
    )
    return met


def print_start():
    """Print what a segmenter costs before the first word, each in a fresh process."""
    for engine in ("jieba", "rjieba"):
        result = subprocess.run(
            [sys.executable, __file__, "start", engine], capture_output=True, text=True, check=True, cwd=HERE
        )
        print(result.stdout, end="")


def start(engine):
    before, began = memory(), process_time()
    own = Segmenter(engine="jieba" if engine == "jieba" else "rjieba")
    own.tokens("政务公开")
    print(f"first word with {engine}: {process_time() - began:.2f} s, {memory() - before:.0f} MB more")


def memory():
    """Megabytes in use now, where the system says so in /proc; else nan."""
    status = Path("/proc/self/status")
    found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text()) if status.is_file() else None
    return int(found[1]) / 1000 if found else float("nan")


def spans(words):
    ends = [0]
    for word in words:
        ends.append(ends[-1] + len(word))
    return set(pairwise(ends))


def score(gold, cut):
    """Precision, recall and F1 of words: a word is right if both of its ends are."""
    right = found = wanted = 0
    for words in gold:
        own = cut("".join(words))
        assert "".join(own) == "".join(words)
        one, other = spans(own), spans(words)
        right, found, wanted = right + len(one & other), found + len(one), wanted + len(other)
    precision, recall = right / found, right / wanted
    return precision, recall, 2 * precision * recall / (precision + recall)


def segmenters():
    """Ways to cut a sentence without blanks, by name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba

        jieba.setLogLevel(60)
        plain = jieba.Tokenizer()
    cuts = {
        "jieba as it is": lambda text: plain.lcut(text, HMM=False),
        "jieba with HMM": lambda text: plain.lcut(text, HMM=True),
    }
    for name, own in {
        "our wholes, no lexicon": Segmenter(None),
        "core": Segmenter("core"),
        "core with HMM": Segmenter("core", hmm=True),
        "coarse": Segmenter("coarse"),
    }.items():
        cuts[name] = lambda text, own=own: [token.text for token in own.tokens(text)]  # type: ignore[misc]
    try:
        import thulac
    except ImportError:
        print("thulac: not installed here, not measured (docs/decisions/0009 has a number)")
    else:
        other = thulac.thulac(seg_only=True)
        cuts["thulac"] = lambda text: other.cut(text, text=True).split(" ")
    return cuts


def print_quality():
    if not GOLD.is_file():
        print(f"{GOLD.relative_to(HERE)}: not there, no F1")
        return
    lines = GOLD.read_text(encoding="utf-8").splitlines()
    gold = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    print(f"{len(gold)} sentences cut by hand, {sum(map(len, gold)):,} words")
    for name, cut in segmenters().items():
        precision, recall, f1 = score(gold, cut)
        print(f"{name:24} precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}")


def main():
    met = compare_engines()
    print_start()
    print_quality()
    return 0 if met else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["start"]:
        start(sys.argv[2])
    else:
        sys.exit(main())
