/* Every function of cim.h against a machine in memory. Prints "passed", or what is wrong and where. */
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "mock_machine.h"

#define REQUIRE(condition)                                              \
  do {                                                                  \
    if (!(condition)) {                                                 \
      printf("driver_test.c(%d): not so: %s\n", __LINE__, #condition);  \
      exit(1);                                                          \
    }                                                                   \
  } while (0)

enum { MEMORY_BYTES = MOCK_MEMORY_WORDS * 4, BURST_BYTES = 256, MANY = 3000 };

static mock_machine mock;
static cim_machine machine;

/* What shared memory has to hold, byte by byte. */
static uint8_t expected[MEMORY_BYTES];
static uint8_t bytes[MEMORY_BYTES];

static uint32_t next_random(void) {
  static uint32_t x = 2463534242u;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  return x;
}

/* From `low` to `high`. */
static uint32_t random_between(uint32_t low, uint32_t high) { return low + next_random() % (high - low + 1); }

static void prepare(void) {
  mock_reset(&mock);
  const cim_bus bus = mock_bus(&mock);
  REQUIRE(cim_init(&machine, &bus, CIM_DESIGN) == CIM_OK);
  for (uint32_t i = 0; i < MEMORY_BYTES; i++) {
    expected[i] = (uint8_t)next_random();
    mock.memory[i / 4] |= (uint32_t)expected[i] << i % 4 * 8;
    bytes[i] = (uint8_t)next_random();
  }
  mock.accesses = mock.reads = mock.writes = 0;
}

static void require_memory(void) {
  for (uint32_t i = 0; i < MEMORY_BYTES; i++) REQUIRE((mock.memory[i / 4] >> i % 4 * 8 & 255) == expected[i]);
}

/* ------------------------------------------------------------------- machine */

static void test_init(void) {
  mock_reset(&mock);
  const cim_bus bus = mock_bus(&mock);
  REQUIRE(cim_init(&machine, &bus, CIM_DESIGN) == CIM_OK);
  REQUIRE(machine.design == CIM_DESIGN && machine.cores == MOCK_CORES && machine.memory_bytes == MEMORY_BYTES);
  REQUIRE(machine.rows == MOCK_ROWS && machine.columns == MOCK_COLUMNS && machine.program_bytes == MOCK_PROGRAM_WORDS * 4);
  REQUIRE(machine.memory_base == MOCK_MEMORY_BASE);
  REQUIRE(machine.program_base == MOCK_PROGRAM_BASE && machine.program_stride == MOCK_PROGRAM_STRIDE);
  REQUIRE(machine.weights_base == MOCK_WEIGHTS_BASE && machine.weights_stride == MOCK_WEIGHTS_STRIDE);
  REQUIRE(mock.writes == 0);
  REQUIRE(cim_init(&machine, &bus, CIM_ANY_DESIGN) == CIM_OK);
  REQUIRE(cim_init(&machine, &bus, CIM_DESIGN ^ 1u) == CIM_ERROR_DESIGN);
  mock.version++;
  REQUIRE(cim_init(&machine, &bus, CIM_DESIGN) == CIM_ERROR_VERSION);
  mock.id ^= 0x80000000u;
  REQUIRE(cim_init(&machine, &bus, CIM_DESIGN) == CIM_ERROR_ID);
}

static void test_texts(void) {
  for (int i = CIM_OK; i <= CIM_ERROR_FILE; i++) {
    REQUIRE(strlen(cim_error_text((cim_error)i)) > 0);
    REQUIRE(strcmp(cim_error_text((cim_error)i), "unknown error") != 0);
    for (int k = CIM_OK; k < i; k++) REQUIRE(strcmp(cim_error_text((cim_error)i), cim_error_text((cim_error)k)) != 0);
  }
  REQUIRE(strcmp(cim_error_text((cim_error)(CIM_ERROR_FILE + 1)), "unknown error") == 0);
}

/* Registers and shared memory at their places in an address space that nobody has to hold. */
static void test_mapped_bus(void) {
  const uint32_t memory = 0x10000000u;
  const size_t size = memory + MEMORY_BYTES;
  void *space = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  REQUIRE(space != MAP_FAILED);
  uint32_t *port = (uint32_t *)space;
  port[CIM_REG_ID / 4] = CIM_ID;
  port[CIM_REG_VERSION / 4] = CIM_VERSION;
  port[CIM_REG_DESIGN / 4] = 7;
  port[CIM_REG_MEMORY / 4] = MEMORY_BYTES;
  port[CIM_REG_MEMORY_BASE / 4] = memory;
  const cim_bus bus = cim_mapped_bus(port);
  REQUIRE(cim_init(&machine, &bus, 7) == CIM_OK);
  const uint8_t out[6] = {1, 2, 3, 4, 5, 6};
  uint8_t in[6];
  REQUIRE(cim_load_memory(&machine, 2, out, sizeof out) == CIM_OK);
  REQUIRE(port[memory / 4] == 0x02010000u && port[memory / 4 + 1] == 0x06050403u);
  REQUIRE(cim_read_memory(&machine, 2, in, sizeof in) == CIM_OK && memcmp(in, out, sizeof in) == 0);
  REQUIRE(cim_start(&machine) == CIM_OK && port[CIM_REG_CONTROL / 4] == 1);
  REQUIRE(munmap(space, size) == 0);
}

/* ------------------------------------------------------------------- loading */

static void test_program_and_weights(void) {
  static uint32_t words[MOCK_PROGRAM_WORDS + MOCK_CORES], back[MOCK_PROGRAM_WORDS];
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) words[i] = next_random();
  prepare();
  for (uint32_t core = 0; core < MOCK_CORES; core++) {
    REQUIRE(cim_load_program(&machine, core, 0, words + core, 10) == CIM_OK);
    REQUIRE(cim_load_program(&machine, core, 10, words + core + 10, MOCK_PROGRAM_WORDS - 10) == CIM_OK);
    REQUIRE(cim_load_weights(&machine, core, 0, words + 7 * core, MOCK_WEIGHT_WORDS - 1) == CIM_OK);
    REQUIRE(cim_load_weights(&machine, core, MOCK_WEIGHT_WORDS - 1, words + 7 * core + MOCK_WEIGHT_WORDS - 1, 1) == CIM_OK);
  }
  for (uint32_t core = 0; core < MOCK_CORES; core++) {
    REQUIRE(memcmp(mock.program[core], words + core, sizeof mock.program[core]) == 0);
    REQUIRE(memcmp(mock.weights[core], words + 7 * core, sizeof mock.weights[core]) == 0);
    REQUIRE(cim_read_program(&machine, core, 3, back, MOCK_PROGRAM_WORDS - 3) == CIM_OK);
    REQUIRE(memcmp(back, words + core + 3, sizeof back - 12) == 0);
    REQUIRE(cim_read_weights(&machine, core, 2, back, MOCK_WEIGHT_WORDS - 2) == CIM_OK);
    REQUIRE(memcmp(back, words + 7 * core + 2, sizeof mock.weights[core] - 8) == 0);
  }

  mock.accesses = 0;
  REQUIRE(cim_load_program(&machine, MOCK_CORES, 0, words, 2) == CIM_ERROR_FIT);
  REQUIRE(cim_load_program(&machine, 0, 0, words, MOCK_PROGRAM_WORDS + 1) == CIM_ERROR_FIT);
  REQUIRE(cim_load_program(&machine, 0, MOCK_PROGRAM_WORDS, words, 1) == CIM_ERROR_FIT);
  REQUIRE(cim_load_program(&machine, 0, UINT32_MAX, words, 2) == CIM_ERROR_FIT);
  REQUIRE(cim_load_weights(&machine, MOCK_CORES, 0, words, 1) == CIM_ERROR_FIT);
  REQUIRE(cim_load_weights(&machine, 0, 0, words, MOCK_WEIGHT_WORDS + 1) == CIM_ERROR_FIT);
  REQUIRE(cim_load_weights(&machine, 0, MOCK_WEIGHT_WORDS, words, 1) == CIM_ERROR_FIT);
  REQUIRE(cim_load_weights(&machine, 0, 2, words, UINT32_MAX) == CIM_ERROR_FIT);
  REQUIRE(cim_read_program(&machine, MOCK_CORES, 0, back, 1) == CIM_ERROR_FIT);
  REQUIRE(cim_read_program(&machine, 0, 1, back, MOCK_PROGRAM_WORDS) == CIM_ERROR_FIT);
  REQUIRE(cim_read_weights(&machine, MOCK_CORES, 0, back, 1) == CIM_ERROR_FIT);
  REQUIRE(cim_read_weights(&machine, 0, 1, back, MOCK_WEIGHT_WORDS) == CIM_ERROR_FIT);
  REQUIRE(cim_verify_program(&machine, 0, MOCK_PROGRAM_WORDS, words, 1) == CIM_ERROR_FIT);
  REQUIRE(cim_verify_weights(&machine, MOCK_CORES, 0, words, 1) == CIM_ERROR_FIT);
  REQUIRE(cim_verify_memory(&machine, MEMORY_BYTES - 1, bytes, 2) == CIM_ERROR_FIT);
  REQUIRE(cim_load_program(&machine, 0, 0, words, 0) == CIM_OK);
  REQUIRE(cim_read_program(&machine, 0, 0, back, 0) == CIM_OK);
  REQUIRE(mock.accesses == 0);
}

