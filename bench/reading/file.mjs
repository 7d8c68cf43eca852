/** A CSV file of flights: integers, decimals, doubles of all digits, dates, times, text that repeats and text that does not. */
import { closeSync, openSync, writeSync } from "node:fs";
import { seeded } from "../random.mjs";

const CARRIERS = ["AA", "DL", "UA", "WN", "B6", "AS", "NK"];
const PORTS = Array.from({ length: 300 }, (_, i) => String.fromCharCode(65 + (i % 26), 65 + ((i * 7) % 26), 65 + ((i * 3) % 26)));
const FIRST_DAY = Date.UTC(2013, 0, 1);
const DAY_MS = 86_400_000;
const ROWS_AT_ONCE = 20_000;

/** Each column's name and type. */
export const COLUMNS = {
  date: "date", departed: "timestamp", carrier: "text", flight: "int64", origin: "text", dest: "text", dep_delay: "int64",
  arr_delay: "float64", distance: "int64", air_time: "float64", fare: "float64", lat: "float64", note: "text",
};

/** @returns the file's bytes */
export function makeFlights(path, bytes) {
  const random = seeded(7), file = openSync(path, "w");
  const whole = (below) => Math.floor(random() * below), one = (list) => list[whole(list.length)];
  let written = writeSync(file, `${Object.keys(COLUMNS).join(",")}\n`);
  while (written < bytes) {
    let text = "";
    for (let i = 0; i < ROWS_AT_ONCE; i++) {
      const time = new Date(FIRST_DAY + whole(3650) * DAY_MS + whole(86_400) * 1000).toISOString().slice(0, 19);
      const delay = random() < 0.02 ? "" : whole(200) - 20, note = random() < 0.1 ? '"late, crew ""rest"""' : `on time ${whole(1e6)}`;
      text += `${time.slice(0, 10)},${time},${one(CARRIERS)},${whole(6000)},${one(PORTS)},${one(PORTS)},${delay},` +
        `${(random() * 200 - 30).toFixed(1)},${whole(3000)},${(random() * 500).toFixed(2)},${(random() * 1000).toFixed(4)},` +
        `${random() * 180 - 90},${note}\n`;
    }
    written += writeSync(file, text);
  }
  closeSync(file);
  return written;
}
