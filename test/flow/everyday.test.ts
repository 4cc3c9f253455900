import { afterAll, beforeAll, describe } from 'vitest';
import { stack, start } from './everyday/stack.ts';

beforeAll(start);
afterAll(() => stack?.stop());

// First what leaves nothing behind, then what leaves nothing unsettled. What lets AWS fail comes last.
describe('webhooks that are refused', () => import('./everyday/refused.ts').then());
describe('the happy path', () => import('./everyday/happy-path.ts').then());
describe('duplicates', () => import('./everyday/duplicates.ts').then());
describe('bad input', () => import('./everyday/bad-input.ts').then());
describe('reversals', () => import('./everyday/reversals.ts').then());
describe('forged headers', () => import('./everyday/forged-headers.ts').then());
describe('changes of secrets and settings', () => import('./everyday/changes.ts').then());
describe('AWS that fails', () => import('./everyday/aws-faults.ts').then());
