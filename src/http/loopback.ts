import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Whether only programs on this machine reach it.
 *
 * @param host an address without brackets, or a name
 */
export function isLoopback(host: string): boolean {
  const family = isIP(host);
  return family === 0 ? host === 'localhost' : LOOPBACK.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

/** Whether it stands for every address of the machine, and so is none that links and signatures could carry. */
export function isUnspecified(host: string): boolean {
  return /^(0\.0\.0\.0|[:0]*:[:0]*)$/.test(host);
}
