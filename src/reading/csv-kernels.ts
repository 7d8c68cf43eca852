/**
 * Parses blocks of CSV by the kernels of the family "text", for one file, whose reading is one call. A block and the places of its fields
 * stay in the arena while columns of it are asked for; those asked for in one turn are parsed in one pass.
 */
import { type CsvFields, type CsvLayout, type CsvParsing, type PlainType, UnclosedQuote } from "../adapters/csv-parsing";
import { columnOf as plainColumnOf, fieldsOf } from "../adapters/csv/plain";
import type { EngineName } from "../call/options";
import { lines } from "../call/phased";
import { Column } from "../columns/column";
import type { Watch } from "../engines/work";
import { ArenaFull, EngineUnavailable } from "../errors";
import type { Instance } from "../instance/instance";
import {
  type ColumnFound, columnsBytes, columnsNs, columnsScratch, parseColumns, type RowsOf, textBytes, type TextsAt, unitRows,
  type WantedColumn,
} from "../text/columns";
import { type BlockOf, countBytes, countFields, fieldsNs, placesBytes, writeFields } from "../text/fields";
import { fieldsFound, HeldBlock, type KernelFields } from "./held-block";
import { ColumnScratch, columnOf, wantedAt } from "./kernel-columns";
import { PhaseRunner } from "./phase-runner";

type ParsedColumn = Column | { failedAt: number };

interface AskedColumn {
  at: number;
  type: PlainType;
  use: ((column: Column) => void) | undefined;
  resolve(parsed: ParsedColumn): void;
  reject(error: unknown): void;
}

/** Columns of a block that are asked for in one turn. */
interface ColumnBatch {
  block: Uint8Array;
  layout: CsvLayout;
  asked: AskedColumn[];
}

/** Blocks that stay in the arena at once, of those for which nothing is running. */
const MOST_HELD = 4;
/** Bytes of a block: what waiting for threads costs, each block costs anew. */
const BLOCK_BYTES = 1 << 20;
const BLOCK_BYTES_OF_THREADS = 4 << 20;

/**
 * Parsing that keeps memory of the arena between questions: end() gives it back. Fields lie there too, until those of MOST_HELD further
 * blocks have been found, or release(): what is written to their arrays is seen by column(). Who holds such an array beyond that must not
 * write to it.
 */
export interface KernelParsing extends CsvParsing {
  /** Memory that fields() need not copy: what is read into it is parsed where it lies. @throws ArenaFull */
  block(bytes: number): Promise<Uint8Array>;
  /** No more columns of these fields will be asked for; no more will be read into this block. */
  release(done: CsvFields | Uint8Array): void;
  end(): void;
}

/** The call that reads a file. */
export type CsvCall = Watch & { readonly where: string };

/** For a file that `call` reads; undefined where there are no kernels, or no room for them. @throws InstanceClosed */
export function kernelParsing(instance: Instance, call: CsvCall, asked: EngineName = instance.settings.engine): KernelParsing | undefined {
  const engine = asked === "js" ? undefined : instance.open();
  if (!engine) return undefined;
  try {
    engine.families.prepare("text");
  } catch (error) {
    if (error instanceof ArenaFull || error instanceof EngineUnavailable) return undefined;
    throw error;
  }
  return new KernelCsv(new PhaseRunner(call.where, instance, engine, asked, call));
}

class KernelCsv implements KernelParsing {
  /** The oldest first. */
  private readonly held = new Map<CsvFields, { held: HeldBlock; fields: KernelFields }>();
  private readonly blocks = new Map<Uint8Array, HeldBlock>();
  private readonly batches = new Map<CsvFields, ColumnBatch>();
  /** Columns of whose texts too many differ: in the blocks that follow, too. */
  private readonly scratch = new ColumnScratch();
  private readonly plainTexts = new Set<number>();
  private isOver = false;
  readonly blockBytes: number;

  constructor(private readonly runner: PhaseRunner) {
    this.blockBytes = runner.hasThreads ? BLOCK_BYTES_OF_THREADS : BLOCK_BYTES;
  }

  async block(bytes: number): Promise<Uint8Array> {
    const held = await this.taken(() => new HeldBlock(this.runner.engine.arena, bytes));
    const view = held.view;
    this.blocks.set(view, held);
    held.letGo();
    return view;
  }

