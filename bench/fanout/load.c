/*
 * Many nodes in one process, cheap enough not to be what is measured: epoll, no copy, no parsing
 * beyond what lateness needs. Speaks the node link (WebSocket, a hello made beforehand, words about
 * what was heard, wants for stored sound) or plain HTTP for a stream of Icecast or of the C sender.
 *
 * load PORT link HELLOS.txt ACK_MS [tls]      load PORT http PATH
 *
 * Orders come on standard input, answers as JSON lines on standard output:
 *   grow N            connects up to N           {"grown":N}
 *   slots S US        node i is sent to S slots of US µs after a chunk is due: not late before
 *   want ASSET C MS   every node asks for a chunk (of C) of ASSET every MS, evenly spread
 *   measure MS        {"messages":…,"bytes":…,"lost":…,"p50_ms":…,"p99_ms":…,"max_ms":…,"up":…}
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#ifdef WITH_TLS
#include <openssl/ssl.h>
#endif

enum {
  MOST = 20000,
  /* Handshakes under way; the controller's own limit is 256. */
  STRANGERS = 64,
  /* Connections from one address of the loopback network; the controller allows 200 at once. */
  ADDRESS_SHARE = 150,
  HEAD_BYTES = 40,
  BUCKETS = 100000, /* of 0.1 ms */
  READ_BYTES = 65536,
  NAP_US = 1000
};

enum state { FREE, CONNECTING, TLS_SHAKING, AWAIT_101, AWAIT_CHALLENGE, AWAIT_WELCOME, UP };

struct node {
  int fd;
  enum state state;
  unsigned char head[HEAD_BYTES]; /* frame head and the first bytes of its payload */
  int have;
  uint64_t left; /* of the frame's payload, beyond what is in `head` */
  int matched;   /* of the blank line that ends an HTTP head */
  uint32_t stream, through;
  int heard, unsaid;
  double word_s, want_s;
  int asking;
#ifdef WITH_TLS
  SSL *ssl;
#endif
};

/* Every node is looked at so often. */
#define SCAN_S 0.05
#define FIRST_WORD_S 0.25

static struct node nodes[MOST];
static char *hellos[MOST];
static unsigned histogram[BUCKETS];
static uint64_t messages, bytes_read, lost;
static double latest_ms;
static int port, is_http, wanted, shaking, opened, up, epoll_fd, slots = 1, is_measuring;
static double ack_s, slot_s;
static const char *path;
static char asset[64];
static int asset_chunks;
static double want_every_s, want_begin_s;
static uint64_t wants_made;
#ifdef WITH_TLS
static SSL_CTX *tls;
#endif

