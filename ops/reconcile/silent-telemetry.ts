import type { Telemetry } from '../../lib/telemetry.ts';

/** The command line prints what it finds, and counts nothing for the alarms. */
export const silentTelemetry: Telemetry = { info() {}, warn() {}, error() {}, count() {} };
