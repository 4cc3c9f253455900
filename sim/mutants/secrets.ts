import type { Mutant } from './mutant.ts';

/** Faults of what is done while Secrets Manager cannot be asked. */
export const secretMutants: readonly Mutant[] = [
  {
    name: 'unread-secret-is-none',
    file: 'functions/ingest/verify.ts',
    search: "if (code === 'no-access') return 'no-secret';",
    replace: "if (code !== 'bad-request') return 'no-secret';",
    breaks: 'While Secrets Manager is slow, ingest refuses the orders of its shops for good.',
  },
  {
    name: 'outage-is-a-missing-secret',
    file: 'lib/secrets/read.ts',
    search: "throw new ThankflowError('unavailable', `Secrets Manager did not give ${name}`, { cause });",
    replace: 'return undefined;',
    breaks: 'While Secrets Manager throttles, shops are held as if somebody had removed their secrets.',
  },
  {
    name: 'unavailable-is-lacking',
    file: 'lib/secrets/lacking.ts',
    search: "return error.code === 'no-access' || error.code === 'bad-secret' ? error.code : undefined;",
    replace: "return error.code === 'bad-secret' ? error.code : 'no-access';",
    breaks: 'An outage of minutes holds a shop, and Thanx for all shops, and an alarm calls somebody.',
  },
];
