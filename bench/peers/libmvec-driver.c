/* Plain loops in C, for gcc to vectorise with the functions of libmvec; and the other end of the protocol in child.mjs. */
#include <gnu/libc-version.h>
#include <math.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ABSENT 3
/* Elements that stay in the first cache. */
#define TILE 1024

typedef void kernel(const double *restrict x, double *restrict out, size_t n);

#define EACH(from, to, value) for (size_t i = from; i < to; i++) out[i] = value
#define KERNEL(name) static void map_##name(const double *restrict x, double *restrict out, size_t n)

/* The second operand of pow: from -3 to 3 where x is from 0 to 6. */
static double *restrict second;

KERNEL(exp) { EACH(0, n, exp(x[i])); }
KERNEL(log) { EACH(0, n, log(x[i])); }
KERNEL(sin) { EACH(0, n, sin(x[i])); }
KERNEL(cos) { EACH(0, n, cos(x[i])); }
KERNEL(tan) { EACH(0, n, tan(x[i])); }
KERNEL(tanh) { EACH(0, n, tanh(x[i])); }
KERNEL(pow) { EACH(0, n, pow(x[i], second[i])); }
KERNEL(sqrt) { EACH(0, n, sqrt(x[i])); }
KERNEL(square) { EACH(0, n, x[i] * x[i]); }
KERNEL(exp_sqrt) { EACH(0, n, exp(sqrt(x[i]))); }
KERNEL(sin_exp) { EACH(0, n, sin(exp(x[i]))); }
KERNEL(log_sqrt1) { EACH(0, n, log(1 + sqrt(x[i]))); }

/* Two loops: of one, gcc makes calls of sincos, which it does not vectorise. */
KERNEL(sin_plus_cos) {
  for (size_t from = 0; from < n; from += TILE) {
    size_t to = from + TILE < n ? from + TILE : n;
    EACH(from, to, sin(x[i]));
    EACH(from, to, out[i] + cos(x[i]));
  }
}

#define ROW(name) { #name, map_##name }
static const struct { const char *name; kernel *run; } kernels[] = {
  ROW(exp), ROW(log), ROW(sin), ROW(cos), ROW(tan), ROW(tanh), ROW(pow), ROW(sqrt), ROW(square),
  ROW(exp_sqrt), ROW(sin_exp), ROW(log_sqrt1), ROW(sin_plus_cos),
};

static kernel *find(const char *name) {
  for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
    if (strcmp(kernels[i].name, name) == 0) return kernels[i].run;
  }
  return NULL;
}

/* Threads asleep on semaphores until there is work, of which each claims chunk after chunk, as those of the package do: of exp_sqrt
   in chunks of so many elements. Not for pow, whose second operand is not cut. */
#define THREADS 2
#define CHUNK (17 * 1024)
static sem_t go[THREADS], done;
static struct { kernel *run; const double *x; double *out; size_t n; atomic_size_t next; } work;

static void *claim(void *mine) {
  for (;;) {
    sem_wait(mine);
    for (size_t from; (from = atomic_fetch_add(&work.next, CHUNK)) < work.n;) {
      work.run(work.x + from, work.out + from, work.n - from < CHUNK ? work.n - from : CHUNK);
    }
    sem_post(&done);
  }
}

static void start_threads(void) {
  sem_init(&done, 0, 0);
  for (int i = 0; i < THREADS; i++) {
    pthread_t thread;
    sem_init(&go[i], 0, 0);
    if (pthread_create(&thread, NULL, claim, &go[i]) != 0) exit(1);
  }
}

static void run_on_threads(kernel *run, const double *x, double *out, size_t n) {
  work.run = run, work.x = x, work.out = out, work.n = n;
  atomic_store(&work.next, 0);
  for (int i = 0; i < THREADS; i++) sem_post(&go[i]);
  for (int i = 0; i < THREADS; i++) sem_wait(&done);
}

/* On the calling thread alone, or on all the others. */
static void once(long threads, kernel *run, const double *x, double *out, size_t n) {
  if (threads == 1) run(x, out, n);
  else run_on_threads(run, x, out, n);
}

static double milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void need(int supported, const char *feature) {
  if (supported) return;
  fprintf(stderr, "this processor has no %s\n", feature);
  exit(ABSENT);
}

int main(int count, char **arguments) {
#ifdef __SSE4_2__
  need(__builtin_cpu_supports("sse4.2"), "SSE4.2");
#endif
#ifdef __AVX2__
  need(__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"), "AVX2 with FMA");
#endif
  printf("{\"version\": \"gcc %s, glibc %s\", \"note\": \"%s\"}\n", __VERSION__, gnu_get_libc_version(), count > 1 ? arguments[1] : "");
  fflush(stdout);
  double *x = NULL, *out = NULL;
  size_t n = 0;
  char command[8], word[32], rest[64];
  start_threads();
  while (scanf("%7s %31s", command, word) == 2 && fgets(rest, sizeof rest, stdin) != NULL) {
    if (strcmp(command, "input") == 0) {
      n = strtoul(word, NULL, 10);
      x = realloc(x, n * sizeof *x);
      out = realloc(out, n * sizeof *out);
      second = realloc(second, n * sizeof *second);
      if (fread(x, sizeof *x, n, stdin) != n) return 1;
      for (size_t i = 0; i < n; i++) second[i] = x[n - 1 - i] - 3;
      puts("ok");
    } else if (strcmp(command, "time") == 0) {
      kernel *run = find(word);
      if (run == NULL) {
        fprintf(stderr, "no operation %s\n", word);
        return 1;
      }
      long runs = 1, threads = 1, pause = -1;
      sscanf(rest, "%ld %ld %ld", &runs, &threads, &pause);
      if (pause >= 0) {
        once(threads, run, x, out, n);
        nanosleep(&(struct timespec){ .tv_nsec = pause * 1000000 }, NULL);
      }
      double begun = milliseconds();
      for (long i = 0; i < runs; i++) once(threads, run, x, out, n);
      printf("%.9g\n", (milliseconds() - begun) / runs);
    } else if (find(word) == NULL) {
      puts("absent");
    } else {
      find(word)(x, out, n);
      printf("%zu\n", n);
      fwrite(out, sizeof *out, n, stdout);
    }
    fflush(stdout);
  }
}
