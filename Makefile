# Every target does its own set-up. `make` alone lists them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

# Compiler processes at once; a debug build wants about 1.5 GB each.
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
PYTHON := .venv/bin/python3
DEBUG_MPE := .build/debug/mpe
RELEASE_MPE := .build/release/mpe

.PHONY: help setup build demo test test-swift test-end-to-end docs-check clients examples check fuzz sanitize bench container docs proto format

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install what is missing: C libraries, h2load and curl by apt, Envoy and what the checks use into .venv
	@bash .ci/setup

build: setup ## Build mpe for use: .build/release/mpe
	swift build -c release --product mpe --static-swift-stdlib -j $(JOBS)
	@echo "built $(RELEASE_MPE)"

demo: build ## A shop behind a real Envoy: what is let through, what is not, and why (KEEP=1 leaves it up)
	@$(PYTHON) envoy/demo.py --mpe $(RELEASE_MPE)

test: test-swift test-end-to-end ## Build in debug mode and run every test

test-swift: setup ## Only the tests in Swift
	swift build --build-tests -j $(JOBS)
	swift test --skip-build --disable-xctest -j $(JOBS)

test-end-to-end: setup ## Only the tests against a real Envoy and a real gRPC client
	swift build --product mpe -j $(JOBS)
	@MPE=$(DEBUG_MPE) $(PYTHON) Tests/EndToEnd

docs-check: setup ## Run the commands that README.md and docs/ show, and compare what they print
	@[ -x "$${MPE:-$(DEBUG_MPE)}" ] || swift build --product mpe -j $(JOBS)
	@$(PYTHON) .ci/docs-commands

clients: setup ## Build the clients in Examples/clients, and try them against mpe and against wrong answers
	@[ -x "$${MPE:-$(DEBUG_MPE)}" ] || swift build --product mpe -j $(JOBS)
	@$(PYTHON) .ci/clients

examples: setup ## Build and run the examples, and compare what they print
	@.ci/examples

check: setup ## Imports, borders, format, generated code, files of Envoy and Kubernetes; and that each check can fail
	@failed=(); \
	for check in .ci/check-*; do \
	  echo "$${check##*/}"; \
	  "$$check" || failed+=("$${check##*/}"); \
	done; \
	[ $${#failed[@]} -eq 0 ] || { echo "failed: $${failed[*]}" >&2; exit 1; }

fuzz: ## Run the fuzzers, FUZZ_SECONDS each (300), or the one that TARGET names; a finding fails
	@JOBS=$(JOBS) .ci/fuzz

sanitize: setup ## Run the tests in Swift under AddressSanitizer and UndefinedBehaviorSanitizer (FILTER=… runs a part)
	@JOBS=$(JOBS) .ci/sanitize

container: setup ## Do what envoy/Dockerfile says without Docker, and run mpe in the image's root (as root, on Debian)
	@JOBS=$(JOBS) .ci/container

bench: build ## CPU time and memory: the evaluator over workloads, a Check and an HTTP decision under load, and reloads
	@$(PYTHON) Benchmarks/evaluator.py --output .build/bench-evaluator.json
	@$(PYTHON) Benchmarks/listener.py --mpe $(RELEASE_MPE)
	@$(PYTHON) Benchmarks/decision_api.py --mpe $(RELEASE_MPE)
	@$(PYTHON) Benchmarks/reload.py --mpe $(RELEASE_MPE)
	@$(PYTHON) Benchmarks/start.py --mpe $(RELEASE_MPE)

docs: setup ## Reference pages of the libraries: .build-docs/
	@mkdir -p .build-docs
	@MPE_DOCS=1 REGO_ONLY=1 swift package --scratch-path .build-docs-work --disable-sandbox \
	  --allow-writing-to-directory .build-docs generate-documentation --target Rego --output-path .build-docs/Rego \
	  --warnings-as-errors
	@MPE_DOCS=1 swift package --scratch-path .build-docs-work --disable-sandbox \
	  --allow-writing-to-directory .build-docs generate-documentation --target PolicyEngine \
	  --output-path .build-docs/PolicyEngine --warnings-as-errors

proto: setup ## Generate Sources/CEnvoyAuth from proto/
	@.ci/proto

format: ## Put every Swift file into the house style
	swift format --in-place --parallel --configuration .swift-format \
	  $$(find . -name '.build*' -prune -o -name '*.swift' -type f -print)
