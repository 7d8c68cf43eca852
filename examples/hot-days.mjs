/** Seventy years of daily weather in Seattle as columns: read once, then formulas over numbers, dates and missing values. */
import { flux } from "autoflux";

const days = await flux.read(new URL("data/seattle_seatac_1948-2017.csv", import.meta.url));
days.print({ rows: 3 }); // DATE is a date, RAIN a boolean: found in the file

const hot = await flux.map("(TMAX - 32) / 1.8 >= 30", days); // a column of booleans, null where TMAX is
const share = await flux.reduce("mean", "TMAX - TMIN", days);
console.log(`hot days: ${hot.toArray().filter((is) => is === true).length}; a day's range on average: ${share.toFixed(2)} °F`);

for (let decade = 1950; decade < 2010; decade += 10) {
  const rows = { where: `month(DATE) in (6, 7, 8) and year(DATE) >= ${decade} and year(DATE) < ${decade + 10}`, columns: ["TMAX"] };
  const summers = await flux.read(new URL("data/seattle_seatac_1948-2017.csv", import.meta.url), rows);
  const { mean, max } = await flux.reduce(["mean", "max"], "(TMAX - 32) / 1.8", summers);
  console.log(`${decade}s: summer highs ${mean.toFixed(2)} °C on average, ${max.toFixed(1)} °C at most`);
}
