/** The name of a stage's resource: `thankflow-dev-orders`. Operators, the runbook and the command line rely on it. */
export const resourceName = (stage: { name: string }, part: string): string => `thankflow-${stage.name}-${part}`;

/** The log group of a function, by its name without the stage: `/thankflow/dev/ingest`. */
export const logName = (stage: { name: string }, functionName: string): string =>
  `/thankflow/${stage.name}/${functionName}`;

/** CloudWatch namespace of everything the functions count. */
export const metricNamespace = 'thankflow';

/** The one dimension of every metric: stages in one account stay apart. The functions get it as POWERTOOLS_SERVICE_NAME. */
export const serviceOf = (stage: { name: string }): string => `thankflow-${stage.name}`;
