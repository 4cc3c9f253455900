import { afterAll, beforeAll, describe } from 'vitest';
import { start, world } from './privacy-commands/world.ts';

beforeAll(start);
afterAll(() => world?.stack.stop());

describe('webhooks in quarantine', () => import('./privacy-commands/quarantine.ts').then());
describe('a customer’s data', () => import('./privacy-commands/customer.ts').then());
describe('a shop’s data', () => import('./privacy-commands/shop.ts').then());
