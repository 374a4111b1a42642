"""From addresses to a page of a paper on a small played folder: what a user meets on the way is right."""

from __future__ import annotations

import csv
import os

import pytest

from tests.journey import journey

pytest.importorskip("requests")
pytest.importorskip("statsmodels")


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="played on POSIX alone")
def test_the_journey_ends_in_a_paper(tmp_path):
    steps = journey(tmp_path, 6, scan=False)
    played = next(steps)
    gone = list(steps)
    done = {" ".join(step.command.split()[:2]): step for step in gone}
    assert [step.command for step in gone if step.code != 0 or "Traceback" in step.said] == []
    # every address is a file, every report a row, each double and no report a failure of its kind
    assert f"{len(played.addresses)}  saved" in done["govreport collect"].said
    built = tmp_path / "tables"
    reports, failures = rows(built / "reports.csv"), rows(built / "failures.csv")
    assert len(reports) == len(played.addresses) - played.duplicates + 2
    kinds = [row["error"] for row in failures]
    assert kinds.count("DuplicateFile") == played.duplicates
    assert len(kinds) == played.duplicates + played.no_reports
    assert all(row["message_zh"] for row in failures)
    assert f"left aside, parts of pages and marks of systems: {played.furniture}" in (
        done["govreport manifest"].said
    )
    listed = {row["file"] for row in rows(tmp_path / "corpus" / "manifest.csv")}
    assert {"网页.mht", "另存.html", "打包.zip"} < listed
    assert not any(name.startswith("另存_files/") or name.endswith((".css", ".gif")) for name in listed)
    # whoever was renamed is one body through its years once a person has said so
    wide = rows(tmp_path / "paper" / "panel_wide.csv")
    assert {row["organ"] for row in wide} == played.bodies
    for organ in played.renamed.values():
        mine = [row for row in wide if row["organ"] == organ]
        assert [row["year"] for row in mine] == ["2023", "2024"]
        assert len({row["body_id"] for row in mine}) == 1
    assert "pilot" in (tmp_path / "paper" / "paper.html").read_text("utf-8")
    first, second = (step.said for step in gone if step.command.startswith("govreport build"))
    assert first == second
