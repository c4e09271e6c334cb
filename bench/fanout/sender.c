/*
 * The least that sending costs: accepts connections, and every INTERVAL_MS writes the same BYTES to
 * each with send(). What the fan-out is compared with at equal writes.
 *
 * sender BYTES INTERVAL_MS      prints its port; ends when its standard input ends
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 20000, MOST_BYTES = 65536 };
static int sockets[MOST];
static int count;

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

int main(int words_count, char **words) {
  if (words_count < 3) return 2;
  int bytes = atoi(words[1]);
  double interval_ms = atof(words[2]);
  static char message[MOST_BYTES];
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof at;
  if (bind(listener, (struct sockaddr *)&at, sizeof at) < 0 || listen(listener, 1024) < 0) return 1;
  getsockname(listener, (struct sockaddr *)&at, &length);
  printf("%d\n", ntohs(at.sin_port));
  fflush(stdout);
  int epoll_fd = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
  epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, &event);
  event.data.fd = 0;
  epoll_ctl(epoll_fd, EPOLL_CTL_ADD, 0, &event);
  double due_ms = now_ms() + interval_ms;
  for (;;) {
    double left_ms = due_ms - now_ms();
    struct epoll_event events[64];
    int got = epoll_wait(epoll_fd, events, 64, left_ms > 0 ? (int)(left_ms + 0.999) : 0);
    for (int i = 0; i < got; i++) {
      if (events[i].data.fd == 0) return 0;
      int fd;
      while (count < MOST && (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        int one = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        static const char head[] = "HTTP/1.0 200 OK\r\n\r\n";
        if (send(fd, head, sizeof head - 1, MSG_NOSIGNAL) < 0) return 1;
        sockets[count++] = fd;
      }
    }
    if (now_ms() < due_ms) continue;
    due_ms += interval_ms;
    for (int i = 0; i < count; i++) {
      if (send(sockets[i], message, (size_t)bytes, MSG_NOSIGNAL) < 0 && errno != EAGAIN) {
        close(sockets[i]);
        sockets[i--] = sockets[--count];
      }
    }
  }
}
