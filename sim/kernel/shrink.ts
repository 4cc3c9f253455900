/**
 * Makes something that fails smaller, as long as it still fails.
 * @param smallerOnes all that are a little smaller, in an order that hardly changes when one of them is taken
 * @param fails whether it still fails in the same way
 * @param maxTries how often `fails` is asked at most
 */
export async function shrink<Case>(
  start: Case,
  smallerOnes: (one: Case) => Iterable<Case>,
  fails: (one: Case) => Promise<boolean>,
  maxTries = Number.POSITIVE_INFINITY,
): Promise<Case> {
  let smallest = start;
  let tries = 0;
  // What could not be left out is tried again only when the end is reached.
  for (let from = 0; ;) {
    let skipped = from;
    let found: Case | undefined;
    for (const smaller of Iterator.from(smallerOnes(smallest)).drop(from)) {
      if (tries >= maxTries) return smallest;
      tries += 1;
      if (await fails(smaller)) {
        found = smaller;
        break;
      }
      skipped += 1;
    }
    if (found === undefined && from === 0) return smallest;
    smallest = found ?? smallest;
    from = found === undefined ? 0 : skipped;
  }
}
