import { expect, test } from 'vitest';
import { extensionOfName, extensionOfPaper, paperName } from './paper.ts';

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

test.each([
  ['%PDF-1.7\n', 'pdf'],
  ['\xff\xd8\xff\xe0', 'jpg'],
  ['\x89PNG\r\n\x1a\n', 'png'],
  ['', null],
  ['%PDF', null],
  ['\x89PNG', null],
  ['<html>%PDF-1.7', null],
  ['PK\x03\x04', null],
])('[APR36] what begins with %j is a %s', (content, extension) => {
  expect(extensionOfPaper(bytes(content))).toBe(extension);
});

test('[APR36] only a name that a stored copy can have is one', () => {
  const digest = `${'aB-_'.repeat(10)}xyz`;
  expect(extensionOfName(paperName(digest, 'jpg'))).toBe('jpg');
  for (const name of [`../${digest}.pdf`, `${digest}.html`, digest, `${digest}.pdf/..`, '']) {
    expect(extensionOfName(name)).toBeNull();
  }
});
