/* Loads a design folder into a machine in memory.
 *   folder_test FOLDER                      prints what the machine holds then, or the message
 *   folder_test FOLDER verify               disturbs words of the machine: each is seen when the folder is verified
 *   folder_test FOLDER FILE ROUNDS          disturbs the file again and again: an error has a message, and nothing crashes */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cim_folder.h"
#include "mock_machine.h"

enum { PATH_BYTES = 1024, FILE_BYTES = 1 << 16 };

static mock_machine mock;

static cim_error load(const char *path, cim_folder *folder, cim_message *message) {
  cim_machine machine;
  mock_reset(&mock);
  const cim_bus bus = mock_bus(&mock);
  const cim_error error = cim_init(&machine, &bus, CIM_DESIGN);
  return error ? error : cim_folder_load(&machine, path, folder, message);
}

static void print_words(const char *name, uint32_t number, const uint32_t *words, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    if (words[i] != 0) printf("%s %lu %lu %08lx\n", name, (unsigned long)number, (unsigned long)i, (unsigned long)words[i]);
  }
}

static void print_map(const char *name, const cim_map *map) {
  printf("%s %lu %lu %lu %lu %lu %lu\n", name, (unsigned long)map->address, (unsigned long)map->channels, (unsigned long)map->height,
         (unsigned long)map->width, (unsigned long)map->pixel_pitch, (unsigned long)map->row_pitch);
}

static int show(const char *path) {
  cim_folder folder;
  cim_message message;
  const cim_error error = load(path, &folder, &message);
  if (error != CIM_OK) {
    printf("%s\n%s\n", cim_error_text(error), message.text);
    return 1;
  }
  for (uint32_t core = 0; core < MOCK_CORES; core++) {
    print_words("program", core, mock.program[core], MOCK_PROGRAM_WORDS);
    print_words("weights", core, mock.weights[core], MOCK_WEIGHT_WORDS);
  }
  print_words("memory", 0, mock.memory, MOCK_MEMORY_WORDS);
  for (uint32_t i = 0; i < folder.input_count; i++) print_map("input", &folder.inputs[i]);
  for (uint32_t i = 0; i < folder.output_count; i++) print_map("output", &folder.outputs[i]);
  return 0;
}

/* Whether the machine that was loaded is said to hold what the folder says. */
static cim_error verify(const char *path, cim_message *message) {
  cim_machine machine;
  cim_folder folder;
  const cim_bus bus = mock_bus(&mock);
  const cim_error error = cim_init(&machine, &bus, CIM_DESIGN);
  return error ? error : cim_folder_verify(&machine, path, &folder, message);
}

static int verify_all(const char *path) {
  uint32_t *const words[] = {&mock.program[0][3], &mock.program[2][1799], &mock.weights[2][0], &mock.weights[2][1535], &mock.memory[7000 / 4]};
  cim_folder folder;
  cim_message message;
  if (load(path, &folder, &message) != CIM_OK || verify(path, &message) != CIM_OK) return 1;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    *words[i] ^= 0x10u;
    if (verify(path, &message) != CIM_ERROR_VERIFY) return 2;
    puts(message.text);
    *words[i] ^= 0x10u;
  }
  return verify(path, &message) != CIM_OK;
}

static void write_file(const char *path, const char *text, size_t size) {
  FILE *file = fopen(path, "wb");
  if (file == NULL || fwrite(text, 1, size, file) != size || fclose(file) != 0) exit(2);
}

static int disturb(const char *folder_path, const char *name, long rounds) {
  static const char characters[] = "0123456789abcf \n\n\r\tgx-./%n\0\xff";
  static char text[FILE_BYTES], changed[FILE_BYTES];
  char path[PATH_BYTES];
  (void)snprintf(path, sizeof path, "%s/%s", folder_path, name);
  FILE *file = fopen(path, "rb");
  if (file == NULL) return 2;
  const size_t size = fread(text, 1, sizeof text, file);
  (void)fclose(file);
  long errors = 0;
  srand(1);
  for (long round = 0; round < rounds; round++) {
    size_t now = size;
    memcpy(changed, text, size);
    for (int i = rand() % 3; i >= 0; i--) {
      const size_t at = (size_t)rand() % size;
      if (rand() % 4 == 0) now = at;
      else changed[at] = characters[(size_t)rand() % sizeof characters];
    }
    write_file(path, changed, now);
    cim_folder folder;
    cim_message message;
    if (load(folder_path, &folder, &message) == CIM_OK) continue;
    errors++;
    if (memchr(message.text, '\0', sizeof message.text) == NULL || strchr(message.text, ':') == NULL) return 3;
  }
  write_file(path, text, size);
  printf("%s\n", errors > rounds / 4 ? "passed" : "too few errors");
  return 0;
}

int main(int count, char **arguments) {
  if (count == 2) return show(arguments[1]);
  if (count == 3 && strcmp(arguments[2], "verify") == 0) return verify_all(arguments[1]);
  return count == 4 ? disturb(arguments[1], arguments[2], strtol(arguments[3], NULL, 10)) : 2;
}
