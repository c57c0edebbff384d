// Aborts runs of a Verilated machine at every cycle, through the driver, and holds the run behind each abort against the golden one.
//
//   Vcim_top FOLDER SCRATCH STEP [+fault=N]
//
// SCRATCH is the address of 64 bytes of shared memory that the design does not use; STEP is the distance of the cycles, and of the
// instructions below. Every second run has accesses of a host in flight that stalls on all channels. Afterwards each instruction of each core is replaced by an illegal one, once, and repaired.
// Prints "passed ...", or what went wrong in which run, and ends with 1.

#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "../sw/cim.h"
#include "../sw/cim_folder.h"
#include "Vcim_top.h"
#include "verilated.h"

namespace {

constexpr int kAnswerLimit = 5000;  // cycles from one answer to the next
constexpr uint32_t kWord = 4, kScratchWords = 8, kBehindTheEnd = 20;
constexpr uint32_t kIllegal[] = {31u << 27, 16u << 27, 17u << 27};  // upper halves of instructions that are none: vmul and vlut are not there

std::string place;  // what is being tried

[[noreturn]] void fail(const char *what, ...) {
  va_list arguments;
  va_start(arguments, what);
  std::printf("%s: ", place.c_str());
  std::vprintf(what, arguments);
  std::printf("\n");
  std::exit(1);
}

// -------------------------------------------------------------------- machine

// The machine, and a host whose channels go on independently of each other.
class Port {
 public:
  Port(int argc, char **argv) {
    context_.commandArgs(argc, argv);
    top_ = std::make_unique<Vcim_top>(&context_);
    top_->rst_ni = 0;
    tick();
    top_->rst_ni = 1;
  }

  void write(uint32_t address, uint32_t data) {
    addresses_.push_back(address);
    data_.push_back(data);
    open_writes_++;
  }

  // A read whose value is known.
  void expect(uint32_t address, uint32_t data) {
    reads_.push_back(address);
    values_.push_back({data, nullptr});
  }

  // Writes come before reads that follow them.
  bool read(uint32_t address, uint32_t &data) {
    settle();
    reads_.push_back(address);
    values_.push_back({0, &data});
    settle();
    return !refused();
  }

  bool refused() {
    const bool result = refused_;
    refused_ = false;
    return result;
  }

  void settle() {
    for (int i = 0; open_writes_ > 0 || !values_.empty(); i++) {
      if (i == kAnswerLimit) fail("the port does not answer");
      tick();
    }
  }

  void idle(uint64_t cycles) {
    while (cycles-- > 0) tick();
  }

  // Whether the interrupt comes within so many cycles.
  bool interrupt(uint64_t limit) {
    for (; limit > 0 && !top_->irq_o; limit--) tick();
    return top_->irq_o;
  }

  // Whether a fault comes within so many cycles, and the interrupt with it.
  bool interrupt_of_a_fault(uint64_t limit) {
    for (; limit > 0 && !top_->fault_o; limit--) tick();
    tick();
    return top_->fault_o && top_->irq_o;
  }

  bool irq() const { return top_->irq_o; }
  bool fault() const { return top_->fault_o; }
  bool running() const { return top_->running_o; }

  // Whether the host stalls at random.
  void stalls(bool on) { stalls_ = on; }

  uint32_t random() {
    random_ ^= random_ << 13;
    random_ ^= random_ >> 17;
    random_ ^= random_ << 5;
    return random_ >> 8;
  }

  void tick() {
    Vcim_top &top = *top_;
    offer(top.axi_awvalid_i, addresses_, top.axi_awaddr_i);
    offer(top.axi_wvalid_i, data_, top.axi_wdata_i);
    offer(top.axi_arvalid_i, reads_, top.axi_araddr_i);
    top.axi_wstrb_i = 15;
    top.axi_bready_i = goes();
    top.axi_rready_i = goes();
    const bool address = top.axi_awvalid_i && top.axi_awready_o, data = top.axi_wvalid_i && top.axi_wready_o;
    const bool read = top.axi_arvalid_i && top.axi_arready_o;
    if (top.axi_bvalid_o && top.axi_bready_i) {
      if (open_writes_-- == 0) fail("a response without a write");
      refused_ |= top.axi_bresp_o != 0;
    }
    if (top.axi_rvalid_o && top.axi_rready_i) answer(top.axi_rdata_o, top.axi_rresp_o != 0);
    for (int clock = 0; clock <= 1; clock++) {
      top.clk_i = clock;
      top.eval();
      context_.timeInc(1);
    }
    if (context_.gotFinish()) fail("the simulation stopped itself");
    if (address) taken(top.axi_awvalid_i, addresses_);
    if (data) taken(top.axi_wvalid_i, data_);
    if (read) taken(top.axi_arvalid_i, reads_);
  }

