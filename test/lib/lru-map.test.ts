import { describe, expect, it } from 'vitest';
import { expiringMap, LruMap } from '../../lib/lru-map.ts';

describe('LruMap', () => {
  it('forgets what was not used for longest', () => {
    const map = new LruMap<string>(2);
    map.set('a', '1');
    map.set('b', '2');
    expect(map.get('a')).toBe('1');
    map.set('c', '3');
    expect([map.peek('a'), map.peek('b'), map.peek('c')]).toEqual(['1', undefined, '3']);
  });

  it('counts neither a look nor a missing key as use', () => {
    const map = new LruMap<string>(2);
    map.set('a', '1');
    map.set('b', '2');
    expect(map.peek('a')).toBe('1');
    expect(map.get('missing')).toBeUndefined();
    map.set('c', '3');
    expect(map.peek('a')).toBeUndefined();
  });

  it('replaces a value without forgetting another', () => {
    const map = new LruMap<string>(2);
    map.set('a', '1');
    map.set('b', '2');
    map.set('a', '3');
    expect([map.peek('a'), map.peek('b')]).toEqual(['3', '2']);
    map.delete('a');
    expect(map.get('a')).toBeUndefined();
  });
});

describe('expiringMap', () => {
  it('forgets a value after its time, counted from when it was last set', () => {
    let nowMs = 0;
    const map = expiringMap<string>(1000, 2, () => nowMs);
    map.set('a', '1');
    nowMs = 1000;
    expect(map.get('a')).toBe('1');
    map.set('a', '2');
    nowMs = 2000;
    expect(map.get('a')).toBe('2');
    nowMs = 2001;
    expect(map.get('a')).toBeUndefined();
  });

  it('forgets what is deleted', () => {
    const map = expiringMap<string>(1000, 2, () => 0);
    map.set('a', '1');
    map.set('b', '2');
    map.delete('a');
    expect([map.get('a'), map.get('b')]).toEqual([undefined, '2']);
  });
});
