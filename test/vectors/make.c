/* make.c - writes the reference vectors <name>.bin of the elementary functions.
 *
 * Needs the Debian/Ubuntu package libmpfr-dev (which brings in libgmp-dev).
 *
 *   gcc -O2 -ffp-contract=off make.c -lmpfr -lgmp -lm -o /tmp/make && /tmp/make <outdir>
 *
 * Format of <name>.bin (little-endian, N = file size / 20):
 *
 *   N x f64   inputs x
 *   N x f64   r = f(x) rounded once, to nearest-even (also where r is subnormal)
 *   N x f32   residual (f(x) - r) / ulp(r), where ulp(r) = 2^(max(exponent(r), -1022) - 52),
 *             so 2^-1074 for r = 0; residual 0 where r is exact, infinite or NaN
 *
 * so that the error in ulps of a computed value y is |(y - r) / ulp(r) - residual|.
 * Every NaN is 0x7ff8000000000000. No input occurs twice. The inputs come in groups:
 *
 *   specials        in the order of the code below
 *   hard to round   the KEEP of the SEARCH candidates with |residual| nearest 1/2, ascending
 *   sampled         one ascending run for each entry of the table's `sample`
 *
 * The output depends on nothing but this file: a splitmix64 with a fixed seed for each function,
 * inputs made with correctly rounded operations only, and MPFR, which rounds correctly at any
 * precision for any argument (raising its own for the range reduction of a huge one).
 *
 * To add a function: write its specials and add a row to `table`.
 */
#include <float.h>
#include <math.h>
#include <mpfr.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX = 8192, SEARCH = 2000000, KEEP = 600, PREC = 256, SEARCH_PREC = 120 };

static double in[MAX], out[MAX];        /* the n inputs of the function at hand, results */
static float res[MAX];
static int n;

static uint64_t bits(double x) { uint64_t u; memcpy(&u, &x, 8); return u; }
static double from_bits(uint64_t u) { double x; memcpy(&x, &u, 8); return x; }
static uint64_t state;
static uint64_t splitmix64(void) {
  uint64_t z = state += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

static void put(double x) {             /* x, unless it is there already */
  if (x != x) x = from_bits(0x7ff8000000000000u);
  for (int i = 0; i < n; i++) if (bits(in[i]) == bits(x)) return;
  if (n == MAX) { fprintf(stderr, "MAX is too small\n"); exit(1); }
  in[n++] = x;
}
static void around(double x, int ulps) { /* x and its neighbours to either side */
  double a = x, b = x;
  put(x);
  while (ulps--) put(a = nextafter(a, -INFINITY)), put(b = nextafter(b, INFINITY));
}
static void both(double x, int ulps) { around(x, ulps); around(-x, ulps); }
#define LIST(ulps, ...) do { const double at[] = { __VA_ARGS__ }; \
  for (size_t i = 0; i < sizeof at / sizeof *at; i++) around(at[i], ulps); } while (0)

static void common(void) {              /* specials that every function gets */
  put(0.0), put(-0.0), put(INFINITY), put(-INFINITY), put(NAN), both(1, 2);
  for (int i = 1; i <= 3; i++) put(i * 0x1p-1074), put(-i * 0x1p-1074);
  both(DBL_MIN, 2);                     /* with the largest subnormals */
  both(DBL_MAX, 0), both(nextafter(DBL_MAX, 0), 0);
  for (int k = -1074; k < 1024; k += k >= -64 && k < 64 ? 1 : 31) both(ldexp(1, k), 0);
}

