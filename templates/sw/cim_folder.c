/* See cim_folder.h. */
#include "cim_folder.h"

#include <string.h>

enum {
  WORD = 4, /* bytes */
  WORD_BITS = 32,
  INSTRUCTION_WORDS = 2,
  PIECE_WORDS = 1024, /* handed to the driver at once; a multiple of what a line makes */
  PIECE = PIECE_WORDS * WORD,
  NAME_BYTES = 256 /* of a file's name */
};

typedef cim_error (*words_action)(const cim_machine *machine, uint32_t core, uint32_t first, const uint32_t *words, uint32_t count);
typedef cim_error (*bytes_action)(const cim_machine *machine, uint32_t address, const uint8_t *bytes, uint32_t count);

/* What is done with the contents: they are loaded, or verified. */
typedef struct {
  words_action program, weights;
  bytes_action memory;
} actions;

/* A load under way. */
typedef struct {
  const cim_machine *machine;
  actions act;
  const char *path;
  cim_folder *folder;
  cim_message *message;
  cim_lines listing; /* simulation.txt */
  size_t at;         /* place in its line */
  bool design; /* a line that was there */
} loader;

/* ----------------------------------------------------------- simulation.txt */

/* The next word of the line; its length, 0 at the end. */
static size_t next_word(loader *l, const char **word) {
  while (l->at < l->listing.length && l->listing.line[l->at] == ' ') l->at++;
  const size_t begin = l->at;
  while (l->at < l->listing.length && l->listing.line[l->at] != ' ') l->at++;
  *word = l->listing.line + begin;
  return l->at - begin;
}

static bool next_number(loader *l, uint32_t *number) {
  const char *word;
  const size_t length = next_word(l, &word);
  uint64_t value = 0;
  for (size_t i = 0; i < length; i++) {
    if (word[i] < '0' || word[i] > '9') return cim_lines_wrong(&l->listing, l->message, "'%.*s' is no number", (int)length, word);
    value = value * 10 + (uint64_t)(word[i] - '0');
    if (value > UINT32_MAX) return cim_lines_wrong(&l->listing, l->message, "%.*s is too large", (int)length, word);
  }
  *number = (uint32_t)value;
  return length > 0 || cim_lines_wrong(&l->listing, l->message, "a number is missing");
}

static bool end_of_line(loader *l) {
  const char *word;
  const size_t length = next_word(l, &word);
  return length == 0 || cim_lines_wrong(&l->listing, l->message, "'%.*s' is one word too many", (int)length, word);
}

/* A file's name, the last word of a line. */
static bool last_name(loader *l, char *name) {
  const char *word;
  const size_t length = next_word(l, &word);
  if (length == 0) return cim_lines_wrong(&l->listing, l->message, "the name of a file is missing");
  if (length >= NAME_BYTES) return cim_lines_wrong(&l->listing, l->message, "the name of the file is too long");
  memcpy(name, word, length);
  name[length] = '\0';
  return end_of_line(l);
}

/* ------------------------------------------------------------------ contents */

/* What the driver says of a piece of a file, which may have begun many lines before. */
static cim_error at_line(loader *l, const cim_lines *file, cim_error error) {
  if (error == CIM_ERROR_VERIFY) (void)cim_lines_wrong(file, l->message, "the machine does not hold what this line or one before it says");
  else if (error != CIM_OK) (void)cim_lines_wrong(file, l->message, "%s", cim_error_text(error));
  return error;
}

/* Lines of one number each, which makes `line_words` words, the low one first. */
static cim_error load_words(loader *l, uint32_t core, cim_lines *file, uint32_t line_words, words_action load) {
  uint32_t words[PIECE_WORDS], first = 0, count = 0;
  cim_error error = CIM_OK;
  while (error == CIM_OK && cim_lines_next(file)) {
    uint64_t number;
    if (!cim_lines_hex(file, line_words * WORD, &number, l->message)) return CIM_ERROR_FILE;
    for (uint32_t i = 0; i < line_words; i++) words[count++] = (uint32_t)(number >> i * WORD_BITS & UINT32_MAX);
    if (count < PIECE_WORDS) continue;
    error = load(l->machine, core, first, words, count);
    first += count;
    count = 0;
  }
  if (error == CIM_OK) error = load(l->machine, core, first, words, count);
  return at_line(l, file, error);
}

static cim_error load_program(loader *l, uint32_t core, cim_lines *file) { return load_words(l, core, file, INSTRUCTION_WORDS, l->act.program); }

static cim_error load_weights(loader *l, uint32_t core, cim_lines *file) { return load_words(l, core, file, 1, l->act.weights); }

