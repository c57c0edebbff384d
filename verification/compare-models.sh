#!/usr/bin/env bash
# Verilator models of this revision and of another one, side by side: what they take to make, and how quick they are.
#
#   verification/compare-models.sh REVISION [MACHINE ...]
#
# A machine is "digits" (the demo) or a number of cores: 16, 64, 256 or 1024. Those run a 1x1 convolution on crossbars of 32x32 with an MVM of 128
# cycles and a bus of 64 bytes, as layers 1, 3, 5 and 7 of the paper, on 2 x 2 positions; their weights stay zero, as loading them would be
# most of the run. Each machine gets both revisions, one after the other. Machines of 1024 cores are compiled without optimization, both alike: the compiler
# needs hours for revisions that do not share code between cores. Results: the table, and rtl-out/bench/revisions.csv.
set -eu
cd "$(dirname "$0")/.."
revision=$1
shift
[ $# -gt 0 ] || set -- digits 256 1024
work=$PWD/rtl-out/bench/revisions
table=$PWD/rtl-out/bench/revisions.csv
mkdir -p "$work"

if [ ! -d "$work/before" ]; then
  git clone -q . "$work/before"
  git -C "$work/before" checkout -q "$revision"
fi
make -s build
make -s -C "$work/before" build

# Processor seconds and kilobytes of a command: "SECONDS KILOBYTES".
cost() {
  local log=$work/cost
  /usr/bin/time -f '%U %S %M' -o "$log" "$@" > "$work/log" 2>&1 || [ -n "${MAY_FAIL:-}" ] || { cat "$work/log" >&2; exit 1; }
  tail -n 1 "$log" | awk '{ printf "%.1f %d\n", $1 + $2, $3 }'
}

# The design file of a machine of 16, 64, 256 or 1024 cores.
design() {
  local inputs=$((32 * $2)) outputs=$((32 * $2))
  cat > "$1/network.yaml" <<YAML
name: positions
input: [$inputs, 2, 2]
layers:
  - { type: conv, name: conv, kernels: $outputs, kernel: 1, relu: true }
YAML
  cat > "$1/architecture.yaml" <<YAML
name: cores$3
cores: $3
crossbar: { rows: 32, columns: 32, implementation: behavioural, mvm_cycles: 128 }
units: blocking
bus: { width_bytes: 64 }
memory: { size_bytes: 8388608, latency_cycles: 2 }
sync: { scheme: linear, transport: bus, counters: 8 }
instruction_memory_bytes: 4096
clock_mhz: 1000
YAML
  printf 'name: cores%s\nnetwork: network.yaml\narchitecture: architecture.yaml\n' "$3" > "$1/design.yaml"
}

echo "machine,revision,C++ MB,Verilator processor s,Verilator MB,compiler processor s,loading cycles/s,run cycles,run cycles/s" > "$table"
for machine in "$@"; do
  for side in before after; do
    tree=$PWD
    [ $side = after ] || tree=$work/before
    place=$work/$machine-$side
    rm -rf "$place"
    mkdir -p "$place"
    optimize="OPT_FAST=-O2"
    case $machine in
      digits) file=$tree/examples/digits/design.yaml ;;
      16) design "$place" 4 16 ;;
      64) design "$place" 8 64 ;;
      256) design "$place" 16 256 ;;
      1024) design "$place" 32 1024; optimize="OPT_FAST=-O0 OPT_SLOW=-O0 OPT_GLOBAL=-O0" ;;
      *) echo "machine $machine: digits, 16, 64, 256 or 1024" >&2; exit 1 ;;
    esac
    [ "$machine" = digits ] || file=$place/design.yaml
    "$tree/src/CimGen.Cli/bin/Release/net10.0/cimgen" build "$file" --out "$place/out" > "$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
    cd "$place/out"
    [ "$machine" = digits ] || sed -i '/^weights/d' simulation.txt
    read -r verilated kilobytes < <(cost verilator -f sim/verilator.f --Mdir model -f filelist.f $(sed "s|^|$place/out/|" sim/sources.f))
    bytes=$(cat model/*.cpp model/*.h | wc -c)
    read -r compiled _ < <(cost make -s -C model -f Vcim_top.mk VM_PARALLEL_BUILDS=1 -j 1 $optimize)
    MAY_FAIL=yes cost ./model/Vcim_top . --images 1 --ignore-cycles --results "$place/results" > /dev/null
    awk -v start="$machine,$side,$bytes,$verilated,$kilobytes,$compiled" '
      $1 == "loaded" { loading = $2 / $3 }
      $1 == "image" { split(start, s, ","); printf "%s,%s,%.2f,%s,%.0f,%s,%.0f,%d,%.0f\n", s[1], s[2], s[3] / 1e6, s[4], s[5] / 1e3, s[6], loading, $3, $3 / $5 }' "$place/results" >> "$table"
    cd - > /dev/null
    tail -n 1 "$table"
  done
done
column -s, -t < "$table"
