import type { Mutant } from './mutant.ts';

/** Faults of what is done while Secrets Manager cannot be asked. */
export const secretMutants: readonly Mutant[] = [
  {
    name: 'unread-secret-refuses',
    file: 'functions/ingest/verify.ts',
    search: 'ports.secrets.readAgain(shop)',
    replace: 'ports.secrets.refresh(shop)',
    breaks: 'While Secrets Manager throttles, ingest refuses for good what is signed with a new secret.',
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
    file: 'lib/secrets/secrets.ts',
    search: "return error.code === 'no-access' || error.code === 'bad-secret' ? error.code : undefined;",
    replace: "return error.code === 'bad-secret' ? error.code : 'no-access';",
    breaks: 'An outage of minutes holds a shop, and Thanx for all shops, and an alarm calls somebody.',
  },
];
