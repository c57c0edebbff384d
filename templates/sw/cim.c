/* See cim.h. Every access is one of whole words, so that any bridge can carry it. */
#include "cim.h"

enum {
  WORD = 4,       /* bytes */
  WORD_BITS = 32,
  HALF_BITS = 16, /* of the register CROSSBAR */
  OCTET_BITS = 8,
  BURST = 64      /* words that are moved or compared at once; they are on the stack */
};

static cim_error write_words(const cim_machine *machine, uint32_t address, const uint32_t *words, uint32_t count) {
  if (count == 0) return CIM_OK;
  return machine->bus.write(machine->bus.context, address, words, count) == 0 ? CIM_OK : CIM_ERROR_BUS;
}

static cim_error read_words(const cim_machine *machine, uint32_t address, uint32_t *words, uint32_t count) {
  if (count == 0) return CIM_OK;
  return machine->bus.read(machine->bus.context, address, words, count) == 0 ? CIM_OK : CIM_ERROR_BUS;
}

static cim_error write_register(const cim_machine *machine, uint32_t address, uint32_t value) {
  return write_words(machine, address, &value, 1);
}

static cim_error read_register(const cim_machine *machine, uint32_t address, uint32_t *value) {
  return read_words(machine, address, value, 1);
}

/* ---------------------------------------------------------------- machine */

static int write_mapped(void *context, uint32_t address, const uint32_t *words, uint32_t count) {
  volatile uint32_t *port = (volatile uint32_t *)context;
  for (uint32_t i = 0; i < count; i++) port[address / WORD + i] = words[i];
  return 0;
}

static int read_mapped(void *context, uint32_t address, uint32_t *words, uint32_t count) {
  volatile uint32_t *port = (volatile uint32_t *)context;
  for (uint32_t i = 0; i < count; i++) words[i] = port[address / WORD + i];
  return 0;
}

cim_bus cim_mapped_bus(volatile uint32_t *port) {
  cim_bus bus;
  bus.context = (void *)(uintptr_t)port; /* the functions below make it volatile again */
  bus.write = write_mapped;
  bus.read = read_mapped;
  return bus;
}

cim_error cim_init(cim_machine *machine, const cim_bus *bus, uint32_t design) {
  uint32_t id, version, crossbar;
  /* One by one: a copy of the whole may become a call of memcpy, which is a C library's. */
  machine->bus.context = bus->context;
  machine->bus.write = bus->write;
  machine->bus.read = bus->read;
  if (read_register(machine, CIM_REG_ID, &id)) return CIM_ERROR_BUS;
  if (id != CIM_ID) return CIM_ERROR_ID;
  if (read_register(machine, CIM_REG_VERSION, &version)) return CIM_ERROR_BUS;
  if (version != CIM_VERSION) return CIM_ERROR_VERSION;
  if (read_register(machine, CIM_REG_DESIGN, &machine->design)) return CIM_ERROR_BUS;
  if (design != CIM_ANY_DESIGN && machine->design != design) return CIM_ERROR_DESIGN;
  if (read_register(machine, CIM_REG_CORES, &machine->cores)) return CIM_ERROR_BUS;
  if (read_register(machine, CIM_REG_CROSSBAR, &crossbar)) return CIM_ERROR_BUS;
  machine->rows = crossbar >> HALF_BITS;
  machine->columns = crossbar & ((1u << HALF_BITS) - 1u);
  if (read_register(machine, CIM_REG_MEMORY, &machine->memory_bytes)) return CIM_ERROR_BUS;
  if (read_register(machine, CIM_REG_INSTRUCTIONS, &machine->program_bytes)) return CIM_ERROR_BUS;
  if (read_register(machine, CIM_REG_MEMORY_BASE, &machine->memory_base)) return CIM_ERROR_BUS;
  if (read_register(machine, CIM_REG_INSTRUCTIONS_BASE, &machine->program_base)) return CIM_ERROR_BUS;
  if (read_register(machine, CIM_REG_INSTRUCTIONS_STRIDE, &machine->program_stride)) return CIM_ERROR_BUS;
  if (read_register(machine, CIM_REG_WEIGHTS_BASE, &machine->weights_base)) return CIM_ERROR_BUS;
  return read_register(machine, CIM_REG_WEIGHTS_STRIDE, &machine->weights_stride);
}

