import { afterAll, beforeAll, describe } from 'vitest';
import { stack, start } from './receipts/stack.ts';

beforeAll(start);
afterAll(() => stack?.stop());

describe('what Thanx decides', () => import('./receipts/following.ts').then());
describe('what goes wrong at Thanx', () => import('./receipts/failures.ts').then());
describe('what a receipt says', () => import('./receipts/contents.ts').then());
