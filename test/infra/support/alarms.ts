import { readFileSync } from 'node:fs';
import { stages } from '../../../infra/stages.ts';
import { resources, synthesize } from './synthesize.ts';

export const stage = { ...stages.prod, thanxCredentials: ['main', 'second'] };
const { data, functions } = synthesize(stage);
export { data, functions };
export const prefix = 'thankflow-prod-';

interface MetricStat {
  Metric: { Namespace: string; MetricName: string; Dimensions?: unknown };
  Period: number;
}

/** An alarm's properties, as far as tests look at them. */
export interface AlarmProperties {
  AlarmName: string;
  AlarmDescription: string;
  AlarmActions: unknown[];
  OKActions?: unknown[];
  InsufficientDataActions?: unknown[];
  Namespace?: string;
  MetricName?: string;
  Dimensions?: unknown;
  Period?: number;
  Statistic?: string;
  Metrics?: { Expression?: string; MetricStat?: MetricStat }[];
  Threshold: number;
  EvaluationPeriods: number;
  DatapointsToAlarm: number;
  TreatMissingData: string;
}

export const alarms: AlarmProperties[] = [data, functions]
  .flatMap((template) => resources(template, 'AWS::CloudWatch::Alarm'))
  .map(({ Properties }) => Properties as AlarmProperties);

/** What an alarm watches, whether by itself or in an expression. */
export const metricsOf = ({ Namespace = '', MetricName = '', Dimensions, Metrics }: AlarmProperties) =>
  Metrics === undefined
    ? [{ Namespace, MetricName, Dimensions }]
    : Metrics.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Metric]));

/** The length of one of its periods. */
export const periodMinutes = ({ Period, Metrics = [] }: AlarmProperties): number =>
  Math.max(Period ?? 0, ...Metrics.map(({ MetricStat }) => MetricStat?.Period ?? 0)) / 60;

/** What may follow a heading in an alarm's name: which of several alike it is. The longest first: `submit-to-thanx-main` ends in `main`. */
const subjects = [
  ...stage.thanxCredentials,
  ...resources(functions, 'AWS::Lambda::Function').map(({ Properties }) =>
    String(Properties.FunctionName).slice(prefix.length),
  ),
  // A queue.
  'fetches',
  'new',
  'new-gift-card',
].toSorted((a, b) => b.length - a.length);

const runbook = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8');
/** The runbook's sections, by their headings. */
export const sections = new Map(
  runbook
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')).trim(), section]),
);

export function headingOf({ AlarmName }: Pick<AlarmProperties, 'AlarmName'>): string {
  const name = AlarmName.slice(prefix.length);
  const subject = subjects.find((candidate) => name.endsWith(`-${candidate}`));
  return subject === undefined || sections.has(name) ? name : name.slice(0, -subject.length - 1);
}
