import { adapters } from '../../lib/platforms/adapters.ts';
import type { QuarantinedWebhook } from '../../lib/quarantine/entry.ts';
import type { RereadResult } from './reread-entry.ts';
import { keyText } from '../../lib/order/order-key.ts';

/** The result of reading a webhook today. Contains nothing personal. */
export interface Today {
  readable: boolean;
  /** `paid`, `cancelled`, `erase` …; or `nothing`, `unreadable`, `no-settings`, `settings-newer`, `no-key`, `broken-seal`. */
  says: string;
  /** The order that it is about: `shop/pid`. */
  key?: string;
  reason?: string;
  /** The order was paid too long ago to be thanked. */
  tooOld?: string;
  /** Its gift cards, if any, are lost, because the stage had no key when it came. */
  withoutCards?: true;
}

export function todayOf(again: RereadResult, { shop, platform, bodyIs }: QuarantinedWebhook): Today {
  const lost = bodyIs === 'redacted' && adapters[platform].carriesGiftCards === true;
  const withoutCards = lost ? { withoutCards: true as const } : {};
  switch (again.kind) {
    case 'event': {
      const key = again.pid === undefined ? {} : { key: keyText({ shop, pid: again.pid }) };
      const old = again.tooOld === undefined ? {} : { tooOld: again.tooOld };
      return { readable: true, says: again.event.type, ...key, ...old, ...withoutCards };
    }
    case 'nothing':
      return { readable: true, says: 'nothing', reason: again.reason };
    case 'unreadable':
      return { readable: false, says: 'unreadable', reason: again.reason, ...withoutCards };
    case 'no-settings':
    case 'settings-newer':
    case 'no-key':
    case 'broken-seal':
      return { readable: false, says: again.kind };
  }
}

const events: Record<string, string> = {
  paid: 'a paid order',
  cancelled: 'a cancellation',
  refunded: 'a refund',
  lookup: 'an order to be fetched',
  erase: 'a customer who asks to be forgotten',
  export: 'a customer who asks for their data',
};

export function describeToday({ says, key, reason, tooOld, withoutCards }: Today): string {
  const cards = withoutCards ? '; its gift cards, if any, are lost, because the stage had no key for them' : '';
  const old = tooOld === undefined ? '' : `: paid too long ago to be thanked (${tooOld})`;
  switch (says) {
    case 'nothing':
      return `readable, but nothing for us (${reason ?? 'no reason'})`;
    case 'unreadable':
      return `still not readable: ${reason ?? 'no reason'}${cards}`;
    case 'no-settings':
      return 'readable, but its shop has no settings: apply them first (`shops apply FILE`)';
    case 'settings-newer':
      return 'can’t be read by this version: its shop’s settings are from a newer one';
    case 'no-key':
      return 'can’t be opened: it’s sealed with a gift card key that the stage no longer has';
    case 'broken-seal':
      return 'can’t be opened: its seal is broken';
    default:
      return `${events[says] ?? says}${key === undefined ? '' : `, order ${key}`}${old}${cards}`;
  }
}
