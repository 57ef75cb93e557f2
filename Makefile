# make demo: a graph from examples/, a question answered with its sentences, a page of the graph.
# make test: lint, types and all tests, with a real Neo4j server. Each does all the set-up it needs.
# make test-hanlp: the tests of what needs PyTorch (HanLP 2, training the encoder), in an environment of their own (5 GB).
# make bench-extraction: characters a second of ours and of other toolkits on the same text.
# make docs: the outputs in the README and the notebooks as they are now, and the pages made from files.
PYTHON ?= python3
BIN := .venv/bin

define MEMBERS
MATCH (class)-[r:INCLUDES]->(member)
WITH class, r, member ORDER BY member.name
WITH class, r.text_id AS text, r.sentence AS sentence, collect(member.name) AS members
RETURN class.name AS 类, reduce(s = head(members), m IN tail(members) | s + '、' + m) AS 成员, sentence AS 原文
ORDER BY 类, 原文
endef
define MEASURES
MATCH (m:Measure)-[r:ACTS_ON]->(topic)
WHERE topic.name IN ['人形机器人', '脑机接口', '低空经济']
RETURN topic.name AS 对象, m.modality AS 语气, m.action AS 动作, r.date AS 日期, r.sentence AS 原文
ORDER BY 对象, 日期, 原文
endef
export MEMBERS MEASURES

.PHONY: demo test test-hanlp bench-extraction docs clean

demo: .venv/installed
	$(BIN)/kg build examples --graph demo/graph
	@printf '\n哪些名称属于哪一类？(What do the texts count among what?)\n\n'
	@$(BIN)/kg query --graph demo/graph "$$MEMBERS"
	@printf '\n各文件要拿人形机器人、脑机接口、低空经济做什么？(What do the texts want done with these three?)\n\n'
	@$(BIN)/kg query --graph demo/graph "$$MEASURES"
	@printf '\n'
	$(BIN)/kg export --graph demo/graph --format html -o demo/graph.html
	@printf 'Open demo/graph.html in a browser; ask on with: %s\n' '$(BIN)/kg show 脑机接口 --graph demo/graph'

test: .venv/installed-dev
	.ci/system-packages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadgroup

.venv/installed: pyproject.toml constraints.txt
	@echo "installing the packages into .venv (600 MB; a minute or two)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet -c constraints.txt -e .
	@touch $@

.venv/installed-dev: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[dev]"
	touch $@ .venv/installed

test-hanlp: .venv-hanlp/installed
	.venv-hanlp/bin/python -m pytest -q -rs tests/extract/backends tests/extract/names

.venv-hanlp/installed: pyproject.toml constraints.txt
	@echo "installing HanLP 2 with torch into .venv-hanlp (about 5 GB on disk; some minutes)"
	$(PYTHON) -m venv .venv-hanlp
	.venv-hanlp/bin/python -m pip install --quiet -c constraints.txt -e ".[encoder,hanlp,hanlp1,train]" hypothesis pytest pytest-xdist psutil
	touch $@

bench-extraction: .venv/installed-dev
	$(BIN)/python -m benchmarks.extraction

docs: .venv/installed-dev
	$(BIN)/python -m ontology.page docs/ontology.md
	$(BIN)/python -m kg.question_page docs/questions.md
	$(BIN)/python -m tests.cypher_page docs/cypher.md
	$(BIN)/python tests/readme.py
	$(BIN)/python tests/notebook.py notebooks/*.ipynb

clean:
	rm -rf .venv .venv-hanlp demo .mypy_cache .pytest_cache .ruff_cache .hypothesis
