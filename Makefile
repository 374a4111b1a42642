# govreport: every command of a checkout. `make` alone lists them.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
NOTEBOOKS = $(wildcard notebooks/*.ipynb notebooks/*/*.ipynb notebooks/*/*/*.ipynb)
.DEFAULT_GOAL := help
.PHONY: help setup study book replicate test suite bare quick coverage check format accuracy patterns notebooks bench fuzz \
  licenses lock clean

help: ## list the commands / 列出命令
	@sed -n 's/^\([a-z]*\):.*## /  make \1 # /p' Makefile | awk -F'#' '{ printf "%-18s%s\n", $$1, $$2 }'

setup: $(READY) ## set up only: the locked packages into .venv / 只安装环境

study: $(READY) ## set up, build the corpus, notebooks to HTML, figures to PNG and PDF / 安装环境并重现全部结果
	$(BIN)/govreport study --province 100

book: study ## the study, then the book build/book/html/index.html / 重现结果并生成手册
	$(BIN)/python docs/book/build.py

replicate: $(READY) ## compute the paper from the raw files, compare with its record / 由原始文件重算论文
	$(BIN)/govreport replicate

# Every notebook runs in the tests: those of the classroom in tests/classroom, those of the paper in tests/paper, the
# others here; the synthetic province has 40 reports there, 100 in the study. Tests of one xdist_group share a set-up.
test: $(READY) ## set up, check the code, run all tests and notebooks / 安装环境并运行全部检查与测试
	@$(MAKE) --no-print-directory -j3 check bare suite

suite: $(READY)
	GOVREPORT_PROVINCE=40 $(BIN)/python -m pytest -n auto --dist loadgroup \
	  --nbmake --nbmake-timeout=600 --ignore=notebooks/classroom --ignore-glob='*-paper-*.ipynb'

bare: $(READY) ## try what must work without extras / 检验不装附加依赖时的功能
	$(BIN)/python -m tests.without_extras

LEFT_OUT = accuracy browser classroom damage paper studies synth test_book.py readers/test_scan.py \
  parsing/test_unread.py checks/test_organ_names.py
quick: $(READY) ## the tests that take no time, for the daily loop / 日常快速测试，不含慢的测试
	$(BIN)/python -m pytest -q -n auto --dist loadfile -p no:nbmake -m "not slow and not real" $(LEFT_OUT:%=--ignore=tests/%) tests

coverage: $(READY) ## lines of parsing, facts and rules that their tests run / 解析、事实与规则的测试覆盖率
	$(BIN)/python -m tests.covered

check: $(READY) ## style and types: ruff, mypy / 代码风格与类型检查
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY) ## put the code in form, strip notebook outputs / 整理代码格式
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(if $(NOTEBOOKS),$(BIN)/nbstripout --keep-id $(NOTEBOOKS))

accuracy: $(READY) ## score every form and format, and real reports where present / 按格式评测准确度
	$(BIN)/python -m tests.accuracy.gate

patterns: $(READY) ## run every pattern of the package on hostile text / 在恶意文本上运行全部正则
	$(BIN)/python -m tests.patterns

notebooks: $(READY) ## execute the notebooks to build/notebooks/*.html / 运行全部笔记本
	$(foreach file,$(wildcard notebooks/*.ipynb),$(BIN)/jupyter nbconvert --to html --execute --output-dir build/notebooks $(file) &&) true

bench: $(READY) ## run the benchmarks / 性能测试
	$(foreach file,$(wildcard benchmarks/*.py),$(BIN)/python $(file) &&) true

MINUTES ?= 5
fuzz: $(READY) ## damage files of every format for MINUTES=5 / 随机损坏各种格式的文件
	$(BIN)/python -m tests.hostile.fuzz $(MINUTES)

licenses: $(READY) ## the licences of all that users install / 列出依赖的许可证
	$(BIN)/python -m tests.hostile.licenses

lock: $(READY) ## renew requirements.lock from pyproject.toml (needs uv) / 更新依赖锁定文件
	sed -n '/^#/!q;p' requirements.lock > requirements.lock.new
	uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --extra collect --extra export --extra fast --extra docs --extra ocr --extra synth --extra stats \
	  --extra scale --extra notebook --extra book --extra dev \
	  --upgrade --generate-hashes --no-emit-index-url --no-header >> requirements.lock.new
	mv requirements.lock.new requirements.lock

clean: ## remove what was built; keep .venv / 删除生成的文件
	rm -rf build results dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find govreport tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} +

# pip takes packages from whatever source the machine has configured; hashes say that they are the same.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "govreport needs Python 3.11 or newer with venv: try 'make PYTHON=python3.12 ...' (Debian: apt-get install python3-venv)" >&2; \
	  exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps -e .
	@touch $@
