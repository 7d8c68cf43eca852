/* make-pairs.c - writes the reference vectors <name>.pairs.bin of functions of two inputs; as make.c, which tells more.
 *
 *   gcc -O2 -ffp-contract=off make-pairs.c -lmpfr -lgmp -lm -o /tmp/make-pairs && /tmp/make-pairs <outdir> [name ...]
 *
 * Format (little-endian, N = file size / 28): N x f64 a, N x f64 b, N x f64 r = f(a, b) rounded once, N x f32 residual
 * (f(a, b) - r) / ulp(r). Every NaN is 0x7ff8000000000000. Where ECMAScript's Math differs from C (pow), r is as in ECMAScript.
 *
 * Inputs: every special beside every other, then the KEEP of SEARCH random pairs that are hardest to round, then random pairs.
 */
#include <float.h>
#include <math.h>
#include <mpfr.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX = 16384, SEARCH = 400000, KEEP = 600, SAMPLE = 1500, PREC = 300, SEARCH_PREC = 130 };

static double a[MAX], b[MAX], out[MAX];
static float res[MAX];
static int n;

static double from_bits(uint64_t u) { double x; memcpy(&x, &u, 8); return x; }
static uint64_t bits(double x) { uint64_t u; memcpy(&u, &x, 8); return u; }
static uint64_t state;
static uint64_t splitmix64(void) {
  uint64_t z = state += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}
static double uniform(double lo, double hi) { return lo + (splitmix64() >> 11) * 0x1p-53 * (hi - lo); }
static double spread(double lo, double hi) { return from_bits(bits(lo) + splitmix64() % (bits(hi) - bits(lo))); }

static int js_pow(mpfr_ptr r, mpfr_srcptr x, mpfr_srcptr y, mpfr_rnd_t rnd) {
  if (mpfr_nan_p(y) || (mpfr_inf_p(y) && mpfr_cmpabs_ui(x, 1) == 0)) return mpfr_set_nan(r), 0;
  return mpfr_pow(r, x, y, rnd);
}
static void pow_pair(double *x, double *y) {
  switch (splitmix64() & 7) {
    case 0: *x = spread(0x1p-1074, DBL_MAX), *y = uniform(-1.5, 1.5); break;
    case 1: *x = uniform(0, 4), *y = uniform(-20, 20); break;
    case 2: *x = 1 + uniform(-1, 1) * 0x1p-20, *y = spread(0x1p10, 0x1p28) * (splitmix64() & 1 ? 1 : -1); break;
    case 3: *x = uniform(0.9, 1.1), *y = uniform(-7000, 7000); break;
    case 4: *x = -uniform(0, 10), *y = floor(uniform(-30, 30)); break;
    case 5: *x = uniform(0, 1000), *y = floor(uniform(-20, 20)) / 2; break;
    case 6: *x = exp(uniform(-5, 5)), *y = (splitmix64() & 1 ? -745.0 : 709.0) / log(*x) * uniform(0.98, 1.02); break;
    default: *x = spread(1e-5, 1e5), *y = uniform(-5, 5);
  }
}

static int logaddexp(mpfr_ptr r, mpfr_srcptr x, mpfr_srcptr y, mpfr_rnd_t rnd) {
  mpfr_t e;
  if (mpfr_nan_p(x) || mpfr_nan_p(y)) return mpfr_set_nan(r), 0;
  mpfr_srcptr larger = mpfr_cmp(x, y) > 0 ? x : y;
  if (mpfr_inf_p(x) || mpfr_inf_p(y) || mpfr_cmp_d(larger, -1e5) < 0 || mpfr_cmp_d(larger, 1e5) > 0) { /* the rest is lost, or ln 2 where they are the same */
    mpfr_init2(e, 400);
    mpfr_const_log2(e, MPFR_RNDN);
    if (mpfr_cmp(x, y) || mpfr_inf_p(x)) mpfr_set_zero(e, 1);
    mpfr_sub(r, x, y, MPFR_RNDN);
    if (!mpfr_inf_p(x) && !mpfr_inf_p(y) && mpfr_cmp(x, y) && mpfr_cmpabs_ui(r, 2000) < 0) mpfr_abs(r, r, MPFR_RNDN), mpfr_neg(r, r, MPFR_RNDN), mpfr_exp(e, r, MPFR_RNDN), mpfr_log1p(e, e, MPFR_RNDN);
  } else {
    mpfr_init2(e, 400);
    mpfr_sub(e, x, y, MPFR_RNDN), mpfr_abs(e, e, MPFR_RNDN), mpfr_neg(e, e, MPFR_RNDN), mpfr_exp(e, e, MPFR_RNDN), mpfr_log1p(e, e, MPFR_RNDN);
  }
  int exactness = mpfr_add(r, larger, e, rnd);
  mpfr_clear(e);
  return exactness;
}
static double signed_spread(double lo, double hi) { return spread(lo, hi) * (splitmix64() & 1 ? 1 : -1); }
static void plane_pair(double *x, double *y) { /* hypot, atan2 */
  switch (splitmix64() & 3) {
    case 0: *x = uniform(-6, 6), *y = uniform(-6, 6); break;
    case 1: *x = signed_spread(0x1p-1074, DBL_MAX), *y = signed_spread(0x1p-1074, DBL_MAX); break;
    case 2: *x = signed_spread(1e-10, 1e10), *y = signed_spread(1e-10, 1e10); break;
    default: *x = signed_spread(0x1p-1074, DBL_MAX), *y = *x * (splitmix64() & 1 ? uniform(-2, 2) : signed_spread(1e-20, 1e20));
  }
}
static void exponents_pair(double *x, double *y) {
  switch (splitmix64() & 3) {
    case 0: *x = uniform(-6, 6), *y = uniform(-6, 6); break;
    case 1: *x = uniform(-1, 1), *y = uniform(-1, 1); break;
    case 2: *x = uniform(-800, 800), *y = *x + uniform(-40, 40); break;
    default: *x = signed_spread(1e-300, 1e6), *y = signed_spread(1e-300, 1e6);
  }
}

