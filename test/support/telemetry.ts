import { logFields, type LambdaTelemetry } from '../../lib/lambda-telemetry.ts';
import type { Fields, Metric } from '../../lib/telemetry.ts';

/** Keeps what was said and counted. */
export interface RecordedTelemetry extends LambdaTelemetry {
  lines: { level: 'info' | 'warn' | 'error'; message: string; fields: Fields }[];
  counted: Metric[];
  /** The last value of each metric, as a gauge has it. */
  levels: Partial<Record<Metric, number>>;
}

export function recordedTelemetry(): RecordedTelemetry {
  const lines: RecordedTelemetry['lines'] = [];
  const counted: Metric[] = [];
  const levels: RecordedTelemetry['levels'] = {};
  const say =
    (level: 'info' | 'warn' | 'error') =>
    (message: string, fields: Fields = {}) => {
      lines.push({ level, message, fields: { ...logFields(), ...fields } });
    };
  return {
    lines,
    counted,
    levels,
    lambdaContext: { before: () => undefined },
    info: say('info'),
    warn: say('warn'),
    error: say('error'),
    count: (metric, value = 1) => {
      counted.push(metric);
      levels[metric] = value;
    },
  };
}