/* A wrong bit anywhere is seen, and nothing beside. */
static void test_verify(void) {
  enum { WORDS = 150, BEGIN = 5, BYTES = 1000, ADDRESS = 1021 };
  uint32_t words[WORDS];
  prepare();
  for (size_t i = 0; i < WORDS; i++) words[i] = next_random();
  REQUIRE(cim_load_program(&machine, 1, BEGIN, words, WORDS) == CIM_OK);
  REQUIRE(cim_load_weights(&machine, 2, BEGIN, words, WORDS) == CIM_OK);
  for (uint32_t i = 0; i <= WORDS; i++) {
    uint32_t *const program = i < WORDS ? &mock.program[1][BEGIN + i] : &mock.program[1][BEGIN - 1];
    uint32_t *const weight = i < WORDS ? &mock.weights[2][BEGIN + i] : &mock.weights[2][BEGIN + WORDS];
    const cim_error wanted = i < WORDS ? CIM_ERROR_VERIFY : CIM_OK;
    *program ^= 1u << i % 32;
    REQUIRE(cim_verify_program(&machine, 1, BEGIN, words, WORDS) == wanted);
    *program ^= 1u << i % 32;
    *weight ^= 1u << i % 32;
    REQUIRE(cim_verify_weights(&machine, 2, BEGIN, words, WORDS) == wanted);
    *weight ^= 1u << i % 32;
  }
  REQUIRE(cim_load_memory(&machine, ADDRESS, bytes, BYTES) == CIM_OK);
  for (uint32_t i = ADDRESS - 1; i <= ADDRESS + BYTES; i++) {
    mock.memory[i / 4] ^= 0x80u << i % 4 * 8;
    REQUIRE(cim_verify_memory(&machine, ADDRESS, bytes, BYTES) == (i < ADDRESS || i == ADDRESS + BYTES ? CIM_OK : CIM_ERROR_VERIFY));
    mock.memory[i / 4] ^= 0x80u << i % 4 * 8;
  }
  mock.writes = 0;
  REQUIRE(cim_verify_memory(&machine, ADDRESS, bytes, BYTES) == CIM_OK && mock.writes == 0);
}