/* Lines may have any number of bytes; all pieces but the first begin with a whole word. */
static cim_error load_memory(loader *l, uint32_t address, cim_lines *file) {
  uint8_t bytes[PIECE];
  size_t room = PIECE - address % WORD, count = 0;
  cim_error error = CIM_OK;
  while (error == CIM_OK && cim_lines_next(file)) {
    if (file->length % 2 != 0) {
      (void)cim_lines_wrong(file, l->message, "the number of hexadecimal digits is odd");
      return CIM_ERROR_FILE;
    }
    const size_t line = file->length / 2;
    for (size_t done = 0; error == CIM_OK && done < line;) {
      const size_t part = line - done < room - count ? line - done : room - count;
      if (!cim_lines_bytes(file, done, part, bytes + count, l->message)) return CIM_ERROR_FILE;
      done += part;
      count += part;
      if (count < room) continue;
      error = l->act.memory(l->machine, address, bytes, (uint32_t)count);
      address += (uint32_t)count;
      room = PIECE;
      count = 0;
    }
  }
  if (error == CIM_OK) error = l->act.memory(l->machine, address, bytes, (uint32_t)count);
  return at_line(l, file, error);
}

/* --------------------------------------------------------------------- lines */

typedef cim_error (*content)(loader *l, uint32_t place, cim_lines *file);

/* "program CORE FILE", "weights CORE FILE", "memory ADDRESS FILE". */
static cim_error load_file(loader *l, content load) {
  uint32_t place;
  char name[NAME_BYTES];
  cim_lines file;
  cim_error error = CIM_ERROR_FILE;
  if (!next_number(l, &place) || !last_name(l, name)) return CIM_ERROR_FILE;
  if (cim_lines_open(&file, l->path, name, l->message)) error = load(l, place, &file);
  cim_lines_close(&file);
  return error;
}

/* "design HASH". */
static cim_error check_design(loader *l) {
  const char *word;
  cim_lines hash = l->listing;
  uint64_t design;
  hash.length = next_word(l, &word);
  hash.line = word;
  if (!cim_lines_hex(&hash, WORD, &design, l->message) || !end_of_line(l)) return CIM_ERROR_FILE;
  l->design = true;
  return at_line(l, &l->listing, design == l->machine->design ? CIM_OK : CIM_ERROR_DESIGN);
}

/* "input ADDRESS CHANNELS HEIGHT WIDTH PIXEL_PITCH ROW_PITCH", likewise "output". */
static cim_error read_map(loader *l, cim_map *maps, uint32_t *count) {
  if (*count == CIM_FOLDER_MAPS) {
    (void)cim_lines_wrong(&l->listing, l->message, "there are more than %d of them", CIM_FOLDER_MAPS);
    return CIM_ERROR_FILE;
  }
  cim_map *const map = &maps[(*count)++];
  uint32_t *const numbers[] = {&map->address, &map->channels, &map->height, &map->width, &map->pixel_pitch, &map->row_pitch};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    if (!next_number(l, numbers[i])) return CIM_ERROR_FILE;
  }
  if (!end_of_line(l)) return CIM_ERROR_FILE;
  return at_line(l, &l->listing, cim_map_fits(l->machine, map) ? CIM_OK : CIM_ERROR_FIT);
}

static bool is(const char *word, size_t length, const char *name) { return strlen(name) == length && memcmp(word, name, length) == 0; }

static cim_error load_line(loader *l) {
  const char *word;
  l->at = 0;
  const size_t length = next_word(l, &word);
  if (is(word, length, "design")) return check_design(l);
  if (is(word, length, "program")) return load_file(l, load_program);
  if (is(word, length, "weights")) return load_file(l, load_weights);
  if (is(word, length, "memory")) return load_file(l, load_memory);
  if (is(word, length, "input")) return read_map(l, l->folder->inputs, &l->folder->input_count);
  if (is(word, length, "output")) return read_map(l, l->folder->outputs, &l->folder->output_count);
  (void)cim_lines_wrong(&l->listing, l->message, "'%.*s' is not known", (int)length, word);
  return CIM_ERROR_FILE;
}

static cim_error load_listing(loader *l) {
  while (cim_lines_next(&l->listing)) {
    const cim_error error = load_line(l);
    if (error != CIM_OK) return error;
  }
  if (l->design && l->folder->input_count > 0 && l->folder->output_count > 0) return CIM_OK;
  (void)cim_lines_wrong(&l->listing, l->message, "there is no line '%s'", !l->design ? "design" : l->folder->input_count == 0 ? "input" : "output");
  return CIM_ERROR_FILE;
}

static cim_error walk(const cim_machine *machine, actions act, const char *path, cim_folder *folder, cim_message *message) {
  loader l;
  memset(&l, 0, sizeof l);
  l.act = act;
  memset(folder, 0, sizeof *folder);
  l.machine = machine;
  l.path = path;
  l.folder = folder;
  l.message = message;
  message->text[0] = '\0';
  cim_error error = CIM_ERROR_FILE;
  if (cim_lines_open(&l.listing, path, "simulation.txt", message)) error = load_listing(&l);
  cim_lines_close(&l.listing);
  return error;
}

cim_error cim_folder_load(const cim_machine *machine, const char *path, cim_folder *folder, cim_message *message) {
  const actions load = {cim_load_program, cim_load_weights, cim_load_memory};
  return walk(machine, load, path, folder, message);
}

cim_error cim_folder_verify(const cim_machine *machine, const char *path, cim_folder *folder, cim_message *message) {
  const actions verify = {cim_verify_program, cim_verify_weights, cim_verify_memory};
  return walk(machine, verify, path, folder, message);
}
