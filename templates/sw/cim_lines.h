/* A text file, line by line, and the hexadecimal digits in it. Hosted C99, also C++. Files are not trusted: what is wrong with one becomes
 * a message that names file and line. */
#ifndef CIM_LINES_H
#define CIM_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CIM_MESSAGE_BYTES 1024

/* Zero-terminated, cut off when it is too long. */
typedef struct {
  char text[CIM_MESSAGE_BYTES];
} cim_message;

typedef struct {
  char *path;
  char *text; /* the whole file */
  size_t bytes, next;
  uint32_t number; /* of the line, from 1 */
  const char *line;
  size_t length; /* of the line, without its end and blanks before it */
} cim_lines;

/* Reads folder/name; false with a message when that is not possible. Close it in any case. */
bool cim_lines_open(cim_lines *lines, const char *folder, const char *name, cim_message *message);
void cim_lines_close(cim_lines *lines);

/* Goes to the next line that is not empty; false at the end of the file. */
bool cim_lines_next(cim_lines *lines);

/* Leaves "file(line): what" in the message, with the format of printf; always false. */
#ifdef __GNUC__
__attribute__((format(printf, 3, 4)))
#endif
bool cim_lines_wrong(const cim_lines *lines, cim_message *message, const char *what, ...);

/* The line as a number of exactly 2 * bytes digits, the highest first. */
bool cim_lines_hex(const cim_lines *lines, uint32_t bytes, uint64_t *value, cim_message *message);

/* Bytes of two digits each: `count` of them from byte `first` of the line. They must be there. */
bool cim_lines_bytes(const cim_lines *lines, size_t first, size_t count, uint8_t *bytes, cim_message *message);

/* The line as a decimal number. */
bool cim_lines_decimal(const cim_lines *lines, uint64_t *value, cim_message *message);

#ifdef __cplusplus
}
#endif

#endif