/* All alignments of both ends, in one burst and over the ends of bursts. */
static void test_ragged_bytes(void) {
  prepare();
  for (uint32_t address = 0; address < 9; address++) {
    for (uint32_t count = 0; count < 2 * BURST_BYTES + 9; count++) {
      const uint32_t from = next_random() % 1000;
      memcpy(expected + address, bytes + from, count);
      mock.reads = mock.writes = 0;
      REQUIRE(cim_load_memory(&machine, address, bytes + from, count) == CIM_OK);
      REQUIRE(mock.reads <= 2 && mock.writes <= 3);
      REQUIRE(address % 4 != 0 || count % 4 != 0 || mock.reads == 0);
      if (count < 9 || count > 2 * BURST_BYTES) require_memory();

      uint8_t back[2 * BURST_BYTES + 11];
      memset(back, 0xa5, sizeof back);
      REQUIRE(cim_read_memory(&machine, address, back + 1, count) == CIM_OK);
      REQUIRE(memcmp(back + 1, expected + address, count) == 0);
      REQUIRE(back[0] == 0xa5 && back[count + 1] == 0xa5);
    }
  }
  require_memory();
}

static void test_ends_of_memory(void) {
  prepare();
  memcpy(expected + MEMORY_BYTES - 5, bytes, 5);
  REQUIRE(cim_load_memory(&machine, MEMORY_BYTES - 5, bytes, 5) == CIM_OK);
  require_memory();
  memcpy(expected, bytes, MEMORY_BYTES);
  REQUIRE(cim_load_memory(&machine, 0, bytes, MEMORY_BYTES) == CIM_OK);
  require_memory();

  mock.accesses = 0;
  REQUIRE(cim_load_memory(&machine, MEMORY_BYTES - 5, bytes, 6) == CIM_ERROR_FIT);
  REQUIRE(cim_load_memory(&machine, MEMORY_BYTES + 1, bytes, 0) == CIM_ERROR_FIT);
  REQUIRE(cim_load_memory(&machine, 8, bytes, UINT32_MAX - 3) == CIM_ERROR_FIT);
  REQUIRE(cim_read_memory(&machine, MEMORY_BYTES, bytes, 1) == CIM_ERROR_FIT);
  REQUIRE(cim_load_memory(&machine, MEMORY_BYTES, bytes, 0) == CIM_OK);
  REQUIRE(mock.accesses == 0);
}

