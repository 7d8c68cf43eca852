/* make.c - writes the reference vectors <name>.bin of the elementary functions.
 *
 * Needs the Debian/Ubuntu package libmpfr-dev (which brings in libgmp-dev).
 *
 *   gcc -O2 -ffp-contract=off make.c -lmpfr -lgmp -lm -o /tmp/make && /tmp/make <outdir> [name ...]
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
static void exp2_specials(void) {
  LIST(2, 1024, 1023, -1022, -1074, -1075, 1020, -1020, 1010, -1010, 1076, -1076, 2000);
  for (int k = -58; k <= -48; k++) both(ldexp(1, k), 2);
  for (int k = 1; k <= 64; k++) both(k, 1), both(k + 0.5, 1), both(k / 256.0, 1), both((k + 0.5) / 256, 1);
}
static void exp10_specials(void) {
  LIST(2, 308.2547155599167, 308.25471555991675, -307.6526555685888, -323.3062153431158, -323.60724533877976, 304, -304, 309, -325, 1000);
  for (int k = -58; k <= -48; k++) both(ldexp(1, k), 2);
  for (int k = 1; k <= 64; k++) both(k, 1), both(k * 0.0005879492102565109, 1);
  for (int k = 65; k <= 308; k++) both(k, 0);
}
static void expm1_specials(void) {
  exp_specials();
  LIST(2, 36.7, 37.4, 38, 56, 0.001353803086999505, 0.00270760617400,  0.6931471805599453, 0.34657359027997264);
  for (int k = 1; k <= 64; k++) both(k * 0.0013538030869995056, 1); /* k ln(2)/512 */
}
static void log10_specials(void) {
  log_specials();
  double p = 1;
  for (int k = 1; k <= 22; k++) around(p *= 10, 1);
  LIST(1, 1e100, 1e-5, 1e-10, 1e200, 1e308);
}
static void log1p_specials(void) {
  around(-1, 8);
  for (int k = -60; k <= 0; k++) both(ldexp(1, k), 1);
  for (int k = 1; k <= 64; k++) both(k / 1024.0, 1), put(k), put(-k / 65.0), put(ldexp(1, k) - 1), put(ldexp(1, -k) - 1);
  LIST(2, -0.3125, 0.375, -0.00390625, 0.00390625, -0.001953125, 0.001953125, 0.4142135623730950, -0.2928932188134524, 1e22, 1e300, -2);
}
static void hyperbolic_specials(void) {
  expm1_specials();
  LIST(2, 710.4758600739439, 710.475860073944, 709.78, 22, 21.9, 18.71497387511852, 19.061547465398498, 0.5493061443340549, 1.0986122886681098);
}

