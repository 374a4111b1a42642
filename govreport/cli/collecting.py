"""The verbs that bring reports together: collect, manifest."""

from __future__ import annotations

import argparse
from pathlib import Path

from govreport.cli.common import Verbs, add_limits, limits, print_json, say_error, verb, whole
from govreport.cli.failures import say_furniture

__all__ = ["register"]

_MEGABYTE = 2**20


def register(verbs: Verbs) -> None:
    """Add the verbs."""
    collect = verb(
        verbs,
        "collect",
        _collect,
        "按网址采集年报 addresses to files and a manifest",
        "govreport collect addresses.csv -o corpus --contact me@university.edu",
    )
    collect.add_argument(
        "addresses",
        metavar="ADDRESSES",
        help="网址或网址清单（CSV、TXT） an address, or a list of them (CSV, TXT)",
    )
    collect.add_argument(
        "-o", "--out", metavar="OUT", type=Path, required=True, help="输出文件夹 folder to collect in"
    )
    collect.add_argument(
        "--follow",
        metavar="PATTERN",
        help="网址是列表页：只取网址或文字符合正则式的链接 the addresses are lists: fetch links that match",
    )
    collect.add_argument(
        "--contact", help="User-Agent 中的联系方式 how the host can reach you: mail or web address"
    )
    collect.add_argument(
        "--delay",
        type=_seconds,
        default=5.0,
        help="同一主机两次请求的间隔秒数 seconds between requests; default: 5",
    )
    collect.add_argument(
        "--again",
        metavar="DAYS",
        type=_seconds,
        help="重访多少天前取得的 look again at what is older than DAYS",
    )
    collect.add_argument(
        "--by-hand", metavar="FOLDER", type=Path, help="人工保存的文件，按网址对上 files saved by hand"
    )
    collect.add_argument("--no-attachments", action="store_true", help="不取附件 leave out attachments")
    collect.add_argument("--file-mb", type=whole, default=64, help="单个文件上限 most of a file; default: 64")
    collect.add_argument(
        "--total-mb", type=whole, default=4096, help="本次总量上限 most of a run; default: 4096"
    )
    collect.add_argument("--warc", metavar="FILE", type=Path, help="另存为 WARC also write a WARC file")
    collect.add_argument("--json", action="store_true", help="以 JSON 输出 print JSON")

    manifest = verb(
        verbs,
        "manifest",
        _manifest,
        "列出文件夹中的年报，供人工更正 list the reports of a folder, to be corrected by hand",
        "govreport manifest corpus",
    )
    manifest.add_argument("folder", metavar="FOLDER", type=Path, help="年报文件夹 a folder of reports")
    manifest.add_argument(
        *("-o", "--out"),
        metavar="OUT",
        type=Path,
        help="其后 build 的输出文件夹（study 为其输出下的 tables），读取结果存于该处，不再重读 where you "
        "will build (of study: tables in its output): what is read is kept there and not read again; "
        "default: 不保留 nothing is kept",
    )
    add_limits(manifest)


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"expected a number from 0, found {text!r}")
    return value


def _collect(options: argparse.Namespace) -> int:
    from govreport.corpus.collecting import collect
    from govreport.corpus.collecting.knowledge import load

    done = collect(
        options.addresses,
        options.out,
        follow=options.follow,
        attachments=not options.no_attachments,
        contact=options.contact,
        delay=options.delay,
        again=options.again,
        by_hand=options.by_hand,
        per_file=options.file_mb * _MEGABYTE,
        total=options.total_mb * _MEGABYTE,
    )
    if options.warc:
        from govreport.corpus.collecting.warc import write_warc

        write_warc(options.out, options.warc)
    if options.json:
        print_json({"out": str(done.out), "counts": done.counts, "left_alone": done.left_alone})
    else:
        outcomes = load().outcomes
        for name, count in sorted(done.counts.items(), key=lambda item: -item[1]):
            print(f"{count:>6}  {name}  {outcomes[name].zh} {outcomes[name].en}")
        print(f"→ {done.out / 'manifest.csv'}, {done.out / 'retrieval.csv'}")
    for host, why in done.left_alone.items():
        say_error(f"{host}: 已停止访问 left alone: {why}")
    for path in done.unmatched:
        say_error(f"{path}: 无对应网址 saved by hand, but no address asked for is its own")
    return int(not set(done.counts) & {"saved", "unchanged", "by_hand", "same"})


def _manifest(options: argparse.Namespace) -> int:
    from govreport.corpus.folder import Corpus

    corpus = Corpus(options.folder)
    for file in corpus.write_manifest(options.out, limits(options)):
        say_error(f"{file}: 内容已变，清单未改 has other bytes than the manifest says; its row is as it was")
    say_furniture(corpus)
    print(options.folder / "manifest.csv")
    return 0
