# pgconfluence. Run `make help`.

SHELL := /usr/bin/env bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# Tools are modules at a pinned version, run by go itself: nothing to install.
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0
GOTESTSUM   := gotest.tools/gotestsum@v1.13.0

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
COMMIT  ?= $(shell git rev-parse HEAD 2>/dev/null || echo unknown)

# The binary needs no shared library, so it runs in an empty image. netgo and
# osusergo keep the C library out of look-ups that it cannot do when linked
# statically; extensions cannot be loaded into SQLite then, and must not be.
TAGS    := netgo,osusergo,sqlite_omit_load_extension
LDFLAGS := -s -w -X main.version=$(VERSION) -X main.commit=$(COMMIT)
STATIC  := -linkmode external -extldflags "-static"

.PHONY: help demo build build-dynamic test oracle soak-sql bench check fmt vet staticcheck vulncheck imports update generate clean

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Run a simulated site and the server; prints a psql line to paste (ARGS="--listen ..." adds flags)
	@mkdir -p bin
	@go build -o bin/pgconfluence-demo ./cmd/pgconfluence
	@exec bin/pgconfluence-demo demo $(ARGS)

build: ## Build bin/pgconfluence, without shared libraries (Linux)
	@mkdir -p bin
	go build -trimpath -tags $(TAGS) -ldflags '$(LDFLAGS) $(STATIC)' -o bin/pgconfluence ./cmd/pgconfluence

build-dynamic: ## Build bin/pgconfluence against the system's C library
	@mkdir -p bin
	go build -trimpath -tags sqlite_omit_load_extension -ldflags '$(LDFLAGS)' -o bin/pgconfluence ./cmd/pgconfluence

test: ## Run all tests, with the race detector, beside a throw-away PostgreSQL 15 (installed first if missing, as root on Debian)
	@scripts/install-test-tools
	@scripts/with-oracle go run $(GOTESTSUM) --format pkgname --format-hide-empty-pkg -- -race -timeout 30m $(TESTFLAGS) ./...

oracle: ## Run a shell, or CMD="...", with a throw-away PostgreSQL 15 at $$PGCONFLUENCE_ORACLE
	@scripts/install-test-tools
	@scripts/with-oracle $(if $(CMD),bash -c '$(CMD)',bash)

SOAK ?= 1h
soak-sql: ## Compare random statements with PostgreSQL 15 for an hour; SOAK=10m changes that, SEED=n begins elsewhere
	@scripts/install-test-tools
	@scripts/with-oracle go test ./sql -run TestRandom -soak $(SOAK) $(if $(SEED),-seed $(SEED)) -timeout 0 -count=1 -v

bench: build ## Measure beside PostgreSQL 15 (installed first if missing) and keep it in docs/benchmarks.md; ARGS=-short tries it out in a minute
	@scripts/install-test-tools
	@go run ./cmd/bench -binary bin/pgconfluence -write docs/benchmarks.md $(ARGS)

check: fmt vet staticcheck imports vulncheck ## Run every check that is not a test of behaviour

fmt:
	@bad=$$(find . -name '*.go' -not -path './.*' -print0 | xargs -0 gofmt -l); if [ -n "$$bad" ]; then echo "not formatted (run gofmt -w):"; echo "$$bad"; exit 1; fi
	@echo "gofmt: ok"

vet:
	@go vet ./...
	@echo "go vet: ok"

staticcheck:
	@go run $(STATICCHECK) ./...
	@echo "staticcheck: ok"

imports: # Which package may import which, and one doc comment for each
	@go test -run 'TestImports|TestDocComments' ./cmd/pgconfluence

vulncheck:
	@scripts/vulncheck $(GOVULNCHECK)

update: ## Write all golden files and docs/tables.md anew, from the code and from PostgreSQL's answers
	@scripts/install-test-tools
	@scripts/with-oracle scripts/update-golden

generate: ## Read PostgreSQL 15's catalog into sql/catalog/data anew
	@scripts/install-test-tools
	@scripts/with-oracle go generate ./...

clean: ## Remove what was built
	rm -rf bin
