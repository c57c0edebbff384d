#define _GNU_SOURCE
#include "uart_board.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { HEADER = 7, BREAK = 'b', STOP = 's' };

uint32_t board_memory[BOARD_WORDS];
board_command board_log[BOARD_LOG];
int board_commands, board_breaks;
board_mood board_is;

static int line, orders[2], reports[2];
static pthread_t thread;
static uint8_t header[HEADER], word[4];
static uint32_t heard, done;
static int failed;

static void say(const uint8_t *bytes, size_t count)
{
    while (count > 0) {
        ssize_t said = write(line, bytes, count);
        if (said > 0) {
            bytes += said;
            count -= (size_t)said;
        } else {
            usleep(100);
        }
    }
}

static uint32_t number(const uint8_t *bytes, int count)
{
    uint32_t value = 0;
    while (count-- > 0) value = value << 8 | bytes[count];
    return value;
}

static uint32_t *place(uint32_t address)
{
    static uint32_t nowhere;
    if (address / 4 < BOARD_WORDS) return &board_memory[address / 4];
    failed = 1;
    nowhere = 0;
    return &nowhere;
}

static void answer(void)
{
    uint8_t byte = board_is == TALKS_NONSENSE ? '?' : failed ? 'E' : 'K';
    heard = 0;
    say(&byte, 1);
}

static void hear(uint8_t byte)
{
    if (board_is == MUTE || (heard == 0 && byte != 'W' && byte != 'R')) return;
    if (heard < HEADER) {
        header[heard++] = byte;
        if (heard < HEADER) return;
        board_log[board_commands++ % BOARD_LOG] = (board_command){ (char)header[0], number(header + 1, 4), number(header + 5, 2) };
        done = 0;
        failed = 0;
    } else {
        word[(heard++ - HEADER) % 4] = byte;
        if ((heard - HEADER) % 4 == 0) *place(number(header + 1, 4) + 4 * done++) = number(word, 4);
    }
    uint32_t count = number(header + 5, 2);
    for (; header[0] == 'R' && done < count; done++) {
        uint32_t value = *place(number(header + 1, 4) + 4 * done);
        uint8_t bytes[4] = { (uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16), (uint8_t)(value >> 24) };
        say(bytes, sizeof bytes);
    }
    if (done == count) answer();
}

static void *run(void *unused)
{
    (void)unused;
    for (;;) {
        struct pollfd ends[2] = { { orders[0], POLLIN, 0 }, { line, POLLIN, 0 } };
        uint8_t bytes[256];
        poll(ends, 2, -1);
        if (ends[0].revents & POLLIN) {
            char order;
            if (read(orders[0], &order, 1) != 1 || order == STOP) return NULL;
            while (read(line, bytes, sizeof bytes) > 0) continue; /* what the break cut off */
            heard = 0;
            board_breaks++;
            if (write(reports[1], &order, 1) != 1) return NULL;
        } else if (ends[1].revents & POLLIN) {
            ssize_t count = read(line, bytes, sizeof bytes);
            for (ssize_t i = 0; i < count; i++) hear(bytes[i]);
        } else {
            usleep(1000); /* nobody has the device open */
        }
    }
}

void board_hear(const uint8_t *bytes, int count)
{
    for (int i = 0; i < count; i++) hear(bytes[i]);
}

/* A pseudo terminal has no breaks; the linker puts this one in place of the system's. */
int __wrap_tcsendbreak(int file, int duration)
{
    char order = BREAK;
    (void)file, (void)duration;
    return write(orders[1], &order, 1) == 1 && read(reports[0], &order, 1) == 1 ? 0 : -1;
}

const char *board_start(void)
{
    line = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
    if (line < 0 || grantpt(line) != 0 || unlockpt(line) != 0 || pipe(orders) != 0 || pipe(reports) != 0 || pthread_create(&thread, NULL, run, NULL) != 0) {
        perror("uart_board");
        exit(2);
    }
    return ptsname(line);
}

void board_stop(void)
{
    char order = STOP;
    if (write(orders[1], &order, 1) != 1) exit(2);
    pthread_join(thread, NULL);
    close(line);
}
