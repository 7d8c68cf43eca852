/** Parquet, read and written: loaded when it is first used. */
export { openParquet } from "../adapters/parquet/reader";
export { writeParquet } from "../adapters/parquet/writer";
