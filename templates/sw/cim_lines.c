/* See cim_lines.h. */
#include "cim_lines.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGIT_BITS = 4, NO_DIGIT = -1 };

/* Bytes; a file is read in pieces that double. The largest one holds the largest shared memory twice, in digits, and is the end of what
 * has none, such as a device. */
static const size_t FIRST_PIECE = (size_t)1 << 16, LARGEST_FILE = (size_t)1 << 30;

/* ------------------------------------------------------------------- files */

static bool cannot_read(const cim_lines *lines, cim_message *message, const char *why) {
  (void)snprintf(message->text, sizeof message->text, "cannot read %s: %s", lines->path == NULL ? "a file" : lines->path, why);
  return false;
}

static char *joined(const char *folder, const char *name) {
  const size_t size = strlen(folder) + 1 + strlen(name) + 1;
  char *path = (char *)malloc(size);
  if (path != NULL) (void)snprintf(path, size, "%s/%s", folder, name);
  return path;
}

/* All of a file that can be read; what is wrong, or NULL. */
static const char *read_all(FILE *file, cim_lines *lines) {
  size_t room = 0;
  while (lines->bytes == room) {
    if (room >= LARGEST_FILE) return "it is too large";
    room = room == 0 ? FIRST_PIECE : 2 * room;
    char *larger = (char *)realloc(lines->text, room);
    if (larger == NULL) return "there is no memory for it";
    lines->text = larger;
    lines->bytes += fread(lines->text + lines->bytes, 1, room - lines->bytes, file);
  }
  return ferror(file) ? strerror(errno) : NULL;
}

bool cim_lines_open(cim_lines *lines, const char *folder, const char *name, cim_message *message) {
  memset(lines, 0, sizeof *lines);
  lines->path = joined(folder, name);
  if (lines->path == NULL) return cannot_read(lines, message, "there is no memory for its name");
  errno = 0;
  FILE *file = fopen(lines->path, "rb");
  if (file == NULL) return cannot_read(lines, message, strerror(errno));
  const char *wrong = read_all(file, lines);
  (void)fclose(file);
  return wrong == NULL || cannot_read(lines, message, wrong);
}

void cim_lines_close(cim_lines *lines) {
  free(lines->text);
  free(lines->path);
  memset(lines, 0, sizeof *lines);
}

/* ------------------------------------------------------------------- lines */

static bool blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

bool cim_lines_next(cim_lines *lines) {
  while (lines->next < lines->bytes) {
    const char *line = lines->text + lines->next;
    const size_t left = lines->bytes - lines->next;
    const char *end = (const char *)memchr(line, '\n', left);
    size_t length = end == NULL ? left : (size_t)(end - line);
    lines->next += end == NULL ? left : length + 1;
    lines->number++;
    while (length > 0 && blank(line[length - 1])) length--;
    lines->line = line;
    lines->length = length;
    if (length > 0) return true;
  }
  return false;
}

bool cim_lines_wrong(const cim_lines *lines, cim_message *message, const char *what, ...) {
  va_list arguments;
  const int used = snprintf(message->text, sizeof message->text, "%s(%lu): ", lines->path, (unsigned long)lines->number);
  const size_t start = used < 0 ? 0 : (size_t)used;
  if (start >= sizeof message->text) return false;
  va_start(arguments, what);
  (void)vsnprintf(message->text + start, sizeof message->text - start, what, arguments);
  va_end(arguments);
  return false;
}

/* ------------------------------------------------------------------ numbers */

static int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return NO_DIGIT;
}

static bool no_digit(const cim_lines *lines, size_t at, cim_message *message) {
  return cim_lines_wrong(lines, message, "character %lu is no hexadecimal digit", (unsigned long)at + 1);
}

bool cim_lines_hex(const cim_lines *lines, uint32_t bytes, uint64_t *value, cim_message *message) {
  if (lines->length != (size_t)bytes * 2) {
    return cim_lines_wrong(lines, message, "%lu characters instead of %lu hexadecimal digits", (unsigned long)lines->length,
                           (unsigned long)bytes * 2);
  }
  *value = 0;
  for (size_t i = 0; i < lines->length; i++) {
    const int d = digit(lines->line[i]);
    if (d == NO_DIGIT) return no_digit(lines, i, message);
    *value = *value << DIGIT_BITS | (uint64_t)d;
  }
  return true;
}

bool cim_lines_bytes(const cim_lines *lines, size_t first, size_t count, uint8_t *bytes, cim_message *message) {
  const char *text = lines->line + 2 * first;
  for (size_t i = 0; i < count; i++) {
    const int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);
    if (high == NO_DIGIT || low == NO_DIGIT) return no_digit(lines, 2 * (first + i) + (high == NO_DIGIT ? 0 : 1), message);
    bytes[i] = (uint8_t)(high << DIGIT_BITS | low);
  }
  return true;
}

bool cim_lines_decimal(const cim_lines *lines, uint64_t *value, cim_message *message) {
  *value = 0;
  for (size_t i = 0; i < lines->length; i++) {
    const int d = digit(lines->line[i]);
    if (d < 0 || d > 9) return cim_lines_wrong(lines, message, "character %lu is no decimal digit", (unsigned long)i + 1);
    if (*value > (UINT64_MAX - (uint64_t)d) / 10) return cim_lines_wrong(lines, message, "the number is too large");
    *value = *value * 10 + (uint64_t)d;
  }
  return true;
}
