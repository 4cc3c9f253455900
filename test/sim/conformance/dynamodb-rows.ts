import fc from 'fast-check';

export const pk = fc.constantFrom(
  'order#teehaus#1',
  'order#teehaus#1',
  'order#teehaus#1',
  'order#teehaus#2',
  'customer#teehaus',
);
/** Also such as UTF-16 and UTF-8 sort differently, and such as begin alike. */
const sks = ['state#thanku', '\u{1f333}', '\uff5e', 'payload', 'named#a#1', 'named#a#12', 'named#ab#1', 'named#é'];
/** Few rows often, so that most steps find something. */
export const sk = fc.oneof(fc.constantFrom(...sks), fc.constantFrom(...sks.slice(0, 3)));
export const key = fc.record({ pk, sk });
/** Tells rows apart where an index would leave the order of two to chance. */
const placeOf = (row: { pk: string; sk: string }) => row.pk.charCodeAt(row.pk.length - 1) * 10 + sks.indexOf(row.sk);

export const writer = fc.constantFrom('a', 'b');
export const version = fc.integer({ min: 1, max: 2 });
export const kind = fc.constantFrom('thanku', 'stuck');
export const dueTens = fc.constantFrom(-20, 0, 9, 10, 100, 1_700_000_000, 0.5);
export const day = fc.constantFrom('2026-01-31', '2026-02-01', '2026-10-09');
export const id = fc.constantFrom('i1', 'i2');
/** What a row may hold besides: the client leaves out what is undefined. */
const anything: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>(
      '',
      'é\u{1f333}',
      0,
      -1.5,
      true,
      false,
      null,
      undefined,
      Uint8Array.of(0, 255),
      Number.MAX_SAFE_INTEGER,
    ),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'Name', 'size'), tie('value'), { maxKeys: 2 }),
  ),
})).value;

export const item = fc
  .record({
    key,
    common: fc.record(
      { version, v: version, writer, dueKind: kind, shop: fc.constant('teehaus'), id },
      { requiredKeys: [] },
    ),
    dueTens: fc.option(dueTens, { nil: undefined }),
    day: fc.option(day, { nil: undefined }),
    other: fc.record({ hold: anything, brake: anything, state: anything, event: anything }, { requiredKeys: [] }),
    wrong: fc.oneof(
      { weight: 12, arbitrary: fc.constant({}) },
      {
        weight: 1,
        arbitrary: fc.constantFrom<object>(
          { dueAt: '10' },
          { createdAt: 5 },
          { id: null },
          { sk: '' },
          { sk: 7 },
          { pk: undefined },
          { a: NaN },
        ),
      },
    ),
  })
  .map(({ key: ownKey, dueTens: tens, day: of, common, other, wrong }) =>
    Object.assign(
      {},
      common,
      other,
      ownKey,
      tens === undefined ? {} : { dueAt: tens * 10_000 + placeOf(ownKey) },
      of === undefined ? {} : { createdAt: `${of}#${placeOf(ownKey)}` },
      wrong,
    ),
  );
