# make demo   builds CimGen and runs a trained CNN on generated Verilog
# make test   all tests
# See README.md for the rest.

DESIGN  ?= examples/digits/design.yaml
ARGS    ?=
JOBS    ?= $(shell nproc)
CONFIRM ?= 1024
IMAGES  ?= 0
NETWORKS ?= autoencoder ds_cnn resnet8 mobilenet_v1_025 resnet18 resnet50 mobilenet_v2 squeezenet1_1 densenet121 vgg16

CIMGEN  := src/CimGen.Cli/bin/Release/net10.0/cimgen
MUTATE  := verification/mutation/bin/Release/net10.0/cimgen-mutate
FUZZ    := verification/fuzz/bin/Release/net10.0/cimgen-fuzz
# What a run needs, and what the tests need besides; the names are those of Debian's packages, too.
SIMULATION := verilator g++ make
CHECKS     := iverilog yosys
# Packages of data alone: they are there when their folders in /usr/share are.
TESTDATA   := libonnx-testdata
FASHION    := dataset-fashion-mnist
# Packages that carry photographs; they are unpacked, not installed.
PHOTOGRAPHS := python3-skimage python3-sklearn lomiri-wallpapers-16.04 mate-backgrounds
FPGA       := yosys nextpnr-ice40 iverilog
SOURCES := $(shell find src templates verification -name bin -prune -o -name obj -prune -o -type f -print)

demo: simulation-tools build
	$(CIMGEN) cosim examples/digits/design.yaml --jobs $(JOBS)

# The second demo: 100 images on the Verilog of a CNN for Fashion-MNIST, then the accuracy of its integers on all 10,000.
demo-fashion: simulation-tools build fashion-data
	$(CIMGEN) cosim examples/fashion/lenet.yaml --jobs $(JOBS)
	$(CIMGEN) accuracy examples/fashion/lenet.yaml --jobs $(JOBS)

# The test images that examples/fashion names, as links to Debian's.
fashion-data:
	$(call install,$(FASHION))
	@mkdir -p examples/fashion/data
	@ln -sf /usr/share/datasets/fashion-mnist/t10k-*.gz examples/fashion/data/

cosim: simulation-tools build
	$(CIMGEN) cosim $(DESIGN) --jobs $(JOBS) $(ARGS)

build: dotnet-sdk $(CIMGEN)

$(CIMGEN): $(SOURCES) Directory.Build.props Directory.Packages.props
	dotnet build src/CimGen.Cli -c Release -v quiet -nologo -clp:NoSummary
	@touch $@

# The paper's experiments; results in rtl-out/bench/sync, pages and figures in docs/. What has a result is not run again. The golden model takes
# minutes; to compare points with models of up to CONFIRM cores in Verilator takes an hour at first, later only what has changed.
bench-sync: build simulation-tools
	$(CIMGEN) sweep examples/sweeps/sync.yaml --table points --jobs $(JOBS)
	$(CIMGEN) sweep examples/sweeps/sync.yaml --table confirmed --most-cores $(CONFIRM) --jobs $(JOBS) --docs docs $(ARGS)

# How long Verilator models of 16 to 1024 cores take to make and to run, and what comparing traces adds; the table goes to docs/speed.md.
bench-cosim: build simulation-tools
	$(call install,time)
	$(CIMGEN) sweep examples/sweeps/models.yaml --jobs $(JOBS) --docs docs $(ARGS)

# Networks of 224 x 224 in rtl-out/networks: torchvision's shapes with random weights, and a trained ResNet-18 from the machine's NuGet sources.
network-data: network-trained
	$(call python,onnx) examples/networks/shapes.py rtl-out/networks $(NETWORKS)

network-trained: dotnet-sdk
	dotnet restore examples/networks/packages.csproj -v quiet
	find rtl-out/networks/packages -name ResNet18.onnx -exec cp {} rtl-out/networks/resnet18-trained.onnx \;

