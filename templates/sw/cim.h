/* Driver of the machine's host port, for firmware, for a PC behind a bridge and for simulators.
 *
 * C99 without a C library, memory of its own or globals; also C++. What is between it and the port is a cim_bus. Functions return CIM_OK
 * or the reason why not; what they should have read is then undefined. One caller at a time for each machine. */
#ifndef CIM_H
#define CIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cim_regs.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Access to `count` consecutive 32-bit words of the port from an address that is a multiple of 4. Words are values: the bus brings their
 * bytes into the order of the port. Both return 0, or anything else when they fail. Accesses take effect in the order of the calls; a
 * write may still be under way when its function returns, and then fails at the next read. */
typedef struct {
  void *context;
  int (*write)(void *context, uint32_t address, const uint32_t *words, uint32_t count);
  int (*read)(void *context, uint32_t address, uint32_t *words, uint32_t count);
} cim_bus;

/* A port that the processor sees as memory that is not cached, at `port`. */
cim_bus cim_mapped_bus(volatile uint32_t *port);

typedef enum {
  CIM_OK,
  CIM_ERROR_ID,      /* no machine answers */
  CIM_ERROR_VERSION, /* the machine has another register map */
  CIM_ERROR_DESIGN,  /* the machine is that of another design */
  CIM_ERROR_BUS,     /* the bus failed, or the machine refused an access */
  CIM_ERROR_FAULT,   /* a core met an illegal instruction */
  CIM_ERROR_TIMEOUT, /* the run does not end */
  CIM_ERROR_STOPPED, /* no run is under way, and none has ended: there was no start, or an abort behind it */
  CIM_ERROR_FIT,     /* no such core, or what is behind the end of its memory or of shared memory */
  CIM_ERROR_VERIFY,  /* the machine does not hold what was loaded */
  CIM_ERROR_FILE     /* a file cannot be read or makes no sense; only from cim_folder.h */
} cim_error;

const char *cim_error_text(cim_error error);

/* ---------------------------------------------------------------- machine */

typedef struct {
  cim_bus bus;
  uint32_t design; /* register DESIGN */
  uint32_t cores;
  uint32_t rows, columns; /* of a crossbar */
  uint32_t memory_bytes;  /* shared memory */
  uint32_t program_bytes; /* of a core */
  uint32_t memory_base;   /* addresses of the port: of shared memory, and of core 0's program and weights, from core to core a stride apart */
  uint32_t program_base, program_stride, weights_base, weights_stride;
} cim_machine;

/* Instead of CIM_DESIGN: takes every machine. */
#define CIM_ANY_DESIGN 0u

/* Finds the machine behind a bus and reads what it is, and where its port has what. */
cim_error cim_init(cim_machine *machine, const cim_bus *bus, uint32_t design);

/* ---------------------------------------------------------------- loading
 * Once, while no run is under way: programs, weights and memory survive runs, aborts and resets. */

/* Words from word `first` of a core's program, two for each instruction, the low one first. */
cim_error cim_load_program(const cim_machine *machine, uint32_t core, uint32_t first, const uint32_t *words, uint32_t count);

/* Words from word `first` of a core's weights, in the order of weights/core_NNNN.hex. */
cim_error cim_load_weights(const cim_machine *machine, uint32_t core, uint32_t first, const uint32_t *words, uint32_t count);

/* The same words back. */
cim_error cim_read_program(const cim_machine *machine, uint32_t core, uint32_t first, uint32_t *words, uint32_t count);
cim_error cim_read_weights(const cim_machine *machine, uint32_t core, uint32_t first, uint32_t *words, uint32_t count);

/* Bytes of shared memory from an address within it, whatever its alignment. Words at the ends are read and written back: during a run that
 * could undo what a core writes beside. */
cim_error cim_load_memory(const cim_machine *machine, uint32_t address, const uint8_t *bytes, uint32_t count);
cim_error cim_read_memory(const cim_machine *machine, uint32_t address, uint8_t *bytes, uint32_t count);

/* Whether the machine holds what was loaded: CIM_ERROR_VERIFY if not. Before the first run: runs write to shared memory. */
cim_error cim_verify_program(const cim_machine *machine, uint32_t core, uint32_t first, const uint32_t *words, uint32_t count);
cim_error cim_verify_weights(const cim_machine *machine, uint32_t core, uint32_t first, const uint32_t *words, uint32_t count);
cim_error cim_verify_memory(const cim_machine *machine, uint32_t address, const uint8_t *bytes, uint32_t count);

/* ------------------------------------------------------------ feature maps */

/* Where a feature map lies, as simulation.txt says: the value (channel, row y, column x) is the byte at
 * address + y * row_pitch + x * pixel_pitch + channel of shared memory. */
typedef struct {
  uint32_t address;
  uint32_t channels, height, width;
  uint32_t pixel_pitch, row_pitch;
} cim_map;

/* Whether it has values, all in shared memory and each in a byte of its own. */
bool cim_map_fits(const cim_machine *machine, const cim_map *map);

/* Values of a map that fits. */
uint32_t cim_map_values(const cim_map *map);

/* All values of a map, in the order row, column, channel and without gaps. The inputs are to be written before every run. */
cim_error cim_write_map(const cim_machine *machine, const cim_map *map, const int8_t *values);
cim_error cim_read_map(const cim_machine *machine, const cim_map *map, int8_t *values);

/* The same of several maps, whose values stand one map after another. */
uint32_t cim_maps_values(const cim_map *maps, uint32_t count);
cim_error cim_write_maps(const cim_machine *machine, const cim_map *maps, uint32_t count, const int8_t *values);
cim_error cim_read_maps(const cim_machine *machine, const cim_map *maps, uint32_t count, int8_t *values);

/* ------------------------------------------------------ the network's end
 * What the host computes where a network ends with it, from `count` outputs in the order of the network's classes. */

/* The number of the largest, the first of equal ones. */
uint32_t cim_argmax(const int8_t *values, uint32_t count);

/* Their probabilities. `step` is e^-scale, with the scale of the output in manifest.json: by that an output that is one less is less likely. */
void cim_softmax(const int8_t *values, uint32_t count, float step, float *probabilities);

/* -------------------------------------------------------------------- runs */

/* Whether the end of a run or a fault raises the interrupt. */
cim_error cim_enable_interrupt(const cim_machine *machine, bool enable);

/* Starts a run; while one is under way it has no effect. */
cim_error cim_start(const cim_machine *machine);

/* Whether the run is done. A fault is reported as soon as it is there: other cores may wait for the faulty one for ever. The run goes on
 * until cim_abort. */
cim_error cim_poll(const cim_machine *machine, bool *done);

/* Called before each poll: may sleep until the interrupt comes or some time is over. Anything but 0 gives the run up. */
typedef int (*cim_idle)(void *context);

/* Polls until the run is done, but not more than `polls` times; 0: no limit. `idle` may be NULL. A run that was given up (CIM_ERROR_TIMEOUT)
 * may be waited for again, or aborted. */
cim_error cim_wait(const cim_machine *machine, uint32_t polls, cim_idle idle, void *context);

/* Stops whatever the machine does and brings it into the state after a reset, in which programs can be loaded and runs started. Its memories
 * and whether it raises the interrupt stay as they are: what the run has written is there, so the input has to be written again. */
cim_error cim_abort(const cim_machine *machine);

/* Clears a pending interrupt. */
cim_error cim_acknowledge(const cim_machine *machine);

/* Cycles of the run so far, or of the last one. */
cim_error cim_cycles(const cim_machine *machine, uint64_t *cycles);

#ifdef __cplusplus
}
#endif

#endif