/* ---------------------------------------------------------------------- maps */

static cim_map random_map(void) {
  cim_map map;
  map.channels = random_between(1, 9);
  map.width = random_between(1, 7);
  map.height = random_between(1, 7);
  map.pixel_pitch = map.channels + (next_random() % 3 == 0 ? random_between(1, 5) : 0);
  map.row_pitch = (map.width - 1) * map.pixel_pitch + map.channels + (next_random() % 3 == 0 ? 0 : random_between(0, 20));
  map.address = random_between(0, 5000);
  return map;
}

static uint32_t address_of(const cim_map *map, uint32_t y, uint32_t x, uint32_t c) {
  return map->address + y * map->row_pitch + x * map->pixel_pitch + c;
}

static void test_maps(void) {
  prepare();
  for (int round = 0; round < MANY; round++) {
    const cim_map map = random_map();
    const int8_t *values = (const int8_t *)bytes + next_random() % 100;
    int8_t back[9 * 7 * 7];
    uint32_t i = 0;
    REQUIRE(cim_map_fits(&machine, &map));
    REQUIRE(cim_map_values(&map) == map.channels * map.height * map.width);
    for (uint32_t y = 0; y < map.height; y++) {
      for (uint32_t x = 0; x < map.width; x++) {
        for (uint32_t c = 0; c < map.channels; c++) expected[address_of(&map, y, x, c)] = (uint8_t)values[i++];
      }
    }
    REQUIRE(cim_write_map(&machine, &map, values) == CIM_OK);
    REQUIRE(cim_read_map(&machine, &map, back) == CIM_OK);
    REQUIRE(memcmp(back, values, i) == 0);
    if (round % 16 == 0) require_memory();
  }
  require_memory();
}