static double now_s(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void die(const char *what) {
  perror(what);
  exit(1);
}

static void put(struct node *n, const void *bytes, size_t length) {
#ifdef WITH_TLS
  if (n->ssl) {
    if (SSL_write(n->ssl, bytes, (int)length) <= 0) die("SSL_write");
    return;
  }
#endif
  if (send(n->fd, bytes, length, MSG_NOSIGNAL) < 0 && errno != EPIPE) die("send");
}

/* One masked frame; the mask is zero, so that the payload stays as it is. */
static void put_frame(struct node *n, int opcode, const char *payload, size_t length) {
  unsigned char out[8192];
  size_t at = 0;
  out[at++] = (unsigned char)(0x80 | opcode);
  if (length < 126) out[at++] = (unsigned char)(0x80 | length);
  else {
    out[at++] = 0x80 | 126;
    out[at++] = (unsigned char)(length >> 8);
    out[at++] = (unsigned char)length;
  }
  memset(out + at, 0, 4);
  at += 4;
  if (at + length > sizeof out) die("frame");
  memcpy(out + at, payload, length);
  put(n, out, at + length);
}

static void note(double late_s) {
  if (!is_measuring) return;
  double ms = late_s < 0 ? 0 : late_s * 1000;
  int bucket = (int)(ms * 10);
  histogram[bucket >= BUCKETS ? BUCKETS - 1 : bucket]++;
  if (ms > latest_ms) latest_ms = ms;
}

static void went_up(struct node *n) {
  n->state = UP;
  shaking--;
  up++;
}

static uint32_t u32(const unsigned char *p) {
  return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void live_chunk(struct node *n, const unsigned char *p, double at) {
  uint32_t sequence = u32(p + 8);
  double due_s = ((double)u32(p + 12) * 4294967296.0 + u32(p + 16)) / 1e6;
  note(at - due_s - (double)((n - nodes) % slots) * slot_s);
  if (u32(p + 4) != n->stream) n->heard = 0;
  n->stream = u32(p + 4);
  if (n->heard && sequence != n->through + 1) lost += sequence - n->through - 1;
  n->through = sequence;
  n->unsaid = 1;
  if (!n->heard) n->word_s = at - ack_s + FIRST_WORD_S;
  n->heard = 1;
}

/* As agents do: soon after the first chunk, then once in so long while chunks come. */
static void say_words(double at) {
  static double scanned_s;
  static int next;
  if (ack_s <= 0 || up == 0) return;
  int due = (int)((at - scanned_s) / SCAN_S * up);
  if (due == 0) return;
  scanned_s = at;
  for (int i = 0; i < due && i < up; i++) {
    struct node *n = &nodes[next++ % up];
    if (!n->unsaid || at - n->word_s < ack_s) continue;
    char word[160];
    int length = snprintf(word, sizeof word,
                          "{\"kind\":\"node/heard\",\"stream\":%u,\"through\":%u,\"late\":0,"
                          "\"missing\":0,\"leastMarginUs\":150000}",
                          n->stream, n->through);
    put_frame(n, 1, word, (size_t)length);
    n->word_s = at;
    n->unsaid = 0;
  }
}

/* A frame has come: its head and up to 20 bytes of its payload are in `head`. */
static void frame(struct node *n, int payload_at, uint64_t length, double at) {
  int opcode = n->head[0] & 15;
  const unsigned char *p = n->head + payload_at;
  if (opcode == 9) put_frame(n, 10, (const char *)p, length < 20 ? (size_t)length : 0);
  else if (opcode == 1 && n->state == AWAIT_CHALLENGE) {
    const char *hello = hellos[n - nodes];
    put_frame(n, 1, hello, strlen(hello));
    n->state = AWAIT_WELCOME;
  } else if (opcode == 1 && n->state == AWAIT_WELCOME) went_up(n);
  else if (opcode == 2) {
    messages++;
    if (p[0] == 2) live_chunk(n, p, at);
    else if (n->asking) {
      note(at - n->want_s);
      n->asking = 0;
    }
  } else if (opcode == 8) {
    fprintf(stderr, "load: node %d was sent away\n", (int)(n - nodes));
    exit(1);
  }
}

static void frames(struct node *n, const unsigned char *p, size_t length, double at) {
  while (length > 0) {
    if (n->left > 0) {
      size_t skip = n->left < length ? (size_t)n->left : length;
      n->left -= skip;
      p += skip;
      length -= skip;
      continue;
    }
    n->head[n->have++] = *p++;
    length--;
    int extra = n->have < 2 ? 0 : (n->head[1] & 127) == 126 ? 2 : (n->head[1] & 127) == 127 ? 8 : 0;
    int payload_at = 2 + extra;
    if (n->have < payload_at) continue;
    uint64_t size = n->head[1] & 127;
    if (extra == 2) size = (uint64_t)n->head[2] << 8 | n->head[3];
    if (extra == 8) size = (uint64_t)u32(n->head + 2) << 32 | u32(n->head + 6);
    uint64_t looked = size < 20 ? size : 20;
    if ((uint64_t)(n->have - payload_at) < looked) continue;
    n->have = 0;
    n->left = size - looked;
    /* What a live chunk says is in its first 20 bytes; its sound comes in the same segment. */
    frame(n, payload_at, size, at);
  }
}

static void take(struct node *n, const unsigned char *p, size_t length) {
  double at = now_s();
  bytes_read += length;
  if (n->state == AWAIT_101) {
    static const char blank[] = "\r\n\r\n";
    while (length > 0 && n->matched < 4) {
      n->matched = *p == blank[n->matched] ? n->matched + 1 : *p == '\r';
      p++;
      length--;
    }
    if (n->matched < 4) return;
    if (is_http) went_up(n);
    else n->state = AWAIT_CHALLENGE;
  }
  if (is_http) messages++;
  else frames(n, p, length, at);
}

static void ask(struct node *n) {
  char head[512];
  int length = is_http ? snprintf(head, sizeof head, "GET %s HTTP/1.0\r\nHost: x\r\n\r\n", path)
                       : snprintf(head, sizeof head,
                                  "GET /agent HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
                                  "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  n->state = AWAIT_101;
  put(n, head, (size_t)length);
}

static void open_one(void) {
  struct node *n = &nodes[opened++];
  n->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (n->fd < 0) die("socket");
  int one = 1;
  setsockopt(n->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  setsockopt(n->fd, IPPROTO_IP, 24 /* IP_BIND_ADDRESS_NO_PORT */, &one, sizeof one);
  struct sockaddr_in from = {.sin_family = AF_INET};
  int share = (int)(n - nodes) / ADDRESS_SHARE;
  from.sin_addr.s_addr = htonl(0x7f000002u + (uint32_t)share);
  if (bind(n->fd, (struct sockaddr *)&from, sizeof from) < 0) die("bind");
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(n->fd, (struct sockaddr *)&to, sizeof to) < 0 && errno != EINPROGRESS) die("connect");
  n->state = CONNECTING;
  shaking++;
  struct epoll_event event = {.events = EPOLLOUT | EPOLLIN, .data.ptr = n};
  if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, n->fd, &event) < 0) die("epoll_ctl");
}

static void connected(struct node *n) {
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = n};
  epoll_ctl(epoll_fd, EPOLL_CTL_MOD, n->fd, &event);
#ifdef WITH_TLS
  if (tls) {
    n->ssl = SSL_new(tls);
    SSL_set_fd(n->ssl, n->fd);
    SSL_set_connect_state(n->ssl);
    n->state = TLS_SHAKING;
    SSL_do_handshake(n->ssl);
    return;
  }
#endif
  ask(n);
}

