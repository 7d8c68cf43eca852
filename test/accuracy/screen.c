/* screen.c - the largest error of a function's results: float128 screens them, MPFR judges the worst.
 *
 * Needs gcc (libquadmath) and the Debian/Ubuntu package libmpfr-dev; run.mjs compiles and runs it.
 *
 *   screen <name> < records     records: x, f(x), or x, y, f(x, y), as float64, one after the other
 *
 * Prints how many records it read, and the worst: "<count> <error in ulp> <x> <y> <f>", numbers as hex floats, y = 0 if there is none.
 * A result that is infinite, NaN or of the wrong sign where the exact one is not counts as an error of infinity.
 */
#include <float.h>
#include <math.h>
#include <mpfr.h>
#include <quadmath.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORST = 32, BATCH = 4096, PREC = 300 };
typedef struct { double error, x, y, f; } finding;

static __float128 sigmoidq(__float128 x) { return 1 / (1 + expq(-x)); }
static __float128 softplusq(__float128 x) { return x > 200 ? x : log1pq(expq(x)); }
static __float128 exp10q(__float128 x) { return powq(10, x); }
static __float128 degreesq(__float128 x) { return x * 180 / M_PIq; }
static __float128 radiansq(__float128 x) { return x * M_PIq / 180; }
static __float128 rsqrtq(__float128 x) { return 1 / sqrtq(x); }
static __float128 geluq(__float128 x) { return x / 2 * erfcq(-x * M_SQRT1_2q); }
static __float128 logaddexpq(__float128 a, __float128 b) { return fmaxq(a, b) + log1pq(expq(-fabsq(a - b))); }
/* Exact zeros where they are: the argument of the sine is at most pi/2. */
static __float128 folded(__float128 x) { return x - 2 * rintq(x / 2); }
static __float128 cospiq(__float128 x) { return sinq(M_PIq * (0.5 - fabsq(folded(x)))); }
static __float128 sinpiq(__float128 x) {
  __float128 y = folded(x);
  return fabsq(y) > 0.5 ? copysignq(sinq(M_PIq * (1 - fabsq(y))), y) : sinq(M_PIq * y);
}

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

static int logabsgamma(mpfr_ptr r, mpfr_srcptr x, mpfr_rnd_t rnd) { int sign; return mpfr_lgamma(r, &sign, x, rnd); }
static int gelu(mpfr_ptr r, mpfr_srcptr x, mpfr_rnd_t rnd) {
  mpfr_sqrt_ui(r, 2, rnd), mpfr_div(r, x, r, rnd), mpfr_neg(r, r, rnd), mpfr_erfc(r, r, rnd);
  return mpfr_mul(r, r, x, rnd), mpfr_div_2ui(r, r, 1, rnd);
}
static int logaddexp(mpfr_ptr r, mpfr_srcptr a, mpfr_srcptr b, mpfr_rnd_t rnd) {
  mpfr_sub(r, a, b, rnd), mpfr_abs(r, r, rnd), mpfr_neg(r, r, rnd), mpfr_exp(r, r, rnd), mpfr_log1p(r, r, rnd);
  return mpfr_add(r, r, mpfr_cmp(a, b) > 0 ? a : b, rnd);
}

/* What an ulp is of, where it is not the result: that of an operand, or of 1 where the result has zeros that no method reaches. */
static double operands(double r, double x, double y) { return fmax(fabs(r), fmax(fabs(x), fabs(y))); }
static double zeros(double r, double x, double y) { return (void)y, x < 0 ? fmax(fabs(r), 1) : r; }

