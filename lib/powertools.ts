import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { metricNamespace } from './naming.ts';
import type { Fields, Metric, Telemetry } from './telemetry.ts';
import { AsyncLocalStorage } from 'node:async_hooks';

export interface LambdaTelemetry extends Telemetry {
  /** Middleware that adds the request ID to every log line of an invocation. It never logs the event. */
  lambdaContext: ReturnType<typeof injectLambdaContext>;
}

const all = (fields: Fields): Fields => ({ ...logFields(), ...fields });

/**
 * Writes JSON log lines and metrics in the embedded metric format to standard output, for CloudWatch. Metrics are written immediately, so that
 * a killed function loses none. Their only dimension, `service`, is POWERTOOLS_SERVICE_NAME, the same for all of a stage's functions.
 * @param serviceName the function, such as `ingest`: the `service` of its log lines
 */
export function telemetry(serviceName: string): LambdaTelemetry {
  const logger = new Logger({ serviceName });
  const metrics = new Metrics({ namespace: metricNamespace });
  return {
    info: (message, fields: Fields = {}) => logger.info(message, all(fields)),
    warn: (message, fields: Fields = {}) => logger.warn(message, all(fields)),
    error: (message, fields: Fields = {}) => logger.error(message, all(fields)),
    count: (metric: Metric, value = 1) => {
      metrics.singleMetric().addMetric(metric, MetricUnit.Count, value);
    },
    lambdaContext: injectLambdaContext(logger, { logEvent: false }),
  };
}

const context = new AsyncLocalStorage<Fields>();

/** Adds fields to every log line that `run` writes. The messages of a batch are handled at the same time, each with its own fields. */
export const withLogFields = <Result>(fields: Fields, run: () => Result): Result =>
  context.run({ ...context.getStore(), ...fields }, run);

/** Adds fields to the following log lines of the innermost `withLogFields`. */
export function addLogFields(fields: Fields): void {
  Object.assign(context.getStore() ?? {}, fields);
}

/** The fields of the next log line. */
export const logFields = (): Fields => ({ ...context.getStore() });
