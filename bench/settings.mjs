/** How much is measured. A quick run is for seeing that everything works: its figures are not worth keeping. */
export const FULL = {
  quick: false,
  rounds: 17,
  grid: { sizes: [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7], rounds: 15, leastRounds: 5, budgetMs: 800, cutOvers: true },
  pythonRounds: 9,
  coldRuns: 15,
  loop: { elements: 1e8, rounds: 5 },
  families: { sizes: [1e6, 1e7], rounds: [11, 5], smallRounds: 11, barrierRounds: 61, endings: 100 },
  reading: { bytes: 1e8, rounds: 7 },
};

export const QUICK = {
  quick: true,
  rounds: 7,
  grid: { sizes: [1, 1e3, 1e5, 1e6], rounds: 5, leastRounds: 3, budgetMs: 200, cutOvers: false },
  pythonRounds: 3,
  coldRuns: 3,
  loop: { elements: 1e7, rounds: 2 },
  families: { sizes: [1e6, 1e7], rounds: [3, 2], smallRounds: 3, barrierRounds: 15, endings: 10 },
  reading: { bytes: 1e7, rounds: 3 },
};
