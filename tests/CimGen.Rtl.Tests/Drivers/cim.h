/* Stand-in for the driver's header where a design's folder has none: the seam between the driver and its bus. */
#ifndef CIM_H
#define CIM_H

#include <stdint.h>

typedef struct {
    void *context;
    int (*write)(void *context, uint32_t address, const uint32_t *words, uint32_t count);
    int (*read)(void *context, uint32_t address, uint32_t *words, uint32_t count);
} cim_bus;

#endif
