/** The files that run in every host (docs/architecture.md, "Hosts"). */
export const CORE_ROOMS = /^src\/(catalog|memory|expression|kernels|lowering|threads|engines|call|instance)\//;
export const CORE_METHODS = /^src\/methods\/(explain|compile|arrays|scope)\.ts$/;
