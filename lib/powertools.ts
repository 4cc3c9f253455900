import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logFields } from './log-context.ts';
import { metricNamespace } from './naming.ts';
import type { Fields, Metric, Telemetry } from './telemetry.ts';

/** Telemetry of a Lambda function. */
export interface LambdaTelemetry extends Telemetry {
  /** For middy: every line of an invocation carries its request ID. Never the event, whatever the environment says. */
  lambdaContext: ReturnType<typeof injectLambdaContext>;
}

const all = (fields: Fields): Fields => ({ ...logFields(), ...fields });

/**
 * Telemetry on standard output, as CloudWatch reads it: JSON log lines, and metrics in the embedded metric format.
 * A metric is written at once, not gathered until the handler returns, so that a function that is killed loses none.
 * The metrics' one dimension, `service`, is POWERTOOLS_SERVICE_NAME: the stage's, the same for all its functions.
 * @param serviceName the function, e.g. `ingest`: the `service` of its log lines
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
