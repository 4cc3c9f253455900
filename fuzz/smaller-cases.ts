import type { FuzzCase } from './case.ts';

/** The value without one field or entry, for each field or entry at any depth. */
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

/** The body without one field, for each field. Nothing for a body that isn't JSON. */
function* withoutField(body: Buffer): Iterable<Buffer> {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    // Its bytes can be left out all the same.
    return;
  }
  for (const smaller of withoutOne(value)) yield Buffer.from(JSON.stringify(smaller));
}

/** The body without some of its bytes: first halves, in the end single bytes. */
function* withoutBytes(body: Buffer): Iterable<Buffer> {
  for (let size = Math.ceil(body.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < body.length; at += size)
      yield Buffer.concat([body.subarray(0, at), body.subarray(at + size)]);
  }
}

/** All cases with one header, one field or some bytes less. They are signed again in the same way. */
export function* smallerCases(fuzzCase: FuzzCase): Iterable<FuzzCase> {
  const { headers, body } = fuzzCase;
  for (const index of headers.keys()) yield { ...fuzzCase, headers: headers.toSpliced(index, 1) };
  for (const smaller of withoutField(body)) if (smaller.length < body.length) yield { ...fuzzCase, body: smaller };
  for (const smaller of withoutBytes(body)) yield { ...fuzzCase, body: smaller };
}