/* A map without gaps is one range, rows without gaps are one range each. */
static void test_accesses_of_maps(void) {
  prepare();
  const cim_map dense = {1024, 4, 8, 16, 4, 64}, rows = {1024, 4, 8, 16, 4, 68};
  REQUIRE(cim_write_map(&machine, &dense, (const int8_t *)bytes) == CIM_OK);
  REQUIRE(mock.writes == 4 * 8 * 16 / BURST_BYTES && mock.reads == 0);
  mock.writes = 0;
  REQUIRE(cim_write_map(&machine, &rows, (const int8_t *)bytes) == CIM_OK);
  REQUIRE(mock.writes == 8 && mock.reads == 0);
}

static void require_no_fit(uint32_t address, uint32_t channels, uint32_t height, uint32_t width, uint32_t pixel_pitch, uint32_t row_pitch) {
  const cim_map map = {address, channels, height, width, pixel_pitch, row_pitch};
  REQUIRE(!cim_map_fits(&machine, &map));
  REQUIRE(cim_write_map(&machine, &map, (const int8_t *)bytes) == CIM_ERROR_FIT);
  REQUIRE(cim_read_map(&machine, &map, (int8_t *)bytes) == CIM_ERROR_FIT);
}

static void test_maps_that_do_not_fit(void) {
  prepare();
  const uint32_t all = UINT32_MAX;
  const cim_map whole = {0, 8, 16, 64, 8, 512}, last = {MEMORY_BYTES - 79, 3, 4, 5, 4, 20};
  REQUIRE(cim_map_fits(&machine, &whole));
  REQUIRE(cim_map_fits(&machine, &last));
  require_no_fit(1, 8, 16, 64, 8, 512);
  require_no_fit(0, 8, 17, 64, 8, 512);
  require_no_fit(MEMORY_BYTES - 78, 3, 4, 5, 4, 20);
  require_no_fit(0, 0, 1, 1, 1, 1);
  require_no_fit(0, 1, 0, 1, 1, 1);
  require_no_fit(0, 1, 1, 0, 1, 1);
  require_no_fit(0, 4, 2, 2, 3, 16);
  require_no_fit(0, 4, 2, 2, 4, 7);
  require_no_fit(0, all, 1, 1, all, all);
  require_no_fit(0, 1, all, all, 1, all);
  require_no_fit(0, all, all, all, all, all);
  require_no_fit(all, 1, 1, 1, 1, 1);
  require_no_fit(0, 1, 1, 2, all, all);
  require_no_fit(0, 1, 1, 3, 0x80000000u, all);
  require_no_fit(0, 1, 3, 1, 1, 0x80000000u);
  REQUIRE(mock.accesses == 0);
}

/* ---------------------------------------------------------------------- runs */

static void test_interrupt(void) {
  prepare();
  REQUIRE(cim_enable_interrupt(&machine, true) == CIM_OK && mock.irq_enable == 1);
  REQUIRE(cim_enable_interrupt(&machine, false) == CIM_OK && mock.irq_enable == 0);
  REQUIRE(cim_acknowledge(&machine) == CIM_OK && mock.acknowledged == 1);
}

static void test_poll(void) {
  bool done = true;
  prepare();
  mock.run_polls = 3;
  REQUIRE(cim_poll(&machine, &done) == CIM_ERROR_STOPPED && !done);
  REQUIRE(cim_start(&machine) == CIM_OK && mock.starts == 1);
  REQUIRE(cim_poll(&machine, &done) == CIM_OK && !done);
  REQUIRE(cim_poll(&machine, &done) == CIM_OK && !done);
  REQUIRE(cim_poll(&machine, &done) == CIM_OK && done);
  mock.status = CIM_STATUS_RUNNING | CIM_STATUS_FAULT;
  REQUIRE(cim_poll(&machine, &done) == CIM_ERROR_FAULT && !done);
}

