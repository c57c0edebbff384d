// Runs mutants of a machine against scripts of host accesses and golden traces, and says which of them are seen.
//
//   driver SCRIPT... -- MUTANT...
//
// A mutant is killed by the first difference from what the golden model expects: a record of the trace that is wrong, missing or too many,
// a response or a value that the host reads, an interrupt that does not come. Each mutant runs the scripts in their order until then. One
// line on stdout for each: "mutant NUMBER survived CYCLES", "mutant NUMBER killed CYCLES SCRIPT WHAT". SCRIPT.trace has the golden trace:
// records of four little-endian words (verification/trace-format.md), in order of cycle and word 1.
//
// A script has one command in a line; numbers are hexadecimal.
//   bus SEED                           first line: seed of the bus stalls, 0 for none
//   stalls SEED                        from here on the host stalls at random; 0: no longer
//   write ADDRESS DATA STROBES RESP    accesses go out one after the other; responses are held against RESP ...
//   read ADDRESS DATA MASK RESP        ... and data against DATA where MASK has ones
//   settle LIMIT                       waits until all accesses are answered, at most LIMIT cycles; 0: as many as it takes,
//                                      as long as answers come
//   interrupt LIMIT                    settles and waits for the interrupt, with which all of the run's trace has come
//   raised LIMIT                       the same in the midst of a run
//   idle CYCLES                        settles and waits
//   traced VALUE                       0: from here on the trace does not count; 1: it does again
//   complete                           all of the run's trace has come
//   level VALUE                        the interrupt has this value now
//   cut                                what is left of the run's trace is not expected any more
//   reset                              resets the machine, which cuts the run off

#include <algorithm>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "Vcim_top.h"
#include "verilated.h"

namespace {

struct Killed {
  std::string what;
};

// ------------------------------------------------------------------- trace

struct Record {
  uint32_t cycle, header, first, second;
  bool operator==(const Record &o) const { return cycle == o.cycle && header == o.header && first == o.first && second == o.second; }
};

constexpr uint32_t kRun = 5;
constexpr size_t kMostRecordsPerCycle = 4096;

// Holds the records of one cycle, whose order means nothing, until the next cycle begins.
class Trace {
 public:
  explicit Trace(const std::vector<Record> &golden) : golden_(golden) {}

  void count(bool counts) { counts_ = counts; }

  void add(const Record &record) {
    if (!counts_) return;
    uint32_t kind = record.header >> 24;
    if (!cycle_.empty() && (record.cycle != cycle_[0].cycle || kind == kRun)) compare();
    if (cycle_.size() == kMostRecordsPerCycle) throw Killed{"trace, a record is missing or too many"};
    cycle_.push_back(record);
  }

  void compare() {
    std::stable_sort(cycle_.begin(), cycle_.end(), [](const Record &a, const Record &b) { return a.header < b.header; });
    for (const auto &record : cycle_) {
      if (at_ == golden_.size() || !(golden_[at_] == record)) differ(record);
      at_++;
    }
    cycle_.clear();
  }

  [[noreturn]] void differ(const Record &got) const {
    const Record wanted = at_ < golden_.size() ? golden_[at_] : Record{};
    char text[128];
    std::snprintf(text, sizeof text, "trace %u %08x %08x %08x, golden %u %08x %08x %08x", got.cycle, got.header, got.first, got.second, wanted.cycle,
                  wanted.header, wanted.first, wanted.second);
    throw Killed{text};
  }

  // A run was cut short.
  void skip() {
    cycle_.clear();
    while (at_ < golden_.size() && golden_[at_].header >> 24 != kRun) at_++;
  }

  // All that was expected of this run has come.
  void finish() {
    compare();
    if (at_ < golden_.size() && golden_[at_].header >> 24 != kRun) throw Killed{"trace, a record is missing or too many"};
  }

