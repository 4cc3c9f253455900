import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonLines } from '../../../ops/import/json-lines.ts';

/** Reads a text that comes in chunks of so many bytes. */
async function read(text: string, chunkBytes = 7) {
  const bytes = Buffer.from(text);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield Buffer.from(bytes.subarray(at, at + chunkBytes));
  }
  const found: string[] = [];
  for await (const record of jsonLines(chunks())) {
    found.push(`${record.line} ${'body' in record ? record.body.toString().trim() : `! ${record.problem}`}`);
  }
  return found;
}

describe('orders in JSON lines', () => {
  it('leaves every digit as it is', async () => {
    const order = '{"id":820982911946154508,"total":1e400,"p":1.10}';
    expect(await read(order)).toEqual([`1 ${order}`]);
  });

  it('takes the lines behind a broken one, and empty ones as none', async () => {
    const text = '{"id":1}\r\n{"id":"2\n{"id":3}\n \nnot json\n[{"id":4}]\n{"id":5}\n';
    for (const chunkBytes of [1, 7, 1000]) {
      expect(await read(text, chunkBytes)).toEqual([
        '1 {"id":1}',
        '2 ! the line is not complete JSON',
        '3 {"id":3}',
        '5 ! expected an order, which is an object in braces',
        '6 ! expected an order, which is an object in braces',
        '7 {"id":5}',
      ]);
    }
  });

  it('holds no more than an order may be large', async () => {
    const large = `{"a":"${'x'.repeat(5 * 1024 * 1024)}"}\n{"id":2}`;
    expect(await read(large, 65_536)).toEqual(['1 ! larger than 4 MB: this is not an order', '2 {"id":2}']);
  });

  it('finds the same orders however the file comes', async () => {
    const values = fc.array(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4, noNullPrototype: true }), {
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(values, fc.integer({ min: 1, max: 40 }), async (orders, chunkBytes) => {
        const each = orders.map((order) => JSON.stringify(order));
        const found = await read(each.join('\n'), chunkBytes);
        expect(found.map((line) => line.slice(line.indexOf(' ') + 1))).toEqual(each);
      }),
    );
  });
});
