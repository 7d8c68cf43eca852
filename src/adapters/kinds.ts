/** What a file is, by its first bytes and by its name: so that what is no CSV file, or no file of doubles, is not read as one. */
import { TextDecoder } from "node:util";

/** A sentence's middle, and what its owner can do. */
export interface FileKind {
  is: string;
  way: string;
}

const DECOMPRESS = "Decompress it first";
const READ = "Read it with a package for that format and give its columns as arrays, or convert it first";

const zip = { is: "a zip archive, or a file made of one (xlsx, npz, ods)", way: "Unpack it first, or save it as CSV" };
const npy = { is: "a NumPy array (.npy)", way: "Give the path of its file, without a column" };

/** First bytes, one character each. `plain`: they could begin a text as well. */
const SIGNATURES: { bytes: string; kind: FileKind; plain?: true }[] = [
  { bytes: "\x1f\x8b\x08", kind: { is: "compressed (gzip)", way: `${DECOMPRESS} (gunzip)` } },
  { bytes: "\x28\xb5\x2f\xfd", kind: { is: "compressed (Zstandard)", way: `${DECOMPRESS} (zstd -d)` } },
  { bytes: "\xfd7zXZ\0", kind: { is: "compressed (xz)", way: `${DECOMPRESS} (xz -d)` } },
  { bytes: "BZh91AY&SY", kind: { is: "compressed (bzip2)", way: `${DECOMPRESS} (bunzip2)` } },
  { bytes: "\x04\x22\x4d\x18", kind: { is: "compressed (LZ4)", way: `${DECOMPRESS} (lz4 -d)` } },
  { bytes: "7z\xbc\xaf\x27\x1c", kind: { is: "a 7z archive", way: "Unpack it first" } },
  { bytes: "PK\x03\x04", kind: zip },
  { bytes: "PK\x05\x06", kind: zip },
  { bytes: "\x93NUMPY", kind: npy },
  { bytes: "PAR1", kind: { is: "a Parquet file", way: READ }, plain: true },
  { bytes: "ARROW1\0\0", kind: { is: "an Arrow file", way: READ } },
  { bytes: "FEA1", kind: { is: "a Feather file", way: READ }, plain: true },
  { bytes: "ORC", kind: { is: "an ORC file", way: READ }, plain: true },
  { bytes: "Obj\x01", kind: { is: "an Avro file", way: READ } },
  { bytes: "\x89HDF\r\n\x1a\n", kind: { is: "an HDF5 file", way: READ } },
  { bytes: "SQLite format 3\0", kind: { is: "an SQLite database", way: "Read it with node:sqlite, and give its columns as arrays" } },
  { bytes: "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", kind: { is: "an old Office file (xls)", way: "Save it as CSV" } },
  { bytes: "\x89PNG\r\n\x1a\n", kind: { is: "a PNG picture", way: READ } },
  { bytes: "\xff\xd8\xff", kind: { is: "a JPEG picture", way: READ } },
  { bytes: "GIF8", kind: { is: "a GIF picture", way: READ }, plain: true },
  { bytes: "II*\0", kind: { is: "a TIFF picture", way: READ } },
  { bytes: "MM\0*", kind: { is: "a TIFF picture", way: READ } },
  { bytes: "CDF\x01", kind: { is: "a netCDF file", way: READ } },
  { bytes: "CDF\x02", kind: { is: "a netCDF file", way: READ } },
  { bytes: "\x80\x04\x95", kind: { is: "a Python pickle", way: "Save it with numpy.save" } },
  { bytes: "\x80\x05\x95", kind: { is: "a Python pickle", way: "Save it with numpy.save" } },
  { bytes: "\0asm", kind: { is: "a WebAssembly module", way: READ } },
  { bytes: "\x7fELF", kind: { is: "a program", way: READ } },
  { bytes: "fLaC", kind: { is: "a FLAC file", way: READ }, plain: true },
  { bytes: "OggS", kind: { is: "an Ogg file", way: READ }, plain: true },
  { bytes: "ID3", kind: { is: "an MP3 file", way: READ }, plain: true },
  { bytes: "RDX3\n", kind: { is: "an R data file", way: READ } },
  { bytes: "%PDF-", kind: { is: "a PDF document", way: "Save its table as CSV" } },
  { bytes: "MATLAB 5.0 MAT-file", kind: { is: "a MATLAB file", way: READ }, plain: true },
];
const LONGEST = 20;
const TAR_AT = 257;

/** What bytes begin, where a signature tells it. */
export function kindOf(head: Uint8Array): FileKind | undefined {
  const first = Buffer.from(head.subarray(0, LONGEST)).toString("latin1");
  const isWave = /^(RIFF|RIFX|RF64)[\s\S]{4}WAVE/.test(first);
  if (isWave) return { is: "a WAV file", way: READ };
  if (Buffer.from(head.subarray(TAR_AT, TAR_AT + 5)).toString("latin1") === "ustar") return { is: "a tar archive", way: "Unpack it first" };
  return SIGNATURES.find(({ bytes, plain }) => first.startsWith(bytes) && (!plain || head.includes(0)))?.kind;
}

