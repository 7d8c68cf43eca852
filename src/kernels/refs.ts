/** How kernel calls name what they read and write, and where in a thread's scratch that lies. */

/** Operand i of the job, register REGISTER + i, the job's output, or a block that is reduced next. */
export type Ref = number;
export const REGISTER: Ref = 4096;
export const OUTPUT: Ref = 1 << 20;
export const BLOCK: Ref = OUTPUT + 1;
export const SECOND_BLOCK: Ref = OUTPUT + 2;
/** The record of the block that the tile is: where a generated kernel folds. */
export const RECORD: Ref = OUTPUT + 3;
/** Absent second or third operand; and, as the second one: the first is an array that is spread. */
export const NONE: Ref = -1;
export const SPREAD: Ref = -2;
/** Words of a kernel call: kernel, a, b, c, out. Of a generated kernel, from GENERATED on: where its references begin, inputs, outputs. */
export const CALL_WORDS = 5;
export const GENERATED = 1 << 16;

/** Inputs of a call at most. */
export const MOST_INPUTS = 64;

export const MOST_TILE = 1024;
/** Elements of a tile where nothing is kept between steps: fewer calls. */
export const LONG_TILE = 4096;
/** Elements of a reduction block: partial results are of so many, whatever the tile. */
export const BLOCK_ELEMENTS = 1024;
/** A thread's scratch: its registers, then the blocks that are reduced next, then a mark for each element of a tile (assembly/count.ts). */
export const REGISTER_BYTES = 24 * 1024;
export const BLOCK_AT = REGISTER_BYTES;
export const SECOND_BLOCK_AT = BLOCK_AT + BLOCK_ELEMENTS * 8;
export const MARKS_AT = SECOND_BLOCK_AT + BLOCK_ELEMENTS * 8;
export const SCRATCH_BYTES = MARKS_AT + LONG_TILE * 8;
