// Runs a generated design in Verilator through its AXI4-Lite port, as a host would, and checks itself.
//
//   harness DESIGN_DIR [--images N] [--results FILE] [--limit-factor F] [--limit-cycles C] [--ignore-cycles] [--expect-none]
//           [--waves FILE --waves-run R --waves-from A --waves-to B] [+trace=FILE] [+trace_runs=N] [+stall_seed=S]
//
// DESIGN_DIR/simulation.txt names programs, weights, memory contents and where the feature maps lie. For every image it writes
// the input, starts a run, waits for the interrupt and reads output and cycle count. They are compared with golden/outputs.hex
// and golden/cycles.txt. Messages go to stderr, so that a trace may go to stdout (+trace=/dev/stdout). Exit code: 0 equal, 2
// different, 3 no end within the limit or a fault.
//
// FILE gets a line "loaded CYCLES SECONDS KILOBYTES", and one for each image: "image NUMBER CYCLES OUTPUT SECONDS KILOBYTES". Kilobytes
// are the most that the process has taken until then; seconds of an image are those of its run, without input and output.

#include <chrono>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <sys/resource.h>

#include "Vcim_top.h"
#include "verilated.h"
#ifdef CIM_WAVES
#include "verilated_vcd_c.h"
#endif

#include "../cim_regs.h"

namespace {

[[noreturn]] void fail(int code, const std::string &message) {
  std::fprintf(stderr, "harness: %s\n", message.c_str());
  std::exit(code);
}

// ------------------------------------------------------------------ files

struct Layout {
  uint32_t address = 0, channels = 0, height = 0, width = 0, pixel_pitch = 0, row_pitch = 0;
  uint32_t bytes() const { return channels * height * width; }

  // Address of byte i of the feature map in HWC order.
  uint32_t at(uint32_t i) const {
    uint32_t c = i % channels, x = i / channels % width, y = i / channels / width;
    return address + y * row_pitch + x * pixel_pitch + c;
  }
};

struct Options {
  std::string folder, results, waves;
  long images = -1;
  double limit_factor = 2.0;
  uint64_t limit_cycles = 10000;
  bool ignore_cycles = false, expect_none = false;
  long waves_run = 0;
  uint64_t waves_from = 0, waves_to = UINT64_MAX;
};

std::vector<std::string> lines(const std::string &path) {
  std::ifstream file(path);
  if (!file) fail(3, "cannot read " + path);
  std::vector<std::string> result;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) result.push_back(line);
  }
  return result;
}

std::vector<uint8_t> hex_bytes(const std::string &line) {
  std::vector<uint8_t> bytes(line.size() / 2);
  for (size_t i = 0; i < bytes.size(); i++) bytes[i] = (uint8_t)std::stoul(line.substr(2 * i, 2), nullptr, 16);
  return bytes;
}

// -------------------------------------------------------------------- cost

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// Most memory that this process has taken so far.
long peak_kilobytes() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

// ------------------------------------------------------------------- trace

// Text of verification/trace-format.md, in large pieces; what is left goes out at the end of a run and of the program.
class Trace {
 public:
  ~Trace() { flush(); }

  void open(const char *path) {
    file_ = std::fopen(path, "w");
    if (!file_) fail(3, std::string("cannot write ") + path);
  }

  void write(const uint32_t (&words)[4]) {
    if (used_ + kLine > sizeof text_) flush();
    for (uint32_t word : words) {
      for (int shift = 28; shift >= 0; shift -= 4) text_[used_++] = "0123456789abcdef"[word >> shift & 15];
    }
    text_[used_++] = '\n';
    if (words[1] >> 24 == kEndOfRun) flush();
  }

  void flush() {
    if (!file_) return;
    std::fwrite(text_, 1, used_, file_);
    std::fflush(file_);
    used_ = 0;
  }

 private:
  static constexpr size_t kLine = 33;
  static constexpr uint32_t kEndOfRun = 6;

  FILE *file_ = nullptr;
  size_t used_ = 0;
  char text_[1 << 16];
} trace;

// ------------------------------------------------------------------ machine