const char *cim_error_text(cim_error error) {
  switch (error) {
    case CIM_OK: return "done";
    case CIM_ERROR_ID: return "the machine does not identify itself";
    case CIM_ERROR_VERSION: return "the machine has another version of the register map";
    case CIM_ERROR_DESIGN: return "the machine is that of another design";
    case CIM_ERROR_BUS: return "the bus failed or the machine refused an access";
    case CIM_ERROR_FAULT: return "a core met an illegal instruction";
    case CIM_ERROR_TIMEOUT: return "the run does not end";
    case CIM_ERROR_STOPPED: return "no run is under way";
    case CIM_ERROR_FIT: return "the machine has no such core or not so much memory";
    case CIM_ERROR_VERIFY: return "the machine does not hold what was loaded";
    case CIM_ERROR_FILE: return "a file cannot be read or makes no sense";
  }
  return "unknown error";
}

/* ---------------------------------------------------------------- loading */

/* Whether items `first` to first + count - 1 are among `size` ones. */
static bool within(uint32_t first, uint32_t count, uint32_t size) { return first <= size && count <= size - first; }

/* Words of a core's program or weights. */
static bool program_fits(const cim_machine *machine, uint32_t core, uint32_t first, uint32_t count) {
  return core < machine->cores && within(first, count, machine->program_bytes / WORD);
}

static bool weights_fit(const cim_machine *machine, uint32_t core, uint32_t first, uint32_t count) {
  return core < machine->cores && within(first, count, machine->rows * machine->columns / WORD);
}

static uint32_t program_address(const cim_machine *machine, uint32_t core, uint32_t first) {
  return machine->program_base + core * machine->program_stride + first * WORD;
}

static uint32_t weights_address(const cim_machine *machine, uint32_t core, uint32_t first) {
  return machine->weights_base + core * machine->weights_stride + first * WORD;
}

static cim_error verify_words(const cim_machine *machine, uint32_t address, const uint32_t *words, uint32_t count) {
  uint32_t held[BURST];
  for (uint32_t at = 0; at < count; at += BURST) {
    const uint32_t left = count - at, piece = left < BURST ? left : (uint32_t)BURST;
    if (read_words(machine, address + at * WORD, held, piece)) return CIM_ERROR_BUS;
    for (uint32_t i = 0; i < piece; i++) {
      if (held[i] != words[at + i]) return CIM_ERROR_VERIFY;
    }
  }
  return CIM_OK;
}

cim_error cim_load_program(const cim_machine *machine, uint32_t core, uint32_t first, const uint32_t *words, uint32_t count) {
  if (!program_fits(machine, core, first, count)) return CIM_ERROR_FIT;
  return write_words(machine, program_address(machine, core, first), words, count);
}

cim_error cim_read_program(const cim_machine *machine, uint32_t core, uint32_t first, uint32_t *words, uint32_t count) {
  if (!program_fits(machine, core, first, count)) return CIM_ERROR_FIT;
  return read_words(machine, program_address(machine, core, first), words, count);
}

cim_error cim_verify_program(const cim_machine *machine, uint32_t core, uint32_t first, const uint32_t *words, uint32_t count) {
  if (!program_fits(machine, core, first, count)) return CIM_ERROR_FIT;
  return verify_words(machine, program_address(machine, core, first), words, count);
}

