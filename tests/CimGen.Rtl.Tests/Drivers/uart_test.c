/* The serial transport against a board that does what the bridge does. Prints "passed", or what went wrong. */
#include "cim_uart.h"
#include "uart_board.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(what) do { if (!(what)) { printf("line %d: %s\n", __LINE__, #what); exit(1); } } while (0)

enum { MANY = 3000, BASE = 0x100, REFUSED_FROM = BOARD_WORDS * 4 };

static cim_bus bus;
static uint32_t sent[MANY], received[MANY];

static void opens_what_is_a_serial_line(const char *device)
{
    const uint8_t half_a_command[] = { 'W', 0, 0, 0, 0, 9, 0, 1, 2 };
    CHECK(cim_uart_open(&bus, "/dev/there-is-none", CIM_UART_BAUD) == CIM_UART_SYSTEM && errno == ENOENT);
    CHECK(cim_uart_open(&bus, "/dev/null", CIM_UART_BAUD) == CIM_UART_SYSTEM && errno == ENOTTY);
    CHECK(cim_uart_open(&bus, device, 12345) == CIM_UART_SYSTEM && errno == EINVAL);
    board_hear(half_a_command, sizeof half_a_command);
    CHECK(cim_uart_open(&bus, device, CIM_UART_BAUD) == CIM_UART_OK && board_breaks == 1);
}

static void splits_long_transfers(void)
{
    int before = board_commands;
    for (int i = 0; i < MANY; i++) sent[i] = (uint32_t)i * 0x01030507u + 0x11130d03u;
    CHECK(bus.write(bus.context, BASE, sent, MANY) == CIM_UART_OK);
    CHECK(memcmp(board_memory + BASE / 4, sent, sizeof sent) == 0);
    CHECK(bus.read(bus.context, BASE, received, MANY) == CIM_UART_OK);
    CHECK(memcmp(received, sent, sizeof sent) == 0);
    CHECK(board_commands == before + 6);
    for (int i = 0; i < 6; i++) {
        board_command c = board_log[before + i];
        uint32_t first = (uint32_t)(i % 3) * 1024;
        CHECK(c.command == (i < 3 ? 'W' : 'R') && c.address == BASE + 4 * first && c.count == (i % 3 < 2 ? 1024 : MANY - 2048));
    }
}

static void nothing_is_nothing(void)
{
    int before = board_commands;
    CHECK(bus.write(bus.context, BASE, sent, 0) == CIM_UART_OK && bus.read(bus.context, BASE, received, 0) == CIM_UART_OK);
    CHECK(board_commands == before);
}

static void works_again(void)
{
    uint32_t word = 0x12345678, back = 0;
    CHECK(bus.write(bus.context, 8, &word, 1) == CIM_UART_OK && bus.read(bus.context, 8, &back, 1) == CIM_UART_OK && back == word);
}

/* An error ends the transfer, and a break follows it. */
static void tells_what_is_refused(void)
{
    int before = board_commands, breaks = board_breaks;
    CHECK(bus.write(bus.context, REFUSED_FROM - 8, sent, MANY) == CIM_UART_REFUSED);
    CHECK(board_commands == before + 1 && board_breaks == breaks + 1);
    CHECK(bus.read(bus.context, REFUSED_FROM, received, 1) == CIM_UART_REFUSED && board_breaks == breaks + 2);
    works_again();
}

static void does_not_wait_for_ever(void)
{
    int breaks = board_breaks;
    board_is = MUTE;
    CHECK(bus.read(bus.context, 0, received, 1) == CIM_UART_TIMEOUT && board_breaks == breaks + 1);
    board_is = ANSWERS;
    works_again();
    board_is = TALKS_NONSENSE;
    CHECK(bus.write(bus.context, 0, sent, 1) == CIM_UART_TIMEOUT && board_breaks == breaks + 2);
    board_is = ANSWERS;
    works_again();
}

int main(void)
{
    opens_what_is_a_serial_line(board_start());
    splits_long_transfers();
    nothing_is_nothing();
    tells_what_is_refused();
    does_not_wait_for_ever();
    board_stop();
    CHECK(bus.read(bus.context, 0, received, 1) == CIM_UART_SYSTEM && errno == EIO);
    cim_uart_close(&bus);
    CHECK(bus.context == NULL);
    printf("passed\n");
    return 0;
}
