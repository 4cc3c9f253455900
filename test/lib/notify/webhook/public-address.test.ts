import { describe, expect, it } from 'vitest';
import { notPublic, useOf } from '../../../../lib/notify/webhook/public-address.ts';

describe('useOf', () => {
  it.each([
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '126.255.255.255',
    '128.0.0.1',
    '169.253.255.255',
    '172.15.255.255',
    '172.32.0.1',
    '192.167.255.255',
    '192.169.0.1',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2a00:1450:4001:80b::200e',
  ])('calls %s public', (address) => {
    expect(useOf(address)).toBe('public');
  });

  it.each([
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['10.0.0.1', 'private'],
    ['10.255.255.255', 'private'],
    ['100.64.0.1', 'carrierGradeNat'],
    ['100.127.255.255', 'carrierGradeNat'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['169.254.169.254', 'linkLocal'],
    ['169.254.170.2', 'linkLocal'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.0.0.1', 'reserved'],
    ['192.0.2.1', 'reserved'],
    ['192.88.99.1', 'reserved'],
    ['192.168.0.1', 'private'],
    ['198.18.0.1', 'reserved'],
    ['198.19.255.255', 'reserved'],
    ['198.51.100.1', 'reserved'],
    ['203.0.113.1', 'reserved'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.255', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
  ])('knows that %s is %s', (address, use) => {
    expect(useOf(address)).toBe(use);
  });

  it.each([
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['0:0:0:0:0:0:0:1', 'loopback'],
    ['fe80::1', 'linkLocal'],
    ['fe80::1%eth0', 'linkLocal'],
    ['febf:ffff::1', 'linkLocal'],
    ['fec0::1', 'deprecatedSiteLocal'],
    ['fc00::1', 'uniqueLocal'],
    ['fd00:ec2::254', 'uniqueLocal'],
    ['ff02::1', 'multicast'],
    ['100::1', 'discard'],
    ['2001:db8::1', 'reserved'],
    ['3fff::1', 'reserved'],
    ['2001:2::1', 'benchmarking'],
    ['5f00::1', 'segmentRouting'],
    // Not assigned to the Internet.
    ['1::1', 'reserved'],
    ['4000::1', 'reserved'],
    ['a000::1', 'reserved'],
    // Forms of IPv4 addresses: mapped, compatible, translated, NAT64, 6to4, Teredo.
    ['::ffff:127.0.0.1', 'ipv4Mapped'],
    ['::ffff:a9fe:a9fe', 'ipv4Mapped'],
    ['::ffff:8.8.8.8', 'ipv4Mapped'],
    ['::127.0.0.1', 'ipv4Mapped'],
    ['::7f00:1', 'reserved'],
    ['::a9fe:a9fe', 'reserved'],
    ['::ffff:0:7f00:1', 'rfc6145'],
    ['64:ff9b::a9fe:a9fe', 'rfc6052'],
    ['64:ff9b:1::a00:1', 'rfc6052'],
    ['2002:7f00:1::', '6to4'],
    ['2002:a9fe:a9fe::1', '6to4'],
    ['2001:0:7f00:1::1', 'teredo'],
  ])('knows that %s is %s', (address, use) => {
    expect(useOf(address)).toBe(use);
  });

  it.each(['', 'localhost', '1.2.3', '134744072', '08.8.8.8', '1.2.3.4.5', '1.2.3.999', ':::1', '2001::1::1'])(
    'never takes %j for public',
    (address) => {
      expect(useOf(address)).not.toBe('public');
    },
  );
});

describe('notPublic', () => {
  it.each([
    ['https://127.0.0.1/x', '127.0.0.1 (loopback)'],
    ['http://127.0.0.1:8080/x', '127.0.0.1 (loopback)'],
    ['https://127.1/', '127.0.0.1 (loopback)'],
    ['https://0x7f.1/', '127.0.0.1 (loopback)'],
    ['https://0177.0.0.01/', '127.0.0.1 (loopback)'],
    ['https://2130706433/', '127.0.0.1 (loopback)'],
    ['https://127.0.0.1./', '127.0.0.1 (loopback)'],
    ['https://１２７.０.０.１/', '127.0.0.1 (loopback)'],
    ['https://127%2e0.0.1/', '127.0.0.1 (loopback)'],
    ['https://0/', '0.0.0.0 (unspecified)'],
    ['https://169.254.169.254/latest/meta-data?token=x', '169.254.169.254 (linkLocal)'],
    ['https://[::1]/', '::1 (loopback)'],
    ['https://[::127.0.0.1]/', '::7f00:1 (reserved)'],
    ['https://[::ffff:10.0.0.1]/', '::ffff:a00:1 (ipv4Mapped)'],
    ['https://localhost/', 'localhost (loopback)'],
    ['https://LOCALHOST./', 'localhost. (loopback)'],
    ['https://hooks.localhost/', 'hooks.localhost (loopback)'],
  ])('says what %s is', (url, words) => {
    expect(notPublic(url)).toBe(words);
  });

  it.each([
    'https://shop.example/x',
    'https://mylocalhost/',
    'https://1.1.1.1/',
    'https://[2606:4700::1111]/',
    'no url',
  ])('has nothing against %s', (url) => {
    expect(notPublic(url)).toBeUndefined();
  });
});