typedef struct {
  int calls, give_up; /* at this call, from 1 */
} sleeper;

static int sleep_once(void *context) {
  sleeper *s = (sleeper *)context;
  REQUIRE(mock.polls == s->calls);
  return ++s->calls == s->give_up;
}

static void test_wait(void) {
  prepare();
  for (int polls = 1; polls < 6; polls++) {
    mock.run_polls = polls;
    REQUIRE(cim_start(&machine) == CIM_OK && cim_wait(&machine, (uint32_t)polls, NULL, NULL) == CIM_OK && mock.polls == polls);
    REQUIRE(cim_start(&machine) == CIM_OK && cim_wait(&machine, 0, NULL, NULL) == CIM_OK && mock.polls == polls);
    mock.run_polls = polls + 1;
    REQUIRE(cim_start(&machine) == CIM_OK && cim_wait(&machine, (uint32_t)polls, NULL, NULL) == CIM_ERROR_TIMEOUT && mock.polls == polls);
  }

  sleeper patient = {0, 0}, hasty = {0, 2};
  mock.run_polls = 4;
  REQUIRE(cim_start(&machine) == CIM_OK && cim_wait(&machine, 0, sleep_once, &patient) == CIM_OK && patient.calls == 4);
  REQUIRE(cim_start(&machine) == CIM_OK && cim_wait(&machine, 0, sleep_once, &hasty) == CIM_ERROR_TIMEOUT);
  REQUIRE(hasty.calls == 2 && mock.polls == 1);

  mock.status |= CIM_STATUS_FAULT;
  mock.run_polls = 100;
  REQUIRE(cim_start(&machine) == CIM_OK && cim_wait(&machine, 0, NULL, NULL) == CIM_ERROR_FAULT && mock.polls == 1);
}

static void test_abort(void) {
  prepare();
  mock.run_polls = 100;
  REQUIRE(cim_start(&machine) == CIM_OK && cim_abort(&machine) == CIM_OK);
  REQUIRE(mock.aborts == 1 && mock.starts == 1 && mock.status == 0);
  REQUIRE(cim_wait(&machine, 0, NULL, NULL) == CIM_ERROR_STOPPED && mock.polls == 2);
  mock.status = CIM_STATUS_RUNNING | CIM_STATUS_FAULT;
  REQUIRE(cim_abort(&machine) == CIM_OK && mock.aborts == 2 && mock.status == 0);
  mock.deaf = true;
  REQUIRE(cim_start(&machine) == CIM_OK && cim_abort(&machine) == CIM_ERROR_TIMEOUT && mock.aborts == 3);
}

/* Both halves belong together, also when the lower one wraps between any two accesses. */
static void test_cycles(void) {
  uint64_t cycles = 0;
  prepare();
  mock.cycles = 0x123456789abcdef0u;
  REQUIRE(cim_cycles(&machine, &cycles) == CIM_OK && cycles == 0x123456789abcdef0u);
  mock.cycles_step = 1000;
  for (uint64_t start = 0x4fffff000u; start < 0x500001000u; start += 100) {
    mock.cycles = start;
    REQUIRE(cim_cycles(&machine, &cycles) == CIM_OK);
    REQUIRE(cycles >= start && cycles <= mock.cycles);
  }
}

/* ----------------------------------------------------------------- bus errors */

typedef cim_error (*action)(void);

