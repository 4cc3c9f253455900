import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonRecords } from '../../../ops/import/json-records.ts';

/** Cuts a text that comes in chunks of so many bytes. */
async function cut(text: string, { chunkBytes = 7, lines = false } = {}) {
  const bytes = Buffer.from(text);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield Buffer.from(bytes.subarray(at, at + chunkBytes));
  }
  const found: string[] = [];
  for await (const record of jsonRecords(chunks(), { lines })) {
    found.push(`${record.line} ${'body' in record ? record.body.toString() : `! ${record.problem}`}`);
  }
  return found;
}

describe('orders in JSON', () => {
  it.each([
    ['a list', '[{"id":1},\n {"id":2}]', ['1 {"id":1}', '2 {"id":2}']],
    ['an object with a list of orders', '{"orders":[\n{"id":1},{"id":2}\n]}', ['2 {"id":1}', '2 {"id":2}']],
    ['other keys around it', '{"a":[1,{"b":2}],"orders" : [{"id":1}],"c":{"d":[{}]}}', ['1 {"id":1}']],
    [
      'one order alone',
      ' {"id":1,\n"lines":[{"orders":[{"id":9}]}]}\n',
      ['1 {"id":1,\n"lines":[{"orders":[{"id":9}]}]}'],
    ],
    [
      'several pages',
      '{"orders":[{"id":1}]}\n{"orders":[{"id":2}]}\n[{"id":3}]',
      ['1 {"id":1}', '2 {"id":2}', '3 {"id":3}'],
    ],
    ['a value that says orders', '{"kind":"orders","x":[{"id":1}]}', ['1 {"kind":"orders","x":[{"id":1}]}']],
    ['braces and quotes in texts', '[{"a":"}]\\"{["},{"b":"\\\\"}]', ['1 {"a":"}]\\"{["}', '1 {"b":"\\\\"}']],
    ['an empty list', '[]', []],
  ])('%s', async (_, text, expected) => {
    for (const chunkBytes of [1, 7, 1000]) expect(await cut(text, { chunkBytes })).toEqual(expected);
  });

  it('leaves every digit as it is', async () => {
    expect(await cut('[{"id":820982911946154508,"total":1e400,"p":1.10}]')).toEqual([
      '1 {"id":820982911946154508,"total":1e400,"p":1.10}',
    ]);
  });

  it('says what is no order, once, and goes on', async () => {
    expect(await cut('[1,"a{",[{"id":0}],{"id":2}]')).toEqual([
      '1 ! expected an order, which is an object in braces',
      '1 ! expected an order, which is an object in braces',
      '1 ! expected an order, which is an object in braces',
      '1 {"id":2}',
    ]);
  });

  it.each([
    ['[{"id":1},{"id"', ['1 {"id":1}', '1 ! the file ends within this order: it was cut off']],
    ['[{"id":1},\n', ['1 {"id":1}', '2 ! the file ends before its list does: it was cut off']],
    ['{"orders":[{"id":1}]', ['1 {"id":1}', '1 ! the file ends before its list does: it was cut off']],
  ])('says that %s was cut off', async (text, expected) => {
    expect(await cut(text)).toEqual(expected);
  });

  it('takes the lines behind a broken one', async () => {
    const text = '{"id":1}\n{"id":"2\n{"id":3}\n\nnot json\n{"orders":[{"id":4}]}\n{"id":5}';
    expect(await cut(text, { lines: true })).toEqual([
      '1 {"id":1}',
      '2 ! the line is no whole JSON',
      '3 {"id":3}',
      '5 ! expected an order, which is an object in braces',
      '6 {"id":4}',
      '7 {"id":5}',
    ]);
  });

  it('holds no more than an order may be large', async () => {
    const large = `[{"a":"${'x'.repeat(5 * 1024 * 1024)}"},{"id":2}]`;
    expect(await cut(large, { chunkBytes: 65_536 })).toEqual(['1 ! larger than 4 MB: this is no order', '1 {"id":2}']);
  });

  it('finds the same orders however the file comes', async () => {
    const values = fc.array(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4, noNullPrototype: true }), {
      maxLength: 5,
    });
    const written = fc.tuple(values, fc.constantFrom('list', 'wrapped', 'lines'), fc.integer({ min: 1, max: 40 }));
    await fc.assert(
      fc.asyncProperty(written, async ([orders, how, chunkBytes]) => {
        const kept = orders.filter((order) => !Object.hasOwn(order, 'orders'));
        const each = kept.map((order) => JSON.stringify(order));
        const text = {
          list: `[${each.join(' , ')}]`,
          wrapped: `{"orders":[${each.join(',')}]}`,
          lines: each.join('\n'),
        }[how];
        const found = await cut(text, { chunkBytes, lines: how === 'lines' });
        expect(found.map((line) => line.slice(line.indexOf(' ') + 1))).toEqual(each);
      }),
    );
  });
});
