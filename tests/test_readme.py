"""What the README shows is what the commands print; `make docs` brings it up to date."""

from __future__ import annotations

import pytest

from tests.readme import README, with_outputs


@pytest.mark.models
@pytest.mark.xdist_group("extraction")
def test_the_calls_of_the_readme_print_what_it_shows() -> None:
    text = README.read_text("utf-8")
    assert text.count("\n$ kg ") > 10
    assert with_outputs(text) == text
