/**
 * Columns of a block, whose fields are known: numbers, dates, text, each as it is written plainly.
 * Method: a unit is some rows of all columns that are wanted, whose text stays in the cache; column by column, a loop for each type.
 * Source: none.
 * Special: a field of blanks is null, but not within quotes. A column's first row that is not written plainly is told, and ends its unit.
 */
import { dateOf, isTrue, NO_DATE, NO_TIMESTAMP, timestampOf } from "./calendar";
import { copyQuoted, copyText } from "./copy";
import { clearUnitTable, giveNumber, mostOf, numberIn, unitSlot } from "./dictionary";
import { beginIn, endIn, isQuotedIn, trimmed, within } from "./field";
import { Found, FOUND_BYTES, NONE } from "./found";
import { doubleBits, integerTo, NO_NUMBER, UNDECIDED } from "./number";

@unmanaged export class ColumnsFrame {
  block: u32;
  begins: u32;
  ends: u32;
  /** Fields of a row. */
  fields: u32;
  rows: u32;
  /** Rows of a unit: a multiple of 64, so that no two units write to one word of a bitmap. */
  unit: u32;
  /** 0 for none. */
  quote: u32;
  /** Of each column wanted a Wanted; no field is wanted as text twice. */
  wanted: u32;
  count: u32;
  /** Where text goes: that of a unit to where its rows begin in the block, and GAP bytes further a unit, column after column. */
  texts: u32;
}

@unmanaged class Wanted {
  kind: u32;
  /** Which field of a row. */
  at: u32;
  /** Values; of text for each row where it ends, from the unit's first on; of texts that repeat their numbers in the unit, or NONE. */
  values: u32;
  validity: u32;
  /** Of texts that repeat, from each unit's first row on: where those that differ end. */
  ends: u32;
  /** Of each unit a Found. */
  found: u32;
}

const WANTED_BYTES: usize = 24;
/** Bytes up to this one may be blanks. */
const BLANKS: u32 = 0x20;
/** Texts are copied in vectors: what is beyond them belongs to nobody yet. */
const GAP: usize = 64;

enum Kind { FLOAT64, INT64, BOOLEAN, DATE, TIMESTAMP, TEXT, CODES }

