/** The files that run in every host (docs/architecture.md, "Hosts"). */
/** kernels/public.ts is a door: that of the sub-path `autoflux/kernels`. */
export const CORE_ROOMS = /^src\/(columns|catalog|memory|expression|kernels|lowering|threads|stats|series|text|engines|call|instance)\/(?!public\.ts$)/;
export const CORE_METHODS = /^src\/methods\/((explain|compile|arrays|scope|families|stats|series)\.ts$|columns\/)/;