static void exp_specials(void) {
  LIST(2, 709.782712893384, 709.0895657128241,      /* overflow; 2^1023 */
       -708.396418532264, -745.1332191019411, -744.4400719213812, /* subnormal, 0, 2^-1074 */
       700, -700, 710, -710, 708, -708, 745, -745, 746, -746, 750, -750, 1000, -1000);
  for (int k = -58; k <= -50; k++) both(ldexp(1, k), 2);     /* where exp(x) leaves 1 */
  for (int k = 1; k <= 64; k++) both(k * 0.34657359027997264, k < 8); /* k ln(2)/2 */
  for (int k = 2; k <= 20; k++) both(k, 0);
}
static void log_specials(void) {
  around(1, 8);
  for (int k = -52; k <= -1; k++) put(1 + ldexp(1, k)), put(1 - ldexp(1, k));
  LIST(2, 1.4142135623730951, 0.7071067811865476, 0.5, 2, 0.6875, 1.375, 0.75, 1.5, 10, 0.1,
       2.718281828459045, 0.36787944117144233, 100, 1e22, 1e-300, 1e300, 0.9375, 1.0625,
       0.9394130628134757, 1.0644944589178595); /* last two: exp(-+1/16) */
  for (int k = 3; k <= 40; k++) put(k);
  for (int k = 2; k <= 52; k++) put(ldexp(splitmix64() >> (64 - k), -1074)); /* subnormals */
  for (int k = 0; k <= 128; k++) put(0.5 + k / 128.0), put(1 + k / 128.0);
}
/* sin and cos: doubles near multiples of pi/2, where the result or its derivative cancels */
static void trig_specials(void) {
  mpfr_t pi2, t;
  mpfr_inits2(1600, pi2, t, (mpfr_ptr)0);
  mpfr_const_pi(pi2, MPFR_RNDN), mpfr_div_2ui(pi2, pi2, 1, MPFR_RNDN);
  for (int k = 1; k <= 64; k++) {       /* small multiples, and of pi/4 */
    mpfr_mul_ui(t, pi2, k, MPFR_RNDN);
    both(mpfr_get_d(t, MPFR_RNDN), k <= 8);
    if (k & 1) put(mpfr_get_d(t, MPFR_RNDN) / 2);
  }
  for (int b = 7; b <= 1000; b += b < 54 ? 1 : 8) { /* random b-bit multiples */
    mpfr_mul_d(t, pi2, floor(ldexp(splitmix64() >> 11 | 1ull << 52, b - 53)), MPFR_RNDN);
    put(mpfr_get_d(t, MPFR_RNDN));
  }
  /* For each of many e the m < 2^53 with m 2^e nearest (relative to m) to a multiple of
   * pi/2: the last such denominator of a convergent of the continued fraction of
   * 2^e / (pi/2). e = 797 gives the worst case of all, 6381956970095103 * 2^797. */
  for (int e = -50; e <= 970; e += 7) {
    double q0 = 0, q1 = 1;              /* denominators: q(-1), q(0) */
    mpfr_ui_div(t, 1, pi2, MPFR_RNDN);
    for (mpfr_mul_2si(t, t, e, MPFR_RNDN);;) {
      mpfr_frac(t, t, MPFR_RNDN);
      mpfr_ui_div(t, 1, t, MPFR_RNDN);  /* its integer part is the next partial quotient */
      double q = floor(mpfr_get_d(t, MPFR_RNDZ)) * q1 + q0;
      if (q >= 0x1p53) break; else q0 = q1, q1 = q;
    }
    put(ldexp(q1, e));
  }
  both(ldexp(6381956970095103.0, 797), 2);
  for (int k = -3; k <= 3; k++) {       /* limits of Cody-Waite reductions */
    mpfr_mul_ui(t, pi2, (1 << 23) + k, MPFR_RNDN);
    both(mpfr_get_d(t, MPFR_RNDN), k ? 0 : 2);
    put(13176794 + k), put(1.3e7 + k + 0.25);
  }
  LIST(1, 1e22, 1e300, 0x1p19, 0x1p20, 0x1p27, 0x1p28, 0x1p-26, 0x1p-27, 0x1p-28, 0.3, 0.78125,
       22, 355, 103993, 1e5, 1e10, 1e15, 1e16);
  mpfr_clears(pi2, t, (mpfr_ptr)0);
}

/* A sampler draws `count` inputs: UNI uniformly between lo and hi, POS with a bit pattern
 * uniform between those of lo and hi (about log-uniform), ANY likewise with a random sign. */
typedef struct { enum { UNI = 1, POS, ANY } kind; int count; double lo, hi; } sampler;
#define TRIG_SAMPLERS { { UNI, 0, -4, 4 }, { UNI, 0, -1000, 1000 } }, \
  { { ANY, 700, 0, DBL_MAX }, { UNI, 500, -1000, 1000 }, { UNI, 200, -4, 4 }, \
    { ANY, 300, 1e-5, 1e8 } }
