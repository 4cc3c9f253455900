import type { CodeMeaning } from './order-codes.ts';

/** What keeps everything waiting that a shop, or all shops of a credential, send to Thanx, the most urgent first. */
export const thanxCodeMeanings = {
  'credential-held-secret': {
    of: 'credential',
    means: 'Thanx refuses the credential, or it has no secret: none of its receipts and baskets is sent.',
    fix: [
      'thanx check --credential CREDENTIAL',
      'secrets put thanx --credential CREDENTIAL',
      'resume --credential CREDENTIAL',
    ],
  },
  'credential-held-moved': {
    of: 'credential',
    means:
      'Thanx’s address has changed (3xx, 405, 410, or a 404 that isn’t Thanx’s): none of the credential’s receipts and baskets is sent.',
    fix: ['thanx check --credential CREDENTIAL', 'resume --credential CREDENTIAL'],
  },
  'unknown-credential': {
    of: 'order',
    means:
      'A receipt or basket waits for a Thanx credential that the stage does not have (any more): put it back and deploy.',
    fix: ['orders show KEY'],
  },
  'user-token-held': {
    of: 'shop',
    means:
      'Thanx refuses the shop’s merchant key, user token or member look-ups, or a secret is missing: what it sends to Thanx waits.',
    fix: [
      'thanx check --shop SHOP',
      'secrets put thanx-merchant --shop SHOP  # if its settings say mode baskets, and the merchant key is wrong',
      'secrets put thanx-user --shop SHOP  # if its settings say members: token, and that token is wrong',
      'resume --shop SHOP --thanx',
    ],
  },
  'baskets-not-certified': {
    of: 'credential',
    means:
      'Baskets wait until a recording of `thanx certify` shows that Thanx accepts the same one twice. Nothing is lost.',
    fix: ['thanx certify --shop SHOP --from recording.jsonl', 'stuck --reason baskets-not-certified'],
  },
} as const satisfies Record<string, CodeMeaning>;