 private:
  struct Value {
    uint32_t expected;
    uint32_t *to;  // in place of an expected value
  };

  template <typename Valid, typename Signal>
  void offer(Valid &valid, const std::deque<uint32_t> &queue, Signal &signal) {
    if (!valid && !queue.empty() && goes()) valid = 1;
    if (valid) signal = queue.front();
  }

  template <typename Valid>
  void taken(Valid &valid, std::deque<uint32_t> &queue) {
    valid = 0;
    queue.pop_front();
  }

  void answer(uint32_t data, bool refused) {
    if (values_.empty()) fail("a response without a read");
    const Value value = values_.front();
    values_.pop_front();
    refused_ |= refused;
    if (value.to) *value.to = data;
    else if (data != value.expected) fail("read %08x instead of %08x", data, value.expected);
  }

  bool goes() { return !stalls_ || (random() & 1); }

  VerilatedContext context_;
  std::unique_ptr<Vcim_top> top_;
  std::deque<uint32_t> addresses_, data_, reads_;
  std::deque<Value> values_;
  int open_writes_ = 0;
  uint32_t random_ = 2463534242u;
  bool refused_ = false, stalls_ = false;
};

// --------------------------------------------------------------------- driver

int write_words(void *context, uint32_t address, const uint32_t *words, uint32_t count) {
  Port &port = *static_cast<Port *>(context);
  for (uint32_t i = 0; i < count; i++) port.write(address + i * kWord, words[i]);
  return 0;
}

int read_words(void *context, uint32_t address, uint32_t *words, uint32_t count) {
  Port &port = *static_cast<Port *>(context);
  for (uint32_t i = 0; i < count; i++) {
    if (!port.read(address + i * kWord, words[i])) return 1;
  }
  return 0;
}

void check(cim_error error) {
  if (error != CIM_OK) fail("the driver says that %s", cim_error_text(error));
}

// A line of a file in the folder, and those behind it.
class Lines {
 public:
  Lines(const char *folder, const std::string &name) {
    if (!cim_lines_open(&lines_, folder, name.c_str(), &message_)) fail("%s", message_.text);
  }
  Lines(const Lines &) = delete;
  Lines &operator=(const Lines &) = delete;
  ~Lines() { cim_lines_close(&lines_); }

  bool next() { return cim_lines_next(&lines_); }
  uint64_t decimal() { return number(cim_lines_decimal); }
  uint64_t instruction() {
    return number([](const cim_lines *lines, uint64_t *value, cim_message *message) { return cim_lines_hex(lines, 8, value, message); });
  }
  std::vector<int8_t> values() {
    std::vector<int8_t> result(lines_.length / 2);
    if (!cim_lines_bytes(&lines_, 0, result.size(), (uint8_t *)result.data(), &message_)) fail("%s", message_.text);
    return result;
  }

 private:
  template <typename Read>
  uint64_t number(Read read) {
    uint64_t value = 0;
    if (!read(&lines_, &value, &message_)) fail("%s", message_.text);
    return value;
  }

