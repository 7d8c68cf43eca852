/* screen.c - the largest error of a function's results: float128 screens them, MPFR judges the worst.
 *
 * Needs gcc (libquadmath) and the Debian/Ubuntu package libmpfr-dev; run.mjs compiles and runs it.
 *
 *   screen <name> < pairs       pairs: x, f(x) as float64, one after the other
 *
 * Prints how many pairs it read, and the worst: "<count> <error in ulp> <x> <f(x)>", x and f(x) as hex floats. A result that is
 * infinite, NaN or of the wrong sign where the exact one is not counts as an error of infinity.
 */
#include <float.h>
#include <math.h>
#include <mpfr.h>
#include <quadmath.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORST = 32, BATCH = 4096, PREC = 300 };
typedef struct { double error, x, y; } finding;

static __float128 sigmoidq(__float128 x) { return 1 / (1 + expq(-x)); }
static __float128 softplusq(__float128 x) { return x > 200 ? x : log1pq(expq(x)); }
static __float128 exp10q(__float128 x) { return powq(10, x); }
static __float128 degreesq(__float128 x) { return x * 180 / M_PIq; }
static __float128 radiansq(__float128 x) { return x * M_PIq / 180; }

static int sigmoid(mpfr_ptr r, mpfr_srcptr x, mpfr_rnd_t rnd) {
  mpfr_neg(r, x, rnd), mpfr_exp(r, r, rnd), mpfr_add_ui(r, r, 1, rnd);
  return mpfr_ui_div(r, 1, r, rnd);
}
static int softplus(mpfr_ptr r, mpfr_srcptr x, mpfr_rnd_t rnd) {
  if (mpfr_cmp_ui(x, 1000) > 0) return mpfr_set(r, x, rnd);
  mpfr_exp(r, x, rnd);
  return mpfr_log1p(r, r, rnd);
}
static int angle(mpfr_ptr r, mpfr_srcptr x, int up) {
  mpfr_const_pi(r, MPFR_RNDN), mpfr_div_ui(r, r, 180, MPFR_RNDN);
  return up ? mpfr_div(r, x, r, MPFR_RNDN) : mpfr_mul(r, x, r, MPFR_RNDN);
}
static int degrees(mpfr_ptr r, mpfr_srcptr x, mpfr_rnd_t rnd) { return (void)rnd, angle(r, x, 1); }
static int radians(mpfr_ptr r, mpfr_srcptr x, mpfr_rnd_t rnd) { return (void)rnd, angle(r, x, 0); }

static const struct row {
  const char *name;
  __float128 (*quad)(__float128);
  int (*exact)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);
} rows[] = {
  { "exp", expq, mpfr_exp }, { "exp2", exp2q, mpfr_exp2 }, { "exp10", exp10q, mpfr_exp10 }, { "expm1", expm1q, mpfr_expm1 },
  { "log", logq, mpfr_log }, { "log2", log2q, mpfr_log2 }, { "log10", log10q, mpfr_log10 }, { "log1p", log1pq, mpfr_log1p },
  { "tan", tanq, mpfr_tan }, { "atan", atanq, mpfr_atan },
  { "asin", asinq, mpfr_asin }, { "acos", acosq, mpfr_acos },
  { "sin", sinq, mpfr_sin }, { "cos", cosq, mpfr_cos }, { "sinh", sinhq, mpfr_sinh }, { "cosh", coshq, mpfr_cosh }, { "tanh", tanhq, mpfr_tanh },
  { "sigmoid", sigmoidq, sigmoid }, { "softplus", softplusq, softplus }, { "degrees", degreesq, degrees }, { "radians", radiansq, radians },
};

/* 2^-1074 at zero and among subnormals. */
static double ulp(double r) {
  int e = r == 0 ? -1022 : ilogb(r);
  return ldexp(1, (e < -1022 ? -1022 : e) - 52);
}

static double judged(const struct row *row, double x, double y) {
  mpfr_t mx, my;
  mpfr_init2(mx, 53), mpfr_init2(my, PREC);
  mpfr_set_d(mx, x, MPFR_RNDN);
  row->exact(my, mx, MPFR_RNDN);
  double r = mpfr_get_d(my, MPFR_RNDN), error;
  if (!isfinite(r) || !isfinite(y)) error = r == y || (r != r && y != y) ? 0 : INFINITY;
  else {
    mpfr_sub_d(my, my, y, MPFR_RNDN), mpfr_abs(my, my, MPFR_RNDN);
    mpfr_mul_2si(my, my, -ilogb(ulp(r)), MPFR_RNDN);
    error = mpfr_get_d(my, MPFR_RNDN);
    if (signbit(r) != signbit(y)) error = INFINITY;
  }
  mpfr_clear(mx), mpfr_clear(my);
  return error;
}

static double screened(const struct row *row, double x, double y) {
  __float128 exact = row->quad(x);
  double r = (double)exact;
  if (!isfinite(r) || !isfinite(y)) return r == y || (r != r && y != y) ? 0 : INFINITY;
  return (double)(fabsq(exact - y) / ulp(r));
}

static int byError(const void *a, const void *b) {
  double x = ((const finding *)a)->error, y = ((const finding *)b)->error;
  return (x < y) - (x > y);
}

int main(int argc, char **argv) {
  const struct row *row = rows, *end = rows + sizeof rows / sizeof *rows;
  while (row < end && (argc != 2 || strcmp(row->name, argv[1]))) row++;
  if (row == end) { fprintf(stderr, "usage: screen <name> < pairs\n"); return 2; }
  static double pairs[2 * BATCH];
  finding worst[WORST + 1] = { { 0 } };
  long count = 0;
  for (size_t n; (n = fread(pairs, 16, BATCH, stdin)) > 0; count += n) {
    for (size_t i = 0; i < n; i++) {
      double error = screened(row, pairs[2 * i], pairs[2 * i + 1]);
      if (error <= worst[WORST - 1].error) continue;
      worst[WORST] = (finding){ error, pairs[2 * i], pairs[2 * i + 1] };
      qsort(worst, WORST + 1, sizeof *worst, byError);
    }
  }
  finding most = { -1, 0, 0 };
  for (int i = 0; i < WORST; i++) {
    worst[i].error = worst[i].error > 0 ? judged(row, worst[i].x, worst[i].y) : 0;
    if (worst[i].error > most.error) most = worst[i];
  }
  printf("%ld %.17g %a %a\n", count, most.error, most.x, most.y);
}
