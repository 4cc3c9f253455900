import { senders } from '../../lib/senders/senders.ts';
import { plainOrder } from '../../lib/senders/sent-order.ts';
import type { PlatformName } from '../../lib/shops/platform-name.ts';
import { nowMs } from '../shops.ts';
import { treeOf, type Tree } from '../tree.ts';

/** A webhook as a platform sends it. The fuzzer changes it. */
export interface Base {
  /** Absent if the body contains it. */
  topic?: string;
  body: Tree;
}

export const now = new Date(nowMs);
export const order = {
  ...plainOrder({ id: '5678901234567', shipping: '4.90', tags: ['garden', 'VIP'], locale: 'de-AT', channel: 'web' }),
  paidAt: new Date(nowMs - 60_000),
};

/** Everything that a platform's sender can send. */
export const sentBy = (platform: PlatformName, of = order): Required<Base>[] =>
  Object.values(senders[platform].topics).map(({ name, body }) => ({ topic: name, body: treeOf(body(of, now)) }));

/** The same, of a platform that names the topic in the body. */
export const bodiesSentBy = (platform: PlatformName, of = order): Base[] =>
  sentBy(platform, of).map(({ body }) => ({ body }));