  cim_lines lines_;
  cim_message message_;
};

// A design's machine, with one image and what comes out of it.
class Bench {
 public:
  Bench(Port &port, const char *folder, uint32_t scratch, uint32_t step)
      : port_(port), folder_path_(folder), scratch_(CIM_MEMORY_BASE + scratch), step_(step) {
    place = "loading";
    const cim_bus bus = {&port, write_words, read_words};
    cim_message message;
    check(cim_init(&machine_, &bus, CIM_DESIGN));
    if (cim_folder_load(&machine_, folder, &folder_, &message) != CIM_OK) fail("%s", message.text);
    check(cim_enable_interrupt(&machine_, true));
    Lines inputs(folder, "stimulus/inputs.hex"), outputs(folder, "golden/outputs.hex"), cycles(folder, "golden/cycles.txt");
    if (!inputs.next() || !outputs.next() || !cycles.next()) fail("no image");
    input_ = inputs.values();
    output_ = outputs.values();
    cycles_ = cycles.decimal();
    for (uint32_t i = 0; i < kScratchWords; i++) {
      known_.push_back(port.random());
      port.write(scratch_ + i * kWord, known_[i]);
    }
    for (uint32_t core = 0; core < machine_.cores; core++) {
      weights_.emplace_back(machine_.rows * machine_.columns / kWord);
      check(cim_read_weights(&machine_, core, 0, weights_[core].data(), (uint32_t)weights_[core].size()));
    }
    whole_run();
  }

  // Every cycle of a run, and some behind its end.
  uint64_t sweep() {
    uint64_t count = 0;
    for (uint64_t cycle = 0; cycle <= cycles_ + kBehindTheEnd; cycle += step_, count++) {
      const bool busy = count % 2 != 0;
      place = "abort " + std::to_string(cycle) + " cycles behind the start";
      write_input();
      port_.settle();
      check(cim_start(&machine_));
      run_for(cycle, busy);
      if (count % 4 == 0) start_at_once();
      else if (count % 4 == 2) load_at_once();
      else abort_now();
      port_.stalls(false);
      check_scratch();
      whole_run();
    }
    return count;
  }

  // Each instruction of each core.
  uint64_t illegal_instructions() {
    uint64_t count = 0;
    for (uint32_t core = 0; core < machine_.cores; core++) {
      char name[64];
      std::snprintf(name, sizeof name, "microcode/core_%04u.hex", (unsigned)core);
      Lines program(folder_path_, name);
      for (uint32_t pc = 0; program.next(); pc++) {
        if (pc % step_ != 0) continue;
        count++;
        place = "core " + std::to_string(core) + ", illegal instruction " + std::to_string(pc);
        illegal(core, pc, program.instruction());
      }
    }
    return count;
  }

 private:
  void write_input() { check(cim_write_map(&machine_, &folder_.inputs[0], input_.data())); }

  // A run that the golden model knows.
  void whole_run() {
    write_input();
    port_.settle();
    check(cim_start(&machine_));
    finish(true);
  }

  void finish(bool outputs) {
    port_.settle();
    if (!port_.interrupt(2 * cycles_ + 1000)) fail("the next run does not end");
    bool done = false;
    check(cim_poll(&machine_, &done));
    if (!done) fail("an interrupt before the end");
    uint64_t taken = 0;
    check(cim_cycles(&machine_, &taken));
    if (taken != cycles_) fail("the next run takes %lu cycles instead of %lu", (unsigned long)taken, (unsigned long)cycles_);
    check(cim_acknowledge(&machine_));
    port_.settle();
    if (port_.irq()) fail("the interrupt stays");
    if (!outputs) return;
    std::vector<int8_t> values(output_.size());
    check(cim_read_map(&machine_, &folder_.outputs[0], values.data()));
    if (values != output_) fail("the next run's outputs are wrong");
  }

  // Lets the run go on, with accesses in flight if `busy`.
  void run_for(uint64_t cycles, bool busy) {
    port_.stalls(busy);
    for (uint64_t i = 0; i < cycles; i++) {
      if (busy && port_.random() % 4 == 0) access();
      port_.tick();
    }
    for (int i = 0; busy && i < 3; i++) access();
  }

  // One half of the scratch is read, the other one written.
  void access() {
    const uint32_t i = port_.random() % (kScratchWords / 2), written = kScratchWords / 2 + i;
    port_.expect(scratch_ + i * kWord, known_[i]);
    if (port_.random() % 2 != 0) return;
    known_[written] = port_.random();
    port_.write(scratch_ + written * kWord, known_[written]);
  }