class Machine {
 public:
  Machine(int argc, char **argv, const Options &options) : options_(options) {
    context_.commandArgs(argc, argv);
    context_.traceEverOn(!options.waves.empty());
    top_ = std::make_unique<Vcim_top>(&context_);
#ifdef CIM_WAVES
    if (!options.waves.empty()) {
      waves_ = std::make_unique<VerilatedVcdC>();
      top_->trace(waves_.get(), 99);
      waves_->open(options.waves.c_str());
    }
#endif
    top_->axi_bready_i = top_->axi_rready_i = 1;
    top_->rst_ni = 0;
    for (int i = 0; i < 4; i++) tick();
    top_->rst_ni = 1;
    tick();
  }

  ~Machine() {
#ifdef CIM_WAVES
    if (waves_) waves_->close();
#endif
    top_->final();
  }

  void tick() {
    // The machine's outputs are registers: what they show now is what the coming edge hands over.
    if (top_->axi_bvalid_o) {
      if (top_->axi_bresp_o != 0) fail(3, "the machine refused a write");
      unanswered_--;
    }
    top_->clk_i = 0;
    top_->eval();
    dump();
    context_.timeInc(1);
    top_->clk_i = 1;
    top_->eval();
    dump();
    context_.timeInc(1);
    ticks_++;
    if (context_.gotFinish()) fail(3, "the simulation stopped itself");
  }

  // Does not wait for the response, so that writes follow each other.
  void write(uint32_t address, uint32_t data, uint32_t strobe = 15) {
    top_->axi_awaddr_i = address;
    top_->axi_wdata_i = data;
    top_->axi_wstrb_i = strobe;
    top_->axi_awvalid_i = top_->axi_wvalid_i = 1;
    for (int i = 0; top_->axi_awvalid_i || top_->axi_wvalid_i; i++) {
      if (i == kHandshakeLimit) fail(3, "the host port does not answer");
      bool address_taken = top_->axi_awready_o, data_taken = top_->axi_wready_o;
      tick();
      if (address_taken) top_->axi_awvalid_i = 0;
      if (data_taken) top_->axi_wvalid_i = 0;
    }
    unanswered_++;
  }

  uint32_t read(uint32_t address) {
    settle();
    top_->axi_araddr_i = address;
    top_->axi_arvalid_i = 1;
    await([&] { return top_->axi_arready_o; });
    tick();
    top_->axi_arvalid_i = 0;
    await([&] { return top_->axi_rvalid_o; });
    if (top_->axi_rresp_o != 0) fail(3, "the machine refused a read");
    uint32_t data = top_->axi_rdata_o;
    tick();
    return data;
  }

  // Writes bytes anywhere in shared memory, in whole words where they fill them.
  void write_bytes(const std::map<uint32_t, uint8_t> &bytes) {
    for (auto it = bytes.begin(); it != bytes.end();) {
      uint32_t word = it->first & ~3u, data = 0, strobe = 0;
      for (; it != bytes.end() && (it->first & ~3u) == word; ++it) {
        data |= (uint32_t)it->second << (8 * (it->first & 3));
        strobe |= 1u << (it->first & 3);
      }
      write(CIM_MEMORY_BASE + word, data, strobe);
    }
  }

  std::vector<uint8_t> read_bytes(const Layout &layout) {
    std::vector<uint8_t> result(layout.bytes());
    uint32_t word = UINT32_MAX, data = 0;
    for (uint32_t i = 0; i < result.size(); i++) {
      uint32_t address = layout.at(i);
      if ((address & ~3u) != word) {
        word = address & ~3u;
        data = read(CIM_MEMORY_BASE + word);
      }
      result[i] = (uint8_t)(data >> (8 * (address & 3)));
    }
    return result;
  }

