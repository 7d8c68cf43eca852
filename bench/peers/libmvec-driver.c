/* Plain loops in C, for gcc to vectorise with the functions of libmvec; and the other end of the protocol in child.mjs. */
#include <gnu/libc-version.h>
#include <math.h>
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
  char command[8], word[32];
  while (scanf("%7s %31s", command, word) == 2) {
    getchar(); /* the end of the line: numbers may follow */
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
      double begun = milliseconds();
      run(x, out, n);
      printf("%.9g\n", milliseconds() - begun);
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