# Photographs from Debian's packages in rtl-out/networks/photographs, as the trained ResNet-18 wants them: for its calibration, and to run.
network-photographs: network-trained
	@command -v apt-get dpkg-deb > /dev/null || { echo "missing: apt-get and dpkg-deb of Debian or Ubuntu, to fetch $(PHOTOGRAPHS)" >&2; exit 3; }
	@mkdir -p rtl-out/networks/photographs/packages
	@cd rtl-out/networks/photographs/packages && for package in $(PHOTOGRAPHS); do \
	  ls $${package}_*.deb > /dev/null 2>&1 || apt-get download -qq $$package 2> /dev/null || \
	    { echo "missing: $$package; run: sudo apt-get update, and this again" >&2; exit 3; }; \
	  dpkg-deb -x $${package}_*.deb . || exit; \
	done
	$(call python,onnx PIL) examples/networks/photographs.py rtl-out/networks/photographs rtl-out/networks/photographs/packages \
	  $$(find rtl-out/networks/packages -name ResNetPreprocess.onnx)

# How long whole networks take to build, with their memory, and how fast the references are; the table goes to docs/speed.md.
bench-networks: build network-data
	$(call install,time)
	$(CIMGEN) sweep examples/sweeps/networks.yaml --jobs $(JOBS) --docs docs $(ARGS)
	@cat rtl-out/bench/networks/networks.csv

# How near whole networks are to ONNX Runtime, in both arithmetics of requantization; the table goes to docs/networks.md.
bench-onnxruntime: build network-data network-photographs fashion-data
	$(CIMGEN) sweep examples/sweeps/onnxruntime.yaml --jobs $(JOBS) --docs docs $(ARGS)
	@cat rtl-out/bench/onnxruntime/onnxruntime.csv

# Whole networks one layer after another and with all layers at once: latency and images per second; the table goes to docs/pipeline.md.
bench-pipeline: build network-data fashion-data
	$(CIMGEN) sweep examples/sweeps/pipeline.yaml --jobs $(JOBS) --docs docs $(ARGS)
	@cat rtl-out/bench/pipeline/pipeline.csv

# The networks of CLSA-CIM with all layers at once, executed for one image; the tables go to docs/pipeline.md. Ten minutes.
bench-cross-layer: build
	$(CIMGEN) sweep examples/sweeps/cross-layer.yaml --jobs $(JOBS) --docs docs $(ARGS)
	@cat rtl-out/bench/cross-layer/executed.csv rtl-out/bench/cross-layer/buffers.csv

# Verilator models of this revision beside those of another one: bytes of C++, times to make them, cycles a second. An hour with 1024 cores.
bench-revisions: build simulation-tools
	$(call install,time)
	verification/compare-models.sh $(REVISION) $(ARGS)

# Proves the schedule of a chip of 512 tiles, with effects made up by a test; says the time and the memory that it takes.
bench-proof: dotnet-sdk
	CIMGEN_PROOF_TILES=512 dotnet test tests/CimGen.Planning.Tests -c Release -v quiet --nologo --filter MemoryGrowsWithWhatIsUsed --logger "console;verbosity=detailed"

# How many MVMs and crossbars networks take, by windows and with replicas, beside what others published; the tables go to docs/mapping.md. Half a minute.
bench-mapping: build
	$(CIMGEN) sweep examples/sweeps/mapping.yaml --jobs $(JOBS) --docs docs $(ARGS)

# What each feature of the machine costs in cells of Yosys; the table goes to docs/ablation.md.
bench-cells: build tools
	$(CIMGEN) sweep examples/sweeps/cells.yaml --jobs $(JOBS) --docs docs $(ARGS)

# What a design with emulated crossbars takes on iCE40, ECP5 and Xilinx 7, placed on iCE40; IMAGES run on the netlist, in Icarus.
fpga: build fpga-tools
	$(CIMGEN) fpga $(DESIGN) --images $(IMAGES) $(ARGS)

