import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { zerosInARow } from '../../functions/housekeeping/levels.ts';
import { stages, type Stage } from '../../infra/stages.ts';
import { metrics, type Metric } from '../../lib/telemetry.ts';
import { alarms, functions, headingOf, metricsOf, prefix, sections, type AlarmProperties } from './support/alarms.ts';
import { resources, synthesize } from './support/synthesize.ts';

const operating = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8');
const alarmSections = [...sections.keys()].filter((heading) => /^[a-z-]+$/.test(heading));
const named = (name: string): AlarmProperties => {
  const found = alarms.find(({ AlarmName }) => AlarmName === prefix + name);
  if (found === undefined) throw new Error(`there is no alarm ${name}`);
  return found;
};

describe('alarms and the runbook', () => {
  it.each(alarms)('$AlarmName has its page', (alarm) => {
    expect(alarm.AlarmName.startsWith(prefix)).toBe(true);
    expect(alarmSections).toContain(headingOf(alarm));
  });

  it('the runbook has no page for an alarm that does not exist', () => {
    const headings = new Set(alarms.map(headingOf));
    expect(alarmSections.filter((heading) => !headings.has(heading))).toEqual([]);
  });

  it.each(alarmSections)('%s says what it means and what to do', (heading) => {
    const titles = [...sections.get(heading)!.matchAll(/^### (.+)$/gm)].map(([, title]) => title);
    expect(titles).toEqual(['Description', 'What it means', 'Investigation', 'Resolution']);
  });

  it('every alarm tells the operators, in words, and where to read on', () => {
    for (const alarm of alarms) {
      expect(alarm.AlarmActions).toHaveLength(1);
      expect(alarm.AlarmDescription).toMatch(
        /^[A-Z].{20,}\. Saved query: thankflow-prod-[a-z]+\. What to do: docs\/runbook\.md#[a-z-]+$/,
      );
      expect(alarm.AlarmDescription).toContain(`#${headingOf(alarm)}`);
    }
  });

  it('every alarm names a saved query that exists, and tells when it ends', () => {
    const queries = resources(functions, 'AWS::Logs::QueryDefinition').map(({ Properties }) => Properties.Name);
    for (const alarm of alarms) {
      const [, query] = /Saved query: (\S+)\./.exec(alarm.AlarmDescription) ?? [];
      expect(queries).toContain(query);
      expect(alarm.OKActions).toEqual(alarm.AlarmActions);
    }
  });

  it('docs/operating.md says of every alarm whether it pages', () => {
    const documented = new Map(
      [...operating.matchAll(/^\| ((?:`[a-z-]+`(?:, )?)+) +\| (page|notice) /gm)].flatMap(([, names = '', severity]) =>
        [...names.matchAll(/`([a-z-]+)`/g)].map(([, name]) => [name!, severity] as const),
      ),
    );
    const topics = { page: 'Alarms', notice: 'Notices' };
    for (const alarm of alarms) {
      const heading = headingOf(alarm);
      const topic = topics[documented.get(heading) as keyof typeof topics];
      expect([heading, JSON.stringify(alarm.AlarmActions)]).toEqual([heading, expect.stringContaining(topic)]);
    }
    expect([...documented.keys()].toSorted()).toEqual([...new Set(alarms.map(headingOf))].toSorted());
  });
});

describe('what the functions count', () => {
  const own = alarms.filter((alarm) => metricsOf(alarm).some(({ Namespace }) => Namespace === 'thankflow'));

  it.each(Object.keys(metrics) as Metric[])('%s has the alarm that the table of metrics names, or none', (metric) => {
    const watched = metrics[metric];
    const watching = own.filter((alarm) => metricsOf(alarm).some(({ MetricName }) => MetricName === metric));
    expect([...new Set(watching.map(headingOf))]).toEqual('alarm' in watched ? [watched.alarm] : []);
  });

  it('is in the table, with the dimension that the functions write: another stage in the account stays out', () => {
    for (const { MetricName, Namespace, Dimensions } of own.flatMap(metricsOf)) {
      expect(Object.keys(metrics)).toContain(MetricName);
      expect({ Namespace, Dimensions }).toEqual({
        Namespace: 'thankflow',
        Dimensions: [{ Name: 'service', Value: 'thankflow-prod' }],
      });
    }
    for (const { Properties } of resources(functions, 'AWS::Lambda::Function')) {
      expect(Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME).toBe('thankflow-prod');
    }
  });

  it('as a gauge lasts as long as it is true, and stays as it is while nobody publishes it', () => {
    const lasting = Object.keys(metrics).filter((name) => isGauge(name) && name !== 'NotifyTargetsHeld');
    const gauges = own.filter((alarm) => metricsOf(alarm).some(({ MetricName }) => lasting.includes(MetricName)));
    expect(gauges).toHaveLength(lasting.length);
    for (const alarm of gauges) {
      const { Statistic, Period, Threshold, DatapointsToAlarm, TreatMissingData } = alarm;
      expect({ Statistic, Period, Threshold, DatapointsToAlarm, TreatMissingData }).toEqual({
        Statistic: 'Maximum',
        Period: 60,
        Threshold: 1,
        DatapointsToAlarm: 1,
        TreatMissingData: 'ignore',
      });
      expect(alarm.EvaluationPeriods).toBeGreaterThan(1);
      // Zeros that come late, or are lost, may not keep an alarm on.
      expect(alarm.EvaluationPeriods).toBeLessThanOrEqual(zerosInARow / 3);
    }
  });
});

it('a stopped system of a shop alarms after half an hour, and only while housekeeping publishes it', () => {
  const { MetricName, Statistic, Period, Threshold, EvaluationPeriods, DatapointsToAlarm, TreatMissingData } =
    named('target-held');
  expect({ MetricName, Statistic, Period, Threshold, EvaluationPeriods, DatapointsToAlarm, TreatMissingData }).toEqual({
    MetricName: 'NotifyTargetsHeld',
    Statistic: 'Maximum',
    Period: 300,
    Threshold: 1,
    EvaluationPeriods: 6,
    DatapointsToAlarm: 6,
    TreatMissingData: 'notBreaching',
  });
});

const isGauge = (name: string): boolean => name in metrics && 'gauge' in metrics[name as Metric];

describe('what AWS counts', () => {
  it('throttles are an alarm where calls may be lost or the account’s pool is shared, and nowhere else', () => {
    const throttled = (stage: Stage) =>
      resources(synthesize(stage).functions, 'AWS::CloudWatch::Alarm')
        .map(({ Properties }) => String(Properties.AlarmName))
        .filter((name) => name.includes('-function-throttles-'))
        .map((name) => name.slice('thankflow-prod-function-throttles-'.length));
    expect(throttled(stages.prod).toSorted()).toEqual(['ingest', 'release-check']);
    expect(throttled({ ...stages.prod, reserveConcurrency: false })).toContain('notify-shop');
  });

  it.each([
    ['function-throttles-ingest', 'Throttles'],
    ['api-server-errors', '5xx'],
  ])('%s: one in one minute alarms', (name, metric) => {
    const { Statistic, Threshold, DatapointsToAlarm } = named(name);
    expect({ Statistic, Threshold, DatapointsToAlarm }).toEqual({
      Statistic: 'Sum',
      Threshold: 1,
      DatapointsToAlarm: 1,
    });
    expect(named(name).MetricName).toBe(metric);
    expect(named(name).Period).toBe(60);
  });

  it('no queue is watched by the age of its messages alone, which leaves out those that come again and again', () => {
    const aged = alarms.filter(({ MetricName }) => MetricName === 'ApproximateAgeOfOldestMessage');
    expect(aged.map(headingOf).toSorted()).toEqual([
      'loyalty-queue-age',
      'loyalty-queue-age',
      'orders-queue-age',
      'orders-queue-age',
    ]);
    for (const heading of ['messages-failing', 'message-dead', 'thanku-failing', 'thanx-failing', 'rows-overdue'])
      expect(alarms.map(headingOf)).toContain(heading);
  });

  it('silence of housekeeping alarms when it begins, and never on a stage that has not run yet', () => {
    const silent = alarms.filter(({ InsufficientDataActions }) => InsufficientDataActions !== undefined);
    expect(silent).toEqual([named('housekeeping-not-running')]);
    const { TreatMissingData, AlarmActions, InsufficientDataActions } = named('housekeeping-not-running');
    expect(TreatMissingData).toBe('missing');
    expect(InsufficientDataActions).toEqual(AlarmActions);
    // A new alarm has no data yet: it would be in ALARM at once, and its e-mail would be the stage's first.
    expect(alarms.filter((alarm) => alarm.TreatMissingData === 'breaching')).toEqual([]);
  });
});