 private:
  const std::vector<Record> &golden_;
  size_t at_ = 0;
  bool counts_ = true;
  std::vector<Record> cycle_;
};

Trace *current = nullptr;

// ------------------------------------------------------------------ script

struct Command {
  std::string name;
  uint32_t numbers[4] = {0, 0, 0, 0};
};

struct Script {
  std::string name;
  std::vector<Command> commands;
  std::vector<Record> golden;
};

Script load(const std::string &path) {
  Script script{path.substr(path.rfind('/') + 1), {}, {}};
  std::ifstream text(path);
  for (std::string line; std::getline(text, line);) {
    std::istringstream words(line);
    Command command;
    words >> command.name >> std::hex;
    for (auto &number : command.numbers) words >> number;
    script.commands.push_back(command);
  }
  std::ifstream trace(path + ".trace", std::ios::binary);
  for (Record record; trace.read((char *)&record, sizeof record);) script.golden.push_back(record);
  if (script.commands.empty() || script.commands[0].name != "bus") {
    std::fprintf(stderr, "driver: no script in %s\n", path.c_str());
    std::exit(3);
  }
  return script;
}

// ----------------------------------------------------------------- machine

class Machine {
 public:
  Machine(const Script &script, uint32_t mutant) : trace_(script.golden) {
    std::string seed = "+stall_seed=" + std::to_string(script.commands[0].numbers[0]);
    const char *arguments[] = {"driver", "+trace=golden", "+trace_runs=1000000", seed.c_str()};
    context_.commandArgs(4, arguments);
    top_ = std::make_unique<Vcim_top>(&context_);
    top_->mutsel = mutant;
    top_->axi_bready_i = top_->axi_rready_i = 1;
    current = &trace_;
    reset();
  }

  void run(const Script &script) {
    for (const auto &command : script.commands) execute(command);
    settle(0);
    trace_.finish();
  }

  uint64_t ticks() const { return ticks_; }

 private:
  static constexpr uint32_t kAnswerLimit = 5000;  // cycles from one answer to the next
  static constexpr uint32_t kResetTicks = 4;

  struct Access {
    uint32_t address, data, mask, response;
  };

  void execute(const Command &c) {
    if (c.name == "write") {
      Access access{c.numbers[0], c.numbers[1], c.numbers[2], c.numbers[3]};
      addresses_.push_back(access);
      data_.push_back(access);
      writes_.push_back(access);
    } else if (c.name == "read") {
      Access access{c.numbers[0], c.numbers[1], c.numbers[2], c.numbers[3]};
      read_addresses_.push_back(access);
      reads_.push_back(access);
    } else if (c.name == "settle") {
      settle(c.numbers[0]);
    } else if (c.name == "interrupt") {
      settle(0);
      await([&] { return top_->irq_o; }, c.numbers[0], "end");
      trace_.finish();
    } else if (c.name == "raised") {
      settle(0);
      await([&] { return top_->irq_o; }, c.numbers[0], "interrupt");
    } else if (c.name == "cut") {
      trace_.skip();
    } else if (c.name == "idle") {
      settle(0);
      for (uint32_t i = 0; i < c.numbers[0]; i++) tick();
    } else if (c.name == "traced") {
      settle(0);
      trace_.count(c.numbers[0]);
    } else if (c.name == "complete") {
      trace_.finish();
    } else if (c.name == "level") {
      if (top_->irq_o != c.numbers[0]) throw Killed{"interrupt"};
    } else if (c.name == "stalls") {
      random_ = c.numbers[0];
    } else if (c.name == "reset") {
      settle(0);
      reset();
    }
  }

  void reset() {
    top_->rst_ni = 0;
    for (uint32_t i = 0; i < kResetTicks; i++) tick();
    top_->rst_ni = 1;
    trace_.skip();
    tick();
  }

  void settle(uint32_t limit) {
    size_t open = 0;
    for (uint32_t i = 0, since = 0; !writes_.empty() || !reads_.empty(); i++, since++) {
      if (open != writes_.size() + reads_.size()) since = 0;
      open = writes_.size() + reads_.size();
      if (since == kAnswerLimit || (limit && i == limit)) throw Killed{"handshake"};
      tick();
    }
  }

  template <typename Condition>
  void await(Condition condition, uint32_t limit, const char *what) {
    for (uint32_t i = 0; !condition(); i++) {
      if (i == limit) throw Killed{what};
      tick();
    }
  }

  // One clock cycle. The machine's outputs are registers: what they show now is what the coming edge hands over.
  void tick() {
    offer(addresses_, top_->axi_awvalid_i);
    offer(data_, top_->axi_wvalid_i);
    offer(read_addresses_, top_->axi_arvalid_i);
    if (top_->axi_awvalid_i) top_->axi_awaddr_i = addresses_.front().address;
    if (top_->axi_arvalid_i) top_->axi_araddr_i = read_addresses_.front().address;
    if (top_->axi_wvalid_i) {
      top_->axi_wdata_i = data_.front().data;
      top_->axi_wstrb_i = data_.front().mask;
    }
    top_->axi_bready_i = goes();
    top_->axi_rready_i = goes();
    bool address_taken = top_->axi_awvalid_i && top_->axi_awready_o;
    bool data_taken = top_->axi_wvalid_i && top_->axi_wready_o;
    bool read_taken = top_->axi_arvalid_i && top_->axi_arready_o;
    if (top_->rst_ni) check_responses();
    top_->clk_i = 0;
    top_->eval();
    context_.timeInc(1);
    top_->clk_i = 1;
    top_->eval();
    context_.timeInc(1);
    ticks_++;
    if (context_.gotFinish()) throw Killed{"assertion"};
    if (address_taken) taken(addresses_, top_->axi_awvalid_i);
    if (data_taken) taken(data_, top_->axi_wvalid_i);
    if (read_taken) taken(read_addresses_, top_->axi_arvalid_i);
  }