  release(done: CsvFields | Uint8Array): void {
    if (done instanceof Uint8Array) {
      this.blocks.get(done)?.end();
      this.blocks.delete(done);
    } else this.leave(done);
  }

  end(): void {
    this.isOver = true;
    for (const fields of [...this.held.keys()]) this.leave(fields);
    for (const held of this.blocks.values()) held.end();
    this.blocks.clear();
  }

  /** Where the arena has no room, by plain JavaScript. */
  async fields(block: Uint8Array, layout: CsvLayout, isLast: boolean): Promise<CsvFields> {
    return orPlain(() => this.fieldsByKernels(block, layout, isLast), () => fieldsOf(block, layout, isLast));
  }

  private async fieldsByKernels(block: Uint8Array, layout: CsvLayout, isLast: boolean): Promise<CsvFields> {
    const held = await this.bring(block);
    try {
      const fields = await this.find(held, block, layout, isLast);
      this.check();
      this.held.set(fields, { held, fields });
      this.leaveFew();
      return fields;
    } catch (error) {
      held.end();
      throw error;
    } finally {
      held.letGo();
    }
  }

  column(block: Uint8Array, fields: CsvFields, at: number, type: PlainType, layout: CsvLayout): Promise<ParsedColumn> {
    return this.lent(block, fields, at, type, layout, undefined);
  }

  lent(
    block: Uint8Array, fields: CsvFields, at: number, type: PlainType, layout: CsvLayout, use: ((column: Column) => void) | undefined,
  ): Promise<ParsedColumn> {
    return new Promise((resolve, reject) => {
      const asked = { at, type, use, resolve, reject };
      const waiting = this.batches.get(fields);
      // Of a field that is wanted as text twice, each is a batch: all text of one lies where the block's would.
      if (waiting && !(type === "text" && waiting.asked.some((other) => other.at === at && other.type === type))) {
        waiting.asked.push(asked);
        return;
      }
      const batch: ColumnBatch = { block, layout, asked: [asked] };
      this.batches.set(fields, batch);
      queueMicrotask(() => {
        if (this.batches.get(fields) === batch) this.batches.delete(fields);
        const plain = () => batch.asked.map((one) => used(plainColumnOf(block, fields, one.at, one.type, layout), one));
        orPlain(() => this.parse(batch, fields), plain).then(
          (parsed) => parsed.forEach((column, i) => void batch.asked[i]!.resolve(column)),
          (error: unknown) => batch.asked.forEach((one) => void one.reject(error)),
        );
      });
    });
  }

  private async find(held: HeldBlock, block: Uint8Array, layout: CsvLayout, isLast: boolean): Promise<KernelFields> {
    const { delimiter, quote, comment } = layout;
    const of: BlockOf = { pointer: held.pointer, bytes: block.length, delimiter, quote, comment };
    const costNs = fieldsNs(of);
    const places = await this.runner.run({ costNs: costNs / 4, bytes: countBytes(of), begin: (lease) => countFields(lease, of) });
    const at = await this.taken(() => held.takeFields(places.fields + 1, places.rows + 1));
    const areRight = await this.runner.run({ costNs, bytes: placesBytes(of), begin: (lease) => writeFields(lease, of, places, at) });
    if (!areRight) return this.findInOrder(held, block, layout, isLast);
    if (isLast && places.isWithin) throw new UnclosedQuote(places.rows);
    return fieldsFound(held, block, of, places, isLast);
  }

  /** Of a block with comments, or quotes that are characters like any other. @throws UnclosedQuote */
  private async findInOrder(held: HeldBlock, block: Uint8Array, layout: CsvLayout, isLast: boolean): Promise<KernelFields> {
    const fields = fieldsOf(block, layout, isLast);
    await this.taken(() => held.takeFields(fields.begins.length, fields.count));
    return held.fieldsFrom(fields);
  }

