import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openOrdersFile } from '../../../ops/import/records.ts';

async function formatOf(name: string, text: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'thankflow-orders-')), name);
  await writeFile(path, text);
  return (await openOrdersFile(path, 'shopify')).format;
}

describe('a file of orders', () => {
  it.each([
    ['orders.jsonl', '{"id":1}\n{"id":2}', 'JSON lines'],
    ['orders.json', '\uFEFF{"id":1,"lines":[{}]}', 'JSON lines'],
    ['broken.jsonl', '{"id":\n{"id":2}', 'JSON lines'],
    ['orders.csv', 'Name,Id', 'CSV'],
  ])('%s of %j is %s', async (name, text, format) => {
    expect(await formatOf(name, text)).toBe(format);
  });

  it.each([
    ['[{"id":1}]', "jq -c '.[]' "],
    ['\n[\n{"id":1}\n]', "jq -c '.[]' "],
    ['{"orders": [{"id":1}]}', "jq -c '.orders[]' "],
    ['{\n  "orders": [\n', "jq -c '.orders[]' "],
    ['{"data":{"orders":{"edges":[]}}}', "jq -c '.data.orders.edges[].node' "],
    ['{\n  "id": 1\n}', "jq -c '.orders[]? // .' "],
  ])('of %j is refused with the command that converts it', async (text, command) => {
    await expect(formatOf('orders.json', text)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(command),
    });
  });
});
