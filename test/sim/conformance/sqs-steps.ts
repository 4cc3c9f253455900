import fc from 'fast-check';

/** Which queue: one without dead letters, one with, its dead letters, and one that isn't there. */
export type QueueName = 'plain' | 'work' | 'dead' | 'nowhere';

/** One receipt handle: of the how manieth message that was sent (of those that have one), and of its how manieth last receive. */
export interface HandleOf {
  message: number;
  ago: number;
}

/** Something to do to both queues. */
export type Step =
  | { name: 'send'; queue: QueueName; body: string }
  | { name: 'sendBatch'; queue: QueueName; bodies: string[]; ids?: string }
  | { name: 'receive'; queue: QueueName; most: number }
  | { name: 'delete'; handle: HandleOf }
  | { name: 'deleteBatch'; queue: QueueName; handles: HandleOf[] }
  | { name: 'hide'; handle: HandleOf; seconds: number }
  | { name: 'hideBatch'; queue: QueueName; handles: HandleOf[]; seconds: number }
  | { name: 'count'; queue: QueueName };

/** Waits that don't end while the test runs, and the one that is over at once. */
const seconds = fc.constantFrom(0, 0, 0, 0, 0, 30, 900, 43_200, 43_201, -1);
const handle = fc.record({ message: fc.nat({ max: 11 }), ago: fc.constantFrom(0, 0, 0, 0, 1) });
const handles = fc.array(handle, { maxLength: 4 });
const sendTo = fc.constantFrom<QueueName>('plain', 'work', 'work', 'work');
const body = fc.constantFrom('{"a":1}', 'text\n', 'é\u{fffd}', '{"b":"\\u0000"}');
const badBody = fc.constantFrom('', 'bell\u{7}', '\u{ffff}');
const queue = fc.constantFrom<QueueName>('plain', 'plain', 'work', 'work', 'work', 'work', 'dead', 'nowhere');

export const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ name: fc.constant('send' as const), queue: sendTo, body }) },
    { weight: 1, arbitrary: fc.record({ name: fc.constant('send' as const), queue: sendTo, body: badBody }) },
    {
      weight: 2,
      arbitrary: fc.record(
        {
          name: fc.constant('sendBatch' as const),
          queue: sendTo,
          bodies: fc.oneof(
            { weight: 4, arbitrary: fc.array(fc.oneof(body, fc.constant('\u{fffe}')), { maxLength: 3 }) },
            { weight: 1, arbitrary: fc.constant(Array.from({ length: 11 }, () => 'many')) },
          ),
          ids: fc.constant('same'),
        },
        { requiredKeys: ['name', 'queue', 'bodies'] },
      ),
    },
    {
      weight: 8,
      arbitrary: fc.record({
        name: fc.constant('receive' as const),
        queue,
        most: fc.oneof(
          { weight: 12, arbitrary: fc.integer({ min: 1, max: 10 }) },
          { weight: 1, arbitrary: fc.constantFrom(0, 11) },
        ),
      }),
    },
    { weight: 3, arbitrary: fc.record({ name: fc.constant('delete' as const), handle }) },
    { weight: 1, arbitrary: fc.record({ name: fc.constant('deleteBatch' as const), queue, handles }) },
    { weight: 12, arbitrary: fc.record({ name: fc.constant('hide' as const), handle, seconds }) },
    { weight: 2, arbitrary: fc.record({ name: fc.constant('hideBatch' as const), queue, handles, seconds }) },
    { weight: 2, arbitrary: fc.record({ name: fc.constant('count' as const), queue }) },
  ),
  { minLength: 1, maxLength: 35, size: 'max' },
);