# The same for the designs of docs/fpga.md, and how parts grow with cores and counters. Half an hour.
bench-fpga: build fpga-tools
	for design in icebreaker hx8k; do $(CIMGEN) fpga examples/$$design/design.yaml --docs docs $(ARGS) || exit; done
	$(CIMGEN) fpga examples/ulx3s/design.yaml --target ecp5-85k --docs docs
	$(CIMGEN) sweep examples/sweeps/growth.yaml --jobs $(JOBS) --docs docs

# Faults in the generated Verilog: how many of them the co-simulation sees. The tables go to docs/mutation.md.
mutate: dotnet-sdk tools
	dotnet build verification/mutation -c Release -v quiet -nologo -clp:NoSummary
	$(MUTATE) --jobs $(JOBS) --docs docs $(ARGS)

# Mutated ONNX, YAML, CSV and .npy files through the whole flow: what crashes, hangs, or takes more than 1 GB. Results in rtl-out/bench/fuzz.
fuzz: dotnet-sdk
	dotnet build verification/fuzz -c Release -v quiet -nologo -clp:NoSummary
	$(FUZZ) run --jobs $(JOBS) $(ARGS)

test: tools dotnet-sdk
	.ci/test

# The properties of verification/formal by induction, and faults that each of them finds; part of the tests.
formal: tools dotnet-sdk
	dotnet test tests/CimGen.Rtl.Tests -c Release --nologo -v quiet --filter FormalTests --logger "console;verbosity=normal"

lint: tools build
	.ci/lint

format: dotnet-sdk
	dotnet format CimGen.sln --verify-no-changes

# Pages that are made from the code.
docs: build
	$(CIMGEN) isa > docs/isa.md
	$(CIMGEN) operators > docs/operators.md
	$(CIMGEN) explain --all > docs/diagnostics.md
	$(CIMGEN) spec --markdown > docs/architecture-spec.md
	$(CIMGEN) spec --schema > docs/architecture.schema.json

# The timing diagrams of docs/microarchitecture.md, from runs of the Verilog in Icarus.
timing: tools dotnet-sdk
	UPDATE_BASELINES=1 dotnet test tests/CimGen.Rtl.Tests -c Release --nologo -v quiet --filter TimingFigureTests

clean:
	rm -rf rtl-out/*/ rtl-out/.models TestResults
	find src tests verification -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +

# Installs what is missing where that is possible, otherwise says what to install.
define install
	@missing=; for tool in $(1); do command -v $$tool > /dev/null || [ -d /usr/share/$$tool/data ] || [ -d /usr/share/datasets/$${tool#dataset-} ] || missing="$$missing $$tool"; done; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
	    echo "installing$$missing"; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing > /dev/null; \
	  else \
	    echo "missing:$$missing; run: sudo apt-get install$$missing" >&2; exit 3; \
	  fi; \
	fi
endef

# A Python that has some modules, or what to install.
python = python=; for p in python3 /usr/bin/python3; do ! $$p -c "$(foreach m,$(1),import $(m);)" 2> /dev/null || python=$$p; done; \
	  [ -n "$$python" ] || { echo "missing: modules of Python; run: sudo apt-get install $(subst PIL,pil,$(patsubst %,python3-%,$(1)))" >&2; exit 3; }; $$python

simulation-tools:
	$(call install,$(SIMULATION))

fpga-tools:
	$(call install,$(FPGA))

tools:
	$(call install,$(SIMULATION) $(CHECKS) $(TESTDATA))

dotnet-sdk:
	@command -v dotnet > /dev/null || { echo "missing: the .NET 10 SDK (package dotnet-sdk-10.0); see the .NET documentation for your system" >&2; exit 3; }

.PHONY: demo demo-fashion fashion-data cosim build fpga bench-sync bench-cosim network-data network-trained network-photographs bench-networks bench-onnxruntime bench-pipeline bench-cross-layer bench-revisions bench-proof bench-mapping bench-cells bench-fpga mutate fuzz test formal lint format docs timing clean simulation-tools fpga-tools tools dotnet-sdk
