import { describe, expect, it } from 'vitest';
import { failedMessageIds } from '../../../local/lambda/sqs-event.ts';

const ids = ['m1', 'm2', 'm3'];

describe('the failed messages of a batch', () => {
  it.each([['null'], ['{}'], [''], ['{"batchItemFailures":[]}'], ['{"batchItemFailures":null}']])(
    'are none when the function answers %s',
    (body) => {
      expect(failedMessageIds(body, ids)).toEqual(new Set());
    },
  );

  it('are those that the function names', () => {
    expect(failedMessageIds('{"batchItemFailures":[{"itemIdentifier":"m2"}]}', ids)).toEqual(new Set(['m2']));
  });

  it.each([
    ['"done"'],
    ['{"batchItemFailures":"m1"}'],
    ['{"batchItemFailures":[{"itemIdentifier":""}]}'],
    ['{"batchItemFailures":[{"itemIdentifier":null}]}'],
    ['{"batchItemFailures":[{"id":"m1"}]}'],
    ['{"batchItemFailures":[{"itemIdentifier":"m1"},{"itemIdentifier":"nobody"}]}'],
  ])('are all when the function answers %s', (body) => {
    expect(failedMessageIds(body, ids)).toEqual(new Set(ids));
  });
});