static void readable(struct node *n) {
  static unsigned char buffer[READ_BYTES];
#ifdef WITH_TLS
  if (n->ssl) {
    if (n->state == TLS_SHAKING) {
      if (SSL_do_handshake(n->ssl) != 1) return;
      ask(n);
    }
    for (;;) {
      int got = SSL_read(n->ssl, buffer, sizeof buffer);
      if (got <= 0) {
        if (SSL_get_error(n->ssl, got) != SSL_ERROR_WANT_READ) die("SSL_read");
        return;
      }
      take(n, buffer, (size_t)got);
    }
  }
#endif
  ssize_t got = recv(n->fd, buffer, sizeof buffer, 0);
  if (got > 0) take(n, buffer, (size_t)got);
  else if (got == 0 || errno != EAGAIN) {
    fprintf(stderr, "load: node %d was cut off\n", (int)(n - nodes));
    exit(1);
  }
}

static void make_wants(void) {
  if (want_every_s <= 0 || up == 0) return;
  double at = now_s();
  uint64_t due = (uint64_t)((at - want_begin_s) * up / want_every_s);
  for (; wants_made < due; wants_made++) {
    struct node *n = &nodes[wants_made % (uint64_t)up];
    if (n->asking) {
      lost++;
      continue;
    }
    char want[160];
    /* As nodes do that play the same: all ask for what sounds next. */
    int index = (int)((at - want_begin_s) / want_every_s) % asset_chunks;
    int length = snprintf(want, sizeof want,
                          "{\"kind\":\"node/want-chunk\",\"assetId\":\"%s\",\"index\":%d}", asset,
                          index);
    n->want_s = at;
    n->asking = 1;
    put_frame(n, 1, want, (size_t)length);
  }
}

static double quantile(double share) {
  uint64_t all = 0, seen = 0;
  for (int i = 0; i < BUCKETS; i++) all += histogram[i];
  for (int i = 0; i < BUCKETS; i++) {
    seen += histogram[i];
    if (all > 0 && (double)seen >= share * (double)all) return (i + 0.5) / 10;
  }
  return 0;
}

