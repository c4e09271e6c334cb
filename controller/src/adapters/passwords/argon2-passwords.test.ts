import { expect, test } from 'vitest';
import { createArgon2Passwords, HASHES_AT_ONCE, HASHES_WAITING } from './argon2-passwords.ts';

test('[SEC24] argon2id with 19 MiB and two passes; right is right and wrong is wrong', async () => {
  const passwords = createArgon2Passwords();
  const hash = await passwords.hash('mật khẩu dài');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await passwords.verify(hash, 'mật khẩu dài')).toBe(true);
  expect(await passwords.verify(hash, 'mat khau dai')).toBe(false);
  expect(await passwords.verify('no hash', 'x')).toBe(false);
});

test('[SEC24] the decoy costs the same and matches nothing', async () => {
  const passwords = createArgon2Passwords();
  expect(passwords.decoy).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await passwords.verify(passwords.decoy, '')).toBe(false);
});

test('[SEC24] beyond the queue it is unavailable at once, and the others are served', async () => {
  const passwords = createArgon2Passwords();
  const asked = Array.from({ length: HASHES_AT_ONCE + HASHES_WAITING + 1 }, () =>
    passwords.verify(passwords.decoy, 'x').then(
      (matches) => (matches ? 'right' : 'wrong'),
      (error: { code: string }) => error.code,
    ),
  );
  const answers = await Promise.all(asked);
  expect(answers.filter((answer) => answer === 'unavailable')).toHaveLength(1);
  expect(answers.filter((answer) => answer === 'wrong')).toHaveLength(answers.length - 1);
});
