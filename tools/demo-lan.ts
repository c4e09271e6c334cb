/** What `npm start -- --lan` prints, and how this process comes to trust what it started. */
import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { renderUnicodeCompact } from 'uqr';
import type { LanReady } from '../controller/src/lan-door.ts';

/** The demo calls the API as any other client of the network would, over HTTPS. */
export function trustAuthority({ authorityFile }: LanReady): void {
  const authority = readFileSync(authorityFile, 'utf8');
  setDefaultCACertificates([...getCACertificates('default'), authority]);
}

/** A wildcard is nothing that can be called; what listens on it listens here too. */
export function callable(url: string): string {
  return url.replace('//0.0.0.0', '//127.0.0.1').replace('//[::]', '//127.0.0.1');
}

export function printLan({ consoleUrls, pageUrls, fingerprint, authorityFile }: LanReady): void {
  const [page = ''] = pageUrls;
  if (consoleUrls.every((url) => /127\.0\.0\.1|\.local:/.test(url))) {
    console.log('\n  This machine has no private address: others reach it by its name at most.');
  }
  console.log('\n  In this network:');
  for (const url of consoleUrls) console.log(`    ${url}`);
  console.log('\n  A phone that does not trust it yet opens this page once, and follows it:');
  for (const url of pageUrls) console.log(`    ${url}`);
  console.log(`\n${renderUnicodeCompact(page, { border: 2 }).replace(/^/gm, '    ')}`);
  console.log('\n  The fingerprint that the phone must show (SHA-256):');
  console.log(`    ${fingerprint.slice(0, 47)}\n    ${fingerprint.slice(48)}`);
  console.log(`\n  Nodes on other machines: LOA_CA_FILE with a copy of\n    ${authorityFile}`);
}
