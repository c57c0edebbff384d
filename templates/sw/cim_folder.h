/* Loads a generated design's folder into the machine: programs, weights and memory contents, as its simulation.txt lists them. Hosted C99,
 * also C++; uses cim.h for the machine and cim_lines.h for the files. */
#ifndef CIM_FOLDER_H
#define CIM_FOLDER_H

#include "cim.h"
#include "cim_lines.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { CIM_FOLDER_MAPS = 32 }; /* inputs that a network has at most; outputs likewise */

/* What the host has to know of the network: where its inputs and outputs lie, at least one of each. */
typedef struct {
  cim_map inputs[CIM_FOLDER_MAPS], outputs[CIM_FOLDER_MAPS];
  uint32_t input_count, output_count;
} cim_folder;

/* Loads everything. When it fails, the message says why and, where it is a file's fault, in which line. */
cim_error cim_folder_load(const cim_machine *machine, const char *path, cim_folder *folder, cim_message *message);

/* Reads it back, before the first run: CIM_ERROR_VERIFY when the machine holds something else. */
cim_error cim_folder_verify(const cim_machine *machine, const char *path, cim_folder *folder, cim_message *message);

#ifdef __cplusplus
}
#endif

#endif
