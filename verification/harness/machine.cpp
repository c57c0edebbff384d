// See machine.h. The only file that reads Verilator's headers, which take long to compile.
#include "machine.h"

#include <chrono>
#include <cinttypes>
#include <cstdio>

#include "Vcim_top.h"
#include "verilated.h"
#ifdef CIM_WAVES
#include "verilated_vcd_c.h"
#endif

#include "failure.h"

namespace {

// Cycles after which an AXI handshake is given up.
constexpr int kHandshakeLimit = 100000;

constexpr int kResetCycles = 4;
constexpr uint32_t kWord = 4, kAllBytes = 15;

// Bits of `ticks` that are 0 when the clock on the wall is looked at.
constexpr uint64_t kBeatMask = 0xfff;

}  // namespace

struct Machine::Model {
  VerilatedContext context;
  std::unique_ptr<Vcim_top> top;
#ifdef CIM_WAVES
  std::unique_ptr<VerilatedVcdC> waves;
#endif
};

Machine::Machine(int argc, char **argv, const WaveWindow &waves) : waves_(waves), model_(new Model) {
  model_->context.commandArgs(argc, argv);
  model_->context.traceEverOn(!waves.file.empty());
  model_->top.reset(new Vcim_top(&model_->context));
#ifdef CIM_WAVES
  if (!waves.file.empty()) {
    model_->waves.reset(new VerilatedVcdC);
    model_->top->trace(model_->waves.get(), 99);
    model_->waves->open(waves.file.c_str());
  }
#endif
  Vcim_top &top = *model_->top;
  top.axi_bready_i = top.axi_rready_i = 1;
  top.rst_ni = 0;
  for (int i = 0; i < kResetCycles; i++) tick();
  top.rst_ni = 1;
  tick();
}

Machine::~Machine() {
#ifdef CIM_WAVES
  if (model_->waves) model_->waves->close();
#endif
  model_->top->final();
}

// ------------------------------------------------------------------- clock

void Machine::tick() {
  // The machine's outputs are registers: what they show now is what the coming edge hands over.
  Vcim_top &top = *model_->top;
  if (top.axi_bvalid_o) {
    if (top.axi_bresp_o != 0) wrong("the machine refused a write");
    unanswered_--;
  }
  for (int clock = 0; clock <= 1; clock++) {
    top.clk_i = clock;
    top.eval();
    dump();
    model_->context.timeInc(1);
  }
  ticks_++;
  if (model_->context.gotFinish()) fail("the simulation stopped itself");
}

void Machine::dump() {
#ifdef CIM_WAVES
  if (model_->waves && in_window_ && run_cycle_ >= waves_.from && run_cycle_ <= waves_.to) model_->waves->dump(model_->context.time());
#endif
}

bool Machine::wait(uint64_t limit, long number) {
  if (!settle()) return false;
  using clock = std::chrono::steady_clock;
  const uint64_t begin = ticks_;
  auto beat = clock::now();
  in_window_ = number == waves_.run;
  while (!model_->top->irq_o) {
    run_cycle_ = ticks_ - begin;
    tick();
    if ((ticks_ & kBeatMask) == 0 && clock::now() - beat > std::chrono::seconds(1)) {
      beat = clock::now();
      std::fprintf(stderr, "heartbeat %ld %" PRIu64 " %" PRIu64 "\n", number, ticks_ - begin, limit);
    }
    if (ticks_ - begin > limit) {
      model_->top->sim_dump_i = 1;
      tick();
      return false;
    }
  }
  in_window_ = false;
  return true;
}

// --------------------------------------------------------------------- port

cim_bus Machine::bus() {
  cim_bus bus;
  bus.context = this;
  bus.write = [](void *context, uint32_t address, const uint32_t *words, uint32_t count) {
    Machine &machine = *static_cast<Machine *>(context);
    for (uint32_t i = 0; i < count; i++) {
      if (!machine.post(address + i * kWord, words[i])) return 1;
    }
    return 0;
  };
  bus.read = [](void *context, uint32_t address, uint32_t *words, uint32_t count) {
    Machine &machine = *static_cast<Machine *>(context);
    for (uint32_t i = 0; i < count; i++) {
      if (!machine.read(address + i * kWord, words[i])) return 1;
    }
    return 0;
  };
  return bus;
}

// The port has no bits for an address beyond its windows.
bool Machine::reaches(uint32_t address) {
  if (address >> CIM_ADDRESS_BITS == 0) return true;
  wrong("an address is beyond the host port");
  return false;
}

// Does not wait for the response, so that writes follow each other.
bool Machine::post(uint32_t address, uint32_t data) {
  Vcim_top &top = *model_->top;
  if (!reaches(address)) return false;
  top.axi_awaddr_i = address;
  top.axi_wdata_i = data;
  top.axi_wstrb_i = kAllBytes;
  top.axi_awvalid_i = top.axi_wvalid_i = 1;
  for (int i = 0; top.axi_awvalid_i || top.axi_wvalid_i; i++) {
    if (i == kHandshakeLimit) {
      wrong("the host port does not answer");
      return false;
    }
    const bool address_taken = top.axi_awready_o, data_taken = top.axi_wready_o;
    tick();
    if (address_taken) top.axi_awvalid_i = 0;
    if (data_taken) top.axi_wvalid_i = 0;
  }
  unanswered_++;
  return problem_.empty();
}

bool Machine::read(uint32_t address, uint32_t &data) {
  Vcim_top &top = *model_->top;
  if (!settle() || !reaches(address)) return false;
  top.axi_araddr_i = address;
  top.axi_arvalid_i = 1;
  if (!await([&] { return top.axi_arready_o; })) return false;
  tick();
  top.axi_arvalid_i = 0;
  if (!await([&] { return top.axi_rvalid_o; })) return false;
  if (top.axi_rresp_o != 0) wrong("the machine refused a read");
  data = top.axi_rdata_o;
  tick();
  return problem_.empty();
}

// Waits for the responses to all writes.
bool Machine::settle() {
  return await([&] { return unanswered_ == 0; });
}

template <typename Condition>
bool Machine::await(Condition condition) {
  for (int i = 0; !condition(); i++) {
    if (i == kHandshakeLimit) {
      wrong("the host port does not answer");
      break;
    }
    tick();
  }
  return problem_.empty();
}

// The first problem counts.
void Machine::wrong(const char *what) {
  if (problem_.empty()) problem_ = what;
}