/** Endings of names by which nobody looks for bare numbers. */
const TEXT = /\.(csv|tsv|tab|psv|txt|text|json|jsonl|ndjson|geojson|md|log|xml|html?|ya?ml|toml|ini|svg|tex)$/i;
const COMPRESSED = "gz|gzip|tgz|zst|zstd|xz|bz2|lz4|zip|7z|tar";
const STRUCTURED = "npy|npz|parquet|arrow|feather|ipc|orc|avro|h5|hdf5|mat|nc|xlsx?|ods|sqlite3?|db|wav|png|jpe?g|pdf";
const CONTAINER = new RegExp(`\\.(${STRUCTURED}|${COMPRESSED})$`, "i");

export function isTextName(name: string): boolean {
  return TEXT.test(name);
}

/** Whether a name promises a format that has more than numbers in it, and is no text. */
export function isContainerName(name: string): boolean {
  return CONTAINER.test(name);
}

/** Signs of which numbers as text are made, missing values, separators and JSON's brackets among them. */
const NUMERIC_TEXT = /^(?:[\d\s+\-.,;:|"'[\]{}]|e|nan|na|inf|infinity|null)+$/i;
const CONTROL = /(?![\t\n\f\r])\p{Cc}/u;
/** Tab, line feed, form feed, carriage return: the controls that text has. */
const TEXT_CONTROLS = [9, 10, 12, 13];
const PRINTABLE = /^[\t\n\f\r\x20-\x7e]+$/;
/** So many bytes of text are no numbers: of a double's or float's bytes two in five are printable at most, seven in eight no controls. */
const TELLING_BYTES = 32;
const TELLING_LATIN1_BYTES = 256;
const LEAST_LATIN1_BYTES = 16;
/** What doubles are that anybody measures. */
const PLAUSIBLE = { least: 1e-100, most: 1e100 };
const LEAST_NUMBER_BYTES = 4;
/** The least byte that begins a character of several. */
const FIRST_OF_MANY = 0xc0;
const DOUBLE_BYTES = 8;

/** Whether bytes are text rather than doubles or floats. `name` counts where the bytes alone do not tell. */
export function isText(head: Uint8Array, name: string): boolean {
  if (head.length === 0) return false;
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
  if (isUtf16(bytes)) return true;
  const text = textOf(bytes);
  if (text === undefined) return isLatin1(bytes, name);
  if (CONTROL.test(text)) return false;
  if (bytes.length >= TELLING_BYTES || bytes.length % LEAST_NUMBER_BYTES !== 0 || isTextName(name)) return true;
  if (NUMERIC_TEXT.test(text)) return bytes.length >= DOUBLE_BYTES || text.includes("\n");
  return PRINTABLE.test(text) && bytes.length >= DOUBLE_BYTES && hasStrangeDoubles(bytes);
}

/** Text in one of the old encodings of one byte a character. */
function isLatin1(bytes: Buffer, name: string): boolean {
  if (bytes.some((byte) => (byte < 32 && !TEXT_CONTROLS.includes(byte)) || byte === 127)) return false;
  return bytes.length >= (isTextName(name) ? LEAST_LATIN1_BYTES : TELLING_LATIN1_BYTES);
}

function isUtf16(bytes: Buffer): boolean {
  if (isUnmarkedUtf16(bytes)) return true;
  const marked = (bytes[0] === 0xff && bytes[1] === 0xfe ? 1 : bytes[0] === 0xfe && bytes[1] === 0xff ? 0 : -1);
  return marked >= 0 && bytes.length >= 8 && [0, 2, 4].every((i) => bytes[2 + i + marked] === 0 && bytes[3 + i - marked] !== 0);
}

/** Of ASCII characters: every other byte is 0, and the ones between are printable, as no numbers' bytes are. */
function isUnmarkedUtf16(bytes: Buffer): boolean {
  if (bytes.length < 2 * DOUBLE_BYTES) return false;
  const zeros = bytes[0] === 0 ? 0 : 1;
  let text = "";
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    if (bytes[at + zeros] !== 0) return false;
    text += String.fromCharCode(bytes[at + 1 - zeros]!);
  }
  return PRINTABLE.test(text);
}

/** UTF-8 without what the cut at its end broke; undefined where it is none. */
function textOf(bytes: Buffer): string | undefined {
  for (let cut = 0; cut < Math.min(4, bytes.length); cut++) {
    if (cut > 0 && bytes[bytes.length - cut]! < FIRST_OF_MANY) continue;
    try {
      return utf8.decode(bytes.subarray(0, bytes.length - cut));
    } catch {
      // a character may have been cut
    }
  }
  return undefined;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function hasStrangeDoubles(bytes: Buffer): boolean {
  for (let at = 0; at + DOUBLE_BYTES <= bytes.length; at += DOUBLE_BYTES) {
    const size = Math.abs(bytes.readDoubleLE(at));
    if (!(size >= PLAUSIBLE.least && size <= PLAUSIBLE.most)) return true;
  }
  return false;
}
