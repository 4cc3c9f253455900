import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { shopJsonSchema } from '../../../ops/schemas/shop.ts';

describe('docs/shop.schema.json', () => {
  it('is current (npm run docs:shop writes it anew)', () => {
    const written: unknown = JSON.parse(readFileSync('docs/shop.schema.json', 'utf8'));
    expect(written).toEqual(JSON.parse(JSON.stringify(shopJsonSchema())));
  });

  it('describes every setting', () => {
    expect(undescribed(Node.parse(shopJsonSchema()), '')).toEqual([]);
  });
});

interface Node {
  description?: string | undefined;
  properties?: Record<string, Node> | undefined;
  anyOf?: Node[] | undefined;
}
const Node: z.ZodType<Node> = z.lazy(() =>
  z.object({
    description: z.string().optional(),
    properties: z.record(z.string(), Node).optional(),
    anyOf: z.array(Node).optional(),
  }),
);

function undescribed({ properties = {}, anyOf = [] }: Node, base: string): string[] {
  const names = Object.entries(properties).flatMap(([name, child]) => {
    const below = undescribed(child, `${base}${name}.`);
    return child.description === undefined ? below.concat(base + name) : below;
  });
  return names.concat(anyOf.flatMap((one) => undescribed(one, base)));
}