  // Starts a run and waits for its interrupt; false when the limit is passed.
  bool run(uint64_t limit, long number) {
    window_ = !options_.waves.empty() && number == options_.waves_run;
    write(CIM_REG_CONTROL, 1);
    settle();
    uint64_t begin = ticks_;
    auto beat = std::chrono::steady_clock::now();
    while (!top_->irq_o) {
      run_cycle_ = ticks_ - begin;
      tick();
      if ((ticks_ & 0xfff) == 0 && std::chrono::steady_clock::now() - beat > std::chrono::seconds(1)) {
        beat = std::chrono::steady_clock::now();
        std::fprintf(stderr, "heartbeat %ld %" PRIu64 " %" PRIu64 "\n", number, ticks_ - begin, limit);
      }
      if (ticks_ - begin > limit) {
        top_->sim_dump_i = 1;
        tick();
        return false;
      }
    }
    window_ = false;
    write(CIM_REG_IRQ_STATUS, 1);
    return true;
  }

  uint64_t ticks() const { return ticks_; }

 private:
  // Cycles after which an AXI handshake is given up.
  static constexpr int kHandshakeLimit = 100000;

  template <typename Condition>
  void await(Condition condition) {
    for (int i = 0; !condition(); i++) {
      if (i == kHandshakeLimit) fail(3, "the host port does not answer");
      tick();
    }
  }

  // Waits for the responses to all writes.
  void settle() {
    await([&] { return unanswered_ == 0; });
  }

  void dump() {
#ifdef CIM_WAVES
    if (waves_ && window_ && run_cycle_ >= options_.waves_from && run_cycle_ <= options_.waves_to) waves_->dump(context_.time());
#endif
  }

  const Options &options_;
  VerilatedContext context_;
  std::unique_ptr<Vcim_top> top_;
#ifdef CIM_WAVES
  std::unique_ptr<VerilatedVcdC> waves_;
#endif
  uint64_t ticks_ = 0;
  int64_t unanswered_ = 0;
  uint64_t run_cycle_ = 0;
  bool window_ = false;
};

// -------------------------------------------------------------------- setup

struct Design {
  Layout input, output;
};

Design load(Machine &machine, const std::string &folder) {
  Design design;
  for (const auto &line : lines(folder + "/simulation.txt")) {
    std::istringstream words(line);
    std::string kind, file;
    uint32_t number = 0;
    words >> kind;
    if (kind == "program" || kind == "weights") {
      words >> number >> file;
      uint32_t address = kind == "program" ? CIM_INSTRUCTIONS_BASE + number * CIM_INSTRUCTIONS_STRIDE
                                           : CIM_WEIGHTS_BASE + number * CIM_WEIGHTS_STRIDE;
      for (const auto &text : lines(folder + "/" + file)) {
        // Program lines are 64-bit instructions, weight lines 32-bit words.
        uint64_t value = std::stoull(text, nullptr, 16);
        machine.write(address, (uint32_t)value);
        address += 4;
        if (kind == "program") {
          machine.write(address, (uint32_t)(value >> 32));
          address += 4;
        }
      }
    } else if (kind == "memory") {
      words >> number >> file;
      std::map<uint32_t, uint8_t> bytes;
      for (const auto &text : lines(folder + "/" + file)) {
        for (uint8_t value : hex_bytes(text)) bytes[number++] = value;
      }
      machine.write_bytes(bytes);
    } else if (kind == "input" || kind == "output") {
      Layout &l = kind == "input" ? design.input : design.output;
      words >> l.address >> l.channels >> l.height >> l.width >> l.pixel_pitch >> l.row_pitch;
    }
  }
  machine.write(CIM_REG_IRQ_ENABLE, 1);
  return design;
}

Options parse(int argc, char **argv) {
  Options options;
  for (int i = 1; i < argc; i++) {
    std::string arg = argv[i];
    auto value = [&]() -> std::string {
      if (i + 1 >= argc) fail(3, arg + " needs a value");
      return argv[++i];
    };
    if (arg.rfind("+trace=", 0) == 0) trace.open(argv[i] + std::strlen("+trace="));
    if (arg[0] == '+') continue;
    if (arg == "--images") options.images = std::stol(value());
    else if (arg == "--results") options.results = value();
    else if (arg == "--limit-factor") options.limit_factor = std::stod(value());
    else if (arg == "--limit-cycles") options.limit_cycles = std::stoull(value());
    else if (arg == "--ignore-cycles") options.ignore_cycles = true;
    else if (arg == "--expect-none") options.expect_none = true;
    else if (arg == "--waves") options.waves = value();
    else if (arg == "--waves-run") options.waves_run = std::stol(value());
    else if (arg == "--waves-from") options.waves_from = std::stoull(value());
    else if (arg == "--waves-to") options.waves_to = std::stoull(value());
    else if (options.folder.empty()) options.folder = arg;
    else fail(3, "unknown argument " + arg);
  }
  if (options.folder.empty()) fail(3, "which design folder?");
  return options;
}

}  // namespace