static const struct row {
  const char *name;
  int (*f)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);
  void (*specials)(void);
  sampler search[2], sample[6];         /* search: half of the hard-case candidates each */
} table[] = {
  { "exp", mpfr_exp, exp_specials,
    { { UNI, 0, -708, 709.75 }, { ANY, 0, 0x1p-20, 700 } },
    { { ANY, 200, 0, DBL_MAX }, { ANY, 500, 0x1p-60, 750 }, { UNI, 600, -745, 710 },
      { UNI, 300, -1, 1 }, { UNI, 100, -745.2, -708 }, { ANY, 200, 1e-5, 100 } } },
  { "log", mpfr_log, log_specials,
    { { POS, 0, 0.25, 4 }, { POS, 0, 0x1p-1022, DBL_MAX } },
    { { ANY, 100, 0, DBL_MAX }, { POS, 600, 0x1p-1022, DBL_MAX }, { UNI, 400, 0, 4 },
      { UNI, 300, 1 - 0x1p-7, 1 + 0x1p-7 }, { POS, 200, 1e-5, 1e8 },
      { POS, 200, 0x1p-1074, 0x1p-1022 } } },
  { "sin", mpfr_sin, trig_specials, TRIG_SAMPLERS },
  { "cos", mpfr_cos, trig_specials, TRIG_SAMPLERS },
};

static double draw(const sampler *s) {
  uint64_t r = splitmix64(), lo = bits(s->lo);
  if (s->kind == UNI) return s->lo + (r >> 11) * 0x1p-53 * (s->hi - s->lo);
  double x = from_bits(lo + splitmix64() % (bits(s->hi) - lo));
  return s->kind == ANY && r >> 63 ? -x : x;
}

/* Round f(x) into *r and return the residual. MPFR gives f(x) to prec bits, far beyond the
 * hardest double (about 120 bits), and mpfr_get_d rounds that once to the double grid,
 * subnormals and overflow included. */
static double eval(const struct row *row, int prec, double x, double *r) {
  static mpfr_t mx, my;
  static int ready;
  if (!ready++) mpfr_inits2(53, mx, my, (mpfr_ptr)0);
  mpfr_set_d(mx, x, MPFR_RNDN), mpfr_set_prec(my, prec);
  row->f(my, mx, MPFR_RNDN);
  *r = mpfr_get_d(my, MPFR_RNDN);
  if (*r != *r) *r = from_bits(0x7ff8000000000000u);
  if (!isfinite(*r)) return 0;
  int e = *r == 0 ? -1022 : ilogb(*r);
  mpfr_sub_d(my, my, *r, MPFR_RNDN);    /* exact or nearly so: the leading bits cancel */
  mpfr_mul_2si(my, my, 52 - (e < -1022 ? -1022 : e), MPFR_RNDN);
  return mpfr_get_d(my, MPFR_RNDN);
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}
static void hard(const struct row *row) {
  double (*c)[2] = malloc(sizeof(double[2]) * SEARCH), r; /* distance of |residual| to 1/2, x */
  for (int i = 0; i < SEARCH; i++) {
    c[i][1] = draw(&row->search[i & 1]);
    c[i][0] = fabs(0.5 - fabs(eval(row, SEARCH_PREC, c[i][1], &r)));
  }
  qsort(c, SEARCH, sizeof *c, by_value);
  int start = n;
  for (int i = 0; i < KEEP; i++) put(c[i][1]);
  qsort(in + start, n - start, sizeof *in, by_value);
  free(c);
}

int main(int argc, char **argv) {
  if (argc != 2) { fprintf(stderr, "usage: make <outdir>\n"); return 2; }
  for (const struct row *row = table; row < table + sizeof table / sizeof *table; row++) {
    n = 0, state = 0x9e3779b9u;         /* a seed for each name: a new row changes no other */
    for (const char *p = row->name; *p; p++) state = state * 31 + *p;
    common(), row->specials();
    int specials = n;
    hard(row);
    for (const sampler *s = row->sample; s < row->sample + 6 && s->kind; s++) {
      int start = n;
      for (int i = 0; i < s->count; i++) put(draw(s));
      qsort(in + start, n - start, sizeof *in, by_value);
    }
    for (int i = 0; i < n; i++) res[i] = (float)eval(row, PREC, in[i], &out[i]);
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.bin", argv[1], row->name);
    FILE *f = fopen(path, "wb");
    size_t ok = f ? fwrite(in, 8, n, f) + fwrite(out, 8, n, f) + fwrite(res, 4, n, f) : 0;
    if (!f || fclose(f) || ok != 3u * n) { perror(path); return 1; }
    printf("%s: %d inputs, %d of them specials\n", path, n, specials);
  }
}
