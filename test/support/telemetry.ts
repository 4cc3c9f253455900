import type { Fields, Metric, Telemetry } from '../../lib/telemetry.ts';

/** Keeps what was said and counted. */
export interface RecordedTelemetry extends Telemetry {
  lines: { level: 'info' | 'warn' | 'error'; message: string; fields: Fields }[];
  counted: Metric[];
}

export function recordedTelemetry(): RecordedTelemetry {
  const lines: RecordedTelemetry['lines'] = [];
  const counted: Metric[] = [];
  const say =
    (level: 'info' | 'warn' | 'error') =>
    (message: string, fields: Fields = {}) => {
      lines.push({ level, message, fields });
    };
  return {
    lines,
    counted,
    info: say('info'),
    warn: say('warn'),
    error: say('error'),
    count: (metric) => {
      counted.push(metric);
    },
  };
}
