/*
 * A bad link, for kernels without sch_netem: two TUN devices, and between them every IP packet is
 * delayed by so much, give or take jitter, or lost. Packets never overtake each other, as on a
 * mobile network, whose radio layer delivers in order; what is lost is repeated by TCP.
 *
 * relay NAME_A NAME_B  DELAY_MS JITTER_MS LOSS_PERCENT  DELAY_MS JITTER_MS LOSS_PERCENT
 *                      (from A to B)                    (from B to A)
 *
 * Prints "ready" when both devices are there. A line "cut" on its standard input loses every packet
 * until a line "heal"; it ends when its standard input ends.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { DIRECTIONS = 2, QUEUE = 4096, PACKET_BYTES = 2048, ARGUMENTS = 9 };

struct packet {
  double due_s;
  ssize_t length;
  unsigned char bytes[PACKET_BYTES];
};

/* What goes from one device to the other. */
struct direction {
  int from, to;
  double delay_ms, jitter_ms, loss_percent;
  double deviation;  /* of the last packet, in units of the jitter */
  double last_due_s; /* of the last packet: the next is not earlier */
  struct packet *queue[QUEUE];
  unsigned head, tail;
};

static double now_s(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* Box and Muller. */
static double gaussian(void) {
  return sqrt(-2 * log(1 - drand48())) * cos(2 * M_PI * drand48());
}

static int open_tun(const char *name) {
  struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
  snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
  int device = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (device < 0 || ioctl(device, TUNSETIFF, &request) < 0) {
    perror(name);
    exit(1);
  }
  return device;
}

/* Half of a packet's deviation is that of the packet before it, as with netem's "50%". */
static double delay_s(struct direction *way) {
  way->deviation = 0.5 * way->deviation + sqrt(0.75) * gaussian();
  double ms = way->delay_ms + way->jitter_ms * way->deviation;
  double least_ms = 0.2 * way->delay_ms;
  return (ms < least_ms ? least_ms : ms) / 1000;
}

static int is_cut;

/* Lines of a few letters: the first tells them apart. Zero when the input has ended. */
static int obey(void) {
  char words[64];
  ssize_t length = read(0, words, sizeof words);
  for (ssize_t at = 0; at < length; at++) {
    if (at > 0 && words[at - 1] != '\n') continue;
    if (words[at] == 'c') is_cut = 1;
    if (words[at] == 'h') is_cut = 0;
  }
  return length > 0;
}

static void take_in(struct direction *way) {
  for (;;) {
    struct packet *packet = malloc(sizeof *packet);
    if (packet == NULL) exit(1);
    packet->length = read(way->from, packet->bytes, sizeof packet->bytes);
    unsigned next = (way->tail + 1) % QUEUE;
    int is_lost = is_cut || drand48() * 100 < way->loss_percent || next == way->head;
    if (packet->length <= 0 || is_lost) {
      ssize_t length = packet->length;
      free(packet);
      if (length <= 0) return;
      continue;
    }
    packet->due_s = now_s() + delay_s(way);
    if (packet->due_s < way->last_due_s) packet->due_s = way->last_due_s;
    way->last_due_s = packet->due_s;
    way->queue[way->tail] = packet;
    way->tail = next;
  }
}

static void give_out(struct direction *way) {
  for (double now = now_s(); way->head != way->tail;) {
    struct packet *packet = way->queue[way->head];
    if (packet->due_s > now) return;
    /* A device that takes no more has lost the packet, as any full queue has. */
    ssize_t written = write(way->to, packet->bytes, (size_t)packet->length);
    (void)written;
    free(packet);
    way->head = (way->head + 1) % QUEUE;
  }
}

/* When the next packet of either direction is due. */
static struct timespec time_to_wait(const struct direction *ways) {
  double due_s = now_s() + 1;
  for (int i = 0; i < DIRECTIONS; i++) {
    const struct direction *way = &ways[i];
    if (way->head == way->tail) continue;
    if (way->queue[way->head]->due_s < due_s) due_s = way->queue[way->head]->due_s;
  }
  double wait_s = due_s - now_s();
  if (wait_s < 0) wait_s = 0;
  time_t whole_s = (time_t)wait_s;
  return (struct timespec){whole_s, (long)((wait_s - (double)whole_s) * 1e9)};
}

int main(int count, char **words) {
  if (count != ARGUMENTS) {
    fprintf(stderr, "relay: %d arguments are needed\n", ARGUMENTS - 1);
    return 2;
  }
  static struct direction ways[DIRECTIONS];
  int device[DIRECTIONS] = {open_tun(words[1]), open_tun(words[2])};
  for (int i = 0; i < DIRECTIONS; i++) {
    char **figures = words + 3 + 3 * i;
    ways[i] = (struct direction){.from = device[i],
                                 .to = device[1 - i],
                                 .delay_ms = atof(figures[0]),
                                 .jitter_ms = atof(figures[1]),
                                 .loss_percent = atof(figures[2])};
  }
  srand48(time(NULL) ^ getpid());
  puts("ready");
  fflush(stdout);
  for (;;) {
    struct pollfd wanted[] = {{device[0], POLLIN, 0}, {device[1], POLLIN, 0}, {0, POLLIN, 0}};
    struct timespec wait = time_to_wait(ways);
    if (ppoll(wanted, 3, &wait, NULL) < 0) return 1;
    if (wanted[2].revents != 0 && !obey()) return 0;
    for (int i = 0; i < DIRECTIONS; i++) {
      take_in(&ways[i]);
      give_out(&ways[i]);
    }
  }
}