  /** Fields that are not held are brought anew each time: what is written to them since is seen. */
  private async parse({ block, layout, asked }: ColumnBatch, fields: CsvFields): Promise<ParsedColumn[]> {
    if (fields.columns === undefined && fields.count > 0) throw new Error("csv kernels: rows have different numbers of fields");
    const known = this.held.get(fields)?.held;
    known?.keep();
    const held = known ?? (await this.bring(block));
    const { arena } = this.runner.engine;
    let pointer = -1, bytes = 0;
    try {
      if (!known) {
        await this.taken(() => held.takeFields(fields.begins.length, fields.count));
        held.fieldsFrom(fields);
      }
      const of: RowsOf = {
        block: held.pointer, bytes: block.length, ...held.fieldsAt!, fields: fields.columns ?? 0, rows: fields.count, quote: layout.quote,
      };
      const { rows } = of, isPlain = (at: number) => this.plainTexts.has(at);
      const layOut = (from: number) => {
        let end = from;
        const wanted = asked.map(({ at, type }) => {
          const one = wantedAt(end, type === "text" && !isPlain(at) ? "codes" : type, at, rows);
          end = one.end;
          return one.wanted;
        });
        return { wanted, end };
      };
      const hasText = asked.some(({ type }) => type === "text"), textsSize = hasText ? lines(textBytes(of, asked.length)) : 0;
      bytes = layOut(0).end + 2 * textsSize;
      pointer = await this.taken(() => arena.lend(bytes));
      const { length: count } = asked;
      const { wanted, end } = layOut(pointer), texts = { units: end, dictionaries: end + textsSize };
      const found = await this.found(of, wanted, texts);
      const again = wanted.filter(({ kind }, i) => kind === "codes" && !hasDictionary(found[i]!)).map(asText);
      if (again.length === 0) return wanted.map((one, i) => used(this.columnOf(of, one, found[i]!, count, asked[i]), asked[i]!));
      for (const { at } of again) this.plainTexts.add(at);
      const first = wanted.map((one, i) => this.columnOf(of, one, found[i]!, count)); // before other text takes the place of theirs
      const second = await this.found(of, again, texts);
      const plain = again.map((one, i) => this.columnOf(of, one, second[i]!, again.length));
      return first.map((column, i) => used(column ?? plain.shift(), asked[i]!));
    } finally {
      if (pointer >= 0) arena.giveBack(pointer, bytes);
      if (!known) held.end();
      held.letGo();
    }
  }

  private found(of: RowsOf, wanted: readonly WantedColumn[], texts: TextsAt): Promise<ColumnFound[]> {
    const count = wanted.length;
    return this.runner.run({
      costNs: columnsNs(of, count), bytes: columnsBytes(of, count), scratchBytes: columnsScratch(wanted),
      begin: (lease) => parseColumns(lease, of, wanted, texts),
    });
  }

  /** Undefined for texts of which too many differ. `count`: columns that were found with it; `asked`: who uses it before anything else. */
  private columnOf(of: RowsOf, wanted: WantedColumn, found: ColumnFound, count: number, asked?: AskedColumn): ParsedColumn | undefined {
    const { buffer } = this.runner.engine.arena.memory;
    return columnOf(buffer, of, wanted, found, unitRows(count), asked?.use && this.scratch);
  }

  /** The block in the arena, kept: as it lies, or a copy. */
  private async bring(block: Uint8Array): Promise<HeldBlock> {
    this.check();
    const { arena } = this.runner.engine;
    for (const held of this.blocks.values()) if (held.has(block)) return held.partFor(block);
    const held = await this.taken(() => new HeldBlock(arena, block.length));
    held.view.set(block);
    return held;
  }

  /** The oldest blocks leave the arena. */
  private leaveFew(): void {
    for (const [fields, one] of this.held) {
      if (this.held.size <= MOST_HELD) return;
      if (!one.held.isBusy) this.leave(fields);
    }
  }

  private leave(of: CsvFields): void {
    const one = this.held.get(of);
    this.held.delete(of);
    one?.fields.leave();
    one?.held.end();
  }

  private async taken<T>(take: () => T): Promise<T> {
    this.check();
    return this.runner.taken(take);
  }

  private check(): void {
    this.runner.check();
    if (this.isOver) throw new Error("csv kernels: asked for more of a file whose reading has ended");
  }
}

/** What kernels give, or where they have no room plain JavaScript. */
async function orPlain<T>(byKernels: () => Promise<T>, plain: () => T): Promise<T> {
  try {
    return await byKernels();
  } catch (error) {
    if (!(error instanceof ArenaFull)) throw error;
    return plain();
  }
}

const asText = (one: WantedColumn): WantedColumn => ({ ...one, kind: "text" });
const hasDictionary = (found: ColumnFound) => "dictionary" in found && found.dictionary !== undefined;

function used(column: ParsedColumn | undefined, { use }: AskedColumn): ParsedColumn {
  const parsed = column!;
  if (use && Column.is(parsed)) use(parsed);
  return parsed;
}
