/** True in the test build that replaces the fused step of the relaxed build (asconfig.json, target "unfused"). */
export const UNFUSED: bool = isDefined(AUTOFLUX_UNFUSED);
