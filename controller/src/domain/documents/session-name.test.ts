import { expect, test } from 'vitest';
import { session, townMap } from '../campaign/sample-programme.ts';
import { documentFaults } from './faults.ts';

test('[CAL101] a session cannot have the name that substitutes have', () => {
  const nobody = { has: () => false };
  const known = {
    map: townMap(),
    ...{ bulletins: nobody, sessions: nobody, items: nobody, accounts: null, relayHosts: [] },
  };
  const faultsOf = (name: string) =>
    documentFaults('session', session(name), known).map(({ path }) => path.join('.'));
  expect(faultsOf('buoi-sang')).toEqual([]);
  expect(faultsOf('substitute')).toEqual(['id']);
});