static void asin_specials(void) {
  both(1, 8), both(0.5, 8);
  for (int k = 1; k <= 60; k++) both(1 - ldexp(1, -k), 1), both(0.5 + ldexp(1, -k - 1), 0), both(0.5 - ldexp(1, -k - 1), 0), both(k / 61.0, 0);
}
static void atan_specials(void) {
  LIST(2, 0.015625, 64, -0.015625, -64, 0.4375, 0.6875, 1.1875, 2.4375, 0x1p66, 0x1p53, 0x1p-27, 1e300);
  for (int e = -7; e <= 6; e++) for (int i = 0; i < 32; i += 3) put(ldexp(1 + i / 32.0, e)), put(nextafter(ldexp(1 + i / 32.0, e), 0));
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
static void root_specials(void) {
  for (int k = 1; k <= 100; k++) put(k), put((double)k * k * k), put(-(double)k * k * k), put((double)k * k);
  LIST(2, 0x1p-960, 0x1p960, 0x1p-900, 1e-310, 1e300, 0.125, 8, 27, 1e-3, 4, 0.25, -8, -0x1p-960);
}
static void halves_specials(void) {     /* sinpi, cospi: multiples of 1/4, and where only integers, or even ones, are left */
  for (int k = 0; k <= 40; k++) both(k / 4.0, 1), both(k + 0x1p20, 0), both(k / 2.0 + 0x1p40, 0);
  for (int k = -4; k <= 4; k++) both(0x1p51 + k / 2.0, 0), both(0x1p52 + k, 0), both(0x1p53 + 2 * k, 0);
  LIST(1, 0x1p-900, 1e-310, 1e22, 1e300, 0.3, 1e5 + 0.1);
}
static void inverse_hyperbolic_specials(void) {
  both(1, 8);
  for (int k = -60; k <= 60; k++) both(ldexp(1, k), 1), put(1 + ldexp(1, k)), put(1 - ldexp(1, -abs(k)));
  LIST(2, 0x1p500, -0x1p500, 0x1p28, 0x1p-28, 0.5, 1.5, 2, 1e300, 1e-300, 1.1752011936438014, 1.5430806348152437, 0.7615941559557649);
}
static void error_specials(void) {
  LIST(3, 0.75, 0.84375, 1.25, 2.857142857142857, 6, 26, 27.226017111108366, 26.543258430632299, 28, 0.5, 0.25, 27.2, 38.5, 37, 40,
       -0.84375, -1.25, -2.857142857142857, -6, -5.863584748755168, -37, -38.4);
  for (int k = -60; k <= 5; k++) both(ldexp(1, k), 1);
  for (int k = 1; k <= 120; k++) both(k / 4.0, 0);
}
static void gamma_specials(void) {
  for (int k = 1; k <= 180; k++) put(k), put(k + 0.5), put(-k - 0.5), put(nextafter(-k, 0)), put(nextafter(-k, -300)), put(k - 0x1p-30), put(-k + 0x1p-20);
  around(1, 8), around(2, 8);
  LIST(3, 0.5, 2.5, 10, 171.62437695630272, -170, -184.5, 1.4616321449683622, 0x1p-60, -0x1p-60, 1e-308, -1e-308, -10, -177.8, 3, 1.5);
  LIST(1, -2.4570247382208006, -2.7476826467274127, -3.1435808883499798, -3.955294284858598, -10.999999724888, 1e15, 1e300, 2.5e305, 2.56e305);
}

/* Functions that MPFR has not, with bits to spare. */
enum { MORE = 400 };
static int sigmoid(mpfr_ptr r, mpfr_srcptr x, mpfr_rnd_t rnd) {
  mpfr_t e;
  mpfr_init2(e, MORE);
  mpfr_neg(e, x, MPFR_RNDN), mpfr_exp(e, e, MPFR_RNDN), mpfr_add_ui(e, e, 1, MPFR_RNDN);
  int exactness = mpfr_ui_div(r, 1, e, rnd);
  mpfr_clear(e);
  return exactness;
}
static int softplus(mpfr_ptr r, mpfr_srcptr x, mpfr_rnd_t rnd) {
  mpfr_t e;
  mpfr_init2(e, MORE);
  mpfr_exp(e, x, MPFR_RNDN);            /* beyond 1e5, x and the result are the same to all bits */
  int exactness = mpfr_cmp_d(x, 1e5) > 0 ? mpfr_set(r, x, rnd) : mpfr_log1p(r, e, rnd);
  mpfr_clear(e);
  return exactness;
}
static int angle(mpfr_ptr r, mpfr_srcptr x, mpfr_rnd_t rnd, int degrees) {
  mpfr_t pi;
  mpfr_init2(pi, 300);
  mpfr_const_pi(pi, MPFR_RNDN), mpfr_div_ui(pi, pi, 180, MPFR_RNDN);
  int exactness = degrees ? mpfr_div(r, x, pi, rnd) : mpfr_mul(r, x, pi, rnd);
  mpfr_clear(pi);
  return exactness;
}
static int degrees(mpfr_ptr r, mpfr_srcptr x, mpfr_rnd_t rnd) { return angle(r, x, rnd, 1); }
static int radians(mpfr_ptr r, mpfr_srcptr x, mpfr_rnd_t rnd) { return angle(r, x, rnd, 0); }

static int rsqrt(mpfr_ptr r, mpfr_srcptr x, mpfr_rnd_t rnd) { /* of -0 as 1/sqrt, and as IEEE 754 has it */
  return mpfr_zero_p(x) && mpfr_signbit(x) ? mpfr_set_inf(r, -1), 0 : mpfr_rec_sqrt(r, x, rnd);
}
static int lgamma_of(mpfr_ptr r, mpfr_srcptr x, mpfr_rnd_t rnd) { int sign; return mpfr_lgamma(r, &sign, x, rnd); }
static int gelu(mpfr_ptr r, mpfr_srcptr x, mpfr_rnd_t rnd) { /* x/2 erfc(-x/sqrt 2): a limit at -infinity */
  mpfr_t e;
  if (mpfr_inf_p(x)) return mpfr_sgn(x) > 0 ? mpfr_set_inf(r, 1) : mpfr_set_zero(r, -1), 0;
  mpfr_init2(e, MORE + 200);
  mpfr_sqrt_ui(e, 2, MPFR_RNDN), mpfr_div(e, x, e, MPFR_RNDN), mpfr_neg(e, e, MPFR_RNDN), mpfr_erfc(e, e, MPFR_RNDN);
  mpfr_div_2ui(e, e, 1, MPFR_RNDN);
  int exactness = mpfr_mul(r, e, x, rnd);
  mpfr_clear(e);
  return exactness;
}

/* A sampler draws `count` inputs: UNI uniformly between lo and hi, POS with a bit pattern
 * uniform between those of lo and hi (about log-uniform), ANY likewise with a random sign.
 * The last of sinh's and tanh's are where the exponential's table has its first step, ln(2)/512. */
typedef struct { enum { UNI = 1, POS, ANY } kind; int count; double lo, hi; } sampler;
#define TRIG_SAMPLERS { { UNI, 0, -4, 4 }, { UNI, 0, -1000, 1000 } }, \
  { { ANY, 700, 0, DBL_MAX }, { UNI, 500, -1000, 1000 }, { UNI, 200, -4, 4 }, \
    { ANY, 300, 1e-5, 1e8 } }
#define ARC_SAMPLERS { { UNI, 0, -1, 1 }, { ANY, 0, 0x1p-30, 1 } }, \
  { { UNI, 900, -1, 1 }, { UNI, 200, -0.52, 0.52 }, { ANY, 400, 0x1p-40, 1 }, { ANY, 100, 0, DBL_MAX } }
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
  { "tan", mpfr_tan, trig_specials, TRIG_SAMPLERS },
  { "atan", mpfr_atan, atan_specials,
    { { UNI, 0, -3, 3 }, { ANY, 0, 0x1p-30, 0x1p30 } },
    { { ANY, 300, 0, DBL_MAX }, { UNI, 600, -2, 2 }, { ANY, 600, 0x1p-8, 0x1p8 }, { UNI, 200, -0.02, 0.02 } } },
  { "asin", mpfr_asin, asin_specials, ARC_SAMPLERS },
  { "acos", mpfr_acos, asin_specials, ARC_SAMPLERS },
  { "exp2", mpfr_exp2, exp2_specials,
    { { UNI, 0, -1021, 1023.9 }, { ANY, 0, 0x1p-20, 1000 } },
    { { ANY, 200, 0, DBL_MAX }, { UNI, 600, -1075, 1024 }, { UNI, 300, -1, 1 }, { UNI, 100, -1075, -1022 } } },
  { "exp10", mpfr_exp10, exp10_specials,
    { { UNI, 0, -307, 308.2 }, { ANY, 0, 0x1p-20, 300 } },
    { { ANY, 200, 0, DBL_MAX }, { UNI, 600, -324, 309 }, { UNI, 300, -1, 1 }, { UNI, 100, -324, -307 } } },
  { "expm1", mpfr_expm1, expm1_specials,
    { { UNI, 0, -1, 1 }, { ANY, 0, 0x1p-30, 700 } },
    { { ANY, 200, 0, DBL_MAX }, { UNI, 500, -0.01, 0.01 }, { UNI, 500, -1, 1 }, { UNI, 300, -40, 710 } } },
  { "log2", mpfr_log2, log_specials,
    { { POS, 0, 0.25, 4 }, { POS, 0, 0x1p-1022, DBL_MAX } },
    { { ANY, 100, 0, DBL_MAX }, { POS, 500, 0x1p-1022, DBL_MAX }, { UNI, 400, 0, 4 }, { UNI, 300, 1 - 0x1p-7, 1 + 0x1p-7 }, { POS, 100, 0x1p-1074, 0x1p-1022 } } },
  { "log10", mpfr_log10, log10_specials,
    { { POS, 0, 0.25, 4 }, { POS, 0, 0x1p-1022, DBL_MAX } },
    { { ANY, 100, 0, DBL_MAX }, { POS, 500, 0x1p-1022, DBL_MAX }, { UNI, 400, 0, 4 }, { UNI, 300, 1 - 0x1p-7, 1 + 0x1p-7 }, { POS, 100, 0x1p-1074, 0x1p-1022 } } },
  { "log1p", mpfr_log1p, log1p_specials,
    { { UNI, 0, -0.9, 3 }, { ANY, 0, 0x1p-40, 0.9 } },
    { { ANY, 100, 0, DBL_MAX }, { POS, 400, 0x1p-60, DBL_MAX }, { UNI, 500, -1, 1 }, { UNI, 400, -0x1p-7, 0x1p-7 }, { ANY, 200, 0x1p-60, 1 } } },
  { "sinh", mpfr_sinh, hyperbolic_specials,
    { { UNI, 0, -3, 3 }, { ANY, 0, 0x1p-30, 700 } },
    { { ANY, 200, 0, DBL_MAX }, { UNI, 600, -2, 2 }, { UNI, 400, -711, 711 }, { UNI, 300, -0.02, 0.02 },
      { ANY, 500, 0x1.62p-10, 0x1.7p-10 } } },
  { "cosh", mpfr_cosh, hyperbolic_specials,
    { { UNI, 0, -3, 3 }, { ANY, 0, 0x1p-30, 700 } },
    { { ANY, 200, 0, DBL_MAX }, { UNI, 600, -2, 2 }, { UNI, 400, -711, 711 }, { UNI, 300, -0.02, 0.02 } } },
  { "tanh", mpfr_tanh, hyperbolic_specials,
    { { UNI, 0, -3, 3 }, { ANY, 0, 0x1p-30, 20 } },
    { { ANY, 200, 0, DBL_MAX }, { UNI, 600, -2, 2 }, { UNI, 400, -20, 20 }, { UNI, 300, -0.02, 0.02 },
      { ANY, 500, 0x1.62p-11, 0x1.7p-11 } } },
  { "sigmoid", sigmoid, exp_specials,
    { { UNI, 0, -5, 5 }, { ANY, 0, 0x1p-20, 700 } },
    { { ANY, 200, 0, DBL_MAX }, { UNI, 600, -5, 5 }, { UNI, 400, -746, 40 }, { UNI, 100, -746, -708 } } },
  { "softplus", softplus, exp_specials,
    { { UNI, 0, -5, 5 }, { ANY, 0, 0x1p-20, 700 } },
    { { ANY, 200, 0, 1e300 }, { UNI, 600, -5, 5 }, { UNI, 400, -746, 40 }, { UNI, 100, -746, -708 } } },
  { "cbrt", mpfr_cbrt, root_specials, { { UNI, 0, -8, 8 }, { ANY, 0, 0x1p-1022, DBL_MAX } }, { { ANY, 600, 0, DBL_MAX }, { UNI, 500, -8, 8 } } },
  { "rsqrt", rsqrt, root_specials, { { UNI, 0, 0, 4 }, { POS, 0, 0x1p-1022, DBL_MAX } }, { { POS, 600, 0, DBL_MAX }, { UNI, 500, 0, 4 } } },
  { "sinpi", mpfr_sinpi, halves_specials, { { UNI, 0, -2, 2 }, { ANY, 0, 0x1p-30, 1e6 } }, { { ANY, 500, 0, DBL_MAX }, { UNI, 500, -2, 2 }, { ANY, 300, 0x1p-40, 0x1p53 } } },
  { "cospi", mpfr_cospi, halves_specials, { { UNI, 0, -2, 2 }, { ANY, 0, 0x1p-30, 1e6 } }, { { ANY, 500, 0, DBL_MAX }, { UNI, 500, -2, 2 }, { ANY, 300, 0x1p-40, 0x1p53 } } },
  { "asinh", mpfr_asinh, inverse_hyperbolic_specials, { { UNI, 0, -3, 3 }, { ANY, 0, 0x1p-30, 0x1p30 } },
    { { ANY, 500, 0, DBL_MAX }, { UNI, 500, -3, 3 }, { UNI, 300, -0.02, 0.02 } } },
  { "acosh", mpfr_acosh, inverse_hyperbolic_specials, { { UNI, 0, 1, 4 }, { POS, 0, 1, 0x1p30 } }, { { POS, 500, 1, DBL_MAX }, { UNI, 500, 1, 4 }, { UNI, 300, 1, 1.02 } } },
  { "atanh", mpfr_atanh, inverse_hyperbolic_specials, { { UNI, 0, -1, 1 }, { ANY, 0, 0x1p-30, 1 } }, { { ANY, 500, 0, 1 }, { UNI, 500, -1, 1 }, { UNI, 300, -0.02, 0.02 } } },
  { "erf", mpfr_erf, error_specials, { { UNI, 0, -6, 6 }, { ANY, 0, 0x1p-30, 5 } }, { { ANY, 300, 0, DBL_MAX }, { UNI, 600, -6, 6 }, { UNI, 300, -1.3, 1.3 } } },
  { "erfc", mpfr_erfc, error_specials, { { UNI, 0, -6, 27 }, { ANY, 0, 0x1p-30, 26 } }, { { ANY, 300, 0, DBL_MAX }, { UNI, 600, -6, 27.3 }, { UNI, 300, -1.3, 1.3 }, { UNI, 100, 26.4, 27.3 } } },
  { "gelu", gelu, error_specials, { { UNI, 0, -5, 5 }, { ANY, 0, 0x1p-30, 37 } }, { { ANY, 300, 0, DBL_MAX }, { UNI, 600, -6, 6 }, { UNI, 300, -38.6, 0 }, { UNI, 100, -38.6, -37 } } },
  { "gamma", mpfr_gamma, gamma_specials, { { UNI, 0, -20, 171 }, { ANY, 0, 0x1p-30, 170 } }, { { ANY, 300, 0, DBL_MAX }, { UNI, 600, -184, 172 }, { UNI, 600, -10, 10 }, { UNI, 100, -184, -170 } } },
  { "lgamma", lgamma_of, gamma_specials, { { UNI, 0, 0, 20 }, { ANY, 0, 0x1p-30, 1e10 } }, { { ANY, 300, 0, DBL_MAX }, { UNI, 600, -200, 200 }, { UNI, 600, -10, 10 }, { UNI, 300, 0.5, 2.5 } } },
  { "degrees", degrees, common, { { UNI, 0, -4, 4 }, { ANY, 0, 0, 1e300 } }, { { ANY, 500, 0, DBL_MAX } } },
  { "radians", radians, common, { { UNI, 0, -400, 400 }, { ANY, 0, 0, 1e300 } }, { { ANY, 500, 0, DBL_MAX } } },
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
  if (argc < 2) { fprintf(stderr, "usage: make <outdir> [name ...]\n"); return 2; }
  for (const struct row *row = table; row < table + sizeof table / sizeof *table; row++) {
    int asked = argc == 2;
    for (int i = 2; i < argc; i++) asked |= strcmp(argv[i], row->name) == 0;
    if (!asked) continue;
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
