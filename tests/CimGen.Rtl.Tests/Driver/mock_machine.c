/* See mock_machine.h. */
#include "mock_machine.h"

#include <string.h>

void mock_reset(mock_machine *mock) {
  memset(mock, 0, sizeof *mock);
  mock->id = CIM_ID;
  mock->version = CIM_VERSION;
  mock->run_polls = 1;
  mock->fail_access = MOCK_NO_ACCESS;
}

static int read_register(mock_machine *mock, uint32_t address, uint32_t *value) {
  switch (address) {
    case CIM_REG_ID: *value = mock->id; return 0;
    case CIM_REG_VERSION: *value = mock->version; return 0;
    case CIM_REG_DESIGN: *value = CIM_DESIGN; return 0;
    case CIM_REG_CORES: *value = MOCK_CORES; return 0;
    case CIM_REG_CROSSBAR: *value = (uint32_t)MOCK_ROWS << 16 | MOCK_COLUMNS; return 0;
    case CIM_REG_MEMORY: *value = MOCK_MEMORY_WORDS * 4; return 0;
    case CIM_REG_INSTRUCTIONS: *value = MOCK_PROGRAM_WORDS * 4; return 0;
    case CIM_REG_MEMORY_BASE: *value = MOCK_MEMORY_BASE; return 0;
    case CIM_REG_INSTRUCTIONS_BASE: *value = MOCK_PROGRAM_BASE; return 0;
    case CIM_REG_INSTRUCTIONS_STRIDE: *value = MOCK_PROGRAM_STRIDE; return 0;
    case CIM_REG_WEIGHTS_BASE: *value = MOCK_WEIGHTS_BASE; return 0;
    case CIM_REG_WEIGHTS_STRIDE: *value = MOCK_WEIGHTS_STRIDE; return 0;
    case CIM_REG_CONTROL: *value = 0; return 0;
    case CIM_REG_IRQ_ENABLE: *value = mock->irq_enable; return 0;
    case CIM_REG_CYCLES_LOW: *value = (uint32_t)(mock->cycles & UINT32_MAX); return 0;
    case CIM_REG_CYCLES_HIGH: *value = (uint32_t)(mock->cycles >> 32); return 0;
    case CIM_REG_STATUS:
      mock->polls++;
      if ((mock->status & CIM_STATUS_RUNNING) != 0 && mock->polls == mock->run_polls) mock->status = (mock->status & ~CIM_STATUS_RUNNING) | CIM_STATUS_DONE;
      *value = mock->status;
      return 0;
    default: return 1;
  }
}

static int write_register(mock_machine *mock, uint32_t address, uint32_t value) {
  switch (address) {
    case CIM_REG_CONTROL:
      if (value == 2) {
        mock->aborts++;
        if (!mock->deaf) mock->status = 0;
        return 0;
      }
      if (value != 1) return 1;
      mock->starts++;
      mock->polls = 0;
      mock->status = (mock->status & CIM_STATUS_FAULT) | CIM_STATUS_RUNNING;
      return 0;
    case CIM_REG_IRQ_ENABLE: mock->irq_enable = value; return 0;
    case CIM_REG_IRQ_STATUS:
      if (value != 1) return 1;
      mock->acknowledged++;
      return 0;
    default: return 1;
  }
}

/* The word of a window that an address names, or NULL. */
static uint32_t *place(mock_machine *mock, uint32_t address) {
  if (address >= MOCK_MEMORY_BASE) {
    const uint32_t word = (address - MOCK_MEMORY_BASE) / 4;
    return word < MOCK_MEMORY_WORDS ? &mock->memory[word] : NULL;
  }
  if (address >= MOCK_PROGRAM_BASE) {
    const uint32_t program = address - MOCK_PROGRAM_BASE, core = program / MOCK_PROGRAM_STRIDE, word = program % MOCK_PROGRAM_STRIDE / 4;
    return core < MOCK_CORES && word < MOCK_PROGRAM_WORDS ? &mock->program[core][word] : NULL;
  }
  if (address >= MOCK_WEIGHTS_BASE) {
    const uint32_t weights = address - MOCK_WEIGHTS_BASE, core = weights / MOCK_WEIGHTS_STRIDE, word = weights % MOCK_WEIGHTS_STRIDE / 4;
    return core < MOCK_CORES && word < MOCK_WEIGHT_WORDS ? &mock->weights[core][word] : NULL;
  }
  return NULL;
}

static int begin(mock_machine *mock, uint32_t address, uint32_t count, int *kind) {
  const int number = mock->accesses++;
  ++*kind;
  mock->cycles += mock->cycles_step;
  return number == mock->fail_access || address % 4 != 0 || count == 0;
}

static int mock_write(void *context, uint32_t address, const uint32_t *words, uint32_t count) {
  mock_machine *mock = (mock_machine *)context;
  if (begin(mock, address, count, &mock->writes)) return 1;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t *word = place(mock, address + 4 * i);
    if (word != NULL) *word = words[i];
    else if (write_register(mock, address + 4 * i, words[i])) return 1;
  }
  return 0;
}

static int mock_read(void *context, uint32_t address, uint32_t *words, uint32_t count) {
  mock_machine *mock = (mock_machine *)context;
  if (begin(mock, address, count, &mock->reads)) return 1;
  for (uint32_t i = 0; i < count; i++) {
    const uint32_t *word = place(mock, address + 4 * i);
    if (word != NULL) words[i] = *word;
    else if (read_register(mock, address + 4 * i, &words[i])) return 1;
  }
  return 0;
}

cim_bus mock_bus(mock_machine *mock) {
  cim_bus bus;
  bus.context = mock;
  bus.write = mock_write;
  bus.read = mock_read;
  return bus;
}
