import type { CodeMeaning } from './order-codes.ts';

/** What keeps notifications of one of a shop's own systems waiting, the most urgent first. */
export const targetCodeMeanings = {
  'target-held-refused': {
    of: 'target',
    means: 'A system of the shop refuses its secret, or has no secret yet: its notifications wait.',
    fix: [
      'secrets put notify --shop SHOP --target TARGET',
      'resume --shop SHOP --target TARGET  # a webhook: once the receiver has the new secret',
    ],
  },
  'target-held-moved': {
    of: 'target',
    means: 'A system of the shop isn’t where the settings say (moved, gone or not public): its notifications wait.',
    fix: [
      'shops apply FILE  # with its new address',
      'resume --shop SHOP --target TARGET  # enough if it’s back at the old address',
    ],
  },
  'target-held-failures': {
    of: 'target',
    means:
      'A system of the shop doesn’t answer, or answers with errors. Its notifications wait, and one tries every 15 minutes.',
    fix: [
      'stuck --reason target-held-failures',
      'resume --shop SHOP --target TARGET  # once the system works: one notification tries first',
    ],
  },
} as const satisfies Record<string, CodeMeaning>;