/** The rows of a unit of one column. Where the next column's text goes. */
@inline function rowsOf(f: ColumnsFrame, w: Wanted, found: Found, unit: usize, texts: usize, scratch: usize, kind: Kind): usize {
  const block = <usize>f.block, step = <usize>f.fields << 2, quote: u32 = f.quote ? f.quote : NONE;
  const first = unit * <usize>f.unit, to = min(<usize>f.rows, first + <usize>f.unit);
  const values = <usize>w.values, validity = <usize>w.validity;
  let b = <usize>f.begins + ((first * <usize>f.fields + <usize>w.at) << 2);
  const away = <usize>f.ends - <usize>f.begins;
  const isText = kind == Kind.TEXT || kind == Kind.CODES, ends = <usize>w.ends + (first << 2), most = mostOf(to - first);
  let text = texts, undecided = NONE, valids: u32 = 0, distinct: u32 = 0;
  if (kind == Kind.CODES) clearUnitTable(scratch);
  for (let row = first; row < to; row += 64) {
    let valid: u64 = 0;
    const stop = min(to, row + 64);
    for (let r = row; r < stop; r++, b += step) {
      let p = block + <usize>load<u32>(b), e = block + <usize>load<u32>(b + away);
      let isQuoted = false, isNull = p == e;
      if (!isNull) {
        const first = <u32>load<u8>(p);
        if (first <= BLANKS || first == quote || (!isText && <u32>load<u8>(e - 1) <= BLANKS)) {
          const field = within(p, e, quote), bare = trimmed(field);
          isQuoted = isQuotedIn(field);
          isNull = !isQuoted && beginIn(bare) == endIn(bare);
          p = isText ? beginIn(field) : beginIn(bare);
          e = isText ? endIn(field) : endIn(bare);
        }
      }
      if (isNull) {
        if (kind == Kind.BOOLEAN) store<u8>(values + r, 0);
        else if (kind == Kind.DATE) store<i32>(values + (r << 2), 0);
        else if (kind == Kind.TEXT) store<u32>(values + (r << 2), <u32>(text - texts));
        else if (kind == Kind.CODES) store<u32>(values + (r << 2), NONE);
        else store<u64>(values + (r << 3), 0);
        continue;
      }
      let isPlain = true;
      if (kind == Kind.FLOAT64) {
        const bits = doubleBits(p, e);
        isPlain = bits != NO_NUMBER;
        if (bits == UNDECIDED) {
          store<u64>(values + (r << 3), <u64>undecided);
          undecided = <u32>r;
        } else store<u64>(values + (r << 3), bits);
      } else if (kind == Kind.INT64) isPlain = integerTo(p, e, values + (r << 3));
      else if (kind == Kind.BOOLEAN) {
        const truth = isTrue(p, e);
        isPlain = truth >= 0;
        store<u8>(values + r, <u8>truth);
      } else if (kind == Kind.DATE) {
        const days = e - p == 10 ? dateOf(p) : NO_DATE;
        isPlain = days != NO_DATE;
        store<i32>(values + (r << 2), days);
      } else if (kind == Kind.TIMESTAMP) {
        const time = timestampOf(p, e);
        isPlain = time != NO_TIMESTAMP;
        store<i64>(values + (r << 3), time);
      } else {
        // Copied first where it has quotes: what it is shows then.
        let end: usize = 0;
        if (isQuoted) {
          end = copyQuoted(p, e, text, <u8>quote);
          if (!end) end = copyText(block + <usize>load<u32>(b), block + <usize>load<u32>(b + away), text);
        } else if (kind == Kind.TEXT) end = copyText(p, e, text);
        if (kind == Kind.TEXT) {
          text = end;
          store<u32>(values + (r << 2), <u32>(text - texts));
        } else {
          const slot = isQuoted ? unitSlot(text, end - text, texts, ends, scratch) : unitSlot(p, e - p, texts, ends, scratch);
          let number = numberIn(slot);
          if (!number) {
            text = isQuoted ? end : copyText(p, e, text);
            store<u32>(ends + (<usize>distinct << 2), <u32>(text - texts));
            number = ++distinct;
            giveNumber(slot, number);
            isPlain = distinct <= most;
          }
          store<u32>(values + (r << 2), number - 1);
        }
      }
      if (!isPlain) {
        found.failed = <u32>r;
        return texts;
      }
      valid |= (<u64>1) << <u64>(r - row);
    }
    store<u64>(validity + (row >> 3), valid);
    valids += <u32>popcnt(valid);
  }
  found.failed = NONE;
  found.valid = valids;
  found.undecided = undecided;
  found.bytes = <u32>(text - texts);
  found.texts = <u32>texts;
  found.distinct = distinct;
  return text;
}

export function columns(frame: usize, begin: usize, end: usize, scratch: usize): void {
  const f = changetype<ColumnsFrame>(frame);
  for (let unit = begin; unit < end; unit++) {
    const first = <usize>load<u32>(<usize>f.begins + ((unit * <usize>f.unit * <usize>f.fields) << 2));
    let texts = <usize>f.texts + first + unit * GAP;
    for (let i: usize = 0; i < <usize>f.count; i++) {
      const w = changetype<Wanted>(<usize>f.wanted + i * WANTED_BYTES);
      const found = changetype<Found>(<usize>w.found + unit * FOUND_BYTES);
      if (w.kind == Kind.FLOAT64) rowsOf(f, w, found, unit, texts, scratch, Kind.FLOAT64);
      else if (w.kind == Kind.INT64) rowsOf(f, w, found, unit, texts, scratch, Kind.INT64);
      else if (w.kind == Kind.BOOLEAN) rowsOf(f, w, found, unit, texts, scratch, Kind.BOOLEAN);
      else if (w.kind == Kind.DATE) rowsOf(f, w, found, unit, texts, scratch, Kind.DATE);
      else if (w.kind == Kind.TIMESTAMP) rowsOf(f, w, found, unit, texts, scratch, Kind.TIMESTAMP);
      else if (w.kind == Kind.TEXT) texts = rowsOf(f, w, found, unit, texts, scratch, Kind.TEXT);
      else texts = rowsOf(f, w, found, unit, texts, scratch, Kind.CODES);
    }
  }
}
