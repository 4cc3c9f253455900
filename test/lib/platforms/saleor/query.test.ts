import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OperationTypeNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import {
  inOneLine,
  paymentMethodFields,
  paymentMethodSince,
  saleorOrderQuery,
  saleorSubscription,
  saleorTopics,
} from '../../../../lib/platforms/saleor/query.ts';
import { isAtLeast } from '../../../../lib/platforms/saleor/version.ts';
import { queryProblem } from '../../../../local/platforms/saleor/schemas.ts';
import { webhookGuide } from '../../../../ops/connect/guides.ts';

const { QUERY, SUBSCRIPTION } = OperationTypeNode;
const docs = readFileSync(join(import.meta.dirname, '../../../../docs/platforms/saleor.md'), 'utf8');

describe('the query', () => {
  it.each(['3.20.117', '3.21.0', '3.22.31', '3.23.12', '3.24.0', '4.0.1', undefined])(
    'is valid in Saleor %s',
    (version) => {
      const known = version ?? '3.20.0';
      expect(queryProblem(known, saleorSubscription(version), SUBSCRIPTION)).toBeUndefined();
      expect(queryProblem(known, saleorOrderQuery(version), QUERY)).toBeUndefined();
      expect(queryProblem(known, inOneLine(saleorSubscription(version)), SUBSCRIPTION)).toBeUndefined();
    },
  );

  it('for a newer Saleor isn’t valid in an older one', () => {
    expect(queryProblem('3.21.9', saleorSubscription(paymentMethodSince), SUBSCRIPTION)).toMatch(
      /paymentMethodDetails/,
    );
  });

  it('asks for each event that thankflow subscribes to', () => {
    const types = saleorTopics.map(
      (topic) =>
        `... on ${topic.toLowerCase().replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())} {`,
    );
    expect(types.filter((type) => !saleorSubscription(undefined).includes(type))).toEqual([]);
  });

  it('is the one that people are shown', () => {
    const written = inOneLine(saleorSubscription(paymentMethodSince));
    const [, shown = ''] = /```graphql\n([^]*?)```/.exec(docs) ?? [];
    expect(inOneLine(shown)).toBe(written);
    expect(webhookGuide('saleor', 'https://api.example/webhooks/foo').join('\n')).toContain(written);
    const withoutMethods = written.replace(` ${paymentMethodFields}`, '');
    expect(inOneLine(saleorSubscription('3.21.4'))).toBe(withoutMethods);
  });
});

it.each([
  ['3.22.0', true],
  ['3.22', true],
  ['3.100.1', true],
  ['4.0.0-a.1', true],
  ['3.21.99', false],
  ['2.99.0', false],
  ['x', false],
  ['', false],
  [undefined, false],
])('%j is at least 3.22: %j', (version, is) => {
  expect(isAtLeast(version, '3.22')).toBe(is);
});
