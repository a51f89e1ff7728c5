"""The documentation says what the code does."""

import doctest
import re
import runpy
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


def test_tables_of_models_are_those_of_the_core():
    written = (DOCS / "models.md").read_text(encoding="utf-8")
    assert written == runpy.run_path(str(DOCS / "models.py"))["text"](), "run: python docs/models.py"


def test_examples_of_the_api(capsys):
    """Everything behind >>> gives what stands below it."""
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    examples = doctest.DocTestParser().get_doctest(re.sub("^```.*$", "", text, flags=re.M), {}, "api.md", "api.md", 0)
    assert examples.examples
    failed = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE).run(examples).failed
    assert not failed, capsys.readouterr().out


@pytest.mark.parametrize(
    "file", ["README.md", "CHANGELOG.md", "eprop_core/README.md", "docs/api.md", "docs/models.md", "docs/nest_api.md"]
)
def test_links_lead_somewhere(file):
    path = DOCS.parent / file
    for target in re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            name, _, anchor = target.partition("#")
            linked = path.parent / name if name else path
            assert linked.exists(), target
            headings = re.findall("^#+ (.*)$", linked.read_text(encoding="utf-8"), flags=re.M) if anchor else []
            anchors = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
            assert not anchor or anchor in anchors, target
