# Every target does its own set-up. `make help` lists the targets.

PREFIX ?= /usr/local
CONFIGURATION = release
SWIFT_BUILD = swift build -c $(CONFIGURATION)
FORMATTED = Package.swift Sources Tests Examples Benchmarks/Package.swift Benchmarks/Kernels
# The tests of the engine and of the readers. Not the inspection of object files, because sanitized ones call the sanitizer.
SANITIZED = --filter 'EngineTests|MicrokernelTests|FormatsTests|ONNXTests|ImagingTests|GraphsTests|TensorsTests' --skip ObjectFileTests
FUZZ_SECONDS ?= 60

KERNELS ?= .*

.PHONY: help setup build demo test test-browser test-examples test-examples-server test-names install fuzz agreement sanitize sanitize-address sanitize-thread bench-peers bench-busy bench-kernels \
	format lint docs docs-open clean
.DEFAULT_GOAL := help

help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install the missing system libraries.
	@Tools/setup.sh

build: setup ## Build the swiftlet executable.
	$(SWIFT_BUILD) --product swiftlet

demo: build ## Classify the photographs in Samples/.
	@echo
	@$$($(SWIFT_BUILD) --show-bin-path)/swiftlet classify Samples

# Not with `--build-tests`, which would also build swift-protobuf's compiler in C++ and take minutes longer. Tests that need the
# checkpoint are skipped with a message if it could not be fetched.
test: setup ## Build and run every test and check the formatting.
	@Tools/weights/fetch_lite0.sh >/dev/null || echo "test: the original checkpoint could not be fetched; its tests are skipped"
	$(SWIFT_BUILD) --product swiftlet
	$(SWIFT_BUILD) --product swiftletPackageTests
	swift test -c $(CONFIGURATION) --skip-build
	@if [ -x Tools/test_baseline.sh ]; then Tools/test_baseline.sh; fi
	$(MAKE) test-examples
	@if Tools/setup_browser.sh --install >/dev/null; then $(MAKE) test-browser; else echo "test: no browser, so the tests of pages are skipped"; fi
	$(MAKE) lint

test-browser: build ## Open swiftlet's pages in a headless Chromium.
	@Tools/setup_browser.sh --install >/dev/null
	@Tools/test_browser.sh "$$($(SWIFT_BUILD) --show-bin-path)/swiftlet" .build/browser

test-examples: setup ## Build and run the examples.
	@Tools/test_examples.sh

test-examples-server: setup ## Build and test the example of a server, with Hummingbird.
	@Tools/test_server_example.sh

test-names: setup ## Build a program beside a package whose modules are called Hub, Model and Engine.
	@Tools/test_names.sh

install: setup ## Install one self-contained executable to PREFIX/bin (/usr/local).
	@Tools/install.sh "$(PREFIX)"

fuzz: setup ## Fuzz the readers of files and pictures, FUZZ_SECONDS (60) each.
	@Tools/fuzz.sh $(FUZZ_SECONDS)

PYTHON ?= python3
agreement: ## Compare classify with torchvision on PHOTOS with WEIGHTS; see Tools/agreement.
	@if [ -z "$(PHOTOS)" ] || [ -z "$(WEIGHTS)" ]; then \
		sed -n '2,/^PHOTOS/p; /^WEIGHTS/,/^Needs/p' Tools/agreement/against_torchvision.py; exit 2; fi
	@$(MAKE) build
	$(PYTHON) Tools/agreement/against_torchvision.py "$(PHOTOS)" "$(WEIGHTS)" --swiftlet "$$($(SWIFT_BUILD) --show-bin-path)/swiftlet"

sanitize: sanitize-thread sanitize-address ## Run tests under the thread and address sanitizers: an hour.

sanitize-thread sanitize-address: sanitize-%: setup
	swift build -c release --product swiftletPackageTests --sanitize $* --scratch-path .build-sanitize/$*
	LSAN_OPTIONS=suppressions=$(CURDIR)/Tools/lsan.supp:print_suppressions=0 swift test -c release --skip-build --sanitize $* \
		--scratch-path .build-sanitize/$* $(SANITIZED)

bench-peers: build ## Measure swiftlet and other engines: minutes, with gigabytes of Python packages.
	@Benchmarks/peers/run.sh

bench-busy: build ## Measure swiftlet and other engines beside busy loops: minutes.
	@Benchmarks/busy/run.sh

bench-kernels: setup ## Measure kernels on layers of real networks, some with KERNELS='depthwise.*'.
	swift package --package-path Benchmarks --scratch-path .build-benchmarks benchmark --target Kernels --filter '$(KERNELS)'

format: ## Format the sources in place.
	swift format --in-place --parallel --recursive $(FORMATTED)

lint: ## Check the sources' format.
	swift format lint --strict --parallel --recursive $(FORMATTED)

docs: build ## Write the documentation of all public modules to .build/docs.
	@CONFIGURATION=$(CONFIGURATION) Tools/docs.sh .build/docs >.build/docs.log 2>&1 || { cat .build/docs.log >&2; exit 1; }
	@echo "The documentation is in .build/docs. To open it: make docs-open"

docs-open: docs ## Show the documentation in a browser.
	@Tools/docs_open.sh .build/docs

clean: ## Remove all build products.
	rm -rf .build .build-install .build-sanitize .build-benchmarks Fuzz/.build