  void check_responses() {
    bool write = top_->axi_bvalid_o, read = top_->axi_rvalid_o;
    // What is offered stays until it is accepted.
    if (held_write_ && (!write || top_->axi_bresp_o != write_response_)) throw Killed{"response"};
    if (held_read_ && (!read || top_->axi_rresp_o != read_response_ || top_->axi_rdata_o != read_data_)) throw Killed{"response"};
    held_write_ = write && !top_->axi_bready_i;
    held_read_ = read && !top_->axi_rready_i;
    write_response_ = top_->axi_bresp_o;
    read_response_ = top_->axi_rresp_o;
    read_data_ = top_->axi_rdata_o;
    if (write && top_->axi_bready_i) {
      if (writes_.empty()) throw Killed{"response"};
      if (writes_.front().response != top_->axi_bresp_o) throw Killed{at("response to a write", writes_.front())};
      writes_.pop_front();
    }
    if (read && top_->axi_rready_i) {
      if (reads_.empty()) throw Killed{"response"};
      if (reads_.front().response != top_->axi_rresp_o) throw Killed{at("response to a read", reads_.front())};
      if ((reads_.front().data ^ top_->axi_rdata_o) & reads_.front().mask) {
        char text[64];
        std::snprintf(text, sizeof text, "data at %08x: %08x, golden %08x", reads_.front().address, (uint32_t)top_->axi_rdata_o, reads_.front().data);
        throw Killed{text};
      }
      reads_.pop_front();
    }
  }

  static std::string at(const char *what, const Access &access) {
    char text[64];
    std::snprintf(text, sizeof text, "%s at %08x", what, access.address);
    return text;
  }

  void offer(const std::deque<Access> &queue, CData &valid) {
    if (!valid && !queue.empty() && goes()) valid = 1;
  }

  void taken(std::deque<Access> &queue, CData &valid) {
    queue.pop_front();
    valid = 0;
  }

  // Whether a channel goes on in this cycle.
  bool goes() {
    if (!random_) return true;
    random_ ^= random_ << 13;
    random_ ^= random_ >> 17;
    random_ ^= random_ << 5;
    return random_ & 0x100;
  }

  VerilatedContext context_;
  std::unique_ptr<Vcim_top> top_;
  Trace trace_;
  std::deque<Access> addresses_, data_, read_addresses_, writes_, reads_;
  uint64_t ticks_ = 0;
  uint32_t random_ = 0;
  bool held_write_ = false, held_read_ = false;
  uint32_t write_response_ = 0, read_response_ = 0, read_data_ = 0;
};

}  // namespace

// Called by the Verilog for every record.
extern "C" void cim_trace(int cycle, int header, int first, int second) {
  current->add({(uint32_t)cycle, (uint32_t)header, (uint32_t)first, (uint32_t)second});
}

// Called when combinational logic does not settle.
void vl_fatal(const char *, int, const char *, const char *) { throw Killed{"settling"}; }

int main(int argc, char **argv) {
  std::vector<Script> scripts;
  int i = 1;
  for (; i < argc && std::strcmp(argv[i], "--") != 0; i++) scripts.push_back(load(argv[i]));
  for (i++; i < argc; i++) {
    uint32_t mutant = (uint32_t)std::stoul(argv[i]);
    uint64_t ticks = 0;
    const Script *at = nullptr;
    std::string what;
    for (size_t s = 0; s < scripts.size() && what.empty(); s++) {
      at = &scripts[s];
      std::unique_ptr<Machine> machine;
      try {
        machine = std::make_unique<Machine>(*at, mutant);
        machine->run(*at);
      } catch (const Killed &killed) {
        what = killed.what;
      }
      if (machine) ticks += machine->ticks();
    }
    if (what.empty()) {
      std::printf("mutant %u survived %" PRIu64 "\n", mutant, ticks);
    } else {
      std::printf("mutant %u killed %" PRIu64 " %s %s\n", mutant, ticks, at->name.c_str(), what.c_str());
    }
    std::fflush(stdout);
  }
}