static const struct row {
  const char *name;
  __float128 (*quad)(__float128);
  int (*exact)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);
  __float128 (*quad2)(__float128, __float128);
  int (*exact2)(mpfr_ptr, mpfr_srcptr, mpfr_srcptr, mpfr_rnd_t);
  double (*measure)(double r, double x, double y);
} rows[] = {
  { "exp", expq, mpfr_exp }, { "exp2", exp2q, mpfr_exp2 }, { "exp10", exp10q, mpfr_exp10 }, { "expm1", expm1q, mpfr_expm1 },
  { "log", logq, mpfr_log }, { "log2", log2q, mpfr_log2 }, { "log10", log10q, mpfr_log10 }, { "log1p", log1pq, mpfr_log1p },
  { "cbrt", cbrtq, mpfr_cbrt }, { "rsqrt", rsqrtq, mpfr_rec_sqrt },
  { "tan", tanq, mpfr_tan }, { "atan", atanq, mpfr_atan }, { "asin", asinq, mpfr_asin }, { "acos", acosq, mpfr_acos },
  { "sin", sinq, mpfr_sin }, { "cos", cosq, mpfr_cos }, { "sinpi", sinpiq, mpfr_sinpi }, { "cospi", cospiq, mpfr_cospi },
  { "sinh", sinhq, mpfr_sinh }, { "cosh", coshq, mpfr_cosh }, { "tanh", tanhq, mpfr_tanh },
  { "asinh", asinhq, mpfr_asinh }, { "acosh", acoshq, mpfr_acosh }, { "atanh", atanhq, mpfr_atanh },
  { "erf", erfq, mpfr_erf }, { "erfc", erfcq, mpfr_erfc }, { "gelu", geluq, gelu },
  { "gamma", tgammaq, mpfr_gamma }, { "lgamma", lgammaq, logabsgamma, .measure = zeros },
  { "sigmoid", sigmoidq, sigmoid }, { "softplus", softplusq, softplus }, { "degrees", degreesq, degrees }, { "radians", radiansq, radians },
  { "pow", .quad2 = powq, .exact2 = mpfr_pow }, { "hypot", .quad2 = hypotq, .exact2 = mpfr_hypot }, { "atan2", .quad2 = atan2q, .exact2 = mpfr_atan2 },
  { "logaddexp", .quad2 = logaddexpq, .exact2 = logaddexp, .measure = operands },
};

/* 2^-1074 at zero and among subnormals. */
static double ulp(double r) {
  int e = r == 0 ? -1022 : ilogb(r);
  return ldexp(1, (e < -1022 ? -1022 : e) - 52);
}

static double unit(const struct row *row, double r, double x, double y) { return ulp(row->measure ? row->measure(r, x, y) : r); }

static double judged(const struct row *row, double x, double y, double f) {
  mpfr_t mx, my, mr;
  mpfr_init2(mx, 53), mpfr_init2(my, 53), mpfr_init2(mr, PREC);
  mpfr_set_d(mx, x, MPFR_RNDN), mpfr_set_d(my, y, MPFR_RNDN);
  if (row->exact2) row->exact2(mr, mx, my, MPFR_RNDN);
  else row->exact(mr, mx, MPFR_RNDN);
  double r = mpfr_get_d(mr, MPFR_RNDN), error;
  if (!isfinite(r) || !isfinite(f)) error = r == f || (r != r && f != f) ? 0 : INFINITY;
  else {
    mpfr_sub_d(mr, mr, f, MPFR_RNDN), mpfr_abs(mr, mr, MPFR_RNDN);
    mpfr_mul_2si(mr, mr, -ilogb(unit(row, r, x, y)), MPFR_RNDN);
    error = mpfr_get_d(mr, MPFR_RNDN);
    if (signbit(r) != signbit(f) && !row->measure) error = INFINITY;
  }
  mpfr_clears(mx, my, mr, (mpfr_ptr)0);
  return error;
}

static double screened(const struct row *row, double x, double y, double f) {
  __float128 exact = row->quad2 ? row->quad2(x, y) : row->quad(x);
  double r = (double)exact;
  if (!isfinite(r) || !isfinite(f)) return r == f || (r != r && f != f) ? 0 : INFINITY;
  return (double)(fabsq(exact - f) / unit(row, r, x, y));
}

static int byError(const void *a, const void *b) {
  double x = ((const finding *)a)->error, y = ((const finding *)b)->error;
  return (x < y) - (x > y);
}

int main(int argc, char **argv) {
  const struct row *row = rows, *end = rows + sizeof rows / sizeof *rows;
  while (row < end && (argc != 2 || strcmp(row->name, argv[1]))) row++;
  if (row == end) { fprintf(stderr, "usage: screen <name> < records\n"); return 2; }
  static double record[3 * BATCH];
  const size_t width = row->quad2 ? 3 : 2;
  finding worst[WORST + 1] = { { 0 } };
  long count = 0;
  for (size_t n; (n = fread(record, 8 * width, BATCH, stdin)) > 0; count += n) {
    for (size_t i = 0; i < n; i++) {
      const double *at = record + width * i, x = at[0], y = width == 3 ? at[1] : 0, f = at[width - 1];
      double error = screened(row, x, y, f);
      if (error <= worst[WORST - 1].error) continue;
      worst[WORST] = (finding){ error, x, y, f };
      qsort(worst, WORST + 1, sizeof *worst, byError);
    }
  }
  finding most = { -1, 0, 0, 0 };
  for (int i = 0; i < WORST; i++) {
    worst[i].error = worst[i].error > 0 ? judged(row, worst[i].x, worst[i].y, worst[i].f) : 0;
    if (worst[i].error > most.error) most = worst[i];
  }
  printf("%ld %.17g %a %a %a\n", count, most.error, most.x, most.y, most.f);
}