// Called by the Verilog for every record.
extern "C" void cim_trace(int cycle, int header, int first, int second) {
  trace.write({(uint32_t)cycle, (uint32_t)header, (uint32_t)first, (uint32_t)second});
}

int main(int argc, char **argv) {
  Options options = parse(argc, argv);
  const std::string &folder = options.folder;
  auto inputs = lines(folder + "/stimulus/inputs.hex");
  std::vector<std::string> outputs, cycles = lines(folder + "/golden/cycles.txt");
  if (!options.expect_none) outputs = lines(folder + "/golden/outputs.hex");
  long images = options.images < 0 ? (long)inputs.size() : std::min<long>(options.images, (long)inputs.size());
  FILE *results = options.results.empty() ? nullptr : std::fopen(options.results.c_str(), "w");

  auto begin = std::chrono::steady_clock::now();
  Machine machine(argc, argv, options);
  if (machine.read(CIM_REG_ID) != CIM_ID) fail(3, "the machine does not identify itself");
  Design design = load(machine, folder);
  const uint64_t loaded = machine.ticks();
  if (results) std::fprintf(results, "loaded %" PRIu64 " %.3f %ld\n", loaded, seconds_since(begin), peak_kilobytes());

  long different = 0;
  uint64_t total = 0;
  begin = std::chrono::steady_clock::now();
  for (long image = 0; image < images; image++) {
    uint64_t expected = std::stoull(cycles.at(image));
    auto pixels = hex_bytes(inputs.at(image));
    if (pixels.size() != design.input.bytes()) fail(3, "stimulus has the wrong size");
    std::map<uint32_t, uint8_t> bytes;
    for (uint32_t i = 0; i < pixels.size(); i++) bytes[design.input.at(i)] = pixels[i];
    machine.write_bytes(bytes);

    auto started = std::chrono::steady_clock::now();
    uint64_t limit = (uint64_t)(expected * options.limit_factor) + options.limit_cycles;
    if (!machine.run(limit, image)) {
      fail(3, "image " + std::to_string(image) + " does not end within " + std::to_string(limit) + " cycles");
    }
    double taking = seconds_since(started);
    if (machine.read(CIM_REG_STATUS) & 4) fail(3, "a core met an illegal instruction");
    uint64_t taken = machine.read(CIM_REG_CYCLES_LOW) | (uint64_t)machine.read(CIM_REG_CYCLES_HIGH) << 32;
    total += taken;

    std::string text;
    char digits[3];
    for (uint8_t value : machine.read_bytes(design.output)) {
      std::snprintf(digits, sizeof digits, "%02x", value);
      text += digits;
    }
    bool equal = options.expect_none || (text == outputs.at(image) && (options.ignore_cycles || taken == expected));
    if (!equal) {
      different++;
      std::fprintf(stderr, "image %ld: cycles %" PRIu64 " (golden %" PRIu64 ")\n  output %s\n  golden %s\n", image, taken, expected,
                  text.c_str(), outputs.at(image).c_str());
    }
    if (results) {
      std::fprintf(results, "image %ld %" PRIu64 " %s %.3f %ld\n", image, taken, text.c_str(), taking, peak_kilobytes());
      std::fflush(results);
    }
  }
  double seconds = seconds_since(begin);
  if (results) std::fclose(results);
  std::fprintf(stderr, "%ld images, %" PRIu64 " cycles, %ld different, %.2f s, %.0f cycles/s\n", images, total, different, seconds,
              (machine.ticks() - loaded) / (seconds > 0 ? seconds : 1));
  return different ? 2 : 0;
}