  void check_scratch() {
    port_.settle();
    for (uint32_t i = 0; i < kScratchWords; i++) port_.expect(scratch_ + i * kWord, known_[i]);
    port_.settle();
    if (port_.refused()) fail("an access is refused");
  }

  // Told to start as well, the machine does not.
  void abort_now() {
    check(cim_abort(&machine_));
    check_stopped();
    port_.write(CIM_REG_CONTROL, CIM_CONTROL_ABORT | CIM_CONTROL_START);
    port_.settle();
    check_stopped();
  }

  // As behind a reset.
  void check_stopped() {
    if (port_.irq() || port_.running() || port_.fault()) fail("the machine still shows something of the run");
    uint32_t status = 0;
    uint64_t cycles = 0;
    if (!port_.read(CIM_REG_STATUS, status) || status != 0) fail("STATUS is %08x", status);
    check(cim_cycles(&machine_, &cycles));
    if (cycles != 0) fail("%lu cycles are left", (unsigned long)cycles);
    bool done = false;
    if (cim_poll(&machine_, &done) != CIM_ERROR_STOPPED) fail("the driver waits for an aborted run");
  }

  // A start in the cycle behind the abort. The run's data are wrong, its cycles are not.
  void start_at_once() {
    port_.write(CIM_REG_CONTROL, CIM_CONTROL_ABORT);
    check(cim_start(&machine_));
    finish(false);
  }

  // A word of weights in the cycle behind the abort, which goes to its place, and to no other one.
  void load_at_once() {
    const uint32_t core = port_.random() % machine_.cores, word = port_.random() % (uint32_t)weights_[core].size();
    weights_[core][word] ^= UINT32_MAX;
    write_weights_at_once(core, word);
    for (uint32_t i = 0; i < machine_.cores; i++) check(cim_verify_weights(&machine_, i, 0, weights_[i].data(), (uint32_t)weights_[i].size()));
    weights_[core][word] ^= UINT32_MAX;
    write_weights_at_once(core, word);
  }

  void write_weights_at_once(uint32_t core, uint32_t word) {
    port_.write(CIM_REG_CONTROL, CIM_CONTROL_ABORT);
    check(cim_load_weights(&machine_, core, word, &weights_[core][word], 1));
    port_.settle();
    if (port_.refused()) fail("weights are refused");
  }

  void load(uint32_t core, uint32_t pc, uint32_t low, uint32_t high) {
    const uint32_t words[] = {low, high};
    check(cim_load_program(&machine_, core, 2 * pc, words, 2));
    port_.settle();
    if (port_.refused()) fail("a program is refused");
  }

  static int sleep(void *context) { return static_cast<Port *>(context)->interrupt_of_a_fault(100000) ? 0 : 1; }

  void illegal(uint32_t core, uint32_t pc, uint64_t instruction) {
    load(core, pc, 0, kIllegal[pc / step_ % 3]);
    write_input();
    check(cim_start(&machine_));
    port_.settle();
    if (cim_wait(&machine_, 1, sleep, &port_) != CIM_ERROR_FAULT) fail("no interrupt, or none that tells of a fault");
    if (pc % 2 == 0) port_.idle(cycles_);  // the others wait, or end
    check(cim_abort(&machine_));
    load(core, pc, (uint32_t)instruction, (uint32_t)(instruction >> 32));
    whole_run();
  }

  Port &port_;
  const char *folder_path_;
  const uint32_t scratch_, step_;
  cim_machine machine_;
  cim_folder folder_;
  std::vector<int8_t> input_, output_;
  std::vector<uint32_t> known_;
  std::vector<std::vector<uint32_t>> weights_;
  uint64_t cycles_ = 0;
};

}  // namespace

// No trace is written.
extern "C" void cim_trace(int, int, int, int) {}

int main(int argc, char **argv) {
  Port port(argc, argv);
  Bench bench(port, argv[1], (uint32_t)std::strtoul(argv[2], nullptr, 10), (uint32_t)std::strtoul(argv[3], nullptr, 10));
  const uint64_t aborts = bench.sweep(), faults = bench.illegal_instructions();
  std::printf("passed %lu aborts and %lu illegal instructions\n", (unsigned long)aborts, (unsigned long)faults);
}
