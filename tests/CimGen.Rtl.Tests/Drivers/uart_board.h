/* A board on the other end of a pseudo terminal: the protocol of the UART host bridge over a memory. */
#ifndef UART_BOARD_H
#define UART_BOARD_H

#include <stdint.h>

enum { BOARD_WORDS = 1 << 14, BOARD_LOG = 64 };

typedef enum { ANSWERS, MUTE, TALKS_NONSENSE } board_mood;

typedef struct {
    char command;
    uint32_t address, count;
} board_command;

/* What the test looks at between two accesses; the board does nothing then. */
extern uint32_t board_memory[BOARD_WORDS]; /* words from address 0 on; others are refused */
extern board_command board_log[BOARD_LOG];
extern int board_commands, board_breaks;
extern board_mood board_is;

const char *board_start(void); /* the device */
void board_hear(const uint8_t *bytes, int count); /* as if they had come before */
void board_stop(void);

#endif
