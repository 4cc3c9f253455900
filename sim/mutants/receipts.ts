import type { Mutant } from './mutant.ts';

const submit = 'functions/submit-to-thanx/receipt/attempt.ts';
const transitions = 'lib/order/receipt/transitions.ts';
const unknown = 'lib/order/receipt/unknown.ts';
const readAnswer = 'lib/partners/thanx/read-answer.ts';

/** Faults of how points are given. */
export const receiptMutants: readonly Mutant[] = [
  {
    name: 'receipt-sent-by-two',
    file: transitions,
    search: "if (receipt.state !== 'waiting') return undefined;",
    replace: "if (receipt.state !== 'waiting' && receipt.state !== 'sending') return undefined;",
    breaks: 'Two workers send the same receipt: points are given twice.',
  },
  {
    name: 'stale-word-about-attempt',
    file: transitions,
    search: "receipt.state === 'sending' && receipt.attempt?.id === attemptId;",
    replace: "receipt.state === 'sending' && (receipt.attempt?.id === attemptId || attemptId !== '');",
    breaks: 'A worker closes the attempt of another one, which is open.',
    killedBy: ['test/functions/submit-to-thanx/brake.test.ts'],
  },
  {
    name: 'refrozen-meanwhile-ignored',
    file: submit,
    search: 'row.frozen === receipt.frozen ? sending(',
    replace: 'row.shop === receipt.shop ? sending(',
    breaks: 'A receipt that is refrozen while a worker waits for its permit is sent with the old amount.',
    killedBy: ['test/functions/submit-to-thanx/next-attempt.test.ts'],
  },
  {
    name: 'dead-at-once',
    file: submit,
    search: 'const deadAt = ports.now() + remainingMs() + deadMarginMs;',
    replace: 'const deadAt = ports.now() + 0 * remainingMs() * deadMarginMs;',
    breaks: 'An attempt counts as dead while its worker still sends.',
  },
  {
    name: 'lost-answer-sent-again',
    file: 'lib/partners/connection.ts',
    search: 'if (reason === undefined) return await connection.exchange(request, timing.timeoutMs);',
    replace: `if (reason === undefined) {
    const sent = await connection.exchange(request, timing.timeoutMs);
    return sent.kind === 'unknown' ? { kind: 'not-sent', reason: sent.reason } : sent;
  }`,
    breaks: 'A receipt without an answer is simply sent again: points are given twice.',
  },
  {
    name: 'server-error-sent-again',
    file: readAnswer,
    search: "return { kind: 'unknown', reason: 'server error', status };",
    replace: "return { kind: 'not-sent', reason: 'server error' };",
    breaks: 'A receipt that was answered with 502 is simply sent again, although it may be there.',
  },
  {
    name: 'unreadable-answer-sent-again',
    file: readAnswer,
    search: ": { kind: 'unknown', reason: 'unreadable answer', status };",
    replace: ": { kind: 'not-sent', reason: 'unreadable answer' };",
    breaks: 'A receipt whose answer was a page is simply sent again, although it may be there.',
  },
  {
    name: 'dead-worker-sent-again',
    file: 'functions/submit-to-thanx/submit-to-thanx.ts',
    search: 'becameUnknown(current, attempt.id, error, nowMs),',
    replace:
      "({ ...current, state: 'waiting' as const, attempt: undefined, dueAt: nowMs + Number(error.code === '') }),",
    breaks: 'A receipt whose worker died while it sent is simply sent again: points are given twice.',
  },
  {
    name: 'one-look',
    file: unknown,
    search: 'if (receipt.negatives === undefined) {',
    replace: 'if (receipt.negatives === undefined && receipt.resends === -1) {',
    breaks: 'A receipt that Thanx does not list yet is sent again after the first look.',
  },
  {
    name: 'looks-at-once',
    file: 'lib/order/grace-periods.ts',
    search: 'showsAfterMs = minuteMs;',
    replace: 'showsAfterMs = 0;',
    breaks: 'A receipt is looked for before Thanx lists it.',
  },
  {
    name: 'resends-for-ever',
    file: unknown,
    search: 'if ((receipt.resends ?? 0) > 0) return',
    replace: 'if ((receipt.resends ?? 0) > 1000) return',
    breaks: 'A receipt that Thanx does not list is sent again and again, where a person should look.',
  },
  {
    name: 'half-a-look-believed',
    file: 'functions/submit-to-thanx/receipt/look.ts',
    search: 'if (doubtful || !look.complete) {',
    replace: 'if (doubtful) {',
    breaks: 'A list that could not be read proves that a receipt is missing: points are given twice.',
  },
  {
    name: 'marker-inside-another',
    file: 'functions/submit-to-thanx/receipt/same-receipt.ts',
    search: 'wordsOf(listed).includes(marker);',
    replace: "(listed.comments ?? '').includes(marker);",
    breaks: 'The receipt of order 1001 is taken for that of order 100, which gets no points.',
    killedBy: ['test/functions/submit-to-thanx/receipt/same-receipt.test.ts'],
  },
  {
    name: 'first-page-only',
    file: 'functions/submit-to-thanx/receipt/scan.ts',
    search: 'if (!value.more) return { receipts, complete: true };',
    replace: 'if (!value.more || page > 0) return { receipts, complete: true };',
    breaks: 'A receipt on the second page is not found, and sent again.',
  },
  {
    name: 'anybodys-token',
    file: 'functions/submit-to-thanx/user-token.ts',
    search: '`${merchantId}\\n${email.toLowerCase()}`',
    replace: "`${merchantId}\\n${email === '' ? email : ''}`",
    breaks: 'A customer gets the points of another one.',
  },
  {
    name: 'cents-cut-off',
    file: 'lib/partners/thanx/create-receipt.ts',
    search: ".replace(/^0+(?=\\d)/, '');",
    replace: ".replace(/\\..*$/, '');",
    breaks: 'Receipts are over too little.',
  },
  {
    name: 'receipt-failure-untold',
    file: 'functions/submit-to-thanx/submit-to-thanx.ts',
    search: 'await ports.sendDeadLetter({ shop, pid }, reason);',
    replace: '',
    breaks: 'No dead letter says that a receipt was refused.',
  },
  {
    name: 'decision-untold',
    file: 'functions/submit-to-thanx/receipt/decision.ts',
    search: 'const told = await tell(',
    replace: 'const told = await (async (..._: unknown[]) => ({ wake: async () => undefined }))(',
    breaks: 'Shops never get the event "Receipt Settled".',
  },
  {
    name: 'waiting-receipt-is-due-as-settled',
    file: 'lib/order/receipt/state.ts',
    search: "case 'sending':\n      return 'receipt';",
    replace: "case 'sending':\n      return 'settle';",
    breaks: 'A receipt is never sent where its wake-up is lost.',
  },
  {
    name: 'dead-sender-counts-as-sending',
    file: 'lib/order/receipt/settling.ts',
    search: "receipt.state === 'sending' && (receipt.attempt?.deadAt ?? 0) > nowMs &&",
    replace: "receipt.state === 'sending' && receipt.attempt !== undefined &&",
    breaks: 'Nobody looks for a receipt whose worker died while it sent.',
  },
  {
    name: 'submitted-receipt-not-settled',
    file: 'functions/housekeeping/due-receipts.ts',
    search: 'await settle(store, shop, pid, now());',
    replace: '',
    breaks:
      'Customers’ data is kept for ever where a worker and its message are lost just after it has sent a receipt.',
    killedBy: ['test/functions/housekeeping/sent-receipts.test.ts'],
  },
];
