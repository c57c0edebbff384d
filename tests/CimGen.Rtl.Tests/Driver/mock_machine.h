/* A machine in memory behind a cim_bus: registers, windows, faults on demand. Like the real one it refuses what it does not have. Its map is
 * that of no header. */
#ifndef MOCK_MACHINE_H
#define MOCK_MACHINE_H

#include "cim.h"

enum {
  MOCK_CORES = 3,
  MOCK_ROWS = 64,
  MOCK_COLUMNS = 96,
  MOCK_MEMORY_WORDS = 2048,
  MOCK_PROGRAM_WORDS = 2048,
  MOCK_WEIGHT_WORDS = MOCK_ROWS * MOCK_COLUMNS / 4,
  MOCK_MEMORY_BASE = 0x40000,
  MOCK_PROGRAM_BASE = 0x10000,
  MOCK_PROGRAM_STRIDE = 0x4000, /* gaps behind programs and weights */
  MOCK_WEIGHTS_BASE = 0x8000,
  MOCK_WEIGHTS_STRIDE = 0x2000,
  MOCK_NO_ACCESS = -1
};

typedef struct {
  uint32_t id, version, status, irq_enable;
  uint64_t cycles, cycles_step; /* the step is added with each access */
  uint32_t memory[MOCK_MEMORY_WORDS];
  uint32_t program[MOCK_CORES][MOCK_PROGRAM_WORDS];
  uint32_t weights[MOCK_CORES][MOCK_WEIGHT_WORDS];

  int run_polls;   /* a run is done at this read of STATUS after its start, from 1 */
  int polls;       /* reads of STATUS since the start */
  int starts, aborts, acknowledged;
  bool deaf;       /* an abort has no effect */
  int fail_access; /* number of the access that fails, from 0 */
  int accesses, reads, writes;
} mock_machine;

void mock_reset(mock_machine *mock);
cim_bus mock_bus(mock_machine *mock);

#endif
