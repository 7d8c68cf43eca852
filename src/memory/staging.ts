/** Memory that calls borrow from the arena while they run: bounded in all, waited for in turn, given back or kept warm. */
import { ArenaFull } from "../errors";
import type { Arena } from "./arena";

interface Loan {
  pointer: number;
  bytes: number;
}

/** All calls together stage through no more than this, and no more is kept. */
const MOST_BYTES = 48 << 20;

export class Staging {
  /** Given back by calls, and kept for the next: only where nothing is to be returned to the arena (enableGc: false). */
  private readonly kept: Loan[] = [];
  private readonly waiting: (() => void)[] = [];
  private keptBytes = 0;
  /** Bytes in the hands of calls. */
  private lent = 0;

  constructor(
    private readonly arena: Arena,
    private readonly keeps: boolean,
  ) {
    arena.onRoom(() => this.wake());
  }

  /** What one call may take in all: half of what the arena could give, within the cap, whatever other calls hold now. */
  get shareBytes(): number {
    return Math.min(MOST_BYTES, Math.floor((this.arena.roomBytes + this.arena.stagingBytes) / 2));
  }

  /**
   * Memory for a call that needs it: at once, or once other calls have let go of what they hold. @throws ArenaFull where no other does,
   * what `check` throws
   */
  need(bytes: number, check: () => void): Loan | Promise<Loan> {
    if (bytes === 0) return { pointer: 0, bytes };
    return this.tryLend(bytes) ?? this.waitFor(bytes, check);
  }

  private async waitFor(bytes: number, check: () => void): Promise<Loan> {
    for (;;) {
      if (!this.arena.isHeld) return this.lend(bytes);
      await new Promise<void>((resume) => this.waiting.push(resume));
      check();
      const loan = this.tryLend(bytes);
      if (loan) return loan;
    }
  }

  /** Memory that would be welcome, if it is there and no call waits for what it needs. */
  spare(bytes: number): Loan | undefined {
    return this.waiting.length === 0 ? this.tryLend(bytes) : undefined;
  }

  private tryLend(bytes: number): Loan | undefined {
    if (this.lent > 0 && this.lent + bytes > MOST_BYTES) return undefined;
    try {
      return this.lend(bytes);
    } catch (error) {
      if (error instanceof ArenaFull) return undefined;
      throw error;
    }
  }

  give(loan: Loan): void {
    if (loan.bytes === 0) return;
    this.lent -= loan.bytes;
    if (this.keeps && this.keptBytes + loan.bytes <= MOST_BYTES) {
      this.kept.push(loan);
      this.keptBytes += loan.bytes;
    } else this.arena.giveBack(loan.pointer, loan.bytes);
    this.arena.letGo();
  }

  /** Lets everyone who waits look again. */
  wake(): void {
    for (const resume of this.waiting.splice(0)) resume();
  }

  private lend(bytes: number): Loan {
    const loan = this.keptOr(bytes);
    this.lent += bytes;
    this.arena.hold();
    return loan;
  }

  /** A kept one, or a new one, for which those that are kept go if need be. */
  private keptOr(bytes: number): Loan {
    const at = this.kept.findIndex((loan) => loan.bytes === bytes);
    if (at >= 0) {
      this.keptBytes -= bytes;
      return this.kept.splice(at, 1)[0]!;
    }
    try {
      return { pointer: this.arena.lend(bytes), bytes };
    } catch (error) {
      if (this.kept.length === 0) throw error;
      for (const old of this.kept.splice(0)) this.arena.giveBack(old.pointer, old.bytes);
      this.keptBytes = 0;
      return { pointer: this.arena.lend(bytes), bytes };
    }
  }
}
