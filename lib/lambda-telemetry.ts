import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context } from 'aws-lambda';
import { metricNamespace } from './naming.ts';
import type { Fields, Metric, Telemetry } from './telemetry.ts';

export interface LambdaTelemetry extends Telemetry {
  /** Middleware that adds the function and the request ID to every log line of an invocation. It never logs the event. */
  lambdaContext: { before(request: { context: Context }): void };
}

/**
 * Writes JSON log lines with the names of Powertools for AWS Lambda, and metrics in the embedded metric format, for CloudWatch. Metrics are written
 * immediately, so that a killed function loses none. Their only dimension, `service`, is POWERTOOLS_SERVICE_NAME, the same for all of a
 * stage's functions. It writes to standard output itself, because Lambda's runtime would put `console`'s lines into others.
 *
 * Powertools' own Logger and Metrics can do far more, at 7 % of ingest's cold start and a fifth of a warm webhook (ADR 44).
 * @param serviceName the function, such as `ingest`: the `service` of its log lines
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function lambdaTelemetry(serviceName: string): LambdaTelemetry {
  let invocation: Fields = {};
  let isColdStart = true;
  const log = (level: 'INFO' | 'WARN' | 'ERROR') => (message: string, fields?: Fields) => {
    const own = { level, message, timestamp: new Date().toISOString(), service: serviceName };
    const about = context.getStore();
    if (about !== undefined) about.lines.hasAny = true;
    // Twice: they come first in the line, and no other field replaces them.
    writeLine({ ...own, ...invocation, ...about?.fields, ...fields, ...own });
  };
  return {
    info: log('INFO'),
    warn: log('WARN'),
    error: log('ERROR'),
    count(metric: Metric, value = 1) {
      const metrics = [{ Name: metric, Unit: 'Count' }];
      const directive = { Namespace: metricNamespace, Dimensions: [['service']], Metrics: metrics };
      const service = process.env['POWERTOOLS_SERVICE_NAME'];
      writeLine({ _aws: { Timestamp: Date.now(), CloudWatchMetrics: [directive] }, service, [metric]: value });
    },
    lambdaContext: {
      before({ context: { awsRequestId } }) {
        // Not the function's name and size: its log group has them, and each byte is billed.
        invocation = {
          cold_start: isColdStart ? true : undefined,
          function_request_id: awsRequestId,
          xray_trace_id: /\bRoot=([^;]+)/.exec(process.env['_X_AMZN_TRACE_ID'] ?? '')?.[1],
        };
        isColdStart = false;
      },
    },
  };
}

const writeLine = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

const context = new AsyncLocalStorage<{ fields: Fields; lines: { hasAny: boolean } }>();

/** Adds fields to every log line that `run` writes. The messages of a batch are handled at the same time, each with its own fields. */
export const withLogFields = <Result>(fields: Fields, run: () => Result): Result => {
  const outer = context.getStore();
  return context.run({ fields: { ...outer?.fields, ...fields }, lines: outer?.lines ?? { hasAny: false } }, run);
};

/** Adds fields to the following log lines of the innermost `withLogFields`. */
export function addLogFields(fields: Fields): void {
  Object.assign(context.getStore()?.fields ?? {}, fields);
}

/** The fields of the next log line. */
export const logFields = (): Fields => ({ ...context.getStore()?.fields });

/** Whether the outermost `withLogFields` has written a log line. */
export const hasLogged = (): boolean => context.getStore()?.lines.hasAny === true;
