# make demo: a graph from examples/, a question answered with its sentences, a page of the graph.
# make test: lint, types and all tests, with a real Neo4j server. Each does all the set-up it needs.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test clean

demo: .venv/installed
	$(BIN)/kg build examples --graph demo/graph
	$(BIN)/kg query --graph demo/graph \
	  "MATCH (a)-[r:INCLUDES]->(b:Product) RETURN a.name AS 上位, b.name AS 产品, r.sentence AS 原文 ORDER BY 上位, 产品, 原文 LIMIT 12"
	$(BIN)/kg export --graph demo/graph --format html -o demo/graph.html

test: .venv/installed-dev
	.ci/system-packages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet -c constraints.txt -e .
	touch $@

.venv/installed-dev: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[dev]"
	touch $@ .venv/installed

clean:
	rm -rf .venv demo .mypy_cache .pytest_cache .ruff_cache .hypothesis