cim_error cim_load_weights(const cim_machine *machine, uint32_t core, uint32_t first, const uint32_t *words, uint32_t count) {
  if (!weights_fit(machine, core, first, count)) return CIM_ERROR_FIT;
  return write_words(machine, weights_address(machine, core, first), words, count);
}

cim_error cim_read_weights(const cim_machine *machine, uint32_t core, uint32_t first, uint32_t *words, uint32_t count) {
  if (!weights_fit(machine, core, first, count)) return CIM_ERROR_FIT;
  return read_words(machine, weights_address(machine, core, first), words, count);
}

cim_error cim_verify_weights(const cim_machine *machine, uint32_t core, uint32_t first, const uint32_t *words, uint32_t count) {
  if (!weights_fit(machine, core, first, count)) return CIM_ERROR_FIT;
  return verify_words(machine, weights_address(machine, core, first), words, count);
}

/* Bytes of shared memory that one burst moves: `bytes` of them from byte `skip` of the word at `base` on, in `words` words. */
typedef struct {
  uint32_t base, skip, bytes, words;
} burst;

static burst next_burst(const cim_machine *machine, uint32_t address, uint32_t count) {
  burst b;
  b.skip = address % WORD;
  b.base = machine->memory_base + address - b.skip;
  b.bytes = count < BURST * WORD - b.skip ? count : BURST * WORD - b.skip;
  b.words = (b.skip + b.bytes + WORD - 1) / WORD;
  return b;
}

static uint32_t shift_of(uint32_t position) { return position % WORD * OCTET_BITS; }

static cim_error write_burst(const cim_machine *machine, const burst *b, const uint8_t *bytes) {
  uint32_t words[BURST];
  const uint32_t last = b->words - 1, end = (b->skip + b->bytes) % WORD;

  /* The bytes of other data beside ours. */
  words[0] = words[last] = 0;
  const bool first_ragged = b->skip != 0 || (last == 0 && end != 0);
  if (first_ragged && read_words(machine, b->base, &words[0], 1)) return CIM_ERROR_BUS;
  if (last != 0 && end != 0 && read_words(machine, b->base + last * WORD, &words[last], 1)) return CIM_ERROR_BUS;

  /* Word by word, and none before: a loop of nothing but zeros becomes a call of memset, which is a C library's. */
  for (uint32_t i = 0; i < b->words; i++) {
    uint32_t word = i == 0 || i == last ? words[i] : 0;
    for (uint32_t position = i * WORD; position < (i + 1) * WORD; position++) {
      if (position < b->skip || position >= b->skip + b->bytes) continue;
      const uint32_t shift = shift_of(position);
      word = (word & ~((uint32_t)UINT8_MAX << shift)) | (uint32_t)bytes[position - b->skip] << shift;
    }
    words[i] = word;
  }
  return write_words(machine, b->base, words, b->words);
}

static cim_error read_burst(const cim_machine *machine, const burst *b, uint8_t *bytes) {
  uint32_t words[BURST];
  if (read_words(machine, b->base, words, b->words)) return CIM_ERROR_BUS;
  for (uint32_t i = 0; i < b->bytes; i++) {
    const uint32_t position = b->skip + i;
    bytes[i] = (uint8_t)(words[position / WORD] >> shift_of(position) & UINT8_MAX);
  }
  return CIM_OK;
}

cim_error cim_load_memory(const cim_machine *machine, uint32_t address, const uint8_t *bytes, uint32_t count) {
  if (!within(address, count, machine->memory_bytes)) return CIM_ERROR_FIT;
  while (count > 0) {
    const burst b = next_burst(machine, address, count);
    const cim_error error = write_burst(machine, &b, bytes);
    if (error) return error;
    address += b.bytes;
    bytes += b.bytes;
    count -= b.bytes;
  }
  return CIM_OK;
}

