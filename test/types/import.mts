/** The types of the ES module: the same names as those of the CommonJS one, which usage.ts meets. */
import { createFlux, type Flux, flux } from "autoflux";

flux satisfies Flux;
(await createFlux({ maxWorkers: 1, arithmetic: "reproducible" })) satisfies Flux & AsyncDisposable;