static double measure_until;

static void finish_measuring(void) {
  is_measuring = 0;
  printf("{\"messages\":%llu,\"bytes\":%llu,\"lost\":%llu,\"p50_ms\":%.2f,\"p99_ms\":%.2f,"
         "\"max_ms\":%.2f,\"up\":%d}\n",
         (unsigned long long)messages, (unsigned long long)bytes_read, (unsigned long long)lost,
         quantile(0.5), quantile(0.99), latest_ms, up);
  fflush(stdout);
}

static int growing;

static void obey(char *line) {
  int ms;
  if (sscanf(line, "grow %d", &wanted) == 1) {
    if (wanted > MOST) die("grow");
    growing = 1;
  } else if (sscanf(line, "slots %d %d", &slots, &ms) == 2) slot_s = ms / 1e6;
  else if (sscanf(line, "want %63s %d %d", asset, &asset_chunks, &ms) == 3) {
    want_every_s = ms / 1000.0;
    want_begin_s = now_s();
    wants_made = 0;
  } else if (sscanf(line, "measure %d", &ms) == 1) {
    memset(histogram, 0, sizeof histogram);
    messages = bytes_read = lost = 0;
    latest_ms = 0;
    is_measuring = 1;
    measure_until = now_s() + ms / 1000.0;
  }
}

static void listen_to_owner(void) {
  static char line[512];
  static size_t have;
  ssize_t got = read(0, line + have, sizeof line - 1 - have);
  if (got <= 0) exit(0);
  have += (size_t)got;
  line[have] = 0;
  for (char *end; (end = strchr(line, '\n'));) {
    *end = 0;
    obey(line);
    have -= (size_t)(end + 1 - line);
    memmove(line, end + 1, have + 1);
  }
}

static void read_hellos(const char *file) {
  FILE *f = fopen(file, "r");
  if (!f) die(file);
  char *line = NULL;
  size_t size = 0;
  for (int i = 0; i < MOST; i++) {
    ssize_t length = getline(&line, &size, f);
    if (length <= 0) break;
    line[length - 1] = 0;
    hellos[i] = strdup(line);
  }
  fclose(f);
}

int main(int count, char **words) {
  if (count < 4) return 2;
  port = atoi(words[1]);
  is_http = strcmp(words[2], "http") == 0;
  if (is_http) path = words[3];
  else {
    read_hellos(words[3]);
    ack_s = count > 4 ? atoi(words[4]) / 1000.0 : 0;
  }
  if (count > 5 && strcmp(words[5], "tls") == 0) {
#ifdef WITH_TLS
    tls = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_verify(tls, SSL_VERIFY_NONE, NULL);
    /* As much memory as the server's end, not more. */
    SSL_CTX_set_mode(tls, SSL_MODE_RELEASE_BUFFERS);
#else
    return 3;
#endif
  }
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  epoll_fd = epoll_create1(0);
  struct epoll_event owner = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(epoll_fd, EPOLL_CTL_ADD, 0, &owner);
  for (;;) {
    while (opened < wanted && shaking < STRANGERS) open_one();
    if (growing && up >= wanted) {
      growing = 0;
      printf("{\"grown\":%d}\n", up);
      fflush(stdout);
    }
    struct epoll_event events[512];
    int wait_ms = want_every_s > 0 ? 1 : 20;
    int got = epoll_wait(epoll_fd, events, 512, wait_ms);
    for (int i = 0; i < got; i++) {
      struct node *n = events[i].data.ptr;
      if (n == NULL) listen_to_owner();
      else if (n->state == CONNECTING) connected(n);
      else readable(n);
    }
    make_wants();
    say_words(now_s());
    /*
     * Whoever waits is woken by each message, and waking is charged to the sender: dear in a virtual
     * machine, and not what a sender to other machines pays. A nap gathers what comes meanwhile.
     */
    if (got > 0) usleep(NAP_US);
    if (is_measuring && now_s() >= measure_until) finish_measuring();
  }
}
