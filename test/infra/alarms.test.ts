import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stages } from '../../infra/stages.ts';
import { resources, synthesize } from './support/synthesize.ts';

const stage = { ...stages.prod, thanxCredentials: ['main', 'second'] };
const { data, functions } = synthesize(stage);
const alarms = [data, functions].flatMap((template) => resources(template, 'AWS::CloudWatch::Alarm'));
const prefix = 'thankflow-prod-';

/** What may follow a heading in an alarm's name: which of several alike it is. The longest first: `submit-to-thanx-main` ends in `main`. */
const subjects = [
  ...stage.thanxCredentials,
  ...resources(functions, 'AWS::Lambda::Function').map(({ Properties }) =>
    Properties.FunctionName.slice(prefix.length),
  ),
].toSorted((a, b) => b.length - a.length);

const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
const sections = new Map(
  runbook
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')).trim(), section]),
);
const alarmSections = [...sections.keys()].filter((heading) => /^[a-z-]+$/.test(heading));

function headingOf(alarmName: string): string {
  const name = alarmName.slice(prefix.length);
  const subject = subjects.find((candidate) => name.endsWith(`-${candidate}`));
  return subject === undefined || sections.has(name) ? name : name.slice(0, -subject.length - 1);
}

describe('alarms and the runbook', () => {
  it.each(alarms.map(({ Properties }) => Properties.AlarmName))('%s has its page', (name) => {
    expect(name.startsWith(prefix)).toBe(true);
    expect(alarmSections).toContain(headingOf(name));
  });

  it('the runbook has no page for an alarm that does not exist', () => {
    const headings = new Set(alarms.map(({ Properties }) => headingOf(Properties.AlarmName)));
    expect(alarmSections.filter((heading) => !headings.has(heading))).toEqual([]);
  });

  it.each(alarmSections)('%s says what it means and what to do', (heading) => {
    const titles = [...sections.get(heading)!.matchAll(/^### (.+)$/gm)].map(([, title]) => title);
    expect(titles).toEqual(['Description', 'What it means', 'Investigation', 'Resolution']);
  });

  it('every alarm tells the operators, in words, and where to read on', () => {
    for (const { Properties } of alarms) {
      expect(Properties.AlarmActions).toHaveLength(1);
      expect(Properties.AlarmDescription).toMatch(/^[A-Z].{20,}\. What to do: docs\/runbook\.md#[a-z-]+$/);
      expect(Properties.AlarmDescription).toContain(`#${headingOf(Properties.AlarmName)}`);
    }
  });
});

describe('what is watched', () => {
  const watched = alarms
    .filter(({ Properties }) => Properties.Namespace === 'thankflow')
    .map(({ Properties }) => Properties);

  it('every count that needs a person', () => {
    expect(watched.map((alarm) => alarm.MetricName).toSorted()).toEqual([
      'CredentialHeld',
      'EventWaiting',
      'GiftCardsLeftOut',
      'HousekeepingLate',
      'ReceiptDuplicate',
      'ReceiptUnknown',
      'ShopHeld',
      'ShopRedactRequested',
      'WebhookLost',
      'WebhookQuarantined',
      'WebhookRefused',
      'WebhookTooLarge',
    ]);
  });

  it('with the dimension that the functions write: another stage in the account stays out', () => {
    for (const alarm of watched) expect(alarm.Dimensions).toEqual([{ Name: 'service', Value: 'thankflow-prod' }]);
    for (const { Properties } of resources(functions, 'AWS::Lambda::Function')) {
      expect(Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME).toBe('thankflow-prod');
    }
  });

  it('a webhook that API Gateway itself finds too large', () => {
    const [filter] = resources(functions, 'AWS::Logs::MetricFilter');
    expect(filter!.Properties).toMatchObject({
      FilterPattern: '{ ($.status = "413") && ($.functionStatus != "413") }',
      MetricTransformations: [
        {
          MetricName: 'WebhookTooLarge',
          MetricNamespace: 'thankflow',
          Dimensions: [{ Key: 'service', Value: '$.service' }],
        },
      ],
    });
  });

  it('silence of housekeeping, and only that, is trouble in itself', () => {
    const bySilence = alarms.filter(({ Properties }) => Properties.TreatMissingData === 'breaching');
    expect(bySilence.map(({ Properties }) => Properties.AlarmName)).toEqual([
      'thankflow-prod-housekeeping-not-running',
    ]);
  });
});
