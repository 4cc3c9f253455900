import type { FuzzCase } from './case.ts';

/** Every JSON value with one field or entry less. */
function* withoutOne(value: unknown): Iterable<unknown> {
  if (typeof value !== 'object' || value === null) return;
  const entries: [string, unknown][] = Object.entries(value);
  const rebuilt = (kept: [string, unknown][]): unknown =>
    Array.isArray(value) ? kept.map(([, entry]) => entry) : Object.fromEntries(kept);
  for (const index of entries.keys()) yield rebuilt(entries.toSpliced(index, 1));
  for (const [index, [name, part]] of entries.entries()) {
    for (const smaller of withoutOne(part)) yield rebuilt(entries.with(index, [name, smaller]));
  }
}

/** The body with one field less; nothing for a body that is no JSON. */
function* withoutField(body: Buffer): Iterable<Buffer> {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    // Bytes can be taken from it all the same.
    return;
  }
  for (const smaller of withoutOne(value)) yield Buffer.from(JSON.stringify(smaller));
}

/** The body without some of its bytes: halves first, single bytes last. */
function* withoutBytes(body: Buffer): Iterable<Buffer> {
  for (let size = Math.ceil(body.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < body.length; at += size)
      yield Buffer.concat([body.subarray(0, at), body.subarray(at + size)]);
  }
}

function* smallerThan(fuzzCase: FuzzCase): Iterable<FuzzCase> {
  const { headers, body } = fuzzCase;
  for (const index of headers.keys()) yield { ...fuzzCase, headers: headers.toSpliced(index, 1) };
  for (const smaller of withoutField(body)) if (smaller.length < body.length) yield { ...fuzzCase, body: smaller };
  for (const smaller of withoutBytes(body)) yield { ...fuzzCase, body: smaller };
}

/**
 * The smallest case that is found to fail as this one does. Each is signed anew, in the same way.
 * @param fails whether a case still fails
 * @param maxTries how many cases are tried
 */
export async function shrinkCase(
  fuzzCase: FuzzCase,
  fails: (smaller: FuzzCase) => Promise<boolean>,
  maxTries: number,
): Promise<FuzzCase> {
  let smallest = fuzzCase;
  let tries = 0;
  // What could not be left out before what could is not tried again until the end is reached.
  let from = 0;
  while (tries < maxTries) {
    const found = await firstOf(smaller(smallest, from), fails, maxTries - tries);
    tries += found.tries;
    if (found.fuzzCase !== undefined) {
      smallest = found.fuzzCase;
      from += found.tries - 1;
    } else if (from > 0) from = 0;
    else break;
  }
  return smallest;
}

async function firstOf(
  cases: Iterable<FuzzCase>,
  fails: (smaller: FuzzCase) => Promise<boolean>,
  maxTries: number,
): Promise<{ fuzzCase?: FuzzCase; tries: number }> {
  let tries = 0;
  for (const fuzzCase of cases) {
    if (tries >= maxTries) break;
    tries += 1;
    if (await fails(fuzzCase)) return { fuzzCase, tries };
  }
  return { tries };
}

/** All smaller cases but the first ones. */
const smaller = (fuzzCase: FuzzCase, from: number): Iterable<FuzzCase> =>
  Iterator.from(smallerThan(fuzzCase)).drop(from);