cim_error cim_read_memory(const cim_machine *machine, uint32_t address, uint8_t *bytes, uint32_t count) {
  if (!within(address, count, machine->memory_bytes)) return CIM_ERROR_FIT;
  while (count > 0) {
    const burst b = next_burst(machine, address, count);
    const cim_error error = read_burst(machine, &b, bytes);
    if (error) return error;
    address += b.bytes;
    bytes += b.bytes;
    count -= b.bytes;
  }
  return CIM_OK;
}

cim_error cim_verify_memory(const cim_machine *machine, uint32_t address, const uint8_t *bytes, uint32_t count) {
  uint8_t held[BURST * WORD];
  if (!within(address, count, machine->memory_bytes)) return CIM_ERROR_FIT;
  for (uint32_t at = 0; at < count; at += BURST * WORD) {
    const uint32_t piece = count - at < BURST * WORD ? count - at : BURST * WORD;
    const cim_error error = cim_read_memory(machine, address + at, held, piece);
    if (error) return error;
    for (uint32_t i = 0; i < piece; i++) {
      if (held[i] != bytes[at + i]) return CIM_ERROR_VERIFY;
    }
  }
  return CIM_OK;
}

/* ------------------------------------------------------------ feature maps */

/* In 64 bits nothing wraps: what is not longer than the pitch of a row has 32. */
bool cim_map_fits(const cim_machine *machine, const cim_map *map) {
  if (map->channels == 0 || map->height == 0 || map->width == 0 || map->pixel_pitch < map->channels) return false;
  const uint64_t row = (uint64_t)(map->width - 1) * map->pixel_pitch + map->channels;
  return row <= map->row_pitch && map->address + (uint64_t)(map->height - 1) * map->row_pitch + row <= machine->memory_bytes;
}

uint32_t cim_map_values(const cim_map *map) { return map->channels * map->width * map->height; }

/* Values that lie side by side in shared memory: of a pixel, a row, or the whole map. */
static uint32_t map_run(const cim_map *map) {
  const uint32_t row = map->channels * map->width;
  if (map->width > 1 && map->pixel_pitch != map->channels) return map->channels;
  return map->row_pitch == row ? row * map->height : row;
}

/* Address of value i. */
static uint32_t map_address(const cim_map *map, uint32_t i) {
  const uint32_t pixel = i / map->channels;
  return map->address + pixel / map->width * map->row_pitch + pixel % map->width * map->pixel_pitch + i % map->channels;
}

cim_error cim_write_map(const cim_machine *machine, const cim_map *map, const int8_t *values) {
  if (!cim_map_fits(machine, map)) return CIM_ERROR_FIT;
  const uint32_t run = map_run(map), count = cim_map_values(map);
  for (uint32_t i = 0; i < count; i += run) {
    const cim_error error = cim_load_memory(machine, map_address(map, i), (const uint8_t *)&values[i], run);
    if (error) return error;
  }
  return CIM_OK;
}

cim_error cim_read_map(const cim_machine *machine, const cim_map *map, int8_t *values) {
  if (!cim_map_fits(machine, map)) return CIM_ERROR_FIT;
  const uint32_t run = map_run(map), count = cim_map_values(map);
  for (uint32_t i = 0; i < count; i += run) {
    const cim_error error = cim_read_memory(machine, map_address(map, i), (uint8_t *)&values[i], run);
    if (error) return error;
  }
  return CIM_OK;
}

uint32_t cim_maps_values(const cim_map *maps, uint32_t count) {
  uint32_t values = 0;
  for (uint32_t i = 0; i < count; i++) values += cim_map_values(&maps[i]);
  return values;
}

cim_error cim_write_maps(const cim_machine *machine, const cim_map *maps, uint32_t count, const int8_t *values) {
  for (uint32_t i = 0; i < count; i++) {
    const cim_error error = cim_write_map(machine, &maps[i], values);
    if (error) return error;
    values += cim_map_values(&maps[i]);
  }
  return CIM_OK;
}

