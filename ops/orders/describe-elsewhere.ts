import { isLoss, lossOutcomes, type Outcome } from '../logs/webhooks.ts';
import { instant, number } from '../cli/words.ts';
import { lookBackDays, type Elsewhere } from './elsewhere.ts';

const of = (count: number, one: string, many = `${one}s`): string => `${number(count)} ${count === 1 ? one : many}`;

/** Where an order without a row may be, one line for each place. The last says what to do next. */
export function describeElsewhere(
  found: Elsewhere,
  { stage, shop }: { stage: string; shop: string | undefined },
): string[] {
  const { parked, toFetch, onQueue = 0, deadLetters = 0, quarantined = 0, seen = [], outcomes = [], problems } = found;
  const command = (words: string) =>
    `./thankflow ${words}${shop === undefined ? '' : ` --shop ${shop}`} --stage ${stage}`;
  const lines: string[] = [];
  for (const one of seen) lines.push(describeSeen(one));
  if (toFetch !== undefined)
    lines.push(
      `Its webhook named it, and its platform hasn't given it since ${instant(Date.parse(toFetch.since))}: ${toFetch.detail}. See docs/runbook.md, “stuck: orders-not-fetched”.`,
    );
  if (parked?.waitsFor !== undefined)
    lines.push(`Its webhook waits for a person (${parked.waitsFor}): docs/runbook.md, “events-waiting”.`);
  else if (parked?.isAmong === true) lines.push('Its webhook is parked: housekeeping sends it within a minute or two.');
  else if (parked !== undefined && parked.count > 0)
    lines.push(
      `${of(parked.count, 'webhook is', 'webhooks are')} parked: housekeeping sends them within a minute or two.`,
    );
  if (onQueue > 0)
    lines.push(
      `About ${of(onQueue, 'message is', 'messages are')} on the orders queue or the fetches queue, of all shops.`,
    );
  if (deadLetters > 0)
    lines.push(
      `About ${of(deadLetters, 'message is', 'messages are')} in orders-dlq or fetches-dlq: ${command('dlq list')}`,
    );
  if (quarantined > 0)
    lines.push(`${of(quarantined, 'webhook is', 'webhooks are')} in quarantine: ${command('quarantine list')}`);
  const lost = describeLost(outcomes);
  if (lost !== '') lines.push(`Webhooks that led to nothing in the last ${lookBackDays} days: ${lost}.`);
  for (const problem of problems) lines.push(`Not looked at: ${problem}`);
  const next = "Look at the platform's list of deliveries, and on the other stages.";
  const rest =
    lines.length === 0
      ? `Nothing is parked, on the orders or fetches queue, in their dead letters or in quarantine, and no webhook was refused or lost in the last ${lookBackDays} days. Its webhook may not have come. ${next}`
      : `If it is none of these, its webhook may not have come. ${next}`;
  return [...lines.map((line) => `  ${line}`), rest];
}

function describeSeen({ outcome, count, last }: Outcome): string {
  const when = last === undefined ? '' : `, last ${instant(last)}`;
  const times = count === 1 ? 'once' : `${number(count)} times`;
  return `Its webhook was seen ${times}${when}: ${isLoss(outcome) ? lossOutcomes[outcome] : outcome}.`;
}

function describeLost(outcomes: readonly Outcome[]): string {
  const counts = Map.groupBy(
    outcomes.filter(({ outcome }) => isLoss(outcome)),
    ({ outcome }) => outcome,
  );
  return [...counts]
    .map(([outcome, same]) => {
      const count = same.reduce((sum, one) => sum + one.count, 0);
      return `${isLoss(outcome) ? lossOutcomes[outcome] : outcome} ${number(count)}`;
    })
    .join(' · ');
}