static cim_error act_init(void) {
  const cim_bus bus = mock_bus(&mock);
  return cim_init(&machine, &bus, CIM_DESIGN);
}
static cim_error act_load_program(void) { return cim_load_program(&machine, 0, 0, mock.memory, 4); }
static cim_error act_load_weights(void) { return cim_load_weights(&machine, 0, 0, mock.memory, 4); }
static cim_error act_read_program(void) {
  uint32_t words[4];
  return cim_read_program(&machine, 0, 0, words, 4);
}
static cim_error act_verify_weights(void) {
  static const uint32_t zeros[BURST_BYTES / 4 + 1];
  return cim_verify_weights(&machine, 0, 0, zeros, BURST_BYTES / 4 + 1);
}
static cim_error act_verify_memory(void) {
  const cim_error error = cim_load_memory(&machine, 0, bytes, 4);
  return error ? error : cim_verify_memory(&machine, 0, bytes, 4);
}
static cim_error act_load_memory(void) { return cim_load_memory(&machine, 1, bytes, 2 * BURST_BYTES); }
static cim_error act_load_byte(void) { return cim_load_memory(&machine, 1, bytes, 1); }
static cim_error act_read_memory(void) { return cim_read_memory(&machine, 1, bytes, 2 * BURST_BYTES); }
static const cim_map rows_of_three = {5, 1, 3, 3, 1, 5};
static cim_error act_write_map(void) { return cim_write_map(&machine, &rows_of_three, (int8_t *)bytes); }
static cim_error act_read_map(void) { return cim_read_map(&machine, &rows_of_three, (int8_t *)bytes); }
static cim_error act_enable(void) { return cim_enable_interrupt(&machine, true); }
static cim_error act_start(void) { return cim_start(&machine); }
static cim_error act_wait(void) {
  const cim_error error = cim_start(&machine);
  return error ? error : cim_wait(&machine, 0, NULL, NULL);
}
static cim_error act_abort(void) { return cim_abort(&machine); }
static cim_error act_acknowledge(void) { return cim_acknowledge(&machine); }
static cim_error act_cycles(void) {
  uint64_t cycles;
  mock.cycles = UINT32_MAX - 1;
  mock.cycles_step = 1;
  return cim_cycles(&machine, &cycles);
}

/* Whichever access fails, the function says so, and goes no further. */
static void test_bus_errors(void) {
  static const action actions[] = {
    act_init, act_load_program, act_load_weights, act_read_program, act_verify_weights, act_verify_memory, act_load_memory, act_load_byte,
    act_read_memory, act_write_map, act_read_map, act_enable, act_start, act_wait, act_abort, act_acknowledge, act_cycles,
  };
  static const int accesses[] = {12, 1, 1, 1, 2, 2, 5, 2, 3, 8, 3, 1, 1, 4, 2, 1, 4};
  for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
    for (int failing = 0; failing <= accesses[i]; failing++) {
      prepare();
      mock.run_polls = 3;
      mock.fail_access = failing;
      const cim_error error = actions[i]();
      if (error == CIM_OK) {
        REQUIRE(failing == accesses[i] && mock.accesses == failing);
        break;
      }
      REQUIRE(error == CIM_ERROR_BUS && mock.accesses == failing + 1 && failing < accesses[i]);
    }
  }
}

static void test_the_networks_end(void) {
  const int8_t values[] = {-128, 3, 127, 127, 126};
  float probabilities[5];
  REQUIRE(cim_argmax(values, 5) == 2 && cim_argmax(values, 2) == 1 && cim_argmax(values, 1) == 0);
  cim_softmax(values, 5, 0.5f, probabilities);
  /* 2^-255, 2^-124, 1, 1, 1/2, over their sum. */
  REQUIRE(probabilities[0] == 0 && probabilities[1] < 1e-30f);
  REQUIRE(probabilities[2] == probabilities[3] && probabilities[2] > 0.3999f && probabilities[2] < 0.4001f);
  REQUIRE(probabilities[4] > 0.1999f && probabilities[4] < 0.2001f);
  cim_softmax(values, 0, 0.5f, NULL);
}

int main(void) {
  test_init();
  test_texts();
  test_mapped_bus();
  test_program_and_weights();
  test_verify();
  test_ragged_bytes();
  test_ends_of_memory();
  test_maps();
  test_accesses_of_maps();
  test_maps_that_do_not_fit();
  test_interrupt();
  test_poll();
  test_wait();
  test_abort();
  test_cycles();
  test_bus_errors();
  test_the_networks_end();
  puts("passed");
  return 0;
}
