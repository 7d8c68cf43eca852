/** What to do about a variable that a function takes from outside: advice that works for the name at hand. */
import { FreeVariable } from "../errors";
import type { FunctionKind } from "./tree";

/** A name that nobody defines for the function, and how the function uses it. */
export interface Missing {
  name: string;
  /** It is called: a function, which cannot be cloned. */
  isCalled: boolean;
  /** It is an argument of a call: it may be a value, or a function. */
  isHandedOver: boolean;
  /** The first property that is read of it. */
  property: string | undefined;
}

/** What Babel and SWC put beside a function, in lower case: syntax that the target of the build does not have. */
const HELPERS = new Set(
  [
    "arrayliketoarray arraywithholes arraywithoutholes assertthisinitialized asyncgenerator asyncgeneratordelegate asynciterator",
    "asynctogenerator awaitasyncgenerator callsuper classcallcheck createclass createforofiteratorhelper createforofiteratorhelperloose",
    "createsuper defineaccessor defineenumerableproperties defineproperty extends getprototypeof inherits inheritsloose",
    "initializerdefineproperty instanceof isnativefunction isnativereflectconstruct iterabletoarray iterabletoarraylimit maybearraylike",
    "newarrowcheck noniterablerest noniterablespread objectdestructuringempty objectspread objectspreadprops objectwithoutproperties",
    "objectwithoutpropertiesloose overloadyield possibleconstructorreturn readonlyerror setfunctionname setprototypeof slicedtoarray",
    "superpropbase superpropget superpropset taggedtemplateliteral taggedtemplateliteralloose tdz toarray toconsumablearray toprimitive",
    "topropertykey tosetter typeof unsupportediterabletoarray usingctx wrapasyncgenerator wrapnativesuper wrapregexp writeonlyerror",
    "tsgenerator tsvalues tsdecorate tsmetadata tsparam tsadddisposableresource tsdisposeresources tsrewriterelativeimportextension"
  ].join(" ").split(" "),
);
/** Those of esbuild and TypeScript, and of both's families: many, and with names of one kind. */
const OF_A_FAMILY = /^(__[a-z]\w*|_?regenerator\w*|_class_?private\w*|_class_?static\w*|_apply_?decs\w*)$/i;

function isHelper(name: string): boolean {
  if (/^_?tslib/.test(name)) return true;
  if (OF_A_FAMILY.test(name) && !OF_COMMON_JS.has(name) && !IMPORTED.test(name)) return true;
  return name.startsWith("_") && HELPERS.has(name.replaceAll("_", "").replace(/\d+$/, "").toLowerCase());
}

/** What compilers and test runners call a module that the file imports. */
const IMPORTED = /^(__(vi|vite_ssr)_import_\d+__|import_\w+|\w+_\d+|\w+__WEBPACK_IMPORTED_MODULE_\w+)$/;
const OF_COMMON_JS = new Set(["require", "module", "exports", "__dirname", "__filename"]);

export function freeVariable(missing: Missing, where: string, kind: FunctionKind): FreeVariable {
  const { name } = missing;
  return new FreeVariable(
    `${where}: ${name} is not defined in the function, and functions run elsewhere, by their source alone. ${adviceFor(missing, kind)}`,
    name,
  );
}

function adviceFor(missing: Missing, kind: FunctionKind): string {
  const { name } = missing;
  const elsewhere = kind === "batch" ? ", or put the function into a module of its own: { module, export }" : "";
  if (isHelper(name)) {
    const raise = "It is a helper of a compiler: raise the target of your build to ES2022, so that it needs none";
    return `${raise}, or write the function in plain JavaScript${elsewhere}`;
  }
  if (/^cov_\w+$/.test(name)) return `It counts coverage: leave the function's file out of that${elsewhere}`;
  return kind === "batch" ? adviceForBatches(missing, elsewhere) : adviceForElements(missing);
}

function adviceForBatches({ name, isCalled, isHandedOver, property }: Missing, elsewhere: string): string {
  if (property !== undefined && IMPORTED.test(name)) {
    const named = `{ imports: { ${name}: "the module of ${property}" } }`;
    return `It stands for a module that the file imports, for ${property}. Name the module: ${named}${elsewhere}`;
  }
  if (OF_COMMON_JS.has(name)) {
    return `It belongs to the file around. Name the modules that it uses: { imports: { path: "node:path" } }${elsewhere}`;
  }
  if (isCalled) {
    return `Define it inside the function, or import it: { imports: { ${name}: ["./its-module.mjs", "${name}"] } }${elsewhere}`;
  }
  if (isHandedOver) {
    const imports = `{ imports: { ${name}: ["./its-module.mjs", "${name}"] } }`;
    return `If it is a function, define it inside, or import it: ${imports}. Else give its value: { context: { ${name} } }${elsewhere}`;
  }
  return `Give its value: { context: { ${name} } }, or a module: { imports: { ${name}: "the module's name" } }`;
}

function adviceForElements({ name, isCalled, isHandedOver, property }: Missing): string {
  if (property !== undefined && IMPORTED.test(name)) {
    return `It stands for a module that the file imports, for ${property}. Define ${property} inside the function`;
  }
  if (OF_COMMON_JS.has(name)) return "It belongs to the file around: give what the function needs as numbers, or in context";
  if (isCalled) return "Define it inside the function (functions cannot be cloned, so context cannot give it)";
  if (isHandedOver) return `If it is a function, define it inside the function. Else give its value: { context: { ${name} } }`;
  return `Give its value: { context: { ${name} } }, or as an input: evaluate("...", { ${name} })`;
}
