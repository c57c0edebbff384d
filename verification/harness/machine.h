// The Verilated machine: clock, reset, its AXI4-Lite port as a bus for the driver, waves.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "../sw/cim.h"
#include "options.h"

class Machine {
 public:
  // Out of reset; the arguments are for the Verilog.
  Machine(int argc, char **argv, const WaveWindow &waves);
  ~Machine();

  // Writes are posted and follow each other in every cycle; a read waits for all of them.
  cim_bus bus();

  // Lets a run that was started go on until its interrupt; false when that takes more than `limit` cycles. Cores then say what they wait
  // for. Tells once a second on stderr how far run `number` is.
  bool wait(uint64_t limit, long number);

  // Cycles so far.
  uint64_t ticks() const { return ticks_; }

  // What went wrong at the port, if anything did.
  const std::string &problem() const { return problem_; }

 private:
  struct Model;

  void tick();
  void dump();
  bool reaches(uint32_t address);
  bool post(uint32_t address, uint32_t data);
  bool read(uint32_t address, uint32_t &data);
  bool settle();
  template <typename Condition>
  bool await(Condition condition);
  void wrong(const char *what);

  const WaveWindow waves_;
  std::unique_ptr<Model> model_;
  std::string problem_;
  uint64_t ticks_ = 0;
  int64_t unanswered_ = 0;  // writes
  uint64_t run_cycle_ = 0;
  bool in_window_ = false;
};