cim_error cim_read_maps(const cim_machine *machine, const cim_map *maps, uint32_t count, int8_t *values) {
  for (uint32_t i = 0; i < count; i++) {
    const cim_error error = cim_read_map(machine, &maps[i], values);
    if (error) return error;
    values += cim_map_values(&maps[i]);
  }
  return CIM_OK;
}

/* -------------------------------------------------------------------- runs */

cim_error cim_enable_interrupt(const cim_machine *machine, bool enable) {
  return write_register(machine, CIM_REG_IRQ_ENABLE, enable ? CIM_IRQ_END : 0u);
}

cim_error cim_start(const cim_machine *machine) { return write_register(machine, CIM_REG_CONTROL, CIM_CONTROL_START); }

cim_error cim_poll(const cim_machine *machine, bool *done) {
  uint32_t status;
  if (read_register(machine, CIM_REG_STATUS, &status)) return CIM_ERROR_BUS;
  /* Not "no longer running": the interrupt becomes pending with this bit, one cycle later, and can be cleared then. */
  *done = (status & CIM_STATUS_DONE) != 0;
  if (status & CIM_STATUS_FAULT) return CIM_ERROR_FAULT;
  return status & (CIM_STATUS_RUNNING | CIM_STATUS_DONE) ? CIM_OK : CIM_ERROR_STOPPED;
}

cim_error cim_wait(const cim_machine *machine, uint32_t polls, cim_idle idle, void *context) {
  for (uint32_t poll = 0; polls == 0 || poll < polls; poll++) {
    bool done;
    if (idle != NULL && idle(context) != 0) return CIM_ERROR_TIMEOUT;
    const cim_error error = cim_poll(machine, &done);
    if (error || done) return error;
  }
  return CIM_ERROR_TIMEOUT;
}

cim_error cim_abort(const cim_machine *machine) {
  uint32_t status;
  if (write_register(machine, CIM_REG_CONTROL, CIM_CONTROL_ABORT)) return CIM_ERROR_BUS;
  /* The read comes back behind a write that was posted. */
  if (read_register(machine, CIM_REG_STATUS, &status)) return CIM_ERROR_BUS;
  return status & CIM_STATUS_RUNNING ? CIM_ERROR_TIMEOUT : CIM_OK;
}

uint32_t cim_argmax(const int8_t *values, uint32_t count) {
  uint32_t largest = 0;
  for (uint32_t i = 1; i < count; i++) {
    if (values[i] > values[largest]) largest = i;
  }
  return largest;
}

void cim_softmax(const int8_t *values, uint32_t count, float step, float *probabilities) {
  if (count == 0) return;
  const int largest = values[cim_argmax(values, count)];
  float sum = 0;
  for (uint32_t i = 0; i < count; i++) {
    float power = 1, square = step;
    for (unsigned below = (unsigned)(largest - values[i]); below != 0; below >>= 1) {
      if (below & 1u) power *= square;
      square *= square;
    }
    probabilities[i] = power;
    sum += power;
  }
  for (uint32_t i = 0; i < count; i++) probabilities[i] /= sum;
}

cim_error cim_acknowledge(const cim_machine *machine) { return write_register(machine, CIM_REG_IRQ_STATUS, CIM_IRQ_END); }

cim_error cim_cycles(const cim_machine *machine, uint64_t *cycles) {
  uint32_t before, low, high;
  if (read_register(machine, CIM_REG_CYCLES_HIGH, &before)) return CIM_ERROR_BUS;
  if (read_register(machine, CIM_REG_CYCLES_LOW, &low)) return CIM_ERROR_BUS;
  if (read_register(machine, CIM_REG_CYCLES_HIGH, &high)) return CIM_ERROR_BUS;
  /* The lower half has wrapped in between, and will not again for a while. */
  if (high != before && read_register(machine, CIM_REG_CYCLES_LOW, &low)) return CIM_ERROR_BUS;
  *cycles = (uint64_t)high << WORD_BITS | low;
  return CIM_OK;
}
