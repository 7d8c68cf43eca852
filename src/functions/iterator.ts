/**
 * What an iterable gives, one by one, by the rules of `for await`: an iterator that breaks them is a TypeError, neither the end of the
 * data nor an endless stream.
 */
import { BadIterator } from "../errors";
import { isRevoked } from "../typed-array";

export interface IteratorStep {
  done: boolean;
  value: unknown;
}

/** Whether `for await` would take it. May run a getter of the caller's. */
export function isIterable(given: unknown): given is object {
  return isObject(given) && !isRevoked(given) && (methodOf(given, Symbol.asyncIterator) ?? methodOf(given, Symbol.iterator)) !== undefined;
}

export class IteratorSteps {
  private isOver = false;

  private constructor(
    private readonly iterator: object,
    private readonly nextMethod: unknown,
    private readonly isAsync: boolean,
    private readonly where: string,
  ) {}

  /** @throws BadIterator, and what the iterable throws */
  static of(iterable: object, where: string): IteratorSteps {
    const asyncMethod = methodOf(iterable, Symbol.asyncIterator);
    const method = asyncMethod ?? methodOf(iterable, Symbol.iterator);
    const name = asyncMethod === undefined ? "[Symbol.iterator]" : "[Symbol.asyncIterator]";
    if (typeof method !== "function") {
      throw new BadIterator(
        `${where}: ${name} must be a function, got ${nameOf(method)}. Give an array, a generator, or an object whose ${name}() returns ` +
          "an iterator",
      );
    }
    const iterator = iteratorOf(method, iterable, `${where}: ${name}()`);
    if (!isObject(iterator)) throw new BadIterator(`${where}: ${name}() must return an object with a method next, got ${nameOf(iterator)}`);
    const { next } = iterator as { next?: unknown };
    if (typeof next !== "function") throw new BadIterator(`${where}: the iterator's next must be a function, got ${nameOf(next)}`);
    return new IteratorSteps(iterator, next, asyncMethod !== undefined, where);
  }

  /** Asks for the next step: a promise, which {@link read} reads once it is settled; or the step, of an iterator that is not async. */
  ask(): IteratorStep | Promise<unknown> {
    try {
      const result: unknown = Reflect.apply(this.nextMethod as () => unknown, this.iterator, []);
      if (this.isAsync) return Promise.resolve(result);
      const step = this.read(result);
      return isThenable(step.value) ? this.awaited(step) : step;
    } catch (error) {
      this.isOver = true; // an iterator whose next() has failed is not told that nothing more is wanted
      throw error;
    }
  }

  /** @throws BadIterator */
  read(result: unknown): IteratorStep {
    if (!isObject(result)) {
      this.isOver = true;
      throw new BadIterator(
        `${this.where}: the iterator's next() must ${this.isAsync ? "resolve with" : "return"} an object { value, done }, got ` +
          `${nameOf(result)}`,
      );
    }
    const { done } = result as { done?: unknown };
    if (done) this.isOver = true;
    return { done: Boolean(done), value: done && this.isAsync ? undefined : (result as { value?: unknown }).value };
  }

  /** What was asked for has failed: as in `for await`, the iterator is not told that nothing more is wanted. */
  failed(): void {
    this.isOver = true;
  }

  /** Tells the iterator that nothing more is wanted, and waits for nothing: what ended the call is what the call reports. */
  leave(): void {
    if (this.isOver) return;
    this.isOver = true;
    try {
      const { return: method } = this.iterator as { return?: unknown };
      if (method !== undefined && method !== null) {
        void Promise.resolve(Reflect.apply(method as () => unknown, this.iterator, [])).catch(() => {});
      }
    } catch {
      // what an iterator throws when it is left changes nothing
    }
  }

  /** A promise that an iterator gives as a value is awaited; where it rejects, nothing more is wanted. */
  private async awaited({ done, value }: IteratorStep): Promise<IteratorStep> {
    try {
      return { done, value: await value };
    } catch (error) {
      this.leave();
      throw error;
    }
  }
}

/** A method of the engine's own may refuse what it is called on: a proxy of a typed array. */
function iteratorOf(method: object, iterable: object, which: string): unknown {
  try {
    return Reflect.apply(method as () => unknown, iterable, []);
  } catch (error) {
    if (!/\[native code\]\s*\}$/.test(Function.prototype.toString.call(method))) throw error;
    throw new BadIterator(`${which} threw: ${(error as Error).message}. Give an array, a generator, or another iterable`);
  }
}

function methodOf(iterable: object, name: symbol): unknown {
  return (iterable as Record<symbol, unknown>)[name] ?? undefined; // null is as good as none
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function isThenable(value: unknown): boolean {
  return isObject(value) && typeof (value as { then?: unknown }).then === "function";
}

function nameOf(value: unknown): string {
  return value === null ? "null" : typeof value;
}
