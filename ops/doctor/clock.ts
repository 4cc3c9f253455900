import { ThankflowError } from '../../lib/errors.ts';
import { ok, warning, wrong, type Finding } from '../connection/finding.ts';
import type { Check } from './check.ts';

/** AWS refuses signatures that are five minutes old, and so do shops' webhooks. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html */
const refusedMs = 5 * 60_000;
/** The header has no fractions of a second, and the answer takes a moment. */
const inexactMs = 5000;

export const clockCheck: Check = {
  code: 'clock',
  notLocally: 'Clock: the local stack uses this machine’s.',
  findings: async ({ deployment }) =>
    deployment === undefined
      ? []
      : clockFindings(await clockOffsetMs(`https://sts.${deployment.region}.${deployment.hostSuffix}/`)),
};

/**
 * How far this machine's clock is ahead of a server's, in ms, by the server's Date header.
 * @throws `unavailable` if it doesn't answer, or without a date
 */
export async function clockOffsetMs(url: string, now = Date.now): Promise<number> {
  const sentMs = now();
  const answer = await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(10_000) }).catch(
    (cause: unknown) => {
      throw new ThankflowError('unavailable', `nothing answers at ${url}`, { cause });
    },
  );
  const dateMs = Date.parse(answer.headers.get('date') ?? '');
  if (Number.isNaN(dateMs)) throw new ThankflowError('unavailable', `${url} answered without a date`);
  // The header is rounded down: on average, it is half a second old.
  return (sentMs + now()) / 2 - (dateMs + 500);
}

/** @param offsetMs how far this machine's clock is ahead */
export function clockFindings(offsetMs: number): Finding[] {
  const off = Math.abs(offsetMs);
  if (off <= inexactMs) return [ok('clock', 'This machine’s clock agrees with AWS’s.')];
  const means = `This machine’s clock is ${Math.round(off / 1000)} s ${offsetMs > 0 ? 'ahead of' : 'behind'} AWS’s.`;
  const fix =
    'Let this machine set its clock by NTP: timedatectl set-ntp true (Linux), sntp -sS time.apple.com (macOS)';
  return [
    off < refusedMs
      ? warning('clock-off', `${means} From five minutes on, AWS refuses what it signs.`, fix)
      : wrong('clock-off', `${means} AWS refuses what it signs, and the stage refuses the orders of \`send\`.`, fix),
  ];
}