static const double specials[] = {
  0.0, -0.0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 1.5, -1.5, INFINITY, -INFINITY, NAN, 0x1p-1074, -0x1p-1074, 0x1p-1022, 1e-310, DBL_MAX, -DBL_MAX,
  0x1p52, 0x1p53, 0x1p53 + 2, -0x1p53, 1 + 0x1p-52, 1 - 0x1p-53, 1e-20, 10, -10, 100, 101, 700, 709.78, -745, 1023, -1074, 1e22, 1e300,
};
static const struct row {
  const char *name;
  int (*f)(mpfr_ptr, mpfr_srcptr, mpfr_srcptr, mpfr_rnd_t);
  void (*draw)(double *, double *);
} table[] = {
  { "pow", js_pow, pow_pair }, { "hypot", mpfr_hypot, plane_pair }, { "atan2", mpfr_atan2, plane_pair }, { "logaddexp", logaddexp, exponents_pair },
};

static void put(double x, double y) {
  if (n == MAX) { fprintf(stderr, "MAX is too small\n"); exit(1); }
  a[n] = x, b[n++] = y;
}
static double eval(const struct row *row, int prec, double x, double y, double *r) {
  static mpfr_t mx, my, mr;
  static int ready;
  if (!ready++) mpfr_inits2(53, mx, my, mr, (mpfr_ptr)0);
  mpfr_set_d(mx, x, MPFR_RNDN), mpfr_set_d(my, y, MPFR_RNDN), mpfr_set_prec(mr, prec);
  row->f(mr, mx, my, MPFR_RNDN);
  *r = mpfr_get_d(mr, MPFR_RNDN);
  if (*r != *r) *r = from_bits(0x7ff8000000000000u);
  if (!isfinite(*r)) return 0;
  int e = *r == 0 ? -1022 : ilogb(*r);
  mpfr_sub_d(mr, mr, *r, MPFR_RNDN);
  mpfr_mul_2si(mr, mr, 52 - (e < -1022 ? -1022 : e), MPFR_RNDN);
  return mpfr_get_d(mr, MPFR_RNDN);
}
static int by_first(const void *p, const void *q) {
  double x = *(const double *)p, y = *(const double *)q;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  if (argc < 2) { fprintf(stderr, "usage: make-pairs <outdir> [name ...]\n"); return 2; }
  enum { SPECIALS = sizeof specials / sizeof *specials };
  for (const struct row *row = table; row < table + sizeof table / sizeof *table; row++) {
    int asked = argc == 2;
    for (int i = 2; i < argc; i++) asked |= strcmp(argv[i], row->name) == 0;
    if (!asked) continue;
    n = 0, state = 0x9e3779b9u;
    for (const char *p = row->name; *p; p++) state = state * 31 + *p;
    for (int i = 0; i < SPECIALS; i++) for (int j = 0; j < SPECIALS; j++) put(specials[i], specials[j]);
    double (*c)[3] = malloc(sizeof(double[3]) * SEARCH), r;
    for (int i = 0; i < SEARCH; i++) {
      row->draw(&c[i][1], &c[i][2]);
      c[i][0] = fabs(0.5 - fabs(eval(row, SEARCH_PREC, c[i][1], c[i][2], &r)));
    }
    qsort(c, SEARCH, sizeof *c, by_first);
    for (int i = 0; i < KEEP; i++) put(c[i][1], c[i][2]);
    free(c);
    for (int i = 0; i < SAMPLE; i++) { double x, y; row->draw(&x, &y), put(x, y); }
    for (int i = 0; i < n; i++) res[i] = (float)eval(row, PREC, a[i], b[i], &out[i]);
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.pairs.bin", argv[1], row->name);
    FILE *f = fopen(path, "wb");
    size_t ok = f ? fwrite(a, 8, n, f) + fwrite(b, 8, n, f) + fwrite(out, 8, n, f) + fwrite(res, 4, n, f) : 0;
    if (!f || fclose(f) || ok != 4u * n) { perror(path); return 1; }
    printf("%s: %d pairs\n", path, n);
  }
}
